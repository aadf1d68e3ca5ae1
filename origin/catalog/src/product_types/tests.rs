//! Types at work on real stores, through the router and by way of imports.

mod files;
mod writes;

use std::collections::{BTreeMap, BTreeSet};

use api::catalog::ProductDocument;
use api::catalog::admin::{
    AdminProductType, CreateProduct, CreateProductType, DeleteProduct, DeleteProductType, GetAdminProduct,
    GetProductType, ListAttributes, ListProductTypeGaps, ListProductTypes, ProductInput, ProductSaved, UpdateProduct,
    UpdateProductType,
};
use api::catalog::product_types::{AskedAttribute, Gap};
use api::catalog::properties::PropertyKind;
use api::endpoint::if_match::IfMatch;
use api::event::{ATTRIBUTE_CHANGED, PRODUCT_TYPE_CHANGED};
use api::problem::{Code, Problem};
use domain::catalog::{Localized, ProductStatus};
use domain::{Locale, Slug};
use origin_platform::audit;
use serde_json::{Value, json};

use crate::Outcome;
use crate::testing::{Shop, plain};

fn asks(key: &str, required: bool) -> AskedAttribute {
    AskedAttribute { key: key.to_owned(), required, kind: None, unit: None, label: None }
}

fn made(key: &str, required: bool, kind: PropertyKind, unit: &str) -> AskedAttribute {
    let unit = Some(unit.to_owned()).filter(|unit| !unit.is_empty());
    AskedAttribute { kind: Some(kind), unit, label: Some(Localized::same(key)), ..asks(key, required) }
}

fn new_type(handle: &str, attributes: Vec<AskedAttribute>) -> CreateProductType {
    CreateProductType { handle: handle.parse().expect("a handle"), name: Localized::same(handle), attributes }
}

/// A type that requires a capacity in millilitres and may be told a material.
fn mug_type() -> CreateProductType {
    new_type(
        "mug",
        vec![made("capacity", true, PropertyKind::Number, "ml"), made("material", false, PropertyKind::Term, "")],
    )
}

fn change(one: &AdminProductType, attributes: Vec<AskedAttribute>) -> UpdateProductType {
    UpdateProductType {
        handle: one.handle.clone(),
        if_match: Some(IfMatch::Version(one.version)),
        name: None,
        attributes: Some(attributes),
    }
}

fn capacity(units: &Value) -> BTreeMap<String, Value> {
    [("capacity".to_owned(), json!({ "value": units, "unit": "ml" }))].into()
}

fn typed(slug: &str, status: ProductStatus, attributes: BTreeMap<String, Value>) -> ProductDocument {
    let handle = Some("mug".parse().expect("a handle"));
    ProductDocument { status, product_type: handle, attributes, ..plain(slug, 100) }
}

fn input(document: ProductDocument) -> ProductInput {
    ProductInput {
        slug: Some(document.slug),
        status: Some(document.status),
        product_type: document.product_type.map(String::from),
        title: Some(document.title),
        collections: Some(document.collections),
        attributes: Some(document.attributes),
        variants: Some(document.variants),
        ..ProductInput::default()
    }
}

async fn create(shop: &Shop, document: ProductDocument) -> Result<ProductSaved, Problem> {
    shop.as_staff(&CreateProduct { product: input(document) }).await
}

async fn update(shop: &Shop, saved: &ProductSaved, change: ProductInput) -> Result<ProductSaved, Problem> {
    shop.as_staff(&UpdateProduct { product: saved.id, if_match: Some(IfMatch::Any), change }).await
}

fn status(status: ProductStatus) -> ProductInput {
    ProductInput { status: Some(status), ..ProductInput::default() }
}

