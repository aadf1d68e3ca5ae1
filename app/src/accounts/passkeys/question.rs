//! What a browser is asked that is to log in with a passkey. The script of the page to log in fetches it where the browser
//! has passkeys, so that the page itself asks nobody, whoever looks at it (ADR 113).

use api::accounts::CreateSignInChallenge;
use leptos::prelude::*;
use uuid::Uuid;

use crate::cart::problem_error::ProblemError;
use crate::context::Backend;
use crate::{cookies, respond};

/// The question as the browser takes it, and the cookie by which its answer will be known as its own.
#[server(prefix = "/api", endpoint = "accounts/passkey_question")]
pub async fn passkey_question() -> Result<String, ProblemError> {
    let backend = Backend::of_request();
    let ask = CreateSignInChallenge { binding: backend.request().passkeys.clone() };
    let asked = backend.call(&ask, Some(Uuid::new_v4().to_string())).await.map_err(ProblemError::refusing)?;
    respond::cookie(&cookies::passkeys(&asked.binding));
    Ok(asked.options)
}
