//! The ways into an instance of the worker: its own export, which takes a whole request and gives a whole answer as bytes,
//! and `wasi:http`, which any component for hosts as Spin has.

use api::edge::answers::{ANSWER, ANSWERS, read_answer, write_request};
use bytes::Bytes;
use futures::future::BoxFuture;
use http::HeaderMap;
use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use wasmtime::component::{Accessor, Component, ComponentExportIndex, Func, TypedFunc};
use wasmtime::error::Context as _;
use wasmtime::{Engine, Store, format_err};
use wasmtime_wasi_http::p3;
use wasmtime_wasi_http::p3::bindings::{Service, ServicePre};
use wasmtime_wasi_http::{DEFAULT_FORBIDDEN_HEADERS, WasiHttpView as _};

use crate::wasm::runtime::{self, Guest};

/// Bytes of one answer at most.
const MAX_ANSWER: usize = 8 * 1024 * 1024;
/// What is said of one that has more.
const TOO_LARGE: &str = "the worker's answer is larger than 8 MiB";

/// The worker's own export.
type Answer = TypedFunc<(Bytes, Bytes), (Result<(Bytes, Bytes), String>,)>;

/// The way into instances of a component.
pub struct EntryPre {
    service: ServicePre<Guest>,
    own: Option<ComponentExportIndex>,
}

impl EntryPre {
    /// Resolves every import of the component, once for all instances. They are called by their own export, unless there
    /// is none or `is_plain` forbids it.
    ///
    /// # Errors
    /// When the component imports something this node does not offer, or exports no handler of HTTP requests.
    pub fn new(engine: &Engine, component: &Component, is_plain: bool) -> anyhow::Result<Self> {
        let own = || {
            let interface = component.get_export_index(None, ANSWERS)?;
            component.get_export_index(Some(&interface), ANSWER)
        };
        let linked = runtime::linker(engine).and_then(|linker| ServicePre::new(linker.instantiate_pre(component)?));
        Ok(Self { service: linked.map_err(anyhow::Error::from)?, own: if is_plain { None } else { own() } })
    }

    /// Whether instances are called by their own export.
    pub fn is_own(&self) -> bool {
        self.own.is_some()
    }

    /// Makes an instance.
    ///
    /// # Errors
    /// If there are too many, or if it traps as it begins.
    pub async fn open(&self, store: &mut Store<Guest>) -> wasmtime::Result<Entry> {
        let instance = self.service.instance_pre().instantiate_async(&mut *store).await?;
        match &self.own {
            Some(own) => Ok(Entry::Own(instance.get_typed_func(store, own)?)),
            None => Ok(Entry::Http(Service::new(store, &instance)?)),
        }
    }
}

/// The way into one instance.
pub enum Entry {
    /// By its own export.
    Own(Answer),
    /// By `wasi:http`.
    Http(Service),
}

impl Entry {
    /// What is called.
    pub fn func(&self) -> Func {
        match self {
            Self::Own(answer) => *answer.func(),
            Self::Http(service) => *service.wasi_http_handler().func_handle().func(),
        }
    }

    /// Has the instance answer a request, within its event loop.
    ///
    /// # Errors
    /// If it traps, if it fails, or if its answer is none or too large.
    pub async fn answer(
        &self,
        instance: &Accessor<Guest>,
        request: http::Request<Bytes>,
    ) -> wasmtime::Result<http::Response<Bytes>> {
        match self {
            Self::Own(answer) => by_its_own(*answer, instance, request).await,
            Self::Http(service) => by_http(service, instance, request).await,
        }
    }
}

async fn by_its_own(
    answer: Answer,
    instance: &Accessor<Guest>,
    request: http::Request<Bytes>,
) -> wasmtime::Result<http::Response<Bytes>> {
    let (answered,) = answer.call_concurrent(instance, written(request)).await?;
    let (head, body) = answered.map_err(|error| format_err!("{error}"))?;
    if body.len() > MAX_ANSWER {
        return Err(format_err!("{TOO_LARGE}"));
    }
    read(head, body)
}

/// A request as the worker's own export takes it.
fn written(request: http::Request<Bytes>) -> (Bytes, Bytes) {
    let (mut head, body) = request.into_parts();
    keep_apart(&mut head.headers);
    (Bytes::from(write_request(&head)), body)
}

/// An answer as it gives it.
fn read(head: Bytes, body: Bytes) -> wasmtime::Result<http::Response<Bytes>> {
    let mut head = read_answer(head).context("the head of the worker's answer")?;
    keep_apart(&mut head.headers);
    Ok(http::Response::from_parts(head, body))
}

/// Takes away what no component sees or sets by `wasi:http` either: fields of one connection, and the host's name.
fn keep_apart(fields: &mut HeaderMap) {
    for name in &DEFAULT_FORBIDDEN_HEADERS {
        fields.remove(name);
    }
}

async fn by_http(
    service: &Service,
    instance: &Accessor<Guest>,
    request: http::Request<Bytes>,
) -> wasmtime::Result<http::Response<Bytes>> {
    let (request, sent) = instance.with(|mut store| {
        let (request, sent) = p3::Request::from_http(store.get().http().hooks, request.map(Full::new));
        (request, Box::pin(sent) as BoxFuture<'static, _>)
    });
    let response = service.handle(instance, request).await??;
    let response = instance.with(|store| response.into_http(store, sent))?;
    let (head, body) = response.into_parts();
    let body = Limited::new(body, MAX_ANSWER).collect().await;
    let body = body.map_err(|error| match error.is::<LengthLimitError>() {
        true => format_err!("{TOO_LARGE}"),
        false => format_err!("the worker's answer broke off: {error}"),
    })?;
    Ok(http::Response::from_parts(head, body.to_bytes()))
}

#[cfg(test)]
mod tests {
    use api::edge::answers::{read_request, write_answer};
    use http::header::COOKIE;
    use http::{HeaderValue, Request, Response};

    use super::*;

    const OF_A_CONNECTION: [&str; 9] = [
        "connection",
        "host",
        "http2-settings",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "proxy-connection",
        "transfer-encoding",
        "upgrade",
    ];

    #[test]
    fn what_is_of_a_connection_goes_neither_way() {
        let value = HeaderValue::from_static("x");
        let kept = HeaderMap::from_iter([(COOKIE, value.clone())]);
        let (mut request, mut answer) = (Request::new(Bytes::new()), Response::new(()));
        for fields in [request.headers_mut(), answer.headers_mut()] {
            fields.extend(kept.clone());
            for name in OF_A_CONNECTION {
                fields.insert(name, value.clone());
            }
        }
        let asked = read_request(written(request).0).expect("a head");
        assert_eq!(asked.headers, kept);
        let answered = read(write_answer(&answer.into_parts().0).into(), Bytes::new()).expect("a head");
        assert_eq!(answered.headers(), &kept);
    }
}