#[tokio::test]
async fn types_are_made_changed_told_of_and_deleted() {
    let shop = Shop::open().await;
    let mug = shop.as_staff(&mug_type()).await.expect("a good type");
    assert_eq!((mug.version, mug.products, mug.attributes.len()), (1, 0, 2));
    assert_eq!((mug.attributes[0].kind, mug.attributes[0].unit.as_deref()), (Some(PropertyKind::Number), Some("ml")));
    let told: Vec<String> = shop.forget_events().await.into_iter().map(|(subject, _)| subject).collect();
    assert_eq!(told, [ATTRIBUTE_CHANGED, PRODUCT_TYPE_CHANGED]);
    let known = shop.as_staff(&ListAttributes {}).await.expect("staff may");
    let known: Vec<_> = known.iter().map(|one| (one.key.as_str(), one.kind.code(), one.declared)).collect();
    assert_eq!(
        known,
        [("capacity", "number", true), ("material", "term", true)],
        "what no product has had is declared"
    );

    // In another order, by keys alone, under another name.
    let name = Some(Localized::same("Mug").with(Locale::De, "Becher"));
    let turned = vec![asks("material", true), asks("capacity", false)];
    let turned = UpdateProductType { name, ..change(&mug, turned) };
    let after = shop.as_staff(&turned).await.expect("it is as it was read");
    let order: Vec<_> = after.attributes.iter().map(|one| (one.key.as_str(), one.required)).collect();
    assert_eq!((after.version, order), (2, vec![("material", true), ("capacity", false)]));
    let handle = mug.handle.clone();
    assert_eq!(shop.as_staff(&GetProductType { handle }).await, Ok(after.clone()));
    assert_eq!(shop.as_staff(&ListProductTypes {}).await, Ok(vec![after.clone()]));
    let same = UpdateProductType { if_match: Some(IfMatch::Version(2)), ..turned.clone() };
    shop.forget_events().await;
    assert_eq!(shop.as_staff(&same).await, Ok(after.clone()), "nothing differs");
    assert_eq!(shop.forget_events().await, []);

    let late = shop.as_staff(&turned).await.expect_err("somebody was faster");
    assert_eq!(late.code, Code::VersionOutdated);
    let blind = UpdateProductType { if_match: None, ..turned.clone() };
    assert_eq!(shop.as_staff(&blind).await.expect_err("nothing was read").code, Code::VersionMissing);
    let absent = UpdateProductType { handle: "hat".parse().unwrap(), ..turned };
    assert_eq!(shop.as_staff(&absent).await.expect_err("no such type").code, Code::NotFound);

    // While a product has it, even a draft, it stays.
    let draft = create(&shop, typed("cup", ProductStatus::Draft, BTreeMap::new())).await.expect("drafts may lack all");
    let delete = |if_match| DeleteProductType { handle: mug.handle.clone(), if_match };
    let used = shop.as_staff(&delete(Some(IfMatch::Version(2)))).await.expect_err("a draft has it");
    assert!(used.code == Code::WrongState && used.detail.starts_with("1 product has"), "{}", used.detail);
    shop.as_staff(&DeleteProduct { product: draft.id, if_match: Some(IfMatch::Any) }).await.expect("it goes");
    assert_eq!(shop.as_staff(&delete(None)).await.expect_err("nothing was read").code, Code::VersionMissing);
    assert_eq!(shop.as_staff(&delete(Some(IfMatch::Version(1)))).await.expect_err("late").code, Code::VersionOutdated);
    shop.as_staff(&delete(Some(IfMatch::Version(2)))).await.expect("nobody has it");
    assert_eq!(shop.as_staff(&ListProductTypes {}).await, Ok(vec![]));
    let entries = audit::entries(&shop.stores.db, Some("product type mug"), None, 10).await.expect("it is up");
    let actions: Vec<&str> = entries.iter().map(|entry| entry.action.as_str()).collect();
    assert_eq!(actions, ["DeleteProductType", "UpdateProductType", "CreateProductType"]);
}

#[tokio::test]
async fn a_type_that_cannot_be_says_what_to_mend() {
    let shop = Shop::open().await;
    shop.as_staff(&mug_type()).await.expect("a good type");
    let check = async |attributes: Vec<AskedAttribute>, field: &str| {
        let problem = shop.as_staff(&new_type("hat", attributes)).await.expect_err(field);
        assert_eq!((problem.code, problem.field.as_deref()), (Code::InvalidField, Some(field)), "{}", problem.detail);
    };
    check(vec![asks("Capacity L", true)], "attributes[0].key").await;
    check(vec![asks("", true)], "attributes[0].key").await;
    check(vec![asks("in_stock", true)], "attributes[0].key").await;
    check(vec![asks("material", true), asks("material", false)], "attributes[1].key").await;
    check(vec![asks("size", true)], "attributes[0].kind").await;
    check(vec![made("capacity", true, PropertyKind::Term, "")], "attributes[0].kind").await;
    check(vec![made("capacity", true, PropertyKind::Number, "l")], "attributes[0].unit").await;
    check(vec![made("size", true, PropertyKind::Term, "cm")], "attributes[0].unit").await;
    check(vec![AskedAttribute { label: None, ..made("size", true, PropertyKind::Term, "") }], "attributes[0].label")
        .await;
    check((0..51).map(|at| asks(&format!("a{at}"), false)).collect(), "attributes").await;
    let named = |handle: &str, name: Localized| CreateProductType { name, ..new_type(handle, vec![]) };
    for (request, field) in [
        (named("hat", Localized::same(" ")), "name"),
        (named("hat", Localized::same("Hat").with(Locale::De, "Hut\0")), "name"),
        (named("hat", Localized::same("MUG")), "name"),
        (named("mug", Localized::same("Cup")), "handle"),
    ] {
        let problem = shop.as_staff(&request).await.expect_err(field);
        assert_eq!(problem.field.as_deref(), Some(field), "{}", problem.detail);
    }
    let known = shop.as_staff(&ListAttributes {}).await.expect("staff may");
    assert_eq!(known.len(), 2, "what was refused has declared nothing");
}

