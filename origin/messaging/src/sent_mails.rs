//! Which mails were sent. They are written by `origin_notifications`, and asked for by those whose mails they are.

use sqlx::PgConnection;
use uuid::Uuid;

/// A mail that was sent.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct SentMail {
    /// What it is, such as `order_paid`.
    pub kind: String,
    /// What it is about.
    pub about: Uuid,
    /// When it was sent first (RFC 3339, UTC).
    pub sent_at: String,
}

/// Those of these mails, each a kind and what it is about, that were sent; the first first. Of which nobody knows whether
/// they were is not among them.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn sent(tx: &mut PgConnection, mails: &[(&str, Uuid)]) -> sqlx::Result<Vec<SentMail>> {
    // One by one, by the key: what was sent of all that there is is never read.
    sqlx::query_as(
        r#"select due.kind, due.about, to_char(sent.sent_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as sent_at
           from unnest($1::text[], $2::uuid[]) as due (kind, about)
           cross join lateral (select mail.sent_at from shop.sent_mails as mail
                               where mail.kind = due.kind and mail.about = due.about and mail.sent_at is not null
                               limit 1) as sent
           order by sent.sent_at, due.kind"#,
    )
    .bind(mails.iter().map(|mail| mail.0).collect::<Vec<_>>())
    .bind(mails.iter().map(|mail| mail.1).collect::<Vec<_>>())
    .fetch_all(tx)
    .await
}

#[cfg(test)]
mod tests {
    use super::*;
    use origin_testing::fresh_stores;

    #[tokio::test]
    async fn only_what_was_sent_is_told() {
        let stores = fresh_stores().await;
        let ids = [(); 3].map(|()| Uuid::now_v7());
        sqlx::query(
            "insert into shop.sent_mails (kind, about, event_id, sent_at)
             values ('paid', $1, $1, '2026-11-28 09:30:15Z'), ('paid', $2, $2, null), ('shipped', $3, $3, now())",
        )
        .bind(ids[0])
        .bind(ids[1])
        .bind(ids[2])
        .execute(&stores.db)
        .await
        .expect("PostgreSQL is up");
        let mut connection = stores.db.acquire().await.expect("PostgreSQL is up");
        let asked: Vec<(&str, Uuid)> = ids.iter().map(|id| ("paid", *id)).collect();
        let told = sent(&mut connection, &asked).await.expect("PostgreSQL is up");
        let expected = SentMail { kind: "paid".into(), about: ids[0], sent_at: "2026-11-28T09:30:15Z".into() };
        assert_eq!(told, [expected]);
    }
}
