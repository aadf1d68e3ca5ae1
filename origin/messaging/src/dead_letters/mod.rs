//! Events that a consumer could not handle: kept, looked at, and told again.

mod bury;
mod replay;
#[cfg(test)]
mod tests;

use origin_platform::Database;
use origin_platform::stores::plan_for_values;
use sqlx::FromRow;
use time::OffsetDateTime;
use uuid::Uuid;

pub use bury::{DeadLetter, bury, count};
pub use replay::{Replayed, replay};

/// A message that a consumer could not handle.
#[derive(Clone, Debug, PartialEq, FromRow)]
pub struct KeptDeadLetter {
    /// The consumer's name.
    pub consumer: String,
    /// The event's id, or one made of the message if it had none.
    pub event_id: Uuid,
    /// The subject it came on.
    pub subject: String,
    /// The message.
    pub payload: serde_json::Value,
    /// Why it could not be handled.
    pub reason: String,
    /// When it was given up.
    pub created_at: OffsetDateTime,
}

/// Which letters are meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Which {
    /// Every letter.
    All,
    /// Those of one consumer.
    Consumer(String),
    /// Those of one event, whichever consumers could not handle it.
    Event(Uuid),
}

impl Which {
    fn event(&self) -> Option<Uuid> {
        match self {
            Self::Event(id) => Some(*id),
            Self::All | Self::Consumer(_) => None,
        }
    }

    fn consumer(&self) -> Option<&str> {
        match self {
            Self::Consumer(name) => Some(name),
            Self::All | Self::Event(_) => None,
        }
    }
}

/// How many dead letters there are of each consumer that has any.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn by_consumer(db: &Database) -> sqlx::Result<Vec<(String, i64)>> {
    sqlx::query_as("select consumer, count(*) from shop.dead_letters group by consumer").fetch_all(db).await
}

/// Dead letters, the oldest first, at most `most`.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn list(db: &Database, which: &Which, most: i64) -> sqlx::Result<Vec<KeptDeadLetter>> {
    let mut tx = db.begin().await?;
    plan_for_values(&mut tx).await?;
    sqlx::query_as(
        "select consumer, event_id, subject, payload, reason, created_at from shop.dead_letters
         where ($1::uuid is null or event_id = $1) and ($2::text is null or consumer = $2)
         order by created_at, event_id, consumer limit $3",
    )
    .bind(which.event())
    .bind(which.consumer())
    .bind(most)
    .fetch_all(&mut *tx)
    .await
}
