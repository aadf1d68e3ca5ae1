//! Whether events were lost before the index took them in: the stream was cleared or made anew, or was not heard for longer
//! than it keeps them. What they said is in the catalogue.

use std::path::Path;

use anyhow::Context as _;
use api::event::STREAM;
use async_nats::jetstream;
use origin_messaging::Position;

/// A stream at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Seen {
    /// Its last event.
    pub(super) last: Position,
    /// The first one that it has still.
    first: u64,
    /// Whether all up to the last have been taken in.
    pub(super) is_followed: bool,
}

impl Seen {
    /// How the stream of events is now, with what these consumers have taken of it.
    ///
    /// # Errors
    /// If NATS does not answer, or the stream is not there yet.
    pub(super) async fn now(jetstream: &jetstream::Context, consumers: &[String]) -> anyhow::Result<Self> {
        let stream = jetstream.get_stream(STREAM).await.context("looking at the stream of events")?;
        let info = stream.cached_info();
        let (last, first) = (Position::from(info), info.state.first_sequence);
        // Asked for after the last event: what was taken in by now reaches at least to it.
        let mut is_followed = true;
        for name in consumers {
            let consumer = stream.consumer_info(name).await;
            is_followed &= consumer.is_ok_and(|consumer| consumer.num_pending == 0 && consumer.num_ack_pending == 0);
        }
        Ok(Self { last, first, is_followed })
    }

    /// Whether there were events behind a position that the stream does not have any more, or the stream has gone back
    /// behind it, as after a loss of power: then other events will have the numbers that are known.
    pub(super) fn misses(&self, followed: Option<&Position>) -> bool {
        followed.is_none_or(|known| {
            let is_back = known.sequence > self.last.sequence;
            known.stream != self.last.stream || self.first > known.sequence + 1 || is_back
        })
    }
}

/// What was kept; none if nothing was, or it cannot be read.
pub(super) async fn read(file: &Path) -> Option<Position> {
    serde_json::from_slice(&tokio::fs::read(file).await.ok()?).ok()
}

/// Keeps a position in place of what was kept. Half of it, after a crash, is none.
///
/// # Errors
/// If the disk fails.
pub(super) async fn keep(position: &Position, file: &Path) -> anyhow::Result<()> {
    let text = serde_json::to_vec(position)?;
    tokio::fs::write(file, text).await.with_context(|| format!("writing {}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_missed_that_the_stream_has_no_more() {
        let at = |stream: &str, sequence| Position { stream: stream.to_owned(), sequence };
        let seen = |first, last| Seen { last: at("1", last), first, is_followed: true };
        assert!(!seen(1, 9).misses(Some(&at("1", 0))), "it still has all of them");
        assert!(!seen(5, 9).misses(Some(&at("1", 4))) && !seen(5, 9).misses(Some(&at("1", 9))));
        assert!(seen(6, 9).misses(Some(&at("1", 4))), "the fifth is gone");
        assert!(seen(10, 9).misses(Some(&at("1", 8))), "it was cleared");
        assert!(!seen(10, 9).misses(Some(&at("1", 9))), "of what was followed nothing is missed");
        assert!(seen(1, 9).misses(Some(&at("1", 10))), "the stream has lost its end");
        assert!(seen(1, 9).misses(Some(&at("2", 4))), "another stream");
        assert!(seen(1, 9).misses(None), "nobody knows");
    }
}
