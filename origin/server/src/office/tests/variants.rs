//! What a product says besides, and what one of its variants does: the day it came out, its tax, what a bundle is made of.

use origin_staff::Role;

use super::Scene;

#[tokio::test]
async fn a_product_s_day_and_tax_are_kept_and_a_variant_differs() {
    let scene = Scene::open().await;
    let mut ada = scene.member("ada@example.com", Role::Catalog).await;
    let page = ada.get("/admin/products/new").await;
    let form = [
        ("title.en", "Field guide"),
        ("status", "active"),
        ("released_on", "2026-02-30"),
        ("tax", "reduced"),
        ("new.sku", "GUIDE"),
        ("new.price.EUR", "19"),
    ];
    let refused = ada.submit(&page, "/admin/products/new", &form).await;
    assert!(refused.status == 422 && refused.body.contains("This is no day"), "{}", refused.body);
    let mut form = form;
    form[2].1 = "2026-02-28";
    let page = ada.get("/admin/products/new").await;
    let made = ada.submit(&page, "/admin/products/new", &form).await;
    let editor = made.location.trim_end_matches("?saved").to_owned();
    let shown = ada.get(&editor).await;
    assert!(shown.body.contains("value=\"2026-02-28\""), "{}", shown.body);
    assert!(shown.body.contains("<option value=\"reduced\" selected>"), "{}", shown.body);
    let link = format!("{editor}/variant?sku=GUIDE");
    assert!(shown.body.contains(&link), "{}", shown.body);

    // The variant has a page of its own.
    let page = ada.get(&link).await;
    assert!(page.body.contains("<option value=\"reduced\" selected>"), "{}", page.body);
    let version = page.hidden("version").to_owned();
    let save = format!("{editor}/variant");
    let fields = |version: &str, weight: &str, contents: &str| {
        [
            ("version", version),
            ("sku", "GUIDE"),
            ("gtin", "4006381333931"),
            ("weight", weight),
            ("tax", "zero"),
            ("contents", contents),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
    };
    let with = |all: &[(String, String)]| -> Vec<(String, String)> { all.to_vec() };
    for (weight, contents, said) in [
        ("heavy", "", "whole grams"),
        ("300", "2 × ..", "cannot be read"),
        ("300", "2 × NOBODY", "nothing with the SKU NOBODY"),
    ] {
        let fields = with(&fields(&version, weight, contents));
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let page = ada.get(&link).await;
        let refused = ada.submit(&page, &save, &fields).await;
        assert!(refused.status == 422 && refused.body.contains(said), "{said}: {}", refused.body);
    }
    ada.makes_a_jug().await;
    let fields = with(&fields(&version, "300", "2 × JUG"));
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let page = ada.get(&link).await;
    assert_eq!(ada.submit(&page, &save, &fields).await.location, format!("{link}&saved"));
    let kept = ada.get(&link).await;
    assert!(kept.body.contains("2 × JUG") && kept.body.contains("4006381333931"), "{}", kept.body);
    // What was saved from the version before is shown beside what is there.
    let late = ada.get(&link).await;
    let late = ada.submit(&late, &save, &fields).await;
    assert!(late.status == 409, "{}", late.body);
    assert_eq!(ada.get(&format!("{editor}/variant?sku=NOBODY")).await.status, 404);
}
