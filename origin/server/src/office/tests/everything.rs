//! What a filter finds is changed as a whole, filters have names, and two people hear of each other.

use origin_staff::Role;

use super::Scene;

#[tokio::test]
async fn what_a_filter_finds_is_looked_at_changed_and_taken_back() {
    let scene = Scene::open().await;
    let mut ada = scene.member("ada@example.com", Role::Catalog).await;
    let editor = ada.makes_a_jug().await;
    let list = ada.get("/admin/products?q=jug").await;
    let edit = [("edit", "prices"), ("percent", "-10"), ("ending", "exact"), ("everything", "on"), ("filter.q", "jug")];
    let none = [edit[0], ("percent", "nothing"), edit[3], edit[4]];
    assert_eq!(ada.submit(&list, "/admin/products/bulk", &none).await.status, 422);
    let nothing = [edit[0], edit[1], edit[3], ("filter.q", "kettle")];
    let empty = ada.submit(&list, "/admin/products/bulk", &nothing).await;
    assert!(empty.status.is_client_error() && empty.body.contains("finds no product"), "{}", empty.body);
    let made = ada.submit(&list, "/admin/products/bulk", &edit).await;
    assert_eq!(made.status, 303, "{}", made.body);
    let page = ada.get(&made.location).await;
    assert!(page.body.contains("Nothing is changed yet") && page.body.contains("Pilot jug"), "{}", page.body);
    assert_eq!(ada.submit(&page, &made.location, &[("event", "start")]).await.status, 303);
    let running = ada.get(&made.location).await;
    assert!(running.body.contains("They are being changed"), "{}", running.body);
    assert!(!running.body.contains("value=\"start\"") && running.body.contains("value=\"undo\""), "{}", running.body);
    assert_eq!(ada.submit(&running, &made.location, &[("event", "undo")]).await.status, 303);
    // While it is taken back there is nothing to do, and no form for it.
    let list = ada.get("/admin/products?q=jug").await;
    let late = ada.submit(&list, &made.location, &[("event", "start")]).await;
    assert_eq!(late.status, 409, "{}", late.body);
    assert_eq!(ada.submit(&running, &made.location, &[("event", "fly")]).await.status, 404);
    assert!(ada.get("/admin/products/edits").await.body.contains("Change prices by percent"));
    assert_eq!(ada.get("/admin/products/edits/none").await.status, 404);
    assert_eq!(ada.get(&editor).await.status, 200);
}

#[tokio::test]
async fn a_filter_gets_a_name_and_loses_it() {
    let scene = Scene::open().await;
    let mut ada = scene.member("ada@example.com", Role::Catalog).await;
    let list = ada.get("/admin/products?q=jug&status=draft").await;
    assert!(list.body.contains("Keep this view"), "{}", list.body);
    let kept = [("name", "Jugs <to do>"), ("q", "jug"), ("status", "draft")];
    let named = ada.submit(&list, "/admin/products/views", &kept).await;
    assert_eq!((named.status.as_u16(), named.location.as_str()), (303, "/admin/products?q=jug&status=draft"));
    let page = ada.get(&named.location).await;
    assert!(page.body.contains("Jugs &lt;to do&gt;") && page.body.contains("aria-current=\"true\""), "{}", page.body);
    let delete = page.body.split("/admin/products/views/").nth(1).and_then(|rest| rest.split('"').next());
    let delete = format!("/admin/products/views/{}", delete.expect("a way to take it away"));
    assert_eq!(ada.submit(&page, &delete, &[]).await.status, 303);
    assert!(!ada.get("/admin/products").await.body.contains("Jugs"));
    let page = ada.get(&named.location).await;
    let unnamed = ada.submit(&page, "/admin/products/views", &[("name", " "), ("q", "jug")]).await;
    assert!(unnamed.status.is_client_error() && unnamed.body.contains("q=jug"), "{}", unnamed.body);
}

#[tokio::test]
async fn two_people_with_one_product_open_hear_of_each_other() {
    let scene = Scene::open().await;
    let mut ada = scene.member("ada@example.com", Role::Catalog).await;
    let mut grace = scene.member("grace@example.com", Role::Catalog).await;
    let editor = ada.makes_a_jug().await;
    assert!(!ada.get(&editor).await.body.contains("also opened by"), "nobody else has it");
    assert!(grace.get(&editor).await.body.contains("also opened by"));
    let page = ada.get(&editor).await;
    assert!(page.body.contains("Right now also opened by: Ada"), "{}", page.body);
    // The page asks for the line again, without all around it.
    let again = format!("{editor}/presence");
    assert!(page.body.contains(&format!("data-presence=\"{again}\"")), "{}", page.body);
    let line = ada.get(&again).await.body;
    assert!(line.starts_with("Right now also opened by: Ada") && !line.contains('<'), "{line}");
}
