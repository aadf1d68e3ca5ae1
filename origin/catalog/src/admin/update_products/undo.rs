//! Taking back the last change of products, by what the audit log says of it.

use std::collections::BTreeSet;

use api::catalog::admin::{CreateProductUndo, ProductSaved};
use api::catalog::{ProductDocument, VariantDocument};
use api::endpoint::if_match::IfMatch;
use api::problem::Problem;
use domain::ProductId;
use origin_platform::{Call, ServiceError, audit};
use serde_json::{Map, Value};

use super::{MAX_CHANGES, keep, record, write};
use crate::Catalog;
use crate::prices::price_as_given;

/// What can be taken back. Pictures, texts, options and addresses lean on other things, which may be gone by now.
const FIELDS: [&str; 5] = ["variants", "status", "on_sale", "brand", "collections"];

/// Each product becomes what it was before its last change, if it is still what that made of it.
///
/// # Errors
/// `product_not_found`; `version_outdated` with the product as it is now; a problem that names the product of which
/// nothing can be taken back.
pub(in crate::admin) async fn undo_products(
    service: Catalog,
    call: Call<CreateProductUndo>,
) -> Result<Vec<ProductSaved>, ServiceError> {
    let named = &call.endpoint.products;
    let products: BTreeSet<ProductId> = named.iter().map(|one| one.product).collect();
    if named.is_empty() || named.len() > MAX_CHANGES || products.len() < named.len() {
        return Err(Problem::field("products", format!("Name 1 to {MAX_CHANGES} products, each of them once.")).into());
    }
    if let Some(any) = named.iter().position(|one| one.version == IfMatch::Any) {
        let detail = "Name the version that the change made, which its answer told.";
        return Err(Problem::field(format!("products[{any}].version"), detail).into());
    }
    let named: Vec<(ProductId, Option<IfMatch>)> = named.iter().map(|one| (one.product, Some(one.version))).collect();
    let field = |index: usize| format!("products[{index}]");
    let mut tx = call.begin(&service.stores.db).await?;
    let before = write::lock_products(&mut tx, &named).await?;
    let mut after = Vec::with_capacity(before.len());
    for (index, (product, _, document)) in before.iter().enumerate() {
        let last = audit::entries(&mut *tx, Some(&write::subject(*product)), None, 1).await?.pop();
        let former = last.and_then(|entry| former(document, &entry.before?, &entry.after?));
        after.push(former.ok_or_else(|| nothing_to_undo(field(index), document))?);
    }
    let changed = keep(&mut tx, &before, after, field).await?;
    let reply = record(&mut tx, &call, changed).await?;
    call.commit(tx, reply).await
}

fn nothing_to_undo(field: String, document: &ProductDocument) -> Problem {
    let detail = format!(
        "The last change of “{}” cannot be taken back: it was of more than prices, status, brand and collections, or \
         something else has changed the product since. Change the product itself.",
        document.slug
    );
    Problem::field(field, detail)
}

/// What a product was before the change of which the log says this; none if that was of something else, or the product is
/// not what the change made of it.
fn former(now: &ProductDocument, before: &Value, after: &Value) -> Option<ProductDocument> {
    let Value::Object(mut document) = serde_json::to_value(now).ok()? else { return None };
    let (before, after) = (before.as_object()?, after.as_object()?);
    if !before.keys().chain(after.keys()).all(|name| FIELDS.contains(&name.as_str())) {
        return None;
    }
    if let (Some(was), Some(is)) = (before.get("variants"), after.get("variants")) {
        exchange(document.get_mut("variants")?.as_array_mut()?, was.as_array()?, is.as_array()?)?;
    }
    for name in FIELDS.into_iter().filter(|name| *name != "variants") {
        if before.get(name) == after.get(name) {
            continue;
        }
        if document.get(name) != after.get(name) {
            return None;
        }
        set(&mut document, name, before.get(name));
    }
    serde_json::from_value(document.into()).ok()
}

/// A field without a value was left out, since it was the usual one.
fn set(document: &mut Map<String, Value>, name: &str, value: Option<&Value>) {
    match value {
        Some(value) => document.insert(name.to_owned(), value.clone()),
        None => document.remove(name),
    };
}

/// Puts variants as they were in the place of what they became; none if there are others by now.
fn exchange(variants: &mut [Value], was: &[Value], is: &[Value]) -> Option<()> {
    if was.len() != is.len() {
        return None;
    }
    for (was, is) in was.iter().zip(is) {
        if was.get("sku") != is.get("sku") {
            return None;
        }
        let variant = variants.iter_mut().find(|variant| variant.get("sku") == is.get("sku"))?;
        if given(variant)? != given(is)? {
            return None;
        }
        *variant = was.clone();
    }
    Some(())
}

/// A variant as it was given; entries of the log that are older than the rule have what is worked out in them. None if it is
/// none.
fn given(variant: &Value) -> Option<VariantDocument> {
    let variant: VariantDocument = serde_json::from_value(variant.clone()).ok()?;
    let prices = variant.prices.iter().map(price_as_given).collect();
    Some(VariantDocument { prices, ..variant })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::mug;
    use domain::catalog::ProductStatus;

    fn changed(before: &ProductDocument, after: &ProductDocument) -> (Value, Value) {
        let json = |document| serde_json::to_value(document).expect("JSON");
        audit::changes(&json(before), &json(after))
    }

    #[test]
    fn what_was_changed_comes_back_to_the_letter_and_only_from_what_it_became() {
        let before = mug();
        let mut after = before.clone();
        after.variants[0].prices[0].amount_minor += 100;
        after.status = ProductStatus::Draft;
        after.collections.clear();
        let (was, is) = changed(&before, &after);
        assert_eq!(former(&after, &was, &is), Some(before.clone()));
        assert_eq!(former(&before, &is, &was), Some(after.clone()), "and back again");
        let mut later = after.clone();
        later.variants[0].prices[0].amount_minor += 1;
        assert_eq!(former(&later, &was, &is), None, "somebody priced it again");
        let mut reduced = after.clone();
        reduced.variants[0].prices[0].lowest_before_minor = Some(1);
        assert!(former(&reduced, &was, &is).is_some(), "what the shop works out of prices is nobody's change");
        let mut old = is.clone();
        old["variants"][0]["prices"][0]["lowest_before_minor"] = 1.into();
        assert_eq!(former(&after, &was, &old), Some(before.clone()), "entries that tell it can be taken back still");
        let later = ProductDocument { status: ProductStatus::Archived, ..after.clone() };
        assert_eq!(former(&later, &was, &is), None);
        let renamed = ProductDocument { summary: domain::catalog::Localized::same("New."), ..before.clone() };
        let (was, is) = changed(&before, &renamed);
        assert_eq!(former(&renamed, &was, &is), None, "texts are not taken back");
        let mut fewer = before.clone();
        fewer.variants.pop();
        let (was, is) = changed(&before, &fewer);
        assert_eq!(former(&fewer, &was, &is), None, "what was taken out is not put back");
    }
}
