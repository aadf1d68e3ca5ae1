//! One of several readers of the same events, each of whom hears all of them: whoever keeps something of its own by them, as
//! a search index is, and shares it with nobody.

use std::time::Duration;

use anyhow::{Context as _, bail};
use api::event::STREAM;
use async_nats::jetstream::consumer::{DeliverPolicy, pull};
use async_nats::jetstream::context::ConsumerInfoErrorKind;
use async_nats::jetstream::{self, stream};
use serde::{Deserialize, Serialize};
use tokio::sync::watch;

/// A consumer that nobody has asked for events for so long is removed by NATS: readers come and go, and each leaves some. An
/// hour outlasts a restart of anything. Longer is not needed, since whoever comes back later has their consumers made again,
/// from where they have followed events to.
const UNHEARD: Duration = Duration::from_secs(60 * 60);

/// A place on a stream.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// When the stream was made, in nanoseconds since 1970: another one counts anew.
    pub stream: String,
    /// The last event that needs not come again.
    pub sequence: u64,
}

/// Where a stream has come to.
impl From<&stream::Info> for Position {
    fn from(info: &stream::Info) -> Self {
        Self { stream: info.created.unix_timestamp_nanos().to_string(), sequence: info.state.last_sequence }
    }
}

/// A reader of events.
#[derive(Clone, Debug)]
pub struct Reader {
    /// Tells it from others: letters and digits that nobody can guess. Whoever knows the name of a consumer can take its
    /// events, and nodes at the edge cannot be denied names that no file lists; so it is told to NATS and to nobody else.
    pub id: String,
    /// Up to where it knows what events have said. Consumers that are not there begin behind it, and are not made before it
    /// is known.
    pub followed: watch::Receiver<Option<Position>>,
}

impl Reader {
    /// What its consumer is called of those that have this name together.
    pub fn consumer(&self, name: &str) -> String {
        format!("{name}-{}", self.id)
    }

    /// This consumer as the reader's own.
    ///
    /// # Errors
    /// If NATS does not answer, or nobody knows yet what of this stream has been followed.
    pub(super) async fn own(
        &self,
        jetstream: &jetstream::Context,
        label: &str,
        config: pull::Config,
    ) -> anyhow::Result<pull::Config> {
        let mut followed = self.followed.clone();
        followed.wait_for(Option::is_some).await.context("nobody says where to begin")?;
        let name = self.consumer(label);
        let stream = jetstream.get_stream(STREAM).await.context("looking at the stream of events")?;
        let deliver_policy = match stream.consumer_info(&name).await {
            // Where it has begun cannot be changed; the rest is brought up to date.
            Ok(known) => known.config.deliver_policy,
            Err(error) if error.kind() == ConsumerInfoErrorKind::NotFound => {
                let begin = followed.borrow().clone().context("nobody says where to begin")?;
                if begin.stream != Position::from(stream.cached_info()).stream {
                    bail!("the stream of events was made anew, and nobody knows yet what of it is known");
                }
                DeliverPolicy::ByStartSequence { start_sequence: begin.sequence + 1 }
            }
            Err(error) => return Err(error).with_context(|| format!("looking at the consumer {label}")),
        };
        Ok(pull::Config { durable_name: Some(name), inactive_threshold: UNHEARD, deliver_policy, ..config })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stream::ensure;
    use origin_testing::Nats;

    #[tokio::test]
    async fn a_readers_consumer_begins_behind_what_is_known_and_is_left_there_when_it_is_made_again() {
        let nats = Nats::started().await;
        let jetstream = jetstream::new(nats.stores().await.nats);
        ensure(&jetstream, 1).await.expect("NATS is up");
        let now = Position::from(jetstream.get_stream(STREAM).await.expect("it is there").cached_info());
        let (say, followed) = watch::channel(Some(Position { sequence: 6, ..now.clone() }));
        let reader = Reader { id: "0a1b".to_owned(), followed };
        let own = async || reader.own(&jetstream, "probe", pull::Config::default()).await;
        let begins_at =
            |config: &pull::Config| config.deliver_policy == DeliverPolicy::ByStartSequence { start_sequence: 7 };

        let config = own().await.expect("NATS is up");
        assert!(config.durable_name.as_deref() == Some("probe-0a1b") && begins_at(&config), "{config:?}");
        jetstream.create_consumer_on_stream(config, STREAM).await.expect("NATS is up");
        let made = jetstream.get_stream(STREAM).await.expect("it is there").consumer_info("probe-0a1b").await;
        assert_eq!(made.expect("it is there").config.inactive_threshold, UNHEARD, "NATS removes it by itself");
        say.send_replace(Some(Position { sequence: 9, ..now }));
        let config = own().await.expect("NATS is up");
        assert!(begins_at(&config), "{config:?}");
        jetstream.create_consumer_on_stream(config, STREAM).await.expect("what is there is taken as it is");

        jetstream.delete_consumer_from_stream("probe-0a1b", STREAM).await.expect("NATS is up");
        say.send_replace(Some(Position { stream: "1".to_owned(), sequence: 9 }));
        own().await.expect_err("what is known is of another stream");
    }
}
