//! Codes and links that are mailed to whoever signs in, shows that an address is theirs, or moves an account to
//! another: asking for them, writing them, taking them in.
//!
//! A code is eight digits, so its hash is a slow one; a link's token cannot be guessed, and a fast one does. Both are
//! made as the mail is written and kept as hashes alone. Either is good once, for [`LASTS`], and ends with the other.

pub(crate) mod enter;
mod mail;
pub(crate) mod request;

use std::time::Duration;

use api::event::{CODE_REQUESTED, CodeRequested};
use api::problem::{Code, Problem};
use domain::accounts::SignInCode;
use domain::{CustomerId, Market};
use origin_messaging::outbox::{self, NewEvent};
use origin_platform::ServiceError;
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

use crate::password;

pub use mail::{CodeMail, issue as issue_code};

/// How long a code and a link are good.
pub(crate) const LASTS: Duration = Duration::from_secs(10 * 60);

/// What a code is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Signing in.
    SignIn,
    /// Showing that the address of an account just opened is its owner's. It signs in, too.
    Verification,
    /// Signing in to the account that there is, for whoever wanted to open another with its address. Kept as one to sign
    /// in, beside what was chosen.
    KnownAddress,
    /// Moving an account to the address that the code is sent to.
    EmailChange,
}

impl Purpose {
    const ALL: [Self; 3] = [Self::SignIn, Self::Verification, Self::EmailChange];

    const fn code(self) -> &'static str {
        match self {
            Self::SignIn | Self::KnownAddress => "sign_in",
            Self::Verification => "verification",
            Self::EmailChange => "email_change",
        }
    }

    fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.code() == code)
    }
}

/// What somebody chose for an account that they want to open. It is the account's once its address is confirmed from where
/// it was chosen.
pub(crate) struct Chosen {
    pub(crate) name: String,
    pub(crate) password_hash: String,
}

/// A request for a code.
pub(crate) struct NewRequest<'a> {
    pub(crate) id: Uuid,
    pub(crate) customer: CustomerId,
    pub(crate) purpose: Purpose,
    /// Where the mail goes.
    pub(crate) email: &'a str,
    /// Says its language.
    pub(crate) market: Market,
    pub(crate) chosen: Option<&'a Chosen>,
}

/// Records a request, and the event by which it is mailed.
pub(crate) async fn record(tx: &mut PgConnection, request: NewRequest<'_>) -> sqlx::Result<()> {
    sqlx::query(
        "insert into accounts.code_requests
             (id, customer_id, purpose, email, market, expires_at, chosen_name, chosen_password_hash)
         values ($1, $2, $3, $4, $5, now() + make_interval(secs => $6), $7, $8)",
    )
    .bind(request.id)
    .bind(request.customer.0)
    .bind(request.purpose.code())
    .bind(request.email)
    .bind(request.market.code())
    .bind(LASTS.as_secs_f64())
    .bind(request.chosen.map(|chosen| chosen.name.as_str()))
    .bind(request.chosen.map(|chosen| chosen.password_hash.as_str()))
    .execute(&mut *tx)
    .await?;
    let event = NewEvent::new(CODE_REQUESTED, vec![], &CodeRequested { request: request.id });
    outbox::record(tx, &[event]).await
}

/// Ends every code and link of an account that is still good.
pub(crate) async fn end_all(db: impl PgExecutor<'_>, customer: CustomerId) -> sqlx::Result<()> {
    sqlx::query(
        "update accounts.code_requests set ended_at = now(), chosen_name = null, chosen_password_hash = null
         where customer_id = $1 and ended_at is null",
    )
    .bind(customer.0)
    .execute(db)
    .await
    .map(drop)
}

/// Whether this is a code of the request. Without a request it is not, which takes as long to say.
pub(crate) async fn is_code_of(
    db: impl PgExecutor<'_>,
    request: Option<Uuid>,
    code: &SignInCode,
) -> Result<bool, ServiceError> {
    let hashes: Vec<String> =
        sqlx::query_scalar("select code_hash from accounts.codes where request_id = $1 order by created_at desc")
            .bind(request.unwrap_or_default())
            .fetch_all(db)
            .await?;
    let hashes = if hashes.is_empty() { vec![None] } else { hashes.into_iter().map(Some).collect() };
    for hash in hashes {
        if password::verify(code.reveal().to_owned(), hash).await? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// One answer for a code that is wrong, used or old, and for an address that has none.
pub(crate) fn wrong_code() -> Problem {
    let detail = "The code is not right, was used before, or is older than 10 minutes. Please check it, or ask for a new one: only the one mailed last counts.";
    Problem::new(Code::SignInCodeWrong, detail).at("code")
}

#[cfg(test)]
mod tests;
