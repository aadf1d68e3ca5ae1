//! Whether products are what their types ask for, before they are kept.

use std::collections::BTreeMap;

use api::catalog::ProductDocument;
use api::catalog::product_types::{AskedAttribute, AttributeGap, Gap, attribute_of, axis_of, gaps};
use api::catalog::properties::{BRAND, PropertyKind};
use domain::catalog::ProductStatus;
use domain::{Locale, Slug};
use sqlx::PgConnection;
use sqlx::types::Json;

use super::asked_by;

/// Why a product cannot be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    /// What of the product is to be mended: `attributes.capacity`.
    pub(crate) field: String,
    /// What is wrong with it.
    pub(crate) reason: String,
}

/// What is wrong with each of these products, by its place; of most, nothing. The caller holds the lock of the catalogue, so
/// that no type changes meanwhile.
///
/// Asked is of products that are on sale or planned to be. What a product that is on sale lacked before, its type having
/// changed, it may go on lacking: else nobody could change its price. So may one that is planned, while it is: it goes on
/// sale with all of it only.
///
/// # Errors
/// If PostgreSQL does not answer.
pub(crate) async fn faults(
    tx: &mut PgConnection,
    documents: &[ProductDocument],
) -> sqlx::Result<BTreeMap<usize, Fault>> {
    let mut types: Vec<&Slug> = documents.iter().filter_map(|document| document.product_type.as_ref()).collect();
    types.sort_unstable();
    types.dedup();
    if types.is_empty() {
        return Ok(BTreeMap::new());
    }
    let asked = asked_by(&mut *tx, &types).await?;
    let (mut faults, mut suspects) = (BTreeMap::new(), Vec::new());
    for (index, document) in documents.iter().enumerate() {
        let Some(handle) = &document.product_type else { continue };
        let Some(asked) = asked.get(handle) else {
            let reason = format!("there is no product type “{handle}”; make it first");
            faults.insert(index, Fault { field: "product_type".to_owned(), reason });
            continue;
        };
        let is_to_be_sold = matches!(document.status, ProductStatus::Active | ProductStatus::Scheduled);
        let found = if is_to_be_sold { gaps(document, asked) } else { Vec::new() };
        if !found.is_empty() {
            suspects.push((index, document, handle, asked, found));
        }
    }
    if suspects.is_empty() {
        return Ok(faults);
    }
    let slugs: Vec<&str> = suspects.iter().map(|(_, document, ..)| document.slug.as_str()).collect();
    let kept: Vec<(String, Option<String>, String, Json<ProductDocument>)> = sqlx::query_as(
        "select slug, product_type, status, document from catalog.products
         where slug = any($1) and status in ('active', 'scheduled')",
    )
    .bind(slugs)
    .fetch_all(tx)
    .await?;
    for (index, document, handle, asked, found) in suspects {
        let before = kept.iter().find(|(slug, before, status, _)| {
            let comes_on_sale = document.status == ProductStatus::Active && status != ProductStatus::Active.code();
            *slug == document.slug.as_str() && before.as_deref() == Some(handle.as_str()) && !comes_on_sale
        });
        let is_new = |gap: &&AttributeGap| before.is_none_or(|(.., before)| !says_the_same(before, document, gap));
        if let Some(gap) = found.iter().find(is_new) {
            faults.insert(index, fault(handle, asked, gap));
        }
    }
    Ok(faults)
}

/// Whether a product says of an attribute what it said before.
fn says_the_same(before: &ProductDocument, after: &ProductDocument, gap: &AttributeGap) -> bool {
    let key = gap.attribute.as_str();
    if key == BRAND {
        return before.brand.trim() == after.brand.trim();
    }
    let value = |document| attribute_of(document, key).map(|(_, value)| value);
    axis_of(before, key).is_some() == axis_of(after, key).is_some() && value(before) == value(after)
}

fn fault(handle: &Slug, asked: &[AskedAttribute], gap: &AttributeGap) -> Fault {
    let key = &gap.attribute;
    let known = asked.iter().find(|one| one.key == *key);
    let label = known.and_then(|one| one.label.as_ref()).map(|label| label.get(Locale::default()));
    let name = label.filter(|label| !label.trim().is_empty()).unwrap_or(key);
    let reason = match gap.gap {
        Gap::Missing => format!(
            "its type “{handle}” asks for “{name}”, which it has to have to go on sale: give it, or keep the product a draft"
        ),
        Gap::WrongKind => {
            let wanted = match known.and_then(|one| one.kind) {
                Some(PropertyKind::Number) => "a number",
                Some(PropertyKind::Boolean) => "yes or no (true or false)",
                Some(PropertyKind::Colour) => "a colour in words",
                Some(PropertyKind::Term) | None => "words",
            };
            format!("“{name}” has to be {wanted}, as its type “{handle}” asks for")
        }
        Gap::WrongUnit => match known.and_then(|one| one.unit.as_deref()).filter(|unit| !unit.is_empty()) {
            Some(unit) => format!("“{name}” has to be a number in {unit}, as its type “{handle}” asks for"),
            None => format!("“{name}” has to be a number without a unit, as its type “{handle}” asks for"),
        },
    };
    let field = if key == BRAND { BRAND.to_owned() } else { format!("attributes.{key}") };
    Fault { field, reason }
}
