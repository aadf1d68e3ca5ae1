//! Making a code and a link, to be written into a mail.

use domain::Market;
use domain::accounts::SignInCode;
use origin_platform::{Database, ServiceError, secret};
use uuid::Uuid;

use super::Purpose;
use crate::password;

/// What a mail holds that brings a code. Neither code nor token is kept in clear.
pub struct CodeMail {
    /// What they are for.
    pub purpose: Purpose,
    /// Where the mail goes.
    pub to: String,
    /// Says its language.
    pub market: Market,
    /// To be typed.
    pub code: SignInCode,
    /// What a link holds that does the same.
    pub token: String,
}

/// Makes a code and a token for a request; none if its time is over. They are good beside those that were made last
/// before, for a mail that was being written twice at once.
///
/// # Errors
/// If PostgreSQL does not answer, or very many passwords are being hashed.
pub async fn issue(db: &Database, request: Uuid) -> Result<Option<CodeMail>, ServiceError> {
    let wanted: Option<(String, String, String, bool)> = sqlx::query_as(
        "select purpose, email, market, chosen_password_hash is not null from accounts.code_requests
         where id = $1 and ended_at is null and expires_at > now()",
    )
    .bind(request)
    .fetch_optional(db)
    .await?;
    let Some((purpose, to, market, is_registration)) = wanted else { return Ok(None) };
    let purpose = match Purpose::of(&purpose) {
        Some(Purpose::SignIn) if is_registration => Purpose::KnownAddress,
        Some(purpose) => purpose,
        None => return Ok(None),
    };
    let random = secret::random();
    // Six bytes that are random as a whole.
    let number = random[..6].iter().fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    let (code, token) = (SignInCode::of_random(number), secret::token());
    let code_hash = password::hash(code.reveal().to_owned()).await?;
    sqlx::query(
        "with old as (
             select token_hash from accounts.codes where request_id = $1 order by created_at desc offset 1
         ), forgotten as (
             delete from accounts.codes as code using old where code.token_hash = old.token_hash
         )
         insert into accounts.codes (token_hash, request_id, code_hash) values ($2, $1, $3)",
    )
    .bind(request)
    .bind(secret::sha256(&token).as_slice())
    .bind(code_hash)
    .execute(db)
    .await?;
    Ok(Some(CodeMail { purpose, to, market: Market::of_code(&market).unwrap_or_default(), code, token }))
}
