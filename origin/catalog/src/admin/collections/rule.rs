//! Giving a collection its rule, and looking what a rule finds.

use api::catalog::admin::{
    AdminCollection, CollectionRulePreview, CreateCollectionRulePreview, MAX_RULE_PREVIEW, RuledProduct,
    UpdateCollectionRule,
};
use api::catalog::{CollectionDocument, CollectionRule, MAX_RULED_COLLECTIONS};
use api::problem::{Code, Problem};
use domain::ProductId;
use origin_platform::{Call, ServiceError};
use serde_json::json;
use sqlx::PgConnection;

use super::{find, lock, save, subject};
use crate::collection_rules::{check, finds, today};
use crate::{Catalog, collections, store};

/// Products that a preview reads at once.
const BATCH: u32 = 500;
/// Products that a preview names.
const NAMED: usize = 20;

/// The rule takes the place of the one before. Products are put in and taken out by the job, from within a second on;
/// whatever is written meanwhile is right at once.
///
/// # Errors
/// `collection_not_found`; `version_missing`; `version_outdated` with the collection as it is now; `wrong_state` if too
/// many collections have rules; a problem with the condition to mend.
pub(in crate::admin) async fn update_collection_rule(
    service: Catalog,
    call: Call<UpdateCollectionRule>,
) -> Result<AdminCollection, ServiceError> {
    let UpdateCollectionRule { slug, if_match, rule } = call.endpoint.clone();
    rule.as_ref().map_or(Ok(()), checked)?;
    let mut tx = call.begin(&service.stores.db).await?;
    let before = lock(&mut tx, &slug, if_match).await?.collection;
    if rule != before.rule {
        if before.rule.is_none() {
            count(&mut tx).await?;
        }
        let (old, new) = (json!({ "rule": before.rule }), json!({ "rule": rule }));
        save(&mut tx, &CollectionDocument { rule, ..before }).await?;
        call.audit(&mut tx, &subject(&slug), Some(old), Some(new)).await?;
    }
    let reply = find(&mut tx, &slug).await?.ok_or_else(collections::not_found)?;
    call.commit(tx, reply).await
}

async fn count(tx: &mut PgConnection) -> Result<(), ServiceError> {
    let rules: i64 =
        sqlx::query_scalar("select count(*) from catalog.collections where rule is not null").fetch_one(tx).await?;
    if usize::try_from(rules).is_ok_and(|rules| rules < MAX_RULED_COLLECTIONS) {
        return Ok(());
    }
    let detail = format!("{MAX_RULED_COLLECTIONS} collections have rules, which is all that may: end the rule of one.");
    Err(Problem::new(Code::WrongState, detail).into())
}

fn checked(rule: &CollectionRule) -> Result<(), Problem> {
    check(rule).map_err(|(field, detail)| Problem::field(field, detail))
}

/// Nothing is kept, and nobody is held up.
///
/// # Errors
/// `collection_not_found`; a problem with the condition to mend.
pub(in crate::admin) async fn preview_collection_rule(
    service: Catalog,
    call: Call<CreateCollectionRulePreview>,
) -> Result<CollectionRulePreview, ServiceError> {
    let CreateCollectionRulePreview { slug, rule } = &call.endpoint;
    checked(rule)?;
    let db = &service.stores.db;
    let mut connection = db.acquire().await?;
    find(&mut connection, slug).await?.ok_or_else(collections::not_found)?;
    let today = today(&mut connection).await?;
    drop(connection);
    let mut reply = CollectionRulePreview::default();
    let mut after: Option<ProductId> = None;
    while reply.examined < MAX_RULE_PREVIEW {
        let ids = store::product_ids_after(db, after, BATCH).await?;
        for (id, _, product) in store::documents_of_any_status(db, &ids).await? {
            if finds(rule, &product, today) {
                reply.found += 1;
                if reply.products.len() < NAMED {
                    reply.products.push(RuledProduct { id, slug: product.slug, title: product.title });
                }
            }
        }
        reply.examined += u32::try_from(ids.len()).unwrap_or(BATCH);
        after = ids.last().copied();
        if ids.len() < BATCH as usize {
            reply.is_complete = true;
            break;
        }
    }
    Ok(reply)
}
