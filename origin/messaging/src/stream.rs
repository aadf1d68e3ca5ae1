//! The stream that carries the events.

use std::time::Duration;

use anyhow::Context as _;
use api::event::{Event, STREAM, SUBJECTS};
use async_nats::jetstream::Context;
use async_nats::jetstream::ErrorCode;
use async_nats::jetstream::context::GetStreamErrorKind;
use async_nats::jetstream::message::PublishMessage;
use async_nats::jetstream::stream::{Config, StorageType};

use crate::Cause;

/// How long the stream keeps events for consumers that were away.
const KEPT: Duration = Duration::from_secs(7 * 24 * 60 * 60);
/// How long the stream remembers the ids of messages, to take each only once.
const DUPLICATES: Duration = Duration::from_secs(2 * 60);

/// Makes the stream, or brings it up to date. Doing so again changes nothing. What is set here counts;
/// the rest of an existing stream, such as its replicas and limits, is the operator's.
///
/// # Errors
/// If NATS does not answer or has no room.
pub async fn ensure(jetstream: &Context) -> anyhow::Result<()> {
    let existing = match jetstream.get_stream(STREAM).await {
        Ok(stream) => stream.cached_info().config.clone(),
        Err(error) => match error.kind() {
            GetStreamErrorKind::JetStream(rejection) if rejection.error_code() == ErrorCode::STREAM_NOT_FOUND => {
                Config { num_replicas: 1, ..Config::default() }
            }
            _ => return Err(error).context("looking for the stream of events"),
        },
    };
    let config = Config {
        name: STREAM.to_owned(),
        subjects: vec![SUBJECTS.to_owned()],
        storage: StorageType::File,
        max_age: KEPT,
        duplicate_window: DUPLICATES,
        ..existing
    };
    jetstream.create_or_update_stream(config).await.context("making the stream of events")?;
    Ok(())
}

/// Publishes an event that nothing but itself is the reason for, and waits until the stream has it. Publishing it again
/// changes nothing.
///
/// # Errors
/// If NATS does not answer; the stream may have the event nevertheless.
pub async fn publish(jetstream: &Context, event: &Event) -> anyhow::Result<()> {
    publish_for(jetstream, event, &Cause::default()).await
}

/// The same, with what it was recorded for in its header.
///
/// # Errors
/// As [`publish`].
pub async fn publish_for(jetstream: &Context, event: &Event, cause: &Cause) -> anyhow::Result<()> {
    let payload = serde_json::to_vec(event).context("events are plain data")?;
    let message = PublishMessage::build().payload(payload.into()).message_id(event.id.to_string());
    let message = cause.fields().fold(message, |message, (name, value)| message.header(name, value));
    let sent = jetstream.send_publish(event.subject.clone(), message).await;
    sent.context("publishing an event")?.await.context("waiting for the stream to take an event")?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use origin_testing::Nats;

    #[tokio::test]
    async fn what_an_operator_set_is_kept() {
        let nats = Nats::started().await;
        let jetstream = async_nats::jetstream::new(nats.stores().await.nats);
        ensure(&jetstream).await.expect("made");
        let mut config = jetstream.get_stream(STREAM).await.expect("there").cached_info().config.clone();
        assert_eq!((config.num_replicas, config.max_age), (1, KEPT));
        // Replicas would need a cluster; a limit is kept in the same way.
        config.max_messages = 1_000_000;
        config.max_age = Duration::from_secs(60 * 60);
        jetstream.update_stream(&config).await.expect("updated");
        ensure(&jetstream).await.expect("up to date");
        let config = jetstream.get_stream(STREAM).await.expect("there").cached_info().config.clone();
        assert_eq!((config.max_messages, config.max_age), (1_000_000, KEPT));
    }
}
