//! API keys by the office's page.

use origin_staff::Role;

use super::Scene;

#[tokio::test]
async fn an_owner_makes_a_key_sees_it_once_replaces_it_and_ends_it() {
    let scene = Scene::open().await;
    let mut owner = scene.member("ada@example.com", Role::Owner).await;
    let page = owner.get("/admin/keys").await;
    assert!(
        page.body.contains("There are no keys") && page.body.contains("name=\"may.staff.manage\""),
        "{}",
        page.body
    );
    let empty = owner.submit(&page, "/admin/keys", &[("name", "Warehouse"), ("days", "90")]).await;
    assert!(empty.status.is_client_error() && empty.body.contains("value=\"Warehouse\""), "{}", empty.body);
    for days in ["0", "-1", "many", "99999999"] {
        let fields = [("name", "Warehouse"), ("days", days), ("may.stock.read", "on")];
        let page = owner.get("/admin/keys").await;
        let refused = owner.submit(&page, "/admin/keys", &fields).await;
        assert!(refused.status.is_client_error(), "{days}: {}", refused.body);
    }
    let page = owner.get("/admin/keys").await;
    let fields = [("name", "Warehouse"), ("days", ""), ("may.stock.read", "on"), ("may.stock.write", "on")];
    let made = owner.submit(&page, "/admin/keys", &fields).await;
    let key =
        made.body.split("selvedge_staff_").nth(1).and_then(|rest| rest.split('<').next()).expect("a key").to_owned();
    let again = owner.submit(&page, "/admin/keys", &fields).await;
    assert!(again.status == 200 && !again.body.contains(&key), "it is shown once");
    let page = owner.get("/admin/keys").await;
    assert!(page.body.contains("Does not end by itself") && !page.body.contains(&key), "{}", page.body);
    let rotate =
        page.body.split("action=\"").find_map(|rest| rest.split('"').next().filter(|path| path.ends_with("/rotate")));
    let replaced = owner.submit(&page, rotate.expect("a form"), &[("overlap", "0"), ("days", "30")]).await;
    assert!(replaced.status == 200 && replaced.body.contains("selvedge_staff_"), "{}", replaced.body);
    let page = owner.get("/admin/keys").await;
    assert_eq!(page.body.matches("/rotate\"").count(), 1, "{}", page.body);
    let end =
        page.body.split("action=\"").find_map(|rest| rest.split('"').next().filter(|path| path.ends_with("/end")));
    assert_eq!(owner.submit(&page, end.expect("a form"), &[]).await.location, "/admin/keys?saved");
    assert!(owner.get("/admin/keys").await.body.contains("There are no keys"));
    let fresh = owner.get("/admin/keys").await;
    let gone = owner.submit(&fresh, end.expect("a form"), &[]).await;
    assert!(gone.status.is_client_error() && gone.body.contains("no such key"), "{}", gone.body);
    let nowhere = owner.submit(&page, "/admin/keys/x/end", &[]).await;
    assert_eq!(nowhere.status, 404);
}