#[tokio::test]
async fn on_sale_a_product_has_what_its_type_requires_and_a_draft_may_lack_it() {
    let shop = Shop::open().await;
    shop.as_staff(&mug_type()).await.expect("a good type");
    let refused = async |document: ProductDocument, field: &str| {
        let problem = create(&shop, document).await.expect_err(field);
        assert_eq!((problem.code, problem.field.as_deref()), (Code::InvalidField, Some(field)), "{}", problem.detail);
    };
    let active = |attributes| typed("cup", ProductStatus::Active, attributes);
    refused(active(BTreeMap::new()), "product.attributes.capacity").await;
    refused(active(capacity(&json!("much"))), "product.attributes.capacity").await;
    let litres = [("capacity".to_owned(), json!({ "value": 0.3, "unit": "l" }))];
    refused(active(litres.into()), "product.attributes.capacity").await;
    let mut wrong = capacity(&json!(300));
    wrong.insert("material".to_owned(), json!(7));
    refused(active(wrong), "product.attributes.material").await;
    let unknown = ProductDocument { product_type: Some("hat".parse().unwrap()), ..plain("cup", 100) };
    refused(ProductDocument { status: ProductStatus::Draft, ..unknown }, "product.product_type").await;
    let written = ProductInput { product_type: Some("No Handle!".to_owned()), ..input(plain("cup", 100)) };
    let problem = shop.as_staff(&CreateProduct { product: written }).await.expect_err("no handle");
    assert_eq!(problem.field.as_deref(), Some("product.product_type"));

    let draft = create(&shop, typed("cup", ProductStatus::Draft, capacity(&json!("much")))).await.expect("a draft");
    let early = update(&shop, &draft, status(ProductStatus::Active)).await.expect_err("it has no number");
    assert_eq!(early.field.as_deref(), Some("change.attributes.capacity"));
    assert!(early.detail.contains("a number"), "{}", early.detail);
    let filled = ProductInput { attributes: Some(capacity(&json!(300))), ..status(ProductStatus::Active) };
    update(&shop, &draft, filled).await.expect("it has what it takes");
    let emptied = ProductInput { attributes: Some(BTreeMap::new()), ..ProductInput::default() };
    update(&shop, &draft, emptied.clone()).await.expect_err("on sale it keeps it");
    let kept = shop.as_staff(&GetAdminProduct { product: draft.id }).await.expect("it is there");
    assert_eq!(kept.product.product_type.as_ref().map(Slug::as_str), Some("mug"));
    assert_eq!(kept.product.attributes, capacity(&json!(300)));

    // Without the type nothing is asked; what an import says is refused for the same reason.
    let untyped = ProductInput { product_type: Some(String::new()), ..emptied };
    update(&shop, &draft, untyped).await.expect("it is any product");
    let kept = shop.as_staff(&GetAdminProduct { product: draft.id }).await.expect("it is there");
    assert_eq!((kept.product.product_type, kept.product.attributes.len()), (None, 0));
    let landed =
        shop.upsert(&[active(BTreeMap::new()), typed("bowl", ProductStatus::Active, capacity(&json!(5)))]).await;
    assert!(matches!(&landed[0], Outcome::Refused(reason) if reason.contains("capacity")), "{landed:?}");
    assert_eq!(landed[1], Outcome::New);
}

