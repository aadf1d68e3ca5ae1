//! Types of products, and their fields in the editor: forms alone, without scripts.

use origin_staff::Role;

use super::{Browser, Page, Scene};

impl Browser<'_> {
    /// Sends a form of the page, with its version.
    async fn sends(&mut self, page: &Page, path: &str, fields: &[(&str, &str)]) -> Page {
        let version = page.hidden("version").to_owned();
        let mut all = vec![("version", version.as_str())];
        all.extend(fields);
        self.submit(page, path, &all).await
    }
}

#[tokio::test]
async fn a_type_is_made_put_in_order_asked_of_products_and_deleted() {
    let scene = Scene::open().await;
    let mut ada = scene.member("ada@example.com", Role::Catalog).await;
    let mut bob = scene.member("bob@example.com", Role::Catalog).await;
    let jug = ada.makes_a_jug().await;
    let editor = ada.get(&jug).await;
    assert!(!editor.body.contains("name=\"product_type\""), "without types nobody is asked for one");

    // A type needs a name, gets its handle of it, and can ask for a fact that no product has.
    let new = "/admin/product-types/_new";
    let page = ada.get(new).await;
    let nameless = ada.submit(&page, new, &[("name.de", "Kanne")]).await;
    assert!(nameless.status == 422 && nameless.body.contains("value=\"Kanne\""), "{}", nameless.body);
    let first = [
        ("name.en", "Jug"),
        ("name.de", "Kanne"),
        ("made.label.en", "Capacity"),
        ("made.label.de", "Inhalt"),
        ("made.kind", "number"),
        ("made.unit", "l"),
        ("made.required", "on"),
    ];
    let path = "/admin/product-types/jug";
    assert_eq!(ada.submit(&page, new, &first).await.location, format!("{path}?saved"));
    let mut page = ada.get(path).await;
    let bobs = bob.get(path).await;
    for (label, kind, place) in [("Dishwasher safe", "boolean", "1"), ("Material", "term", "2")] {
        let rows = [("key.0", "capacity"), ("place.0", "1"), ("required.0", "on")];
        let second = [("key.1", "dishwasher_safe"), ("place.1", "2")];
        let more = [("name.en", "Jug"), ("name.de", "Kanne"), ("made.label.en", label), ("made.kind", kind)];
        let fields = [&rows[..], if place == "2" { &second[..] } else { &[] }, &more].concat();
        assert_eq!(ada.sends(&page, path, &fields).await.location, format!("{path}?saved"));
        page = ada.get(path).await;
    }
    let order = |page: &Page| {
        let keys = page.body.split("name=\"key.").skip(1).filter_map(|rest| rest.split("value=\"").nth(1));
        keys.filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(order(&page), ["capacity", "dishwasher_safe", "material"]);
    let turned = |place: &'static str| {
        [
            ("name.en", "Jug"),
            ("name.de", "Kanne"),
            ("key.0", "capacity"),
            ("place.0", "2"),
            ("required.0", "on"),
            ("key.1", "dishwasher_safe"),
            ("place.1", "3"),
            ("key.2", "material"),
            ("place.2", place),
        ]
    };
    let refused = ada.sends(&page, path, &turned("first")).await;
    assert!(refused.status == 422 && refused.body.contains("value=\"first\""), "{}", refused.body);
    assert_eq!(ada.sends(&page, path, &turned("1")).await.status, 303);
    assert_eq!(order(&ada.get(path).await), ["material", "capacity", "dishwasher_safe"]);
    let late = bob.sends(&bobs, path, &[("name.en", "Pitcher"), ("made.label.en", "Glaze")]).await;
    assert!(late.status == 409 && late.body.contains("value=\"Glaze\""), "{}", late.body);
    assert!(late.body.contains("value=\"Pitcher\"") && late.body.contains("By now: <q>Jug</q>"), "{}", late.body);

    // The editor of a product shows the fields of the type once it has it, and says at the field what is missing.
    let form = |more: &[(&'static str, &'static str)]| {
        let kept = [
            ("title.en", "Pilot jug"),
            ("slug", "pilot-jug"),
            ("status", "active"),
            ("row.JUG", ""),
            ("price.EUR.JUG", "49,00"),
            ("tax", "standard"),
            ("product_type", "jug"),
        ];
        [&kept[..], more].concat()
    };
    let editor = ada.get(&jug).await;
    assert!(editor.body.contains("name=\"product_type\"") && !editor.body.contains("name=\"fact."), "{}", editor.body);
    let lacking = ada.sends(&editor, &jug, &form(&[])).await;
    assert!(lacking.status == 422 && lacking.body.contains("name=\"fact.capacity\""), "{}", lacking.body);
    assert!(
        lacking.body.contains("Capacity (l)") && lacking.body.contains("aria-invalid=\"true\""),
        "{}",
        lacking.body
    );
    let faulty = ada.sends(&editor, &jug, &form(&[("fact.capacity", "much")])).await;
    assert!(faulty.status == 422 && faulty.body.contains("value=\"much\""), "{}", faulty.body);
    let facts = [
        ("fact.capacity", "1,5"),
        ("fact.dishwasher_safe", "yes"),
        ("fact.material.en", "Stoneware"),
        ("fact.material.de", "Steingut"),
    ];
    assert_eq!(ada.sends(&editor, &jug, &form(&facts)).await.location, format!("{jug}?saved"));
    let editor = ada.get(&jug).await;
    for shown in ["name=\"fact.capacity\" value=\"1.5\"", "value=\"yes\" selected", "Steingut"] {
        assert!(editor.body.contains(shown), "{shown} in {}", editor.body);
    }
    let facts = ada.get(&format!("{jug}/attributes")).await;
    assert!(facts.body.contains("Inhalt") && facts.body.contains("Steingut"), "{}", facts.body);
    assert!(ada.get(&format!("{jug}/history")).await.body.contains("Product type"));

    // What the type asks for later takes the jug off no shelf, and both pages say so.
    let page = ada.get(path).await;
    assert!(page.body.contains("No product on sale lacks"), "{}", page.body);
    let stricter = [("made.label.en", "Handles"), ("made.kind", "number"), ("made.required", "on")];
    assert_eq!(ada.sends(&page, path, &[&turned("1")[..], &stricter].concat()).await.status, 303);
    let page = ada.get(path).await;
    assert!(page.body.contains("1 product on sale lacks") && page.body.contains("Handles (missing)"), "{}", page.body);
    let editor = ada.get(&jug).await;
    assert!(editor.body.contains("Handles (missing)"), "{}", editor.body);
    let cheaper = form(&[("fact.capacity", "1.5"), ("fact.dishwasher_safe", "no"), ("fact.handles", "")]);
    assert_eq!(ada.sends(&editor, &jug, &cheaper).await.status, 303, "the rest can be changed");

    // It stays while a product has it.
    let delete = format!("{path}/delete");
    let asked = ada.get(&delete).await;
    assert!(
        asked.body.contains("1 product has this type") && !asked.body.contains("name=\"version\""),
        "{}",
        asked.body
    );
    let editor = ada.get(&jug).await;
    let untyped: Vec<_> =
        form(&[]).into_iter().map(|(name, value)| (name, if name == "product_type" { "" } else { value })).collect();
    assert_eq!(ada.sends(&editor, &jug, &untyped).await.status, 303);
    let asked = ada.get(&delete).await;
    assert_eq!(ada.sends(&asked, &delete, &[]).await.location, "/admin/product-types?deleted");
    assert_eq!(ada.get(path).await.status, 404);
    let facts = ada.get(&format!("{jug}/attributes")).await;
    assert!(facts.body.contains("Steingut"), "the product's facts stay: {}", facts.body);
}

