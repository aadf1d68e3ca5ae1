//! Looking at webhooks.

use api::webhooks::{GetWebhook, ListWebhooks, WebhookLog, WebhookView};

use crate::{Service, view};
use origin_platform::{Call, ServiceError};

/// How many deliveries the log shows.
const SHOWN: i64 = 50;

pub(crate) async fn list_webhooks(service: Service, _: Call<ListWebhooks>) -> Result<Vec<WebhookView>, ServiceError> {
    let mut connection = service.stores.db.acquire().await?;
    Ok(view::webhooks(&mut connection, None).await?)
}

pub(crate) async fn get_webhook(service: Service, call: Call<GetWebhook>) -> Result<WebhookLog, ServiceError> {
    let id = call.endpoint.webhook;
    let mut connection = service.stores.db.acquire().await?;
    let webhook = view::webhook(&mut connection, id).await?;
    Ok(WebhookLog { webhook, deliveries: view::deliveries(&mut connection, id, SHOWN).await? })
}
