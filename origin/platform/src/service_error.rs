//! How a handler fails: with a problem for the caller, or with a cause for the log.

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
            Self::Internal(error) if is_temporary(&error) => Problem::unavailable(),
            Self::Internal(_) | Self::Repeated(_) => Problem::internal(),
        }
    }
}

/// What PostgreSQL says when the same request may go well in a moment.
const TEMPORARY: [&str; 8] = ["57P01", "57P02", "57P03", "53100", "53300", "55000", "40P01", "25006"];

/// Whether a store could not be reached, or could not serve two at once, as opposed to having refused.
fn is_temporary(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        let sql = cause.downcast_ref::<sqlx::Error>();
        let redis = cause.downcast_ref::<redis::RedisError>();
        let busy = |error: &sqlx::Error| {
            let code = error.as_database_error().and_then(|error| error.code());
            // 57P01..03: the server is shutting down, crashed or starting up; 53100: its disk is full; 53300: no connection is free;
            // 55000: the database takes none for now; 40P01: two waited for each other, and this one was given up;
            // 25006: another server has become the one to write to.
            code.is_some_and(|code| TEMPORARY.contains(&&*code))
        };
        let no_pool = |error: &sqlx::Error| {
            matches!(error, sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed)
        };
        sql.is_some_and(|error| no_pool(error) || busy(error))
            || redis.is_some_and(|error| {
                error.is_io_error()
                    || error.is_timeout()
                    || error.is_connection_refusal()
                    || error.is_connection_dropped()
                    || crate::stores::says_elsewhere(error)
            })
    })
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
    use sqlx::AssertSqlSafe;

    use super::*;

    #[test]
    fn whoever_did_something_too_often_is_told_when_to_come_again_in_both_fields() {
        let often = respond(&Problem::new(Code::TooManyRequests, "Please wait.").after(90));
        assert_eq!(often.headers()["retry-after"], "90");
        assert_eq!(often.headers()["ratelimit"], "\"origin\";r=0;t=90");
        let away = respond(&Problem::unavailable());
        assert!(away.headers().contains_key("retry-after") && !away.headers().contains_key("ratelimit"));
    }

    #[tokio::test]
    async fn what_may_go_well_in_a_moment_is_told_from_what_is_ours() {
        let stores = crate::testing::fresh_stores().await;
        let ours = ["23505", "42P01", "22012", "P0001"].map(|state| (state, Code::Internal));
        for (state, expected) in TEMPORARY.map(|state| (state, Code::Unavailable)).into_iter().chain(ours) {
            let sql = format!("do $$ begin raise exception 'on purpose' using errcode = '{state}'; end $$");
            let error = sqlx::query(AssertSqlSafe(sql)).execute(&stores.db).await.expect_err("on purpose");
            assert_eq!(ServiceError::from(error).into_problem().code, expected, "{state}");
        }
    }
}
