//! Which variants a page of the stock is chosen from: what is looked for, found by indexes and never in all there is.

use origin_platform::stores::beginnings;
use sqlx::PgConnection;

use super::MAX_LOOKED_AT;

/// How many characters of what is looked for are read.
const MAX_QUERY: usize = 200;
/// The most that is sorted. Of what more than so many have, the next in their order have it too.
const MAX_SORTED: usize = 12_000;

/// Variants in the order of their SKUs.
pub(super) struct Candidates {
    /// Some of them.
    pub skus: Vec<String>,
    /// Behind which there may be more; none if these are all.
    pub last: Option<String>,
}

/// At most `depth` variants behind `after` of which `q` is said: that SKUs begin so, or words of names and addresses.
pub(super) async fn candidates(
    tx: &mut PgConnection,
    q: &str,
    after: Option<&str>,
    depth: usize,
) -> sqlx::Result<Candidates> {
    let wanted: String = q.trim().chars().filter(|symbol| *symbol != '\0').take(MAX_QUERY).collect();
    if wanted.is_empty() {
        return in_order(tx, after, depth).await;
    }
    let (beginning, words) = (beginning(&wanted.to_lowercase()), beginnings(&wanted));
    // Their order is left to us: PostgreSQL would rather look through all variants in it than believe its indexes.
    sqlx::query("set local enable_seqscan = off").execute(&mut *tx).await?;
    let said: Vec<(String, bool)> = sqlx::query_as(
        r#"with said as materialized (
               select sku from orders.sellable_snapshots
               where (lower(sku) like $1
                      or (to_tsvector('simple', slug) || jsonb_to_tsvector('simple', title, '["string"]'))
                         @@ to_tsquery('simple', $2))
                     and ($3::text is null or sku > $3)
               limit $4
           )
           select said.sku,
                  exists (select from orders.bundle_components as component where component.bundle = said.sku)
           from said order by said.sku"#,
    )
    .bind(&beginning)
    .bind(&words)
    .bind(after)
    .bind(MAX_SORTED as i64 + 1)
    .fetch_all(&mut *tx)
    .await?;
    if said.len() <= MAX_SORTED {
        let mut skus: Vec<String> = said.into_iter().filter(|(_, is_bundle)| !is_bundle).map(|(sku, _)| sku).collect();
        skus.truncate(depth);
        let last = skus.last().filter(|_| skus.len() == depth).cloned();
        return Ok(Candidates { skus, last });
    }
    let next: Vec<(String, bool)> = sqlx::query_as(
        r#"select snapshot.sku,
                  (lower(snapshot.sku) like $1
                   or (to_tsvector('simple', snapshot.slug) || jsonb_to_tsvector('simple', snapshot.title, '["string"]'))
                      @@ to_tsquery('simple', $2))
                  and not exists (select from orders.bundle_components as component where component.bundle = snapshot.sku)
           from orders.sellable_snapshots as snapshot
           where $3::text is null or snapshot.sku > $3
           order by snapshot.sku limit $4"#,
    )
    .bind(&beginning)
    .bind(&words)
    .bind(after)
    .bind(MAX_LOOKED_AT as i64)
    .fetch_all(tx)
    .await?;
    let last = next.last().map(|(sku, _)| sku.clone()).filter(|_| next.len() == MAX_LOOKED_AT);
    let mut skus: Vec<String> = next.into_iter().filter(|(_, is_said)| *is_said).map(|(sku, _)| sku).collect();
    let is_cut = skus.len() > depth;
    skus.truncate(depth);
    let last = if is_cut { skus.last().cloned() } else { last };
    Ok(Candidates { skus, last })
}

/// All of them.
async fn in_order(tx: &mut PgConnection, after: Option<&str>, depth: usize) -> sqlx::Result<Candidates> {
    let skus: Vec<String> = sqlx::query_scalar(
        "select snapshot.sku from orders.sellable_snapshots as snapshot
         where not exists (select from orders.bundle_components as component where component.bundle = snapshot.sku)
               and ($1::text is null or snapshot.sku > $1)
         order by snapshot.sku limit $2",
    )
    .bind(after)
    .bind(depth as i64)
    .fetch_all(tx)
    .await?;
    let last = skus.last().filter(|_| skus.len() == depth).cloned();
    Ok(Candidates { skus, last })
}

/// A pattern for what begins with `text`, whose signs stand for themselves.
fn beginning(text: &str) -> String {
    format!("{}%", text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_of_patterns_stand_for_themselves() {
        assert_eq!(beginning("a%_\\"), "a\\%\\_\\\\%");
    }
}
