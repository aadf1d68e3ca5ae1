//! The origin's refusal as a server function's error.

use api::{Code, Problem};
use leptos::server_fn::codec::JsonEncoding;
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};

use crate::respond;

/// A [`Problem`], as JSON and with its status.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ProblemError(pub Problem);

impl ProblemError {
    /// A refusal, whose status the answer gets.
    pub fn refusing(problem: Problem) -> Self {
        respond::status(problem.code.status());
        Self(problem)
    }
}

impl FromServerFnError for ProblemError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(fault: ServerFnErrorErr) -> Self {
        // The form was not one of ours, or a field is missing.
        let problem = match fault {
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) | ServerFnErrorErr::Deserialization(_) => {
                Problem::new(Code::InvalidRequest, "The form cannot be read.")
            }
            _ => Problem::internal(),
        };
        Self::refusing(problem)
    }
}
