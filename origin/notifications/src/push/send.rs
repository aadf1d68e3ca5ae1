//! Sends what is due: each message to the push service of its browser, and notes what became of it.

use std::time::Duration;

use anyhow::Context as _;
use bytes::Bytes;
use futures::future::join_all;
use http::{Request, StatusCode, header};
use origin_messaging::Shutdown;
use origin_messaging::backoff::Backoff;
use origin_platform::{Destination, GuardedClient, Stores, clock};
use sqlx::FromRow;
use tokio::sync::Notify;
use tracing::{Instrument as _, Span};
use uuid::Uuid;

use super::PushSettings;
use super::browser::{Browser, place};
use crate::metrics;

/// How many messages are under way at once in this process.
const LANES: i64 = 16;
/// This often messages are looked for that became due or were recorded by others.
const POLL: Duration = Duration::from_secs(1);
/// An answer must begin within this time, from looking up the name onwards. A claim lasts much longer: a minute.
const TIMEOUT: Duration = Duration::from_secs(10);
/// How long a push service keeps a message for a browser that is not there, and how long we try to hand it over.
const TTL: Duration = Duration::from_secs(2 * 24 * 60 * 60);
/// The wait before the second attempt; each further one waits twice as long, an hour at most.
const FIRST_WAIT: Duration = Duration::from_secs(30);
const MAX_WAIT: Duration = Duration::from_secs(60 * 60);

/// Sends messages.
pub(super) struct Sender {
    stores: Stores,
    settings: PushSettings,
    client: GuardedClient,
}

/// A message that is the caller's to send.
#[derive(FromRow)]
pub(super) struct Claimed {
    id: Uuid,
    browser: Uuid,
    event_id: Uuid,
    payload: String,
    attempts: i32,
    /// Whether it is older than [`TTL`].
    is_late: bool,
    endpoint: String,
    p256dh: Vec<u8>,
    auth: Vec<u8>,
    /// What it is sent for: `origin_messaging::Cause`.
    trace_parent: Option<String>,
    request_id: Option<String>,
}

impl Claimed {
    /// What is logged, and traced, of an attempt.
    fn span(&self) -> Span {
        let id = self.request_id.as_deref();
        let span = tracing::info_span!(parent: None, "push", event = %self.event_id, id, trace = tracing::field::Empty);
        telemetry::traces::follow_text(&span, self.trace_parent.as_deref());
        span
    }
}

/// What became of a message.
#[derive(Debug, PartialEq, Eq)]
enum Outcome {
    /// The push service has it.
    Taken,
    /// The browser is no more, or wants no more messages.
    Gone,
    /// The push service cannot take it now, or does not answer.
    Later(String),
    /// It will never be taken.
    Refused(String),
}

impl Outcome {
    const fn name(&self) -> &'static str {
        match self {
            Self::Taken => "taken",
            Self::Gone => "gone",
            Self::Later(_) => "later",
            Self::Refused(_) => "refused",
        }
    }
}

/// Sends until the job shall end; what has begun is finished first.
pub(super) async fn run(sender: &Sender, wake: &Notify, mut shutdown: Shutdown) {
    let mut backoff = Backoff::default();
    loop {
        let wait = match sender.round().await {
            Ok(tried) => {
                backoff.reset();
                // There may be more.
                if tried == 0 { POLL } else { Duration::ZERO }
            }
            Err(error) => {
                tracing::warn!(error = format!("{error:#}"), "messages to browsers wait; trying again");
                backoff.wait()
            }
        };
        tokio::select! {
            biased;
            () = shutdown.requested() => return,
            () = wake.notified() => {}
            () = tokio::time::sleep(wait) => {}
        }
    }
}

impl Sender {
    pub(super) fn new(stores: Stores, settings: PushSettings, client: GuardedClient) -> Self {
        Self { stores, settings, client }
    }

    /// Sends messages that are due; returns how many were tried.
    pub(super) async fn round(&self) -> anyhow::Result<usize> {
        let claimed = self.claim().await.context("looking for messages to browsers")?;
        let settled = join_all(claimed.iter().map(|claimed| self.deliver(claimed).instrument(claimed.span()))).await;
        settled.into_iter().collect::<sqlx::Result<Vec<()>>>().context("noting what became of messages")?;
        Ok(claimed.len())
    }

    /// Claims what is due for a minute: should this process end before it has noted what became of it, another sends it
    /// once more.
    pub(super) async fn claim(&self) -> sqlx::Result<Vec<Claimed>> {
        sqlx::query_as(
            "update shop.push_messages as message
             set attempts = message.attempts + 1, next_attempt_at = now() + interval '1 minute'
             from (
                 select id from shop.push_messages where settled_at is null and next_attempt_at <= now()
                 order by next_attempt_at limit $1 for update skip locked
             ) as due, shop.push_subscriptions as browser
             where message.id = due.id and browser.id = message.subscription_id
             returning message.id, browser.id as browser, message.event_id, message.payload, message.attempts,
                       message.created_at < now() - make_interval(secs => $2) as is_late,
                       browser.endpoint, browser.p256dh, browser.auth, message.trace_parent, message.request_id",
        )
        .bind(LANES)
        .bind(TTL.as_secs_f64())
        .fetch_all(&self.stores.db)
        .await
    }