#[tokio::test]
async fn whoever_only_reads_sees_types_and_changes_none() {
    let scene = Scene::open().await;
    let mut ada = scene.member("ada@example.com", Role::Catalog).await;
    let mut ann = scene.member("ann@example.com", Role::Analyst).await;
    let new = "/admin/product-types/_new";
    let page = ada.get(new).await;
    assert_eq!(ada.submit(&page, new, &[("name.en", "Jug"), ("handle", "jugs")]).await.status, 303);
    let list = ann.get("/admin/product-types").await;
    assert!(list.body.contains("Jug") && !list.body.contains("/_new\""), "{}", list.body);
    let one = ann.get("/admin/product-types/jugs").await;
    assert!(one.status == 200 && !one.body.contains("button.main") && !one.body.contains("made.kind"), "{}", one.body);
    assert_eq!(ann.get("/admin/product-types/jugs/delete").await.status, 403);
}

#[tokio::test]
async fn what_is_called_new_is_not_hidden_by_the_form_for_new_ones() {
    let scene = Scene::open().await;
    let mut ada = scene.member("ada@example.com", Role::Catalog).await;
    for (all, name) in [("/admin/product-types", "name.en"), ("/admin/collections", "title.en")] {
        let form = format!("{all}/_new");
        let page = ada.get(&form).await;
        let slug = if name == "name.en" { "handle" } else { "slug" };
        let made = ada.submit(&page, &form, &[(name, "New"), (slug, "new")]).await;
        assert_eq!(made.location, format!("{all}/new?saved"), "{}", made.body);
        let kept = ada.get(&format!("{all}/new")).await;
        assert!(kept.status == 200 && kept.body.contains(&format!("action=\"{all}/new\"")), "{}", kept.body);
        assert_eq!(ada.get(&format!("{all}/new/delete")).await.status, 200);
    }
}
