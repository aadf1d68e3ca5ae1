//! Properties: those of imported products, and what staff declare.

use super::*;
use crate::testing::{mug, plain};
use api::catalog::admin::{AdminAttribute, ListAttributes, UpdateAttribute};
use api::event::ATTRIBUTE_CHANGED;
use api::problem::Code;
use domain::Locale;
use domain::catalog::Localized;
use serde_json::json;

async fn all(shop: &Shop) -> Vec<AdminAttribute> {
    shop.as_staff(&ListAttributes {}).await.expect("staff may")
}

fn declare(attribute: &AdminAttribute) -> UpdateAttribute {
    UpdateAttribute {
        key: attribute.key.clone(),
        if_match: Some(IfMatch::Version(attribute.version)),
        label: None,
        filterable: None,
        position: None,
    }
}

#[tokio::test]
async fn properties_come_with_products_and_are_declared_by_staff() {
    let shop = Shop::open().await;
    let mut bowl = plain("bowl", 100);
    bowl.attributes.insert("capacity_l".to_owned(), json!("a lot"));
    shop.upsert(&[mug(), bowl]).await;
    let found = all(&shop).await;
    let brief: Vec<_> = found.iter().map(|one| (one.key.as_str(), one.kind.code(), one.declared)).collect();
    let expect = [
        ("brand", "term", false),
        ("capacity_l", "number", false),
        ("colour", "colour", false),
        ("dishwasher_safe", "boolean", false),
        ("pieces", "number", false),
    ];
    assert_eq!(brief, expect, "the first product that has one says what it is");
    shop.forget_events().await;

    let capacity = &found[1];
    let label = Localized::same("Capacity").with(Locale::De, "Inhalt");
    let change = UpdateAttribute { label: Some(label), position: Some(-1), ..declare(capacity) };
    let declared = shop.as_staff(&change).await.expect("a good name");
    assert_eq!((declared.version, declared.declared, declared.label.get(Locale::De)), (2, true, "Inhalt"));
    let told = vec![(ATTRIBUTE_CHANGED.to_owned(), vec!["attributes".to_owned()])];
    assert_eq!(shop.forget_events().await, told);
    assert_eq!(all(&shop).await[0], declared);
    let hidden = shop.as_staff(&UpdateAttribute { filterable: Some(false), ..declare(&declared) }).await;
    assert!(!hidden.expect("staff may").filterable);

    let late = shop.as_staff(&change).await.expect_err("somebody was faster");
    assert_eq!(late.code, Code::VersionOutdated);
    let blind = UpdateAttribute { if_match: None, ..change.clone() };
    assert_eq!(shop.as_staff(&blind).await.expect_err("nothing was read").code, Code::VersionMissing);
    let nameless = UpdateAttribute { label: Some(Localized::same(" ")), ..change.clone() };
    let nameless = shop.as_staff(&nameless).await.expect_err("no name");
    assert_eq!((nameless.code, nameless.field.as_deref()), (Code::InvalidField, Some("label")));
    let unknown = UpdateAttribute { key: "taste".to_owned(), ..change };
    assert_eq!(shop.as_staff(&unknown).await.expect_err("nothing has a taste").code, Code::NotFound);

    shop.upsert(&[plain("bowl", 200)]).await;
    assert!(!all(&shop).await[0].filterable, "what staff declared is not inferred again");
}
