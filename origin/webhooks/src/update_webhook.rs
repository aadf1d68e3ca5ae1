//! Changing, enabling, disabling and deleting a webhook.

use api::problem::Problem;
use api::webhooks::{DeleteWebhook, UpdateWebhook, WebhookState, WebhookView};
use domain::WebhookId;
use sqlx::PgConnection;

use crate::{Service, check_subjects, view};
use origin_platform::if_match::{admits, outdated};
use origin_platform::{Call, ServiceError};

pub(crate) async fn update_webhook(service: Service, call: Call<UpdateWebhook>) -> Result<WebhookView, ServiceError> {
    let UpdateWebhook { webhook: id, if_match, url, subjects, state } = &call.endpoint;
    if url.is_none() && subjects.is_none() && state.is_none() {
        return Err(Problem::field("url", "There is nothing to change: give url, subjects or state.").into());
    }
    if let Some(url) = url {
        service.rules.read(url).map_err(|reason| Problem::field("url", reason))?;
    }
    if let Some(subjects) = subjects {
        check_subjects(subjects)?;
    }
    let mut tx = call.begin(&service.stores.db).await?;
    let active = view::lock(&mut tx, *id).await?;
    let was = view::webhook(&mut tx, *id).await?;
    if !admits(*if_match, was.version)? {
        return Err(outdated(was.version, &was));
    }
    let subjects: Option<Vec<&str>> =
        subjects.as_ref().map(|subjects| subjects.iter().map(|subjects| subjects.as_str()).collect());
    sqlx::query("update shop.webhooks set url = coalesce($2, url), subjects = coalesce($3, subjects) where id = $1")
        .bind(id.0)
        .bind(url)
        .bind(subjects)
        .execute(&mut *tx)
        .await?;
    match state {
        Some(WebhookState::Active) if !active => enable(&mut tx, *id).await?,
        Some(WebhookState::Disabled) if active => disable(&mut tx, *id).await?,
        _ => {}
    }
    let reply = view::webhook(&mut tx, *id).await?;
    // Of two addresses at one host, too, it is recorded that somebody set another.
    if (&was.url, &was.subjects, was.state) != (&reply.url, &reply.subjects, reply.state) {
        let (old, new) = (view::recorded(&was), view::recorded(&reply));
        call.audit(&mut tx, &view::subject(*id), Some(old), Some(new)).await?;
    }
    call.commit(tx, reply).await
}

/// What waits is tried at once, and for three days anew.
async fn enable(tx: &mut PgConnection, id: WebhookId) -> sqlx::Result<()> {
    sqlx::query(
        "update shop.webhooks set state = 'active', disabled_reason = null, disabled_at = null, notification = null,
                                  failures = 0, failing_since = null
         where id = $1",
    )
    .bind(id.0)
    .execute(&mut *tx)
    .await?;
    sqlx::query(
        "update shop.webhook_deliveries set next_attempt_at = now(), first_attempt_at = null
         where webhook_id = $1 and state = 'waiting'",
    )
    .bind(id.0)
    .execute(tx)
    .await?;
    Ok(())
}

async fn disable(tx: &mut PgConnection, id: WebhookId) -> sqlx::Result<()> {
    sqlx::query(
        "update shop.webhooks set state = 'disabled', disabled_reason = 'Disabled by staff.', disabled_at = now()
         where id = $1",
    )
    .bind(id.0)
    .execute(tx)
    .await?;
    Ok(())
}

pub(crate) async fn delete_webhook(service: Service, call: Call<DeleteWebhook>) -> Result<(), ServiceError> {
    let id = call.endpoint.webhook;
    let mut tx = call.begin(&service.stores.db).await?;
    view::lock(&mut tx, id).await?;
    let was = view::recorded(&view::webhook(&mut tx, id).await?);
    sqlx::query("delete from shop.webhooks where id = $1").bind(id.0).execute(&mut *tx).await?;
    call.audit(&mut tx, &view::subject(id), Some(was), None).await?;
    call.commit(tx, ()).await
}

#[cfg(test)]
mod tests {
    use api::endpoint::if_match::IfMatch;
    use api::problem::Code;
    use api::webhooks::{CreateWebhookPing, GetWebhook, ListWebhooks, Subjects};
    use domain::CustomerId;
    use uuid::Uuid;

    use super::*;
    use crate::testing::{Scene, creation, failed};

    fn update(webhook: WebhookId) -> UpdateWebhook {
        UpdateWebhook { webhook, if_match: Some(IfMatch::Any), url: None, subjects: None, state: None }
    }

    fn state(webhook: WebhookId, state: WebhookState) -> UpdateWebhook {
        UpdateWebhook { state: Some(state), ..update(webhook) }
    }

    #[tokio::test]
    async fn a_webhook_is_made_changed_and_deleted() {
        let scene = Scene::open().await;
        let creation = creation("https://example.com/events", "shop.orders.*");
        let made = scene.call_with_key(&creation, "made-once").await.expect("staff may");
        let again = scene.call_with_key(&creation, "made-once").await.expect("staff may");
        assert!(made == again, "a reply that was lost can be had again");
        let id = made.webhook.id;
        assert_eq!(scene.call(&ListWebhooks {}).await.expect("staff may"), std::slice::from_ref(&made.webhook));
        let subjects: Vec<Subjects> = vec!["shop.>".parse().expect("subjects")];
        let change = UpdateWebhook {
            url: Some("https://example.com/others".to_owned()),
            subjects: Some(subjects.clone()),
            ..update(id)
        };
        let changed = scene.call(&change).await.expect("staff may");
        assert_eq!((changed.url.as_str(), &changed.subjects), ("https://example.com/others", &subjects));
        assert_eq!(changed, scene.webhook(id).await);
        scene.orders(2).await;
        for _ in 0..2 {
            scene.call_with_key(&DeleteWebhook { webhook: id }, "deleted-once").await.expect("staff may");
        }
        let gone = [
            scene.call(&GetWebhook { webhook: id }).await.expect_err("gone").code,
            scene.call(&DeleteWebhook { webhook: id }).await.expect_err("gone").code,
            scene.call(&change).await.expect_err("gone").code,
            scene.call(&CreateWebhookPing { webhook: id }).await.expect_err("gone").code,
        ];
        assert_eq!(gone, [Code::WebhookNotFound; 4]);
        assert_eq!(scene.call(&ListWebhooks {}).await.expect("staff may"), []);
    }

