//! Keys of accounts at Stripe: checked by asking Stripe, kept by the vault, told to nobody.

use std::iter;

use api::payments::{DeleteStripeAccount, PaymentSettings, StripeAccount, UpdateStripeKeys};
use api::problem::{Code, Problem};
use origin_platform::if_match::{admits, outdated};
use origin_platform::{Call, ServiceError, Vault};
use serde_json::{Value, json};
use sqlx::PgConnection;

use super::check::{Mode, end, publishable_key, secret_key, webhook_secret};
use super::{SUBJECT, changed, lock, take_up, view};
use crate::checkout::Service;
use crate::checkout::payments::stripe::accounts::{hook_purpose, key_purpose};
use crate::checkout::payments::stripe::{KeyRejection, Stripe};

/// Keys as they were typed, of the right form.
struct Typed<'a> {
    secret_key: Option<(&'a str, Mode)>,
    publishable_key: Option<(&'a str, Mode)>,
    webhook_secret: Option<&'a str>,
}

impl<'a> Typed<'a> {
    fn read(endpoint: &'a UpdateStripeKeys) -> Result<Self, Problem> {
        let UpdateStripeKeys { secret_key: secret, publishable_key: publishable, webhook_secret: hook, .. } = endpoint;
        let typed = Self {
            secret_key: secret.as_ref().map(|text| secret_key(&text.0)).transpose()?,
            publishable_key: publishable.as_deref().map(publishable_key).transpose()?,
            webhook_secret: hook.as_ref().map(|text| webhook_secret(&text.0)).transpose()?,
        };
        match (&typed.secret_key, &typed.publishable_key, typed.webhook_secret) {
            (None, None, None) => Err(Problem::field("secret_key", "There is nothing to set: give at least one key.")),
            (Some((_, secret)), Some((_, publishable)), _) if secret != publishable => {
                let detail = "One of the keys is live and the other is for trying things out. Give two of one kind.";
                Err(Problem::field("publishable_key", detail))
            }
            _ => Ok(typed),
        }
    }
}

/// Sets keys. Stripe is asked whose a secret key is before anything is kept; what is kept is encrypted.
///
/// # Errors
/// `recent_login_needed`; a problem with the field to mend; `version_missing`; `version_outdated` with what is set now.
#[tracing::instrument(name = "payments.update_stripe_keys", skip_all)]
pub(super) async fn update_stripe_keys(
    service: Service,
    call: Call<UpdateStripeKeys>,
) -> Result<PaymentSettings, ServiceError> {
    call.require_recent()?;
    let stripe = keeper(&service)?;
    let typed = Typed::read(&call.endpoint)?;
    // Outside of any transaction: Stripe may take its time.
    let named = match typed.secret_key {
        Some((key, mode)) => Some(name(stripe, key, mode).await?),
        None => None,
    };

    let mut tx = call.begin(&service.stores.db).await?;
    lock(&mut tx).await?;
    let before = view::settings(&mut tx, &service).await?;
    if !admits(call.endpoint.if_match, before.version)? {
        return Err(outdated(before.version, &before));
    }
    let current = before.accounts.iter().find(|account| account.is_current);
    let Some(name) = named.or_else(|| current.map(|account| account.name.clone())) else {
        let detail = "There is no account yet: give its secret key first.";
        return Err(Problem::field("secret_key", detail).into());
    };
    let was = before.accounts.iter().find(|account| account.name == name);
    check_publishable(&typed, &name, was)?;
    let vault = &service.stores.vault;
    if let Some((key, _)) = typed.secret_key {
        put_key(&mut tx, vault, &name, key, &typed, was, &call.actor()).await?;
    } else if let Some((key, _)) = typed.publishable_key {
        sqlx::query("update orders.stripe_accounts set publishable_key = $2 where name = $1")
            .bind(&name)
            .bind(key)
            .execute(&mut *tx)
            .await?;
    }
    if let Some(secret) = typed.webhook_secret {
        put_hook(&mut tx, vault, &name, secret, &call.actor()).await?;
    }
    let after = changed(&mut tx, &service).await?;
    let is = after.accounts.iter().find(|account| account.name == name);
    // Two keys may end alike, so it is said what was set.
    let set = json!({
        "secret_key": typed.secret_key.is_some(),
        "publishable_key": typed.publishable_key.is_some(),
        "webhook_secret": typed.webhook_secret.is_some(),
    });
    let new = is.map(|account| json!({ "account": recorded(account), "set": set, "current": name }));
    let old = json!({ "account": was.map(recorded), "current": current.map(|account| &account.name) });
    call.audit(&mut tx, SUBJECT, Some(old), new).await?;
    let reply = call.commit(tx, after).await?;
    take_up(&service).await;
    Ok(reply)
}

/// Forgets the keys of an account.
///
/// # Errors
/// `recent_login_needed`; a problem if there is none, or while payments in it are open or may begin.
#[tracing::instrument(name = "payments.delete_stripe_account", skip_all)]
pub(super) async fn delete_stripe_account(
    service: Service,
    call: Call<DeleteStripeAccount>,
) -> Result<PaymentSettings, ServiceError> {
    call.require_recent()?;
    let mut tx = call.begin(&service.stores.db).await?;
    lock(&mut tx).await?;
    let accounts = view::accounts(&mut tx, &service).await?;
    let Some(account) = accounts.iter().find(|account| account.name == call.endpoint.account) else {
        return Err(Problem::field("account", "No account of this name has keys here.").into());
    };
    if account.is_current && view::is_open(&mut tx).await? {
        let detail = "New payments go through this account. Switch paying off first, or set the keys of another.";
        return Err(Problem::field("account", detail).into());
    }
    if account.open_payments > 0 {
        let detail = format!(
            "{} payments in this account are not over, or may be in it: they could not be taken, released or given back \
             without its keys. Ship or cancel their orders first.",
            account.open_payments
        );
        return Err(Problem::field("account", detail).into());
    }
    let is_erasing: bool = sqlx::query_scalar(
        "select exists (
             select from orders.card_owners where account = $1 and deleted_at is not null and reference is not null
         )",
    )
    .bind(&account.name)
    .fetch_one(&mut *tx)
    .await?;
    if is_erasing {
        let detail = "Shoppers who have deleted their accounts have cards in this one, which Stripe is being asked to forget. \
                      Please try again in an hour.";
        return Err(Problem::field("account", detail).into());
    }
    sqlx::query("delete from orders.stripe_accounts where name = $1").bind(&account.name).execute(&mut *tx).await?;
    // Without its keys nobody is asked for the cards that are kept in it.
    sqlx::query("delete from orders.card_owners where account = $1").bind(&account.name).execute(&mut *tx).await?;
    let after = changed(&mut tx, &service).await?;
    call.audit(&mut tx, SUBJECT, Some(json!({ "account": recorded(account) })), None).await?;
    let reply = call.commit(tx, after).await?;
    take_up(&service).await;
    Ok(reply)
}

