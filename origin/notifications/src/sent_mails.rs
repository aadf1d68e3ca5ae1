//! Which mails were sent: claimed before sending, marked after, so that none is doubled in silence.

use domain::EventId;
use origin_platform::Database;
use uuid::Uuid;

/// What is known of a mail that is about to be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Claim {
    /// Nobody has tried: it is the caller's to send.
    Ours,
    /// It was sent.
    Sent,
    /// Somebody claimed it within the last two minutes and may be sending it now.
    Underway,
    /// Somebody claimed it and never said what became of it. It may have been sent.
    Unknown,
}

/// A mail as it is claimed: of a kind about a thing, because of an event.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mail {
    /// What the mail is.
    pub(crate) kind: &'static str,
    /// What it is about.
    pub(crate) about: Uuid,
    /// Why it is sent.
    pub(crate) event: EventId,
}

/// Claims mails; says of each what is known of it then. Of two that are the same the first may be the caller's.
///
/// # Errors
/// If PostgreSQL does not answer.
pub(crate) async fn claim(db: &Database, mails: &[Mail]) -> sqlx::Result<Vec<Claim>> {
    // The select sees the claims that were there before.
    let known: Vec<(bool, Option<bool>, bool)> = sqlx::query_as(
        "with wanted as (
             select *, row_number() over (partition by kind, about order by at) = 1 as first
             from unnest($1::text[], $2::uuid[], $3::uuid[]) with ordinality as mail (kind, about, event, at)
         ), claimed as (
             insert into shop.sent_mails (kind, about, event_id) select kind, about, event from wanted where first
             on conflict do nothing returning kind, about
         )
         select wanted.first and claimed.kind is not null as ours, known.sent_at is not null as sent,
                coalesce(known.claimed_at > now() - interval '2 minutes', true) as young
         from wanted left join claimed using (kind, about) left join shop.sent_mails as known using (kind, about)
         order by wanted.at",
    )
    .bind(mails.iter().map(|mail| mail.kind).collect::<Vec<_>>())
    .bind(mails.iter().map(|mail| mail.about).collect::<Vec<_>>())
    .bind(mails.iter().map(|mail| mail.event.0).collect::<Vec<_>>())
    .fetch_all(db)
    .await?;
    let claim = |(ours, sent, young)| match (ours, sent, young) {
        (true, ..) => Claim::Ours,
        (false, Some(true), _) => Claim::Sent,
        (false, _, false) => Claim::Unknown,
        // Claimed or given back at this moment, too: whoever gave it back will try again, and so may we.
        (false, _, true) => Claim::Underway,
    };
    Ok(known.into_iter().map(claim).collect())
}

/// What is known of a mail, without claiming it; none if nobody has.
///
/// # Errors
/// If PostgreSQL does not answer.
pub(crate) async fn find(db: &Database, kind: &str, about: Uuid) -> sqlx::Result<Option<Claim>> {
    let known: Option<(bool, bool)> = sqlx::query_as(
        "select sent_at is not null, claimed_at > now() - interval '2 minutes'
         from shop.sent_mails where kind = $1 and about = $2",
    )
    .bind(kind)
    .bind(about)
    .fetch_optional(db)
    .await?;
    Ok(known.map(|(sent, young)| match (sent, young) {
        (true, _) => Claim::Sent,
        (false, true) => Claim::Underway,
        (false, false) => Claim::Unknown,
    }))
}

/// Notes that an event was looked at and brings no mail, so that nobody tells of it again.
///
/// # Errors
/// If PostgreSQL does not answer.
pub(crate) async fn note_nothing_to_say(db: &Database, event: EventId) -> sqlx::Result<()> {
    sqlx::query(
        "insert into shop.sent_mails (kind, about, event_id, sent_at) values ('nothing_to_say', $1, $1, now())
         on conflict do nothing",
    )
    .bind(event.0)
    .execute(db)
    .await?;
    Ok(())
}

/// Notes that the mail server took the mails.
///
/// # Errors
/// If PostgreSQL does not answer.
pub(crate) async fn mark_sent(db: &Database, mails: &[Mail]) -> sqlx::Result<()> {
    sqlx::query(
        "update shop.sent_mails set sent_at = now()
         where (kind, about) in (select * from unnest($1::text[], $2::uuid[]))",
    )
    .bind(mails.iter().map(|mail| mail.kind).collect::<Vec<_>>())
    .bind(mails.iter().map(|mail| mail.about).collect::<Vec<_>>())
    .execute(db)
    .await?;
    Ok(())
}

/// Gives a claim back, when it is certain that the mail was not sent.
///
/// # Errors
/// If PostgreSQL does not answer.
pub(crate) async fn release(db: &Database, mail: Mail) -> sqlx::Result<()> {
    sqlx::query("delete from shop.sent_mails where kind = $1 and about = $2 and sent_at is null")
        .bind(mail.kind)
        .bind(mail.about)
        .execute(db)
        .await?;
    Ok(())
}