    #[tokio::test]
    async fn of_two_who_change_a_webhook_the_second_is_told() {
        let scene = Scene::open().await;
        let made = scene.create("shop.>").await.webhook;
        let to = |if_match, host: &str| UpdateWebhook {
            if_match,
            url: Some(format!("https://{host}/events")),
            ..update(made.id)
        };
        let seen = Some(IfMatch::Version(made.version));
        let (one, other) = (to(seen, "one.example.com"), to(seen, "other.example.com"));
        let both = tokio::join!(scene.call(&one), scene.call(&other));
        let (kept, late) = match both {
            (Ok(kept), Err(late)) | (Err(late), Ok(kept)) => (kept, late),
            both => panic!("exactly one is kept: {both:?}"),
        };
        assert_eq!((kept.version, late.code), (made.version + 1, Code::VersionOutdated));
        assert_eq!(scene.webhook(made.id).await, kept);
        let unsaid = scene.call(&to(None, "example.net")).await.expect_err("which?");
        assert_eq!(unsaid.code, Code::VersionMissing);
        let same = scene.call(&state(made.id, WebhookState::Active)).await.expect("as it is");
        assert_eq!(same.version, kept.version, "nothing was changed");

        // What is sent to it is no change; that it is switched off is one.
        scene.orders(1).await;
        let now = origin_platform::clock::utc();
        assert_eq!(scene.attempt(&failed(500), now).await, Some(1));
        assert_eq!(scene.webhook(made.id).await.version, kept.version);
        let off = scene.call(&state(made.id, WebhookState::Disabled)).await.expect("staff may");
        assert_eq!(off.version, kept.version + 1);
        let late = scene.call(&to(Some(IfMatch::Version(kept.version)), "example.net")).await.expect_err("late");
        assert_eq!(late.code, Code::VersionOutdated);
    }

    #[tokio::test]
    async fn what_waits_is_kept_while_a_webhook_is_disabled() {
        let scene = Scene::open().await;
        let id = scene.create("shop.>").await.webhook.id;
        scene.orders(2).await;
        let now = origin_platform::clock::utc();
        assert_eq!(scene.attempt(&failed(500), now).await, Some(1));
        let disabled = scene.call(&state(id, WebhookState::Disabled)).await.expect("staff may");
        assert_eq!((disabled.state, disabled.waiting), (WebhookState::Disabled, 2));
        assert!(disabled.disabled_at.is_some() && disabled.disabled_reason.is_some());
        let ping = scene.call(&CreateWebhookPing { webhook: id }).await.expect_err("disabled");
        assert_eq!(ping.code, Code::WebhookDisabled);
        let tomorrow = now + time::Duration::days(1);
        assert_eq!(scene.attempt(&failed(500), tomorrow).await, None);
        scene.orders(1).await;
        let enabled = scene.call(&state(id, WebhookState::Active)).await.expect("staff may");
        assert_eq!((enabled.state, enabled.waiting, enabled.failures), (WebhookState::Active, 2, 0));
        assert_eq!((enabled.disabled_at, enabled.disabled_reason), (None, None));
        assert_eq!(scene.attempt(&failed(500), origin_platform::clock::utc()).await, Some(1), "at once");
    }

    #[tokio::test]
    async fn only_staff_may_and_only_what_makes_sense() {
        let scene = Scene::open().await;
        let id = scene.create("shop.>").await.webhook.id;
        let session = scene.stores.sessions.open(CustomerId(Uuid::now_v7())).await.expect("Redis is up");
        let good = creation("https://example.com/", "shop.>");
        let refused = [
            scene.call_as(&good, None).await.err().map(|problem| problem.code),
            scene.call_as(&good, Some(session.clone())).await.err().map(|problem| problem.code),
            scene.call_as(&ListWebhooks {}, None).await.err().map(|problem| problem.code),
            scene.call_as(&ListWebhooks {}, Some(session)).await.err().map(|problem| problem.code),
        ];
        let (nobody, shopper) = (Some(Code::Unauthenticated), Some(Code::Forbidden));
        assert_eq!(refused, [nobody, shopper, nobody, shopper]);
        let field = async |change: UpdateWebhook| scene.call(&change).await.expect_err("wrong").field;
        for url in ["http://example.com/", "https://10.0.0.1/", "https://localhost/", "nonsense"] {
            let made = scene.call(&creation(url, "shop.>")).await.err().and_then(|problem| problem.field);
            assert_eq!(made.as_deref(), Some("url"), "{url}");
            let change = UpdateWebhook { url: Some(url.to_owned()), ..update(id) };
            assert_eq!(field(change).await.as_deref(), Some("url"), "{url}");
        }
        assert_eq!(field(update(id)).await.as_deref(), Some("url"));
        for count in [0, 21] {
            let subjects = vec!["shop.>".parse().expect("subjects"); count];
            let change = UpdateWebhook { subjects: Some(subjects), ..update(id) };
            assert_eq!(field(change).await.as_deref(), Some("subjects"));
        }
        assert_eq!(scene.call(&ListWebhooks {}).await.expect("staff may").len(), 1);
    }
}