/// Who keeps keys, if anybody can.
pub(super) fn keeper(service: &Service) -> Result<&Stripe, Problem> {
    let detail = "This shop cannot keep keys yet: the operator has to give it keys to encrypt them by (SECRETS_KEYS, see \
                  docs/operating.md).";
    let keeper = service.provider.office().filter(|stripe| stripe.office().is_some() && service.stores.vault.is_open());
    keeper.ok_or_else(|| Problem::new(Code::InvalidRequest, detail))
}

/// Asks Stripe whose a key is.
pub(super) async fn name(stripe: &Stripe, key: &str, mode: Mode) -> Result<String, Problem> {
    let refused = |detail: &str| Problem::field("secret_key", detail);
    match stripe.account_of(key).await {
        Ok(account) if is_account(&account) => Ok(format!("{account}.{}", mode.word())),
        Ok(_) | Err(KeyRejection::NoAnswer) => {
            Err(refused("Stripe did not say whose this key is, so it was not kept. Please try again in a minute."))
        }
        Err(KeyRejection::Unknown) => Err(refused(
            "Stripe does not know this key, or it was revoked there. Copy it anew from Stripe’s page of API keys.",
        )),
        Err(KeyRejection::Restricted) => Err(refused(
            "Stripe does not let this key read its account. Give it the rights that docs/merchants.md names, or take \
             the secret key of the account.",
        )),
    }
}