#[tokio::test]
async fn what_a_type_asks_later_takes_no_product_off_sale_and_is_listed() {
    let shop = Shop::open().await;
    let mug = shop.as_staff(&mug_type()).await.expect("a good type");
    let cup = create(&shop, typed("cup", ProductStatus::Active, capacity(&json!(300)))).await.expect("it has it");
    let bowl = create(&shop, typed("bowl", ProductStatus::Active, capacity(&json!(500)))).await.expect("it has it");
    create(&shop, typed("pot", ProductStatus::Draft, BTreeMap::new())).await.expect("a draft");
    let stricter = vec![asks("capacity", true), asks("material", true)];
    let mug = shop.as_staff(&change(&mug, stricter)).await.expect("types change");
    let listed = async |handle: &AdminProductType| {
        let asked = ListProductTypeGaps { handle: handle.handle.clone(), after: None };
        let found = shop.as_staff(&asked).await.expect("staff may");
        assert_eq!(found.next, None);
        let brief = |one: &api::catalog::admin::ProductGaps| {
            (one.slug.to_string(), one.gaps.iter().map(|gap| (gap.attribute.clone(), gap.gap)).collect::<Vec<_>>())
        };
        found.products.iter().map(brief).collect::<Vec<_>>()
    };
    let lacks = |slug: &str| (slug.to_owned(), vec![("material".to_owned(), Gap::Missing)]);
    assert_eq!(listed(&mug).await, [lacks("cup"), lacks("bowl")], "the draft is not on sale");

    // Everything else of them can be changed, but what is there is not taken away, and nothing wrong is put in.
    update(&shop, &cup, ProductInput { brand: Some("Kleiwarft".to_owned()), ..ProductInput::default() })
        .await
        .expect("it lacked it before");
    let with = |attributes| ProductInput { attributes: Some(attributes), ..ProductInput::default() };
    let less = update(&shop, &cup, with(BTreeMap::new())).await.expect_err("the capacity stays");
    assert_eq!(less.field.as_deref(), Some("change.attributes.capacity"));
    let mut wrong = capacity(&json!(300));
    wrong.insert("material".to_owned(), json!(true));
    let wrong = update(&shop, &cup, with(wrong)).await.expect_err("it is no material");
    assert_eq!(wrong.field.as_deref(), Some("change.attributes.material"));
    let mut right = capacity(&json!(300));
    right.insert("material".to_owned(), json!("Clay"));
    update(&shop, &cup, with(right)).await.expect("it is what was asked for");
    assert_eq!(listed(&mug).await, [lacks("bowl")]);
    // Taken off sale it comes back with all of it only.
    update(&shop, &bowl, status(ProductStatus::Draft)).await.expect("off sale");
    assert_eq!(listed(&mug).await, []);
    let back = update(&shop, &bowl, status(ProductStatus::Active)).await.expect_err("it lacks a material");
    assert_eq!(back.field.as_deref(), Some("change.attributes.material"));
    let missing = ListProductTypeGaps { handle: "hat".parse().unwrap(), after: None };
    assert_eq!(shop.as_staff(&missing).await.expect_err("no such type").code, Code::NotFound);
}

#[tokio::test]
async fn what_is_planned_can_be_changed_without_what_its_type_asks_later_and_goes_on_sale_with_it() {
    let shop = Shop::open().await;
    let mug = shop.as_staff(&mug_type()).await.expect("a good type");
    let cup = create(&shop, typed("cup", ProductStatus::Draft, capacity(&json!(300)))).await.expect("a draft");
    let plan = serde_json::from_value(json!({ "from": 7_000_000_000_i64 })).expect("a plan");
    let planned = ProductInput { on_sale: Some(plan), ..status(ProductStatus::Scheduled) };
    update(&shop, &cup, planned.clone()).await.expect("it has it");
    let stricter = vec![asks("capacity", true), asks("material", true)];
    let mug = shop.as_staff(&change(&mug, stricter)).await.expect("types change");
    let renamed = ProductInput { brand: Some("Kleiwarft".to_owned()), ..ProductInput::default() };
    update(&shop, &cup, renamed).await.expect("it lacked it before");
    let asked = ListProductTypeGaps { handle: mug.handle, after: None };
    assert_eq!(shop.as_staff(&asked).await.expect("staff may").products.len(), 1);
    let early = update(&shop, &cup, status(ProductStatus::Active)).await.expect_err("it lacks a material");
    assert_eq!(early.field.as_deref(), Some("change.attributes.material"));
    update(&shop, &cup, status(ProductStatus::Draft)).await.expect("a draft");
    let again = update(&shop, &cup, planned).await.expect_err("it is planned anew");
    assert_eq!(again.field.as_deref(), Some("change.attributes.material"));
}

#[tokio::test]
async fn a_list_of_gaps_goes_on_where_it_ended() {
    let shop = Shop::open().await;
    let mug = shop.as_staff(&mug_type()).await.expect("a good type");
    let many: Vec<ProductDocument> =
        (0..120).map(|at| typed(&format!("cup-{at}"), ProductStatus::Active, capacity(&json!(at + 1)))).collect();
    assert!(shop.upsert(&many).await.iter().all(|outcome| *outcome == Outcome::New));
    shop.as_staff(&change(&mug, vec![asks("material", true)])).await.expect("types change");
    let (mut after, mut seen, mut pages) = (None, BTreeSet::new(), 0);
    loop {
        let asked = ListProductTypeGaps { handle: mug.handle.clone(), after };
        let page = shop.as_staff(&asked).await.expect("staff may");
        seen.extend(page.products.iter().map(|one| one.id));
        (after, pages) = (page.next, pages + 1);
        if after.is_none() {
            break;
        }
    }
    assert_eq!((seen.len(), pages), (120, 3));
}
