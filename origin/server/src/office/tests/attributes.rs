//! Facts of products, and what lists are narrowed by.

use origin_staff::Role;

use super::Scene;

#[tokio::test]
async fn attributes_are_typed_kept_and_compared_with_what_others_saved() {
    let scene = Scene::open().await;
    let mut ada = scene.member("ada@example.com", Role::Catalog).await;
    let mut bob = scene.member("bob@example.com", Role::Catalog).await;
    let path = format!("{}/attributes", ada.makes_a_jug().await);
    let page = ada.get(&path).await;
    let faulty = [("label.0.en", "Capacity"), ("value.0.en", "much"), ("kind.0", "number"), ("unit.0", "l")];
    let refused = ada.submit(&page, &path, &faulty).await;
    assert!(refused.status == 422 && refused.body.contains("much"), "{}", refused.body);
    let made = [
        ("label.0.en", "Capacity"),
        ("label.0.de", "Inhalt"),
        ("value.0.en", "1,5"),
        ("kind.0", "number"),
        ("unit.0", "l"),
        ("label.1.en", "Material"),
        ("value.1.en", "Stoneware"),
        ("value.1.de", "Steingut"),
        ("kind.1", "text"),
    ];
    assert_eq!(ada.submit(&page, &path, &made).await.location, format!("{path}?saved"));
    let page = ada.get(&path).await;
    assert!(page.body.contains("Inhalt") && page.body.contains("Steingut"), "{}", page.body);

    // Bob changes one of them, and Ada, who had it open, another: both are kept. Both change one: Ada is told.
    let capacity = r#"{"label":{"de":"Inhalt","en":"Capacity"},"unit":"l","value":1.5}"#;
    let material = r#"{"de":"Steingut","en":"Stoneware"}"#;
    let rows = |material_now: &'static str, unit_now: &'static str| {
        [
            ("key.0", "capacity"),
            ("had.0", capacity),
            ("label.0.en", "Capacity"),
            ("label.0.de", "Inhalt"),
            ("value.0.en", "1.5"),
            ("kind.0", "number"),
            ("unit.0", unit_now),
            ("key.1", "material"),
            ("had.1", material),
            ("label.1.en", "Material"),
            ("value.1.en", material_now),
            ("value.1.de", "Steingut"),
            ("kind.1", "text"),
        ]
    };
    let bobs = bob.get(&path).await;
    assert_eq!(bob.submit(&bobs, &path, &rows("Earthenware", "l")).await.status, 303);
    assert_eq!(ada.submit(&page, &path, &rows("Stoneware", "litres")).await.status, 303);
    let now = ada.get(&path).await;
    assert!(now.body.contains("Earthenware") && now.body.contains("litres"), "{}", now.body);
    let late = ada.submit(&page, &path, &rows("Clay", "l")).await;
    assert!(late.status == 409 && late.body.contains("Clay"), "{}", late.body);

    // What was changed is told, and put back.
    let history = format!("{}/history", path.trim_end_matches("/attributes"));
    let page = ada.get(&history).await;
    assert!(page.body.contains("bob@example.com") && page.body.contains("<ins>"), "{}", page.body);
    let entry = page.body.split("bob@example.com").nth(1).and_then(|rest| rest.split("name=\"entry\" value=\"").nth(1));
    let entry = entry.and_then(|rest| rest.split('"').next()).expect("it can be put back").to_owned();
    let version = page.hidden("version").to_owned();
    let back = [("entry", entry.as_str()), ("version", version.as_str())];
    assert_eq!(ada.submit(&page, &history, &back).await.location, format!("{history}?saved"));
    let now = ada.get(&path).await;
    assert!(now.body.contains("Stoneware") && !now.body.contains("Earthenware"), "{}", now.body);
    let page = ada.get(&history).await;
    let late = ada.submit(&page, &history, &back).await;
    assert!(late.status == 409 && late.body.contains("Somebody has changed this meanwhile"), "{}", late.body);

    // What lists are narrowed by.
    let page = ada.get("/admin/filters?q=capa").await;
    assert!(page.body.contains("Capacity") && !page.body.contains("Material"), "{}", page.body);
    let version = page.hidden("version").to_owned();
    let named = [
        ("key", "capacity"),
        ("version", version.as_str()),
        ("label.en", "Volume"),
        ("label.de", "Volumen"),
        ("position", "first"),
        ("q", "capa"),
        ("filterable", "on"),
    ];
    let refused = ada.submit(&page, "/admin/filters", &named).await;
    assert!(refused.status == 422 && refused.body.contains("value=\"first\""), "{}", refused.body);
    let named = named.map(|(name, value)| (name, if name == "position" { "1" } else { value }));
    assert_eq!(ada.submit(&page, "/admin/filters", &named).await.location, "/admin/filters?q=capa&saved");
    // Who comes too late, and who names no version, finds what they typed, and what is set by now.
    for version in [version.as_str(), ""] {
        let page = ada.get("/admin/filters?q=volum").await;
        let late =
            [("key", "capacity"), ("version", version), ("label.en", "Content"), ("position", "1"), ("q", "volum")];
        let late = ada.submit(&page, "/admin/filters", &late).await;
        assert!(late.status == 409 && late.body.contains("value=\"Content\""), "{}", late.body);
        for now in ["By now: <q>Volume</q>", "By now: <q>Volumen</q>", "By now: <q>Yes</q>"] {
            assert!(late.body.contains(now), "{now}: {}", late.body);
        }
        assert_eq!(late.hidden("version"), page.hidden("version"));
    }
    // So they do if it was found by a name that it has no more.
    let page = ada.get("/admin/filters?q=volum").await;
    let late = [
        ("key", "capacity"),
        ("version", version.as_str()),
        ("label.en", "Content"),
        ("position", "1"),
        ("q", "former name"),
    ];
    let late = ada.submit(&page, "/admin/filters", &late).await;
    assert!(late.status == 409 && late.body.contains("value=\"Content\""), "{}", late.body);
    assert!(ada.get("/admin/filters?q=volum").await.body.contains("Volume"));
    let mut analyst = scene.member("ann@example.com", Role::Analyst).await;
    let seen = analyst.get("/admin/filters").await;
    assert!(seen.body.contains("Volume") && !seen.body.contains("name=\"key\""), "{}", seen.body);
    assert_eq!(analyst.get(&path).await.status, 403);
}