fn is_account(name: &str) -> bool {
    let rest = name.strip_prefix("acct_");
    rest.is_some_and(|rest| (1..=100).contains(&rest.len()) && rest.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

/// Checks that the account has a publishable key, and one of its kind.
fn check_publishable(typed: &Typed<'_>, name: &str, was: Option<&StripeAccount>) -> Result<(), Problem> {
    match typed.publishable_key {
        None if was.is_none() => {
            let detail = "Give the publishable key of this account too: pages need it to ask for a card.";
            Err(Problem::field("publishable_key", detail))
        }
        Some((_, mode)) if !name.ends_with(mode.word()) => {
            let detail =
                "The secret key is live and this one is for trying things out, or the reverse. Give two of one kind.";
            Err(Problem::field("publishable_key", detail))
        }
        _ => Ok(()),
    }
}

async fn put_key(
    tx: &mut PgConnection,
    vault: &Vault,
    name: &str,
    key: &str,
    typed: &Typed<'_>,
    was: Option<&StripeAccount>,
    actor: &str,
) -> Result<(), ServiceError> {
    let sealed = vault.seal(&key_purpose(name), key.as_bytes()).map_err(anyhow::Error::from)?;
    let publishable = typed.publishable_key.map(|(key, _)| key).or(was.map(|account| account.publishable_key.as_str()));
    sqlx::query(
        "update orders.stripe_accounts set is_current = false, retired_at = now() where is_current and name <> $1",
    )
    .bind(name)
    .execute(&mut *tx)
    .await?;
    sqlx::query(
        "insert into orders.stripe_accounts (name, is_current, publishable_key, secret_key, secret_key_end, set_by)
         values ($1, true, $2, $3, $4, $5)
         on conflict (name) do update set is_current = true, retired_at = null, publishable_key = excluded.publishable_key,
             secret_key = excluded.secret_key, secret_key_end = excluded.secret_key_end, set_by = excluded.set_by,
             set_at = now()",
    )
    .bind(name)
    .bind(publishable)
    .bind(sealed)
    .bind(end(key))
    .bind(actor)
    .execute(tx)
    .await?;
    Ok(())
}

/// The newest secret of hooks; the one before it is good, too, until another comes. One that is given again is kept once: taken
/// away it must be gone, and it must not push out the other.
pub(super) async fn put_hook(
    tx: &mut PgConnection,
    vault: &Vault,
    name: &str,
    secret: &str,
    actor: &str,
) -> Result<(), ServiceError> {
    let purpose = hook_purpose(name);
    let sealed = vault.seal(&purpose, secret.as_bytes()).map_err(anyhow::Error::from)?;
    // Locked: the job that seals by another key does not come between.
    let kept: Vec<Vec<u8>> =
        sqlx::query_scalar("select webhook_secrets from orders.stripe_accounts where name = $1 for update")
            .bind(name)
            .fetch_one(&mut *tx)
            .await?;
    let is_other = |sealed: &Vec<u8>| vault.unseal_text(&purpose, sealed).ok().as_deref() != Some(secret);
    let secrets: Vec<Vec<u8>> = iter::once(sealed).chain(kept.into_iter().filter(is_other)).take(2).collect();
    sqlx::query(
        "update orders.stripe_accounts
         set webhook_secrets = $2, webhook_end = $3, webhook_set_by = $4, webhook_set_at = now()
         where name = $1",
    )
    .bind(name)
    .bind(secrets)
    .bind(end(secret))
    .bind(actor)
    .execute(tx)
    .await?;
    Ok(())
}

/// What the audit log keeps of an account: no secret.
pub(super) fn recorded(account: &StripeAccount) -> Value {
    json!({
        "name": account.name,
        "publishable_key": account.publishable_key,
        "secret_key_end": account.secret_key_end,
        "webhook_ends": account.webhook_ends,
    })
}
