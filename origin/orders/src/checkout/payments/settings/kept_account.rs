//! Keys of an account that is kept, whether new payments go through it or not: a key that was rolled at Stripe, and secrets of
//! hooks, which are taken away when somebody else knows them.

use api::payments::{DeleteStripeWebhookSecret, PaymentSettings, StripeAccount, UpdateStripeAccount};
use api::problem::Problem;
use origin_platform::if_match::{admits, outdated};
use origin_platform::{Call, ServiceError, Vault};
use serde_json::json;
use sqlx::PgConnection;

use super::check::{end, secret_key, webhook_secret};
use super::stripe_keys::{keeper, name, put_hook, recorded};
use super::{SUBJECT, changed, lock, take_up, view};
use crate::checkout::Service;
use crate::checkout::payments::stripe::accounts::key_purpose;

/// Sets other keys of an account. Stripe is asked whose a secret key is before it is kept, and that of another is refused.
///
/// # Errors
/// `recent_login_needed`; a problem with the field to mend; `version_missing`; `version_outdated` with what is set now.
#[tracing::instrument(name = "payments.update_stripe_account", skip_all)]
pub(super) async fn update_stripe_account(
    service: Service,
    call: Call<UpdateStripeAccount>,
) -> Result<PaymentSettings, ServiceError> {
    call.require_recent()?;
    let stripe = keeper(&service)?;
    let UpdateStripeAccount { account: of, if_match, secret_key: key, webhook_secret: hook } = &call.endpoint;
    let key = key.as_ref().map(|text| secret_key(&text.0)).transpose()?;
    let hook = hook.as_ref().map(|text| webhook_secret(&text.0)).transpose()?;
    if key.is_none() && hook.is_none() {
        return Err(Problem::field("secret_key", "There is nothing to set: give at least one key.").into());
    }
    // Outside of any transaction: Stripe may take its time.
    if let Some((key, mode)) = key {
        let named = name(stripe, key, mode).await?;
        if named != *of {
            let detail = format!("This is a key of {named}, so it was not kept. Give one of {of}.");
            return Err(Problem::field("secret_key", detail).into());
        }
    }

    let mut tx = call.begin(&service.stores.db).await?;
    lock(&mut tx).await?;
    let before = view::settings(&mut tx, &service).await?;
    if !admits(*if_match, before.version)? {
        return Err(outdated(before.version, &before));
    }
    let was = find(&before, of)?;
    let vault = &service.stores.vault;
    if let Some((key, _)) = key {
        roll(&mut tx, vault, of, key, &call.actor()).await?;
    }
    if let Some(secret) = hook {
        put_hook(&mut tx, vault, of, secret, &call.actor()).await?;
    }
    let after = changed(&mut tx, &service).await?;
    // Two keys may end alike, so it is said what was set.
    let set = json!({ "secret_key": key.is_some(), "webhook_secret": hook.is_some() });
    let (old, new) =
        (json!({ "account": recorded(was) }), json!({ "account": recorded(find(&after, of)?), "set": set }));
    call.audit(&mut tx, SUBJECT, Some(old), Some(new)).await?;
    let reply = call.commit(tx, after).await?;
    take_up(&service).await;
    Ok(reply)
}

/// Takes a secret of hooks away.
///
/// # Errors
/// `recent_login_needed`; a problem with the field to mend; `version_missing`; `version_outdated` with what is set now.
#[tracing::instrument(name = "payments.delete_stripe_webhook_secret", skip_all)]
pub(super) async fn delete_stripe_webhook_secret(
    service: Service,
    call: Call<DeleteStripeWebhookSecret>,
) -> Result<PaymentSettings, ServiceError> {
    call.require_recent()?;
    let DeleteStripeWebhookSecret { account: of, place, if_match, last } = &call.endpoint;
    let mut tx = call.begin(&service.stores.db).await?;
    lock(&mut tx).await?;
    let before = view::settings(&mut tx, &service).await?;
    if !admits(*if_match, before.version)? {
        return Err(outdated(before.version, &before));
    }
    let was = find(&before, of)?;
    let ends = &was.webhook_ends;
    if !(1..=ends.len()).contains(&usize::from(*place)) {
        let detail = format!("The account has {} secrets of hooks: name one by its place, from 1.", ends.len());
        return Err(Problem::field("place", detail).into());
    }
    if ends.len() == 1 && !last {
        let detail = "This is the last secret: without it hooks of this account are refused, and the shop asks Stripe every \
                      few moments instead. Set another first, or say that it may be the last (last=true).";
        return Err(Problem::field("last", detail).into());
    }
    if *place == 1 {
        // Of the one before it nobody knows any more who has given it, and when.
        sqlx::query(
            "update orders.stripe_accounts
             set webhook_secrets = webhook_secrets[2:], webhook_end = $2, webhook_set_by = null, webhook_set_at = null
             where name = $1",
        )
        .bind(of)
        .bind(ends.get(1).cloned().flatten())
        .execute(&mut *tx)
        .await?;
    } else {
        sqlx::query("update orders.stripe_accounts set webhook_secrets = webhook_secrets[:1] where name = $1")
            .bind(of)
            .execute(&mut *tx)
            .await?;
    }
    let after = changed(&mut tx, &service).await?;
    let (old, new) = (
        json!({ "account": recorded(was) }),
        json!({ "account": recorded(find(&after, of)?), "taken_away": { "webhook_secret": place } }),
    );
    call.audit(&mut tx, SUBJECT, Some(old), Some(new)).await?;
    let reply = call.commit(tx, after).await?;
    take_up(&service).await;
    Ok(reply)
}

fn find<'a>(settings: &'a PaymentSettings, account: &str) -> Result<&'a StripeAccount, Problem> {
    let found = settings.accounts.iter().find(|one| one.name == account);
    found.ok_or_else(|| Problem::field("account", "No account of this name has keys here."))
}

/// Another secret key in place of the one that is kept. Which account is that of new payments stays as it is.
async fn roll(tx: &mut PgConnection, vault: &Vault, name: &str, key: &str, actor: &str) -> Result<(), ServiceError> {
    let sealed = vault.seal(&key_purpose(name), key.as_bytes()).map_err(anyhow::Error::from)?;
    sqlx::query(
        "update orders.stripe_accounts set secret_key = $2, secret_key_end = $3, set_by = $4, set_at = now()
         where name = $1",
    )
    .bind(name)
    .bind(sealed)
    .bind(end(key))
    .bind(actor)
    .execute(tx)
    .await?;
    Ok(())
}
