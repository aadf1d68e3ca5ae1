//! What the database keeps of people is listed in one place, and nothing else is kept.

use std::collections::{BTreeMap, BTreeSet};

use crate::testing::fresh_stores;

const LIST: &str = include_str!("../../../../docs/personal-data.tsv");
const RETENTION: &str = include_str!("../../../../docs/retention.md");
const CATEGORIES: [&str; 12] = [
    "none",
    "link",
    "identity",
    "contact",
    "address",
    "payment",
    "content",
    "activity",
    "credential",
    "technical",
    "staff",
    "mixed",
];

/// A line of the list.
struct Line<'a> {
    table: &'a str,
    columns: Vec<&'a str>,
    category: &'a str,
    /// Purpose, how long, what the copy and what the deletion do.
    rest: Vec<&'a str>,
}

fn lines() -> impl Iterator<Item = Line<'static>> {
    LIST.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).map(|line| {
        let mut fields = line.split('\t');
        let mut field = || fields.next().unwrap_or_default();
        let (table, columns, category) = (field(), field().split(' ').collect(), field());
        Line { table, columns, category, rest: fields.collect() }
    })
}

/// Whether the retention document names a table, by itself or among others: `orders.order_*`, schema `staff`.
fn is_in_retention(table: &str) -> bool {
    let (schema, _) = table.split_once('.').expect("a schema and a table");
    let named = |name: &str| match name.strip_suffix('*') {
        Some(beginning) => table.starts_with(beginning),
        None => name == table,
    };
    RETENTION.split('`').skip(1).step_by(2).any(named) || RETENTION.contains(&format!("schema `{schema}`"))
}

#[tokio::test]
async fn every_column_says_what_it_keeps_of_people_and_for_how_long() {
    let mut listed: BTreeMap<(&str, &str), &str> = BTreeMap::new();
    for Line { table, columns, category, rest } in lines() {
        assert!(CATEGORIES.contains(&category), "{table}: {category} is no category");
        let expected = if category == "none" { 0 } else { 4 };
        let is_whole = rest.len() == expected && rest.iter().all(|field| !field.trim().is_empty());
        assert!(is_whole, "{table} {columns:?}: purpose, how long, copy and deletion: {rest:?}");
        if let [_, _, copy, deletion] = rest[..] {
            assert!(copy == "yes" || copy.starts_with("yes: ") || copy.starts_with("no: "), "{table}: {copy}");
            let outcomes = ["deleted", "emptied", "kept"];
            assert!(outcomes.iter().any(|outcome| deletion.starts_with(outcome)), "{table}: {deletion}");
            assert!(is_in_retention(table), "docs/retention.md does not name `{table}`, which has {columns:?}");
        }
        for column in columns {
            assert!(listed.insert((table, column), category).is_none(), "{table}.{column} is listed twice");
        }
    }
    let stores = fresh_stores().await;
    let there: Vec<(String, String)> = sqlx::query_as(
        "select format('%s.%s', schema.nspname, kept.relname), attribute.attname::text
         from pg_attribute as attribute
              join pg_class as kept on kept.oid = attribute.attrelid
              join pg_namespace as schema on schema.oid = kept.relnamespace
         where schema.nspname = any($1) and kept.relkind in ('r', 'p') and attribute.attnum > 0
               and not attribute.attisdropped",
    )
    .bind(super::SCHEMAS.map(str::to_owned).to_vec())
    .fetch_all(&stores.db)
    .await
    .expect("PostgreSQL is up");
    assert!(there.len() > 300, "the database was migrated: {}", there.len());
    let there: BTreeSet<(&str, &str)> = there.iter().map(|(table, column)| (table.as_str(), column.as_str())).collect();
    let listed: BTreeSet<(&str, &str)> = listed.into_keys().collect();
    let new: Vec<_> = there.difference(&listed).collect();
    assert!(new.is_empty(), "say in docs/personal-data.tsv what these keep of people, or that it is nothing: {new:?}");
    let gone: Vec<_> = listed.difference(&there).collect();
    assert!(gone.is_empty(), "docs/personal-data.tsv lists what is not there: {gone:?}");
}

/// What the schema `accounts` keeps goes with the account, by the database itself: no table can be forgotten.
#[tokio::test]
async fn what_names_an_account_goes_with_it() {
    let stores = fresh_stores().await;
    let left: Vec<String> = sqlx::query_scalar(
        "select kept.relname::text
         from pg_attribute as attribute
              join pg_class as kept on kept.oid = attribute.attrelid
              join pg_namespace as schema on schema.oid = kept.relnamespace
         where schema.nspname = $1 and kept.relkind in ('r', 'p') and attribute.attname = 'customer_id'
               and not exists (
                   select from pg_constraint as reference
                        join pg_class as owner on owner.oid = reference.confrelid
                   where reference.contype = 'f' and reference.confdeltype = 'c'
                         and reference.conrelid = kept.oid and owner.relname = 'customers')",
    )
    .bind("accounts")
    .fetch_all(&stores.db)
    .await
    .expect("PostgreSQL is up");
    assert!(left.is_empty(), "deleting an account leaves these: {left:?}");
    for Line { table, columns, category, rest } in lines().filter(|line| line.table.starts_with("accounts.")) {
        let goes = category == "none" || rest.last() == Some(&"deleted");
        assert!(goes, "{table} {columns:?}: what is in an account goes with it: {rest:?}");
    }
}
