//! What staff say of searches.

use api::endpoint::audience::Audience;
use api::problem::{Code, Problem};
use api::search::{
    CreateSearchRule, DeleteSearchRule, ListSearchRules, MAX_RULE_PATH_CHARS, MAX_RULE_PHRASES, MAX_RULE_PRODUCTS,
    MAX_SEARCH_RULES, SearchEffect, SearchRule,
};
use api::site;
use domain::search::normalize_query;
use domain::{ProductId, Slug};
use origin_messaging::outbox;
use origin_platform::{Call, ServiceError};
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use super::write::{admits, outdated};
use crate::{Catalog, event, store};

/// Pages that everybody may see to which no query leads.
const NO_TARGETS: [&str; 2] = ["/search", "/offline"];

/// The last second of the year 9999: what is later is a mistake.
const LAST_SECOND: i64 = 253_402_300_799;

/// Every rule, whether it holds now or not, the oldest first.
pub(super) async fn list_search_rules(
    service: Catalog,
    _: Call<ListSearchRules>,
) -> Result<Vec<SearchRule>, ServiceError> {
    let rows: Vec<Json<SearchRule>> = sqlx::query_scalar(
        "select jsonb_strip_nulls(jsonb_build_object(
             'id', id, 'version', version, 'locale', locale, 'effect', effect,
             'starts_at', floor(extract(epoch from starts_at))::bigint,
             'ends_at', floor(extract(epoch from ends_at))::bigint))
         from catalog.search_rules order by created_at, id",
    )
    .fetch_all(&service.stores.db)
    .await?;
    Ok(rows.into_iter().map(|Json(rule)| rule).collect())
}

/// A new rule.
///
/// # Errors
/// `wrong_state` if there are too many; a problem with the field to mend.
pub(super) async fn create_search_rule(
    service: Catalog,
    call: Call<CreateSearchRule>,
) -> Result<SearchRule, ServiceError> {
    let CreateSearchRule { locale, effect, starts_at, ends_at } = call.endpoint.clone();
    let (effect, phrases) = read(effect)?;
    check_times(starts_at, ends_at)?;
    let mut tx = call.begin(&service.stores.db).await?;
    store::lock_catalog(&mut tx, false).await?;
    let rules: i64 = sqlx::query_scalar("select count(*) from catalog.search_rules").fetch_one(&mut *tx).await?;
    if usize::try_from(rules).is_ok_and(|rules| rules >= MAX_SEARCH_RULES) {
        let detail = format!("There are {MAX_SEARCH_RULES} rules, which is all there may be: delete one first.");
        return Err(Problem::new(Code::WrongState, detail).into());
    }
    let rule = SearchRule { id: Uuid::now_v7(), version: 1, locale, effect, starts_at, ends_at };
    sqlx::query(
        "insert into catalog.search_rules (id, locale, phrases, effect, starts_at, ends_at)
         values ($1, $2, $3, $4, to_timestamp($5::bigint), to_timestamp($6::bigint))",
    )
    .bind(rule.id)
    .bind(rule.locale.code())
    .bind(&phrases)
    .bind(Json(&rule.effect))
    .bind(rule.starts_at)
    .bind(rule.ends_at)
    .execute(&mut *tx)
    .await?;
    outbox::record(&mut tx, &[event::search_rules_changed()]).await?;
    call.audit(&mut tx, &subject(rule.id), None, Some(serde_json::to_value(&rule)?)).await?;
    call.commit(tx, rule).await
}

/// Takes a rule away.
///
/// # Errors
/// `not_found`; `version_missing`; `version_outdated` with the rule as it is now.
pub(super) async fn delete_search_rule(service: Catalog, call: Call<DeleteSearchRule>) -> Result<(), ServiceError> {
    let DeleteSearchRule { rule: id, if_match } = call.endpoint.clone();
    let mut tx = call.begin(&service.stores.db).await?;
    store::lock_catalog(&mut tx, false).await?;
    let kept = find(&mut tx, id).await?.ok_or_else(not_found)?;
    if !admits(if_match, kept.version)? {
        return Err(outdated(kept.version, &kept));
    }
    sqlx::query("delete from catalog.search_rules where id = $1").bind(id).execute(&mut *tx).await?;
    outbox::record(&mut tx, &[event::search_rules_changed()]).await?;
    call.audit(&mut tx, &subject(id), Some(serde_json::to_value(&kept)?), None).await?;
    call.commit(tx, ()).await
}

async fn find(tx: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<SearchRule>> {
    let row: Option<Json<SearchRule>> = sqlx::query_scalar(
        "select jsonb_strip_nulls(jsonb_build_object(
             'id', id, 'version', version, 'locale', locale, 'effect', effect,
             'starts_at', floor(extract(epoch from starts_at))::bigint,
             'ends_at', floor(extract(epoch from ends_at))::bigint))
         from catalog.search_rules where id = $1",
    )
    .bind(id)
    .fetch_optional(tx)
    .await?;
    Ok(row.map(|Json(rule)| rule))
}

