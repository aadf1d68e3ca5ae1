//! Events, written in the transaction of the change they tell of.

use std::time::Duration;

use api::cache::Tag;
use serde::Serialize;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::Cause;

/// The PostgreSQL channel that wakes the relay.
pub const CHANNEL: &str = "shop_outbox";

/// For how long repeats of a repeatable event are held together.
pub const TOGETHER: Duration = Duration::from_millis(200);

/// An event to be recorded.
#[derive(Clone, Debug)]
pub struct NewEvent {
    subject: &'static str,
    tags: Vec<Tag>,
    data: serde_json::Value,
    /// What it says is no news if the same was recorded a moment ago and is still to be told.
    same_as: Option<String>,
    hard: bool,
}

impl NewEvent {
    /// An event of `subject` that makes `tags` stale.
    pub fn new(subject: &'static str, tags: Vec<Tag>, data: &impl Serialize) -> Self {
        Self {
            subject,
            tags,
            data: serde_json::to_value(data).expect("events are plain data"),
            same_as: None,
            hard: false,
        }
    }

    /// An event that tells how something, the `about`, is now, or no more than that it changed. The
    /// first is told at once; of what comes within [`TOGETHER`] after it, the last is told, at its end.
    pub fn repeatable(subject: &'static str, tags: Vec<Tag>, about: &str, data: &impl Serialize) -> Self {
        let event = Self::new(subject, tags, data);
        let same_as = format!("{subject} {} {about}", join(&event.tags));
        Self { same_as: Some(same_as), ..event }
    }

    /// The same event, after which nothing that was cached before may be shown, not even when nothing
    /// newer can be had. It is told at once, and by itself.
    pub fn hard(self) -> Self {
        Self { hard: true, same_as: None, ..self }
    }
}

/// Records events in the caller's transaction, in one statement, with what they are recorded for. After the commit the
/// relay is woken.
///
/// A repeatable event that waits for its time tells of this change instead of the one before, if it is
/// not published before the commit. So it is locked until then, and the relay passes it over; if it
/// cannot be locked because somebody is at work on it, another is recorded. One whose time has come
/// takes in nothing more: a stream of changes cannot put it off. Whoever records it holds a lock on
/// what it is about, so that the data of the later change replaces that of the earlier.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn record(tx: &mut PgConnection, events: &[NewEvent]) -> sqlx::Result<()> {
    if events.is_empty() {
        return Ok(());
    }
    let ids: Vec<Uuid> = events.iter().map(|_| Uuid::now_v7()).collect();
    let subjects: Vec<&str> = events.iter().map(|event| event.subject).collect();
    let tags: Vec<String> = events.iter().map(|event| join(&event.tags)).collect();
    let data: Vec<&serde_json::Value> = events.iter().map(|event| &event.data).collect();
    let same_as: Vec<Option<&str>> = events.iter().map(|event| event.same_as.as_deref()).collect();
    let hard: Vec<bool> = events.iter().map(|event| event.hard).collect();
    let cause = Cause::current();
    // The last select reads what the others did, so all happens in this one statement.
    sqlx::query(
        "with free as (
             select id from shop.outbox
             where same_as = any($6) and not_before > clock_timestamp() and published_at is null
             for update skip locked
         ), waiting as (
             update shop.outbox as told set data = event.data, trace_parent = $9, request_id = $10
             from free, unnest($4::jsonb[], $6::text[]) as event (data, same_as)
             where told.id = free.id and told.same_as = event.same_as
             returning told.same_as
         ), recorded as (
             insert into shop.outbox (id, subject, tags, data, hard, same_as, trace_parent, request_id, not_before)
             select id, subject, string_to_array(tags, ','), data, hard, same_as, $9, $10, greatest(clock_timestamp(), (
                 select least(told.not_before, clock_timestamp()) + make_interval(secs => $7)
                 from shop.outbox as told
                 where told.same_as = event.same_as and told.not_before > clock_timestamp() - make_interval(secs => $7)
                 order by told.not_before desc limit 1
             ))
             from unnest($1::uuid[], $2::text[], $3::text[], $4::jsonb[], $6::text[], $8::bool[])
                  as event (id, subject, tags, data, same_as, hard)
             where event.same_as is null or event.same_as not in (select same_as from waiting)
             returning 1
         )
         select pg_notify($5, '') from (
             select 1 from recorded union all select 1 from waiting limit 1
         ) as any_recorded",
    )
    .bind(ids)
    .bind(subjects)
    .bind(tags)
    .bind(data)
    .bind(CHANNEL)
    .bind(same_as)
    .bind(TOGETHER.as_secs_f64())
    .bind(hard)
    .bind(cause.trace_parent)
    .bind(cause.request_id)
    .execute(tx)
    .await?;
    Ok(())
}

/// Records a repeatable event, unless the last about the same says the same: of those that were published, those of the
/// last seven days are known. Who records one about the same meanwhile waits for the end of this transaction.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn record_if_other(tx: &mut PgConnection, event: NewEvent) -> sqlx::Result<()> {
    // A statement of its own: the next one sees what was committed before the lock was had.
    sqlx::query("select pg_advisory_xact_lock(hashtextextended($1, 0))")
        .bind(event.same_as.as_deref())
        .execute(&mut *tx)
        .await?;
    let last: Option<serde_json::Value> =
        sqlx::query_scalar("select data from shop.outbox where same_as = $1 order by not_before desc limit 1")
            .bind(event.same_as.as_deref())
            .fetch_optional(&mut *tx)
            .await?;
    if last.as_ref() == Some(&event.data) { Ok(()) } else { record(tx, &[event]).await }
}

