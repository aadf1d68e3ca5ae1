//! What one consumer of the stream hears, message by message, and whether purges arrive.
//!
//! Nothing here waits or asks what time it is: whoever reads the stream tells it both, and so does the simulation of
//! many nodes (`edge/simulation`).

use std::time::Duration;

use anyhow::bail;
use freshness::TagVersions;
use serde::Deserialize;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use tokio::time::Instant;

use crate::cache::volatile::VolatileTable;
use crate::purge::lag::LagMonitor;
use crate::purge::position::Position;

/// A message as the consumer delivers it.
#[derive(Clone, Copy, Debug)]
pub struct Delivery<'a> {
    /// Counts what was sent to this consumer, from 1.
    pub consumer_sequence: u64,
    /// Its place in the stream.
    pub stream_sequence: u64,
    /// How many messages are to follow that are in the stream already.
    pub pending: u64,
    /// What it says.
    pub payload: &'a [u8],
}

/// One consumer, from its beginning to the loss of its connection.
#[derive(Debug)]
pub struct Hearing {
    expected: u64,
    caught_up: bool,
    monitor: LagMonitor,
}

impl Hearing {
    /// Begins at `next`, the sequence that [`Position::resume`] found, in a stream that ends with `last`.
    pub fn begin(next: u64, last: u64, tags: &TagVersions) -> Self {
        let caught_up = last < next;
        tags.set_live(caught_up);
        Self { expected: 1, caught_up, monitor: LagMonitor::default() }
    }

    /// Takes in one message at `now` by the machine's clock, which is `at` by the one that only goes forward. How long
    /// it was on its way, if it says.
    ///
    /// # Errors
    /// If a message before it was not delivered: then the consumer is of no more use.
    pub fn hear(
        &mut self,
        delivery: Delivery<'_>,
        position: &mut Position,
        (tags, volatile): (&TagVersions, &VolatileTable),
        (now, at): (OffsetDateTime, Instant),
    ) -> anyhow::Result<Option<Duration>> {
        if delivery.consumer_sequence != self.expected {
            bail!("a message was not delivered");
        }
        self.expected += 1;
        position.apply(delivery.stream_sequence, delivery.payload, tags, volatile);
        let lag = lag(delivery.payload, now);
        if let Some(lag) = lag {
            self.monitor.heard(lag, at);
        }
        self.caught_up |= delivery.pending == 0;
        if self.monitor.is_late() {
            tags.set_live(false);
        } else if self.caught_up {
            tags.set_live(true);
        }
        Ok(lag)
    }

    /// Until when purges count as late, if they do: then [`Hearing::regain`] is due.
    pub fn late_until(&self) -> Option<Instant> {
        self.monitor.late_until()
    }

    /// Takes purges for in time again, none having been late for long enough.
    pub fn regain(&mut self, tags: &TagVersions) {
        self.monitor.regain();
        tags.set_live(self.caught_up);
    }
}

/// Time since what a message tells of was recorded; nothing if it does not say, or is told again.
pub(super) fn lag(payload: &[u8], now: OffsetDateTime) -> Option<Duration> {
    #[derive(Deserialize)]
    struct Message {
        occurred_at: String,
        #[serde(default)]
        replay_of: Option<serde::de::IgnoredAny>,
    }
    let message: Message = serde_json::from_slice(payload).ok()?;
    let occurred_at = OffsetDateTime::parse(&message.occurred_at, &Rfc3339).ok()?;
    // A clock that is behind makes it negative, which is no lag.
    message.replay_of.is_none().then(|| Duration::try_from(now - occurred_at).unwrap_or_default())
}
