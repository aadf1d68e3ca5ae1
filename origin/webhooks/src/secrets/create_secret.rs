//! Secrets: a new one begins at once, the one before it has a day to be replaced at the receiver.

use api::problem::{Code, Problem};
use api::webhooks::{CreateWebhookSecret, WebhookSecret};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::WebhookId;
use serde_json::Value;
use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use super::sealing::Kept;
use crate::{Service, view};
use origin_platform::{Call, ServiceError, Stores, Vault, secret};

/// What every secret begins with, as the Standard Webhooks specification has it.
const PREFIX: &str = "whsec_";

/// Makes a secret the newest; the one before it signs beside it for a day.
pub(crate) async fn create_secret(
    service: Service,
    call: Call<CreateWebhookSecret>,
) -> Result<WebhookSecret, ServiceError> {
    let id = call.endpoint.webhook;
    let mut tx = match call.begin(&service.stores.db).await {
        Err(ServiceError::Repeated(kept)) => return repeated(&service.stores, kept).await,
        begun => begun?,
    };
    view::lock(&mut tx, id).await?;
    // Two sign at most: the one before the previous ends now.
    let end = sqlx::query("delete from shop.webhook_secrets where webhook_id = $1 and expires_at is not null");
    end.bind(id.0).execute(&mut *tx).await?;
    let previous_expires_at: OffsetDateTime = sqlx::query_scalar(
        "update shop.webhook_secrets set expires_at = now() + interval '1 day'
         where webhook_id = $1 and expires_at is null returning expires_at",
    )
    .bind(id.0)
    .fetch_one(&mut *tx)
    .await?;
    let new = insert(&mut tx, &service.stores.vault, id).await?;
    let webhook = view::webhook(&mut tx, id).await?;
    let previous_expires_at = Some(view::text(previous_expires_at));
    let reply = WebhookSecret { webhook, secret: new.shown.clone(), previous_expires_at };
    call.audit(&mut tx, &view::subject(id), None, None).await?;
    let kept = new.kept(&reply);
    call.commit_keeping(tx, &kept, reply).await
}

/// A secret that was made just now.
pub(crate) struct New {
    id: Uuid,
    /// As receivers know it.
    pub(crate) shown: String,
}

impl New {
    /// What is kept of a reply for whoever repeats the request: the id of the secret in its place.
    pub(crate) fn kept(&self, reply: &WebhookSecret) -> WebhookSecret {
        WebhookSecret { secret: self.id.to_string(), ..reply.clone() }
    }
}

/// Inserts a new secret.
pub(crate) async fn insert(tx: &mut PgConnection, vault: &Vault, webhook: WebhookId) -> Result<New, ServiceError> {
    let key = secret::random();
    let kept = Kept::new(vault, &key).map_err(anyhow::Error::from)?;
    Ok(New { id: kept.insert(tx, webhook).await?, shown: shown(&key) })
}

fn shown(key: &[u8]) -> String {
    format!("{PREFIX}{}", STANDARD.encode(key))
}

/// The reply of a request that was carried out before, as it was.
pub(crate) async fn repeated(stores: &Stores, kept: Value) -> Result<WebhookSecret, ServiceError> {
    let kept: WebhookSecret = serde_json::from_value(kept)?;
    let id: Uuid = kept.secret.parse().map_err(anyhow::Error::from)?;
    let found: Option<Kept> = sqlx::query_as(
        "select id, coalesce(sealed, key) as bytes, sealed is not null as is_sealed
         from shop.webhook_secrets where id = $1",
    )
    .bind(id)
    .fetch_optional(&stores.db)
    .await?;
    let over = || Problem::new(Code::WebhookNotFound, "The secret was made, and is over by now.");
    let secret = found.ok_or_else(over)?.secret(&stores.vault).map_err(anyhow::Error::from)?;
    Ok(WebhookSecret { secret: shown(&secret), ..kept })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Scene;

    fn key(secret: &str) -> Vec<u8> {
        STANDARD.decode(secret.strip_prefix(PREFIX).expect("the prefix")).expect("Base64")
    }

    #[tokio::test]
    async fn two_secrets_sign_while_they_change() {
        let scene = Scene::open().await;
        let first = scene.create("shop.>").await;
        let webhook = first.webhook.id;
        let change = CreateWebhookSecret { webhook };
        let second = scene.call_with_key(&change, "second-secret").await.expect("staff may");
        let repeated = scene.call_with_key(&change, "second-secret").await.expect("staff may");
        assert!(second.secret == repeated.secret && second.secret != first.secret, "a repeat makes none");
        assert!(second.previous_expires_at.is_some());

        scene.orders(1).await;
        let now = origin_platform::clock::utc();
        let keys = scene.claim(now).await[0].keys.clone();
        assert_eq!(keys, [key(&second.secret), key(&first.secret)], "the newest first");
        assert!(keys.iter().all(|key| key.len() == 32));
        let tomorrow = now + time::Duration::hours(25);
        assert_eq!(scene.claim(tomorrow).await[0].keys, [key(&second.secret)]);
        let third = scene.call(&change).await.expect("staff may");
        assert_eq!(scene.claim(tomorrow + time::Duration::days(1)).await[0].keys, [key(&third.secret)]);
        scene.execute("update shop.webhooks set claimed_until = null").await;
        assert_eq!(scene.claim(origin_platform::clock::utc()).await[0].keys, [key(&third.secret), key(&second.secret)]);
    }
}
