//! How a handler fails: with a problem for the caller, or with a cause for the log.

mod temporary;

use api::client::RATE_LIMIT;
use api::problem::{Conflict, MEDIA_TYPE, Problem};
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, header};
use serde::Serialize;

/// Why a handler has no reply.
#[derive(Debug)]
pub enum ServiceError {
    /// The caller is told.
    Problem(Problem),
    /// The log is told; the caller learns only that it was not their fault.
    Internal(anyhow::Error),
    /// The caller is told, and how the thing is now that they were about to change.
    Conflict(Box<Conflict>),
    /// The write has happened before: the caller is told once more what they were told then. See `Call::begin`.
    Repeated(serde_json::Value),
}

impl From<Problem> for ServiceError {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl From<anyhow::Error> for ServiceError {
    fn from(error: anyhow::Error) -> Self {
        Self::Internal(error)
    }
}

impl From<sqlx::Error> for ServiceError {
    fn from(error: sqlx::Error) -> Self {
        Self::Internal(anyhow::Error::new(error).context("PostgreSQL"))
    }
}

impl From<redis::RedisError> for ServiceError {
    fn from(error: redis::RedisError) -> Self {
        Self::Internal(anyhow::Error::new(error).context("Redis"))
    }
}

impl From<serde_json::Error> for ServiceError {
    fn from(error: serde_json::Error) -> Self {
        Self::Internal(anyhow::Error::new(error).context("JSON of our own making"))
    }
}

impl From<domain::money::MoneyError> for ServiceError {
    fn from(error: domain::money::MoneyError) -> Self {
        Self::Internal(anyhow::Error::new(error).context("adding up amounts"))
    }
}

impl ServiceError {
    /// What the log is told where nobody waits for a reply.
    pub fn into_cause(self) -> anyhow::Error {
        match self {
            Self::Problem(problem) => problem.into(),
            Self::Conflict(conflict) => conflict.problem.into(),
            Self::Internal(error) => error,
            Self::Repeated(_) => anyhow::anyhow!("a reply that was kept was wanted by nobody"),
        }
    }

    /// What the caller is told. What may go well in a moment is temporary; the rest is ours.
    pub fn into_problem(self) -> Problem {
        match self {
            Self::Problem(problem) => problem,
            Self::Conflict(conflict) => conflict.problem,
            Self::Internal(error) if temporary::is_temporary(&error) => Problem::unavailable(),
            Self::Internal(_) | Self::Repeated(_) => Problem::internal(),
        }
    }
}

/// A problem as an HTTP response.
pub fn respond(problem: &Problem) -> Response {
    respond_with(problem, problem)
}

/// The same, with what `body` says besides.
pub(crate) fn respond_with(problem: &Problem, body: &impl Serialize) -> Response {
    let body = serde_json::to_vec(body).expect("problems are plain data");
    let mut response = (problem.code.status(), body).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    let retry_after = problem.retry_after.or(match problem.code {
        api::Code::Unavailable => Some(2),
        api::Code::TooManyRequests => Some(60),
        _ => None,
    });
    if let Some(seconds) = retry_after {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        if problem.code == api::Code::TooManyRequests {
            let nothing_left = format!("\"origin\";r=0;t={seconds}");
            headers.insert(RATE_LIMIT, HeaderValue::try_from(nothing_left).expect("a number is ASCII"));
        }
    }
    response
}

#[cfg(test)]
mod tests {
    use api::Code;

    use super::*;

    #[test]
    fn whoever_did_something_too_often_is_told_when_to_come_again_in_both_fields() {
        let often = respond(&Problem::new(Code::TooManyRequests, "Please wait.").after(90));
        assert_eq!(often.headers()["retry-after"], "90");
        assert_eq!(often.headers()["ratelimit"], "\"origin\";r=0;t=90");
        let away = respond(&Problem::unavailable());
        assert!(away.headers().contains_key("retry-after") && !away.headers().contains_key("ratelimit"));
    }
}
