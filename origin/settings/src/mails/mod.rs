//! What mails to shoppers say. Each change is a version of its own; the next mail is written by it.

mod check;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use api::settings::{AdminMails, GetAdminMails, MailKind, MailText, MailTexts, UpdateMails};
use origin_platform::if_match::{admits, outdated};
use origin_platform::{Call, ServiceError, Stores, audit};
use serde::{Deserialize, Serialize};
use sqlx::PgExecutor;
use sqlx::types::Json;

/// Lets one at a time set words; any number that nobody else uses will do.
const ONE_AT_A_TIME: i64 = 0x73_6574_6d61_696c;

/// How the audit log calls them.
const SUBJECT: &str = "mails";

/// What is set, with its version.
pub(crate) async fn get_admin_mails(stores: Stores, _: Call<GetAdminMails>) -> Result<AdminMails, ServiceError> {
    Ok(current(&stores.db).await?)
}

/// What is given takes the place of what was; the rest stays.
///
/// # Errors
/// `version_missing`; `version_outdated` with what is set now; a problem with the field to mend.
pub(crate) async fn update_mails(stores: Stores, call: Call<UpdateMails>) -> Result<AdminMails, ServiceError> {
    let mut tx = call.begin(&stores.db).await?;
    // A statement of its own: the next one sees what was committed before the lock was had.
    sqlx::query("select pg_advisory_xact_lock($1)").bind(ONE_AT_A_TIME).execute(&mut *tx).await?;
    let before = current(&mut *tx).await?;
    if !admits(call.endpoint.if_match, before.version)? {
        return Err(outdated(before.version, &before));
    }
    let mails = check::applied(&call.endpoint, &before.mails)?;
    if mails == before.mails {
        return call.commit(tx, before).await;
    }
    let after = AdminMails { version: before.version + 1, mails };
    sqlx::query("insert into settings.mail_versions (version, document) values ($1, $2)")
        .bind(after.version)
        .bind(Json(Kept::of(&after.mails)))
        .execute(&mut *tx)
        .await?;
    let (old, new) = audit::changes(&serde_json::to_value(&before.mails)?, &serde_json::to_value(&after.mails)?);
    call.audit(&mut tx, SUBJECT, Some(old), Some(new)).await?;
    call.commit(tx, after).await
}

async fn current(db: impl PgExecutor<'_>) -> sqlx::Result<AdminMails> {
    let row: Option<(i64, Json<Kept>)> =
        sqlx::query_as("select version, document from settings.mail_versions order by version desc limit 1")
            .fetch_optional(db)
            .await?;
    Ok(row.map(|(version, Json(kept))| AdminMails { version, mails: kept.mails() }).unwrap_or_default())
}

/// What is set as it is kept. A program that does not know a kind of mail cannot read it among `texts`: those that came
/// after the first stand apart, where one takes what it knows.
#[derive(Serialize, Deserialize)]
struct Kept {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sender_name: Option<String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    texts: BTreeMap<MailKind, MailText>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    later_texts: BTreeMap<String, MailText>,
}

impl Kept {
    fn of(mails: &MailTexts) -> Self {
        // What is set of withdrawals and accounts came later.
        let (later, texts): (BTreeMap<_, _>, BTreeMap<_, _>) =
            mails.texts.clone().into_iter().partition(|(kind, _)| kind.keeps_its_words());
        let later_texts = later.into_iter().map(|(kind, text)| (kind.code().to_owned(), text)).collect();
        Self { sender_name: mails.sender_name.clone(), texts, later_texts }
    }

    fn mails(self) -> MailTexts {
        let known = self.later_texts.into_iter().filter_map(|(code, text)| Some((MailKind::of_code(&code)?, text)));
        let texts = self.texts.into_iter().chain(known).collect();
        MailTexts { sender_name: self.sender_name, texts }
    }
}

/// What is set of mails, for whoever writes them.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn mail_texts(db: impl PgExecutor<'_>) -> sqlx::Result<MailTexts> {
    Ok(current(db).await?.mails)
}