    /// Sends a message that was claimed. If what came of it cannot be noted, it is sent again.
    async fn deliver(&self, claimed: &Claimed) -> sqlx::Result<()> {
        let outcome = match claimed.is_late {
            true => Outcome::Refused("it was tried for two days".to_owned()),
            false => self.send(claimed).await,
        };
        metrics::pushed(outcome.name());
        match outcome {
            Outcome::Taken => self.settle(claimed).await,
            Outcome::Gone => {
                tracing::info!(browser = %claimed.browser, "a browser wants no more messages, and is forgotten");
                self.forget(claimed).await
            }
            Outcome::Later(reason) => {
                tracing::info!(message = %claimed.id, reason, "a message to a browser is tried again later");
                self.put_off(claimed).await
            }
            Outcome::Refused(reason) => {
                tracing::warn!(message = %claimed.id, reason, "a message to a browser is given up");
                self.settle(claimed).await
            }
        }
    }

    async fn send(&self, claimed: &Claimed) -> Outcome {
        let request = match self.request(claimed) {
            Ok(request) => request,
            Err(error) => return Outcome::Refused(format!("{error:#}")),
        };
        let rules = self.settings.rules;
        let Ok(address) = place(&claimed.endpoint, rules) else {
            return Outcome::Refused("its address is not allowed any more".to_owned());
        };
        let destination = Destination { tls: address.tls, host: &address.host, port: address.port };
        let answer = self.client.status(destination, |ip| rules.allow_ip(ip), request);
        match tokio::time::timeout(TIMEOUT, answer).await {
            Ok(Ok(status)) => outcome(status),
            Ok(Err(reason)) => Outcome::Later(reason),
            Err(_) => Outcome::Later(format!("no answer within {} seconds", TIMEOUT.as_secs())),
        }
    }

    /// The message as it travels. The push service learns the browser's address, ours, and how long it may wait.
    fn request(&self, claimed: &Claimed) -> anyhow::Result<Request<Bytes>> {
        let auth = claimed.auth.as_slice().try_into().context("its secret is none")?;
        let (endpoint, p256dh) = (claimed.endpoint.clone(), claimed.p256dh.clone());
        let body = Browser { endpoint, p256dh, auth }.encrypt(&claimed.payload)?;
        let address = place(&claimed.endpoint, self.settings.rules).map_err(anyhow::Error::msg)?;
        let audience = format!("{}://{}", if address.tls { "https" } else { "http" }, address.authority);
        let authorization = self.settings.key.authorization(&audience, &self.settings.public_url, clock::utc());
        let request = Request::post(&address.path)
            .header(header::HOST, &address.authority)
            .header(header::AUTHORIZATION, authorization)
            .header(header::CONTENT_ENCODING, "aes128gcm")
            .header(header::CONTENT_TYPE, "application/octet-stream")
            .header(header::CONNECTION, "close")
            .header("ttl", TTL.as_secs())
            .header("urgency", "normal")
            // A repeat takes the place of one that still waits: at most 32 characters.
            .header("topic", claimed.id.simple().to_string());
        Ok(request.body(Bytes::from(body))?)
    }

    async fn settle(&self, claimed: &Claimed) -> sqlx::Result<()> {
        let settle = "update shop.push_messages set settled_at = now(), payload = '' where id = $1";
        sqlx::query(settle).bind(claimed.id).execute(&self.stores.db).await?;
        Ok(())
    }

    async fn forget(&self, claimed: &Claimed) -> sqlx::Result<()> {
        let forget = "delete from shop.push_subscriptions where id = $1 and endpoint = $2";
        sqlx::query(forget).bind(claimed.browser).bind(&claimed.endpoint).execute(&self.stores.db).await?;
        Ok(())
    }

    async fn put_off(&self, claimed: &Claimed) -> sqlx::Result<()> {
        sqlx::query(
            "update shop.push_messages set next_attempt_at = now() + make_interval(secs => $2)
             where id = $1 and settled_at is null",
        )
        .bind(claimed.id)
        .bind(wait_after(claimed.attempts).as_secs_f64())
        .execute(&self.stores.db)
        .await?;
        Ok(())
    }
}

/// The wait after so many attempts.
fn wait_after(attempts: i32) -> Duration {
    let doubled = u32::try_from(attempts.clamp(1, 16) - 1).unwrap_or_default();
    FIRST_WAIT.saturating_mul(1 << doubled).min(MAX_WAIT)
}

/// What an answer means (RFC 8030, 5 and 7.3; RFC 8292, 4.2).
fn outcome(status: StatusCode) -> Outcome {
    let said = || format!("the push service answered {}", status.as_u16());
    match status.as_u16() {
        200..300 => Outcome::Taken,
        404 | 410 => Outcome::Gone,
        // It does not believe our key, or not our clock: whoever runs the shop can mend that.
        401 | 403 | 408 | 429 | 500.. => Outcome::Later(said()),
        _ => Outcome::Refused(said()),
    }
}