/// The effect with its phrases in their normal form, and those of them that are looked for in queries.
fn read(effect: SearchEffect) -> Result<(SearchEffect, Vec<String>), Problem> {
    Ok(match effect {
        SearchEffect::Synonyms { phrases } => {
            let phrases = several(phrases, 2)?;
            (SearchEffect::Synonyms { phrases: phrases.clone() }, phrases)
        }
        SearchEffect::OneWaySynonyms { phrase, phrases } => {
            let (phrase, phrases) = (one("phrase", &phrase)?, several(phrases, 1)?);
            (SearchEffect::OneWaySynonyms { phrase: phrase.clone(), phrases }, vec![phrase])
        }
        SearchEffect::Pin { query, products } => {
            let (query, products) = (one("query", &query)?, counted(products)?);
            (SearchEffect::Pin { query: query.clone(), products }, vec![query])
        }
        SearchEffect::Bury { query, products } => {
            let (query, products) = (one("query", &query)?, counted(products)?);
            (SearchEffect::Bury { query: query.clone(), products }, vec![query])
        }
        SearchEffect::Boost { query, products, brands, collections } => {
            let query = query.map(|query| one("query", &query)).transpose()?;
            let brands = brands.iter().map(|brand| one("brands", brand)).collect::<Result<Vec<_>, _>>()?;
            lifted(&products, &brands, &collections)?;
            // What holds for every query is found by no phrase.
            let phrases = query.iter().cloned().collect();
            (SearchEffect::Boost { query, products, brands, collections }, phrases)
        }
        SearchEffect::Redirect { query, path } => {
            let (query, path) = (one("query", &query)?, target(&path)?);
            (SearchEffect::Redirect { query: query.clone(), path }, vec![query])
        }
        SearchEffect::Stop { phrases } => {
            let phrases = several(phrases, 1)?;
            (SearchEffect::Stop { phrases: phrases.clone() }, phrases)
        }
    })
}

/// Checks that a boost lifts something, and not too much.
fn lifted(products: &[ProductId], brands: &[String], collections: &[Slug]) -> Result<(), Problem> {
    let count = products.len() + brands.len() + collections.len();
    if (1..=MAX_RULE_PRODUCTS).contains(&count) {
        return Ok(());
    }
    let detail = format!("Give 1 to {MAX_RULE_PRODUCTS} products, brands and collections to lift.");
    Err(Problem::field("effect.products", detail))
}

/// The path of a page that a query may lead to: one of this shop that everybody may see, and no list of what is found, so
/// that no query leads to another.
fn target(path: &str) -> Result<String, Problem> {
    let path = path.trim();
    let is_short = path.chars().count() <= MAX_RULE_PATH_CHARS;
    let is_plain = !path.contains(['?', '#', '\\']) && site::plain_path(path) == path;
    let leads_on = |page: &site::Page| page.audience == Audience::Public && !NO_TARGETS.contains(&page.path);
    match is_short && is_plain && site::page(path).is_some_and(leads_on) {
        true => Ok(path.to_owned()),
        false => Err(Problem::field(
            "effect.path",
            "Give the path of a page of this shop without its market, such as /pages/returns or /collections/mugs; a search \
             leads to no other search.",
        )),
    }
}

fn one(field: &str, text: &str) -> Result<String, Problem> {
    let text = normalize_query(text);
    match text.chars().any(char::is_alphanumeric) && !text.contains('"') {
        true => Ok(text),
        false => Err(Problem::field(format!("effect.{field}"), "Give one or several words, without quotation marks.")),
    }
}

fn several(phrases: Vec<String>, least: usize) -> Result<Vec<String>, Problem> {
    let mut known = Vec::new();
    for phrase in phrases {
        let phrase = one("phrases", &phrase)?;
        if !known.contains(&phrase) {
            known.push(phrase);
        }
    }
    if (least..=MAX_RULE_PHRASES).contains(&known.len()) {
        return Ok(known);
    }
    let detail = format!("Give {least} to {MAX_RULE_PHRASES} different phrases.");
    Err(Problem::field("effect.phrases", detail))
}

fn counted(products: Vec<ProductId>) -> Result<Vec<ProductId>, Problem> {
    if (1..=MAX_RULE_PRODUCTS).contains(&products.len()) {
        return Ok(products);
    }
    Err(Problem::field("effect.products", format!("Give 1 to {MAX_RULE_PRODUCTS} products by their ids.")))
}

fn check_times(starts_at: Option<i64>, ends_at: Option<i64>) -> Result<(), Problem> {
    for (field, time) in [("starts_at", starts_at), ("ends_at", ends_at)] {
        if time.is_some_and(|time| !(0..=LAST_SECOND).contains(&time)) {
            return Err(Problem::field(field, "Give the time in seconds since 1970."));
        }
    }
    match (starts_at, ends_at) {
        (Some(starts), Some(ends)) if ends <= starts => {
            Err(Problem::field("ends_at", "It ends before it begins: give a later end."))
        }
        _ => Ok(()),
    }
}

/// How the audit log calls a rule.
fn subject(id: Uuid) -> String {
    format!("search rule {id}")
}

fn not_found() -> Problem {
    Problem::new(Code::NotFound, "There is no such rule. GET /v1/admin/search/rules lists those that there are.")
}
