//! The worker's own way in: whole requests and whole answers, as bytes ([`api::edge::answers`]). A host that does not know
//! it, as Spin, calls the worker by `wasi:http`, and is answered the same.

use api::edge::answers::{read_request, write_answer};
use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};

#[expect(unsafe_code, reason = "generated from the definition of the interface")]
mod bindings {
    spin_sdk::wit_bindgen::generate!({
        path: "wit",
        world: "worker",
        runtime_path: "spin_sdk::wit_bindgen::rt",
    });

    export!(Own with_types_in self);

    use super::Own;
}

/// What the host calls.
struct Own;

impl bindings::exports::shop::edge::answers::Guest for Own {
    async fn answer(head: Vec<u8>, body: Vec<u8>) -> Result<(Vec<u8>, Vec<u8>), String> {
        let head = read_request(head.into()).map_err(|error| format!("the head of the request: {error}"))?;
        let body = super::reads_body(&head).then(|| Full::new(Bytes::from(body)));
        let answer = super::respond(head, body).await;
        let (head, body) = answer.into_parts();
        let body = body.collect().await.map_err(|error| error.to_string())?.to_bytes();
        Ok((write_answer(&head), body.into()))
    }
}
