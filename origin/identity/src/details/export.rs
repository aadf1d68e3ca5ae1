//! What this room keeps about a shopper, for the copy that they ask for.

use api::accounts::{AccountExport, Consent, IdentityExport, MailExport, OpenSession, SavedAddress};
use domain::CustomerId;
use origin_platform::{ServiceError, Stores};
use sqlx::types::Json;

use super::{address_book, consents};
use crate::sessions;

/// What is kept about an account's owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfAccount {
    /// When this was read (RFC 3339, UTC).
    pub exported_at: String,
    /// The account itself.
    pub account: AccountExport,
    /// The address book.
    pub addresses: Vec<SavedAddress>,
    /// Consents, those that were withdrawn too.
    pub consents: Vec<Consent>,
    /// Where the account is logged in.
    pub sessions: Vec<OpenSession>,
    /// By whom else it may be opened.
    pub identities: Vec<IdentityExport>,
    /// Mails about the account that are still remembered.
    pub mails: Vec<MailExport>,
}

/// Everything about the owner of an account; none if it is gone. `bearer` is the token of whoever asks.
///
/// # Errors
/// If a store does not answer.
pub async fn export(
    stores: &Stores,
    customer: CustomerId,
    bearer: Option<&str>,
) -> Result<Option<OfAccount>, ServiceError> {
    let db = &stores.db;
    let account: Option<(Json<AccountExport>, String)> = sqlx::query_as(
        "select jsonb_build_object(
             'id', id, 'name', name, 'email', email, 'market', market,
             'opened_at', to_char(created_at at time zone 'utc', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'),
             'email_verified_at', to_char(email_verified_at at time zone 'utc', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')
         ),
         to_char(now() at time zone 'utc', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')
         from accounts.customers where id = $1",
    )
    .bind(customer.0)
    .fetch_optional(db)
    .await?;
    let Some((Json(account), exported_at)) = account else { return Ok(None) };
    let mails: Vec<Json<MailExport>> = sqlx::query_scalar(
        "select jsonb_build_object(
             'about', about, 'email', email,
             'at', to_char(created_at at time zone 'utc', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')
         )
         from (select purpose as about, email, created_at from accounts.code_requests where customer_id = $1
               union all
               select what, email, created_at from accounts.notifications where customer_id = $1) as mail
         order by created_at desc",
    )
    .bind(customer.0)
    .fetch_all(db)
    .await?;
    let identities: Vec<Json<IdentityExport>> = sqlx::query_scalar(
        "select jsonb_build_object(
             'issuer', issuer, 'subject', subject, 'email', email,
             'created_at', to_char(created_at at time zone 'utc', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'),
             'used_at', to_char(used_at at time zone 'utc', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')
         )
         from accounts.identities where customer_id = $1 order by created_at, id",
    )
    .bind(customer.0)
    .fetch_all(db)
    .await?;
    Ok(Some(OfAccount {
        exported_at,
        account,
        addresses: address_book::of_customer(db, customer).await?,
        consents: consents::of_customer(db, customer).await?,
        sessions: sessions::of_customer(stores, customer, bearer).await?,
        identities: identities.into_iter().map(|Json(identity)| identity).collect(),
        mails: mails.into_iter().map(|Json(mail)| mail).collect(),
    }))
}
