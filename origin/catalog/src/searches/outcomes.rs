//! What became of searches: which products were opened and put into the cart from what a query finds.

use anyhow::Context as _;
use api::search::OutcomeCount;
use domain::{Locale, ProductId};
use origin_platform::Database;
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

/// Products of queries that are counted of one day.
const MAX_A_DAY: i64 = 20_000;
/// Products that are counted of one query on one day.
const MAX_OF_QUERY: i64 = 20;
/// What one product of a query is counted to on one day.
const MAX_OF_ONE: i64 = 1_000;

/// The days before today that have a voice.
const DAYS: i32 = 28;
/// What is chosen less often on a day has none.
const MIN_OF_DAY: i64 = 3;
/// Days that must say the same to be heard.
const MIN_DAYS: i64 = 3;
/// Choices that are known of all queries together.
const MAX_CHOSEN: i64 = 20_000;

/// Adds what became of searches on a day. Of a product that is not there nothing is counted.
pub(super) async fn add(tx: &mut PgConnection, day: &str, outcomes: &[OutcomeCount]) -> anyhow::Result<()> {
    sqlx::query(
        "with said as (
             select said.locale, said.query, products.id as product_id,
                    least(sum(said.clicks), $4)::bigint as clicks, least(sum(said.additions), $4)::bigint as additions
             from jsonb_to_recordset($2) as said (
                 locale text, query text, slug text, clicks bigint, additions bigint)
             join catalog.products on products.slug = said.slug
             group by said.locale, said.query, products.id
         ), known as (select count(*) as counted from catalog.search_outcomes where day = $1::date),
         marked as (
             select said.*,
                    exists (select 1 from catalog.search_outcomes as before
                            where before.day = $1::date and before.locale = said.locale
                                  and before.query = said.query and before.product_id = said.product_id) as is_known
             from said
         ), ranked as (
             select marked.*,
                    row_number() over (partition by marked.locale, marked.query, marked.is_known
                                       order by marked.clicks desc, marked.product_id) as place,
                    (select count(*) from catalog.search_outcomes as others
                     where others.day = $1::date and others.locale = marked.locale
                           and others.query = marked.query) as others
             from marked
         )
         insert into catalog.search_outcomes as kept (day, locale, query, product_id, clicks, additions)
         select $1::date, ranked.locale, ranked.query, ranked.product_id, ranked.clicks, ranked.additions
         from ranked cross join known
         where ranked.is_known or (known.counted < $3 and ranked.others + ranked.place <= $5)
         order by ranked.locale, ranked.query, ranked.product_id
         on conflict (day, locale, query, product_id) do update
         set clicks = least(kept.clicks + excluded.clicks, $4),
             additions = least(kept.additions + excluded.additions, $4)",
    )
    .bind(day)
    .bind(Json(outcomes))
    .bind(MAX_A_DAY)
    .bind(MAX_OF_ONE)
    .bind(MAX_OF_QUERY)
    .execute(tx)
    .await
    .context("counting what became of searches")?;
    Ok(())
}

/// A product that was chosen from what a query finds, on several days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chosen {
    /// The language of the searches.
    pub locale: Locale,
    /// The query in its normal form.
    pub query: String,
    /// The product.
    pub product: ProductId,
    /// On how many of the last four weeks' days, today not among them.
    pub days: u32,
}

/// What was chosen from searches, the most constant first.
///
/// Each day has one voice, however much was said on it: it goes to what has a quarter of all that was chosen from the query
/// on it. So whoever makes up a million choices has said what was said by three, and must say it again on another day. What
/// was put into the cart counts three times as much as what was only opened; what was never opened was not put there.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn chosen_products(db: &Database) -> anyhow::Result<Vec<Chosen>> {
    let rows: Vec<(String, String, Uuid, i64)> = sqlx::query_as(
        "with weighed as (
             select locale, query, product_id, clicks + 2 * least(additions, clicks) as weight,
                    sum(clicks + 2 * least(additions, clicks)) over (partition by day, locale, query) as of_all
             from catalog.search_outcomes
             where day < (now() at time zone 'utc')::date and day >= (now() at time zone 'utc')::date - $1
         ), chosen as (
             select locale, query, product_id, count(*) as days from weighed
             where weight >= $2 and weight * 4 >= of_all
             group by locale, query, product_id
         )
         select locale, query, product_id, days from chosen where days >= $3
         order by days desc, locale, query, product_id
         limit $4",
    )
    .bind(DAYS)
    .bind(MIN_OF_DAY)
    .bind(MIN_DAYS)
    .bind(MAX_CHOSEN)
    .fetch_all(db)
    .await
    .context("reading what was chosen from searches")?;
    let chosen = rows.into_iter().filter_map(|(locale, query, product, days)| {
        let (locale, days) = (Locale::of_code(&locale)?, u32::try_from(days).unwrap_or(u32::MAX));
        Some(Chosen { locale, query, product: ProductId(product), days })
    });
    Ok(chosen.collect())
}