/// Tags have no commas, so they travel as one text: PostgreSQL has no arrays of unequal arrays.
fn join(tags: &[Tag]) -> String {
    tags.iter().map(Tag::as_str).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::relay_queue;
    use origin_platform::Stores;
    use origin_testing::fresh_stores;

    async fn change(tx: &mut PgConnection, left: u32) {
        let event = NewEvent::repeatable("shop.inventory.availability_changed", vec![], "MUG", &left);
        record(tx, &[event]).await.expect("PostgreSQL is up");
    }

    async fn changed(stores: &Stores, left: u32) {
        let mut tx = stores.db.begin().await.expect("PostgreSQL is up");
        change(&mut tx, left).await;
        tx.commit().await.expect("PostgreSQL is up");
    }

    /// What the events that are not published say, in the order in which they were recorded.
    async fn told(stores: &Stores) -> Vec<i32> {
        let told = "select data::int from shop.outbox where published_at is null order by seq";
        sqlx::query_scalar(told).fetch_all(&stores.db).await.expect("PostgreSQL is up")
    }

    async fn waiting(stores: &Stores) -> i64 {
        relay_queue::waiting(&stores.db).await.expect("PostgreSQL is up")
    }

    #[tokio::test]
    async fn what_was_told_last_is_not_told_again() {
        let stores = fresh_stores().await;
        let tell = async |left: u32, about: &'static str| {
            let event = NewEvent::repeatable("shop.inventory.availability_changed", vec![], about, &left);
            let mut tx = stores.db.begin().await.expect("PostgreSQL is up");
            record_if_other(&mut tx, event).await.expect("PostgreSQL is up");
            tx.commit().await.expect("PostgreSQL is up");
        };
        tell(1, "MUG").await;
        sqlx::query("update shop.outbox set published_at = now()").execute(&stores.db).await.expect("PostgreSQL is up");
        tell(1, "MUG").await;
        assert_eq!(told(&stores).await, [0; 0]);
        tell(1, "CUP").await;
        tell(2, "MUG").await;
        tell(2, "MUG").await;
        assert_eq!(told(&stores).await, [1, 2]);
    }

    #[tokio::test]
    async fn a_repeat_joins_the_event_that_waits_and_never_one_that_is_under_way() {
        let stores = fresh_stores().await;
        // The first is to be published at once.
        changed(&stores, 1).await;
        let mut relay = stores.db.begin().await.expect("PostgreSQL is up");
        assert_eq!(relay_queue::take(&mut relay, 9).await.expect("taken").len(), 1);
        // It is being published: whoever hears of it may read before this change is there.
        changed(&stores, 2).await;
        assert_eq!(waiting(&stores).await, 2);
        relay.rollback().await.expect("PostgreSQL is up");
        // The second waits, unless this machine took its time; a third is told in its place.
        sqlx::query("update shop.outbox set not_before = now() + interval '1 minute' where not_before > (select min(not_before) from shop.outbox)")
            .execute(&stores.db)
            .await
            .expect("PostgreSQL is up");
        let mut third = stores.db.begin().await.expect("PostgreSQL is up");
        change(&mut third, 3).await;
        assert_eq!((waiting(&stores).await, told(&stores).await), (2, vec![1, 2]), "it may yet be rolled back");
        // Until the change is committed nobody publishes the event that tells of it.
        sqlx::query("update shop.outbox set published_at = now() where not_before < now()")
            .execute(&stores.db)
            .await
            .expect("PostgreSQL is up");
        let free = "select id from shop.outbox where published_at is null for update skip locked";
        let free_ones = async || sqlx::query(free).fetch_all(&stores.db).await.expect("PostgreSQL is up").len();
        assert_eq!(free_ones().await, 0);
        // As it cannot be locked, a fourth change has an event of its own.
        changed(&stores, 4).await;
        assert_eq!((waiting(&stores).await, free_ones().await), (2, 1));
        third.commit().await.expect("PostgreSQL is up");
        assert_eq!((free_ones().await, told(&stores).await), (2, vec![3, 4]));
        // Both wait still: a fifth is told by both.
        changed(&stores, 5).await;
        assert_eq!(told(&stores).await, [5, 5]);
    }

    #[tokio::test]
    async fn a_hard_event_stays_hard_on_its_way() {
        let stores = fresh_stores().await;
        let mut tx = stores.db.begin().await.expect("PostgreSQL is up");
        change(&mut tx, 3).await;
        let soft = || NewEvent::repeatable("shop.inventory.availability_changed", vec![], "MUG", &2);
        record(&mut tx, &[soft(), soft().hard()]).await.expect("PostgreSQL is up");
        tx.commit().await.expect("PostgreSQL is up");
        let mut tx = stores.db.begin().await.expect("PostgreSQL is up");
        let events = relay_queue::take(&mut tx, 10).await.expect("readable");
        let hard = events.iter().filter(|waiting| waiting.event.hard).count();
        assert_eq!(hard, 1, "told at once, by itself: {events:?}");
    }
}
