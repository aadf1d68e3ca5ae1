//! What staff say of a product, as the document that is kept.

use api::catalog::admin::ProductInput;
use api::catalog::{ProductDocument, VariantDocument};
use api::problem::Problem;
use domain::Slug;
use domain::catalog::ProductStatus;

/// The document of a product that is to be made.
///
/// # Errors
/// A problem that names what is missing or cannot be said here.
pub(super) fn document(field: &str, input: ProductInput) -> Result<ProductDocument, Problem> {
    let missing = |name: &str| Problem::field(format!("{field}.{name}"), "A product needs slug, title and variants.");
    let (Some(slug), Some(title)) = (input.slug.clone(), input.title.clone()) else {
        return Err(missing(if input.slug.is_none() { "slug" } else { "title" }));
    };
    if input.variants.is_none() {
        return Err(missing("variants"));
    }
    let mut document = ProductDocument {
        slug,
        status: ProductStatus::Draft,
        on_sale: Default::default(),
        handle: None,
        product_type: None,
        title,
        summary: Default::default(),
        description: Default::default(),
        brand: String::new(),
        collections: Vec::new(),
        attributes: Default::default(),
        safety: Default::default(),
        released_on: None,
        options: Vec::new(),
        media: Vec::new(),
        variants: Vec::new(),
    };
    apply(field, input, &mut document)?;
    Ok(document)
}

/// Writes what is said into a document; what is not said stays.
///
/// # Errors
/// A problem that names what cannot be said here.
pub(super) fn apply(field: &str, input: ProductInput, document: &mut ProductDocument) -> Result<(), Problem> {
    let ProductInput {
        slug,
        status,
        on_sale,
        product_type,
        title,
        summary,
        description,
        brand,
        collections,
        attributes,
        safety,
        released_on,
        options,
        media,
        variants,
    } = input;
    set(&mut document.slug, slug);
    set(&mut document.status, status);
    // A plan that is not said anew stays as far as the status allows.
    document.on_sale = on_sale.unwrap_or(document.on_sale.under(document.status));
    match product_type.as_deref().map(str::trim) {
        None => {}
        Some("") => document.product_type = None,
        Some(handle) => document.product_type = Some(self::handle(field, handle)?),
    }
    set(&mut document.title, title);
    set(&mut document.summary, summary);
    set(&mut document.description, description);
    set(&mut document.brand, brand);
    set(&mut document.collections, collections);
    set(&mut document.attributes, attributes);
    set(&mut document.safety, safety);
    set(&mut document.options, options);
    set(&mut document.media, media);
    if let Some(date) = released_on {
        document.released_on = Some(date).filter(|date| !date.is_empty());
    }
    if let Some(variants) = variants {
        without_stock(field, &variants)?;
        document.variants = variants;
    }
    Ok(())
}

/// The handle of a type.
fn handle(field: &str, handle: &str) -> Result<Slug, Problem> {
    let advice = "Give the handle of a product type: GET /v1/admin/product-types lists them.";
    handle.parse().map_err(|_| Problem::field(format!("{field}.product_type"), advice))
}

fn set<T>(kept: &mut T, given: Option<T>) {
    if let Some(given) = given {
        *kept = given;
    }
}

/// Stock is counted by another service, which would not see it.
fn without_stock(field: &str, variants: &[VariantDocument]) -> Result<(), Problem> {
    for (index, variant) in variants.iter().enumerate() {
        let said = [
            ("on_hand", variant.on_hand.is_some()),
            ("stock", !variant.stock.is_empty()),
            ("policy", variant.policy.is_some()),
        ];
        if let Some((name, _)) = said.into_iter().find(|(_, is_said)| *is_said) {
            let field = format!("{field}.variants[{index}].{name}");
            let advice = "Stock is no part of a product: set it by PUT /v1/admin/stock/{sku}.";
            return Err(Problem::field(field, advice));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_product_that_is_made_is_a_draft_and_needs_three_things() {
        let input = |json| serde_json::from_value::<ProductInput>(json).expect("an input");
        let whole = json!({ "slug": "mug", "title": { "en": "Mug" }, "variants": [{ "sku": "MUG" }] });
        let made = document("product", input(whole.clone())).expect("whole");
        assert_eq!((made.status, made.slug.as_str(), made.variants.len()), (ProductStatus::Draft, "mug", 1));
        for name in ["slug", "title", "variants"] {
            let mut less = whole.clone();
            less.as_object_mut().expect("an object").remove(name);
            let problem = document("product", input(less)).expect_err(name);
            assert_eq!(problem.field, Some(format!("product.{name}")));
        }
        for (name, said) in
            [("on_hand", json!(3)), ("stock", json!({ "north": 2 })), ("policy", json!({ "kind": "untracked" }))]
        {
            let mut more = whole.clone();
            more["variants"][0][name] = said;
            let problem = document("product", input(more)).expect_err(name);
            assert_eq!(problem.field, Some(format!("product.variants[0].{name}")));
        }
        serde_json::from_value::<ProductInput>(json!({ "titel": { "en": "Mug" } })).expect_err("a slip of the pen");
    }

    #[test]
    fn what_is_not_said_stays() {
        let mut kept = crate::testing::mug();
        let before = kept.clone();
        apply("change", ProductInput::default(), &mut kept).expect("nothing said");
        assert_eq!(kept, before);
        let change =
            ProductInput { brand: Some("Kleiwarft".into()), released_on: Some(String::new()), ..Default::default() };
        apply("change", change, &mut kept).expect("fine");
        assert_eq!(kept, ProductDocument { brand: "Kleiwarft".into(), released_on: None, ..before });
    }
}
