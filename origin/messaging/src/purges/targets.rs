//! The book of the edges that are told of purges by calls: what is added to the stream's sequences for
//! each, and how far each is.

use origin_platform::Database;
use sqlx::FromRow;

/// What is known of the stream when purges of an edge begin or go on.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// When the stream was made, in nanoseconds since 1970: another stream has another time.
    pub created: i64,
    /// The stream's last sequence.
    pub last: i64,
    /// The highest number the edge has been told, read before `last`.
    pub applied: i64,
}

/// Where an edge stands in a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromRow)]
pub struct Place {
    /// The stream, as in [`Look`].
    pub stream_created: i64,
    /// Added to the stream's sequences.
    pub base: i64,
    /// The events after this sequence are sent one by one.
    pub after: i64,
    /// The highest sequence that was sent.
    pub sent: i64,
}

/// Where an edge stands. One that is new here, whose stream is another now, or that has been told higher
/// numbers than the stream can have given, begins at the stream's end; its numbers go on above what it
/// has been told. However many ask at once, there is one answer.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn open(db: &Database, target: &str, look: Look) -> sqlx::Result<Place> {
    sqlx::query(
        "insert into shop.purge_targets as known (target, stream_created, base, after, sent)
         values ($1, $2, greatest($4 + 1 - $3, 0), $3, $3)
         on conflict (target) do update
         set stream_created = excluded.stream_created, base = excluded.base,
             after = excluded.after, sent = excluded.sent
         where known.stream_created <> excluded.stream_created or known.base + $3 < $4",
    )
    .bind(target)
    .bind(look.created)
    .bind(look.last)
    .bind(look.applied)
    .execute(db)
    .await?;
    let place = "select stream_created, base, after, sent from shop.purge_targets where target = $1";
    sqlx::query_as(place).bind(target).fetch_one(db).await
}

/// Notes that everything up to `sequence` was sent.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn sent(db: &Database, target: &str, place: Place, sequence: i64) -> sqlx::Result<()> {
    sqlx::query(
        "update shop.purge_targets set sent = $4
         where target = $1 and stream_created = $2 and base = $3 and sent < $4",
    )
    .bind(target)
    .bind(place.stream_created)
    .bind(place.base)
    .bind(sequence)
    .execute(db)
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use origin_testing::fresh_stores;

    #[tokio::test]
    async fn numbers_never_fall() {
        let db = fresh_stores().await.db;
        let target = "a".repeat(64);
        let look = async |created, last, applied| {
            let place = open(&db, &target, Look { created, last, applied }).await.expect("PostgreSQL is up");
            (place.base, place.after, place.sent)
        };
        assert_eq!(look(1, 40, 0).await, (0, 40, 40), "the stream is ahead of a new edge");
        let place = Place { stream_created: 1, base: 0, after: 40, sent: 40 };
        sent(&db, &target, place, 45).await.expect("PostgreSQL is up");
        sent(&db, &target, place, 43).await.expect("PostgreSQL is up");
        assert_eq!(look(1, 50, 45).await, (0, 40, 45), "it goes on");
        assert_eq!(look(2, 3, 45).await, (43, 3, 3), "another stream: 43 + 3 is above 45");
        sent(&db, &target, place, 60).await.expect("PostgreSQL is up");
        assert_eq!(look(2, 9, 46).await, (43, 3, 3), "who is late notes nothing");
        assert_eq!(look(2, 5, 60).await, (56, 5, 5), "the stream was put back");
        assert_eq!(look(2, 5, 61).await, (56, 5, 5));
    }
}
