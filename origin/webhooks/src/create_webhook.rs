//! Making a webhook.

use api::problem::Problem;
use api::webhooks::{CreateWebhook, WebhookSecret};
use domain::WebhookId;
use uuid::Uuid;

use crate::secrets::create_secret;
use crate::{Service, check_subjects, view};
use origin_platform::{Call, ServiceError};

/// Makes a webhook with its first secret. A repeat shows the same secret again, to the caller whose
/// reply was lost: keys are remembered for a day.
pub(crate) async fn create_webhook(service: Service, call: Call<CreateWebhook>) -> Result<WebhookSecret, ServiceError> {
    let CreateWebhook { url, subjects } = &call.endpoint;
    service.rules.read(url).map_err(|reason| Problem::field("url", reason))?;
    check_subjects(subjects)?;
    let mut tx = match call.begin(&service.stores.db).await {
        Err(ServiceError::Repeated(kept)) => return create_secret::repeated(&service.stores, kept).await,
        begun => begun?,
    };
    let id = WebhookId(Uuid::now_v7());
    sqlx::query("insert into shop.webhooks (id, url, subjects) values ($1, $2, $3)")
        .bind(id.0)
        .bind(url)
        .bind(subjects.iter().map(|subjects| subjects.as_str()).collect::<Vec<_>>())
        .execute(&mut *tx)
        .await?;
    let new = create_secret::insert(&mut tx, &service.stores.vault, id).await?;
    let webhook = view::webhook(&mut tx, id).await?;
    let reply = WebhookSecret { webhook, secret: new.shown.clone(), previous_expires_at: None };
    call.audit(&mut tx, &view::subject(id), None, Some(view::recorded(&reply.webhook))).await?;
    let kept = new.kept(&reply);
    call.commit_keeping(tx, &kept, reply).await
}
