//! `origin dead-letters`: events that a consumer could not handle.

use std::fmt::Write as _;

use anyhow::ensure;
use clap::{Args, Subcommand};
use origin_messaging::dead_letters::{self, KeptDeadLetter, Which};
use uuid::Uuid;

use crate::options::DatabaseOptions;

/// As many as anybody reads.
const SHOWN: i64 = 200;

/// Options of `origin dead-letters`.
#[derive(Args)]
pub struct DeadLetters {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Lists the oldest 200, one a line: time, consumer, event, subject, reason.
    List {
        /// Only those of this consumer.
        #[arg(long, value_name = "NAME")]
        consumer: Option<String>,
        #[command(flatten)]
        database: DatabaseOptions,
    },
    /// Shows all there is to know of one event's letters.
    Show {
        /// The event's id.
        id: Uuid,
        #[command(flatten)]
        database: DatabaseOptions,
    },
    /// Tells the events again and removes their letters. Do it when the reason is gone; an event that
    /// still cannot be handled comes back as a letter. A mail whose fate was unknown is sent.
    Replay {
        #[command(flatten)]
        which: Replayed,
        #[command(flatten)]
        database: DatabaseOptions,
    },
}

#[derive(Args)]
#[group(required = true, multiple = false)]
struct Replayed {
    /// The event of this id.
    id: Option<Uuid>,
    /// Every event that this consumer could not handle.
    #[arg(long, value_name = "NAME")]
    consumer: Option<String>,
    /// Every event.
    #[arg(long)]
    all: bool,
}

impl From<Replayed> for Which {
    fn from(replayed: Replayed) -> Self {
        match (replayed.id, replayed.consumer) {
            (Some(id), _) => Self::Event(id),
            (None, Some(consumer)) => Self::Consumer(consumer),
            (None, None) => Self::All,
        }
    }
}

impl DeadLetters {
    /// Lists, shows or replays. Standard output gets the letters; standard error the rest.
    pub async fn run(self) -> anyhow::Result<()> {
        match self.action {
            Action::List { consumer, database } => {
                let which = consumer.map_or(Which::All, Which::Consumer);
                let letters = dead_letters::list(&database.pool()?, &which, SHOWN).await?;
                letters.iter().for_each(|letter| println!("{}", line(letter)));
                eprintln!("{} dead letters", letters.len());
            }
            Action::Show { id, database } => {
                let letters = dead_letters::list(&database.pool()?, &Which::Event(id), SHOWN).await?;
                ensure!(!letters.is_empty(), "there is no dead letter of the event {id}; `list` shows those there are");
                letters.iter().for_each(|letter| println!("{}", whole(letter)));
            }
            Action::Replay { which, database } => {
                let replayed = origin_notifications::replay(&database.pool()?, &which.into()).await?;
                eprintln!("{} events are told again", replayed.events);
                ensure!(replayed.unreadable == 0, "{} letters are no events and stay", replayed.unreadable);
                ensure!(replayed.events > 0, "there is no such dead letter; `list` shows those there are");
            }
        }
        Ok(())
    }
}

fn line(letter: &KeptDeadLetter) -> String {
    let KeptDeadLetter { consumer, event_id, subject, reason, created_at, .. } = letter;
    format!("{created_at}\t{consumer}\t{event_id}\t{subject}\t{}", reason.replace(['\n', '\t'], " "))
}

fn whole(letter: &KeptDeadLetter) -> String {
    let KeptDeadLetter { consumer, event_id, subject, reason, created_at, payload } = letter;
    let mut text = format!("event {event_id} on {subject}\nof the consumer {consumer}, given up at {created_at}\n");
    writeln!(text, "because: {reason}").expect("a string takes anything");
    write!(text, "{payload:#}").expect("a string takes anything");
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct Program {
        #[command(flatten)]
        letters: DeadLetters,
    }

    fn which(arguments: &[&str]) -> Option<Which> {
        let all = ["origin", "replay"].iter().chain(arguments);
        match Program::try_parse_from(all).ok()?.letters.action {
            Action::Replay { which, .. } => Some(which.into()),
            Action::List { .. } | Action::Show { .. } => None,
        }
    }

    #[test]
    fn a_replay_says_of_what() {
        let id = Uuid::from_u128(7);
        assert_eq!(which(&[&id.to_string()]), Some(Which::Event(id)));
        assert_eq!(which(&["--consumer", "email"]), Some(Which::Consumer("email".to_owned())));
        assert_eq!(which(&["--all"]), Some(Which::All));
        for wrong in [&[][..], &["--all", "--consumer", "email"], &["email"]] {
            assert_eq!(which(wrong), None, "{wrong:?}");
        }
    }
}
