//! Price lists and the groups of customers that they are for.

use origin_staff::Role;

use super::Scene;

#[tokio::test]
async fn a_group_is_made_an_account_put_into_it_and_a_list_is_given_to_it() {
    let scene = Scene::open().await;
    scene.registers("Grace", "grace@example.com").await;
    let mut owner = scene.member("owner@example.com", Role::Owner).await;
    let groups = owner.get("/admin/customer-groups").await;
    let make = [("do", "create"), ("name", "Dealers")];
    assert_eq!(owner.submit(&groups, "/admin/customer-groups", &make).await.status, 303);
    let groups = owner.get("/admin/customer-groups").await;
    let group = groups.between("name=\"group\" value=\"", "\"").to_owned();
    let taken = owner.submit(&groups, "/admin/customer-groups", &make).await;
    assert!(taken.status == 422 && taken.body.contains("has this name already"), "{} {}", taken.status, taken.body);

    let list = owner.get("/admin/customers?q=grace").await;
    let path = format!("/admin/customers/{}", list.between("href=\"/admin/customers/", "\""));
    let account = owner.get(&path).await;
    let put = [("group", group.as_str()), ("version", "0")];
    assert_eq!(owner.submit(&account, &format!("{path}/group"), &put).await.status, 303);
    let account = owner.get(&path).await;
    assert!(account.body.contains(&format!("value=\"{group}\" selected")), "{}", account.body);

    let new = owner.get("/admin/price-lists/new").await;
    let wrong = [("name", "For dealers"), ("currency", "EUR"), ("group", group.as_str()), ("prices", "MUG; ten; 8")];
    let refused = owner.submit(&new, "/admin/price-lists/new", &wrong).await;
    assert!(
        refused.status == 422 && refused.body.contains("Line 1") && refused.body.contains("MUG; ten; 8"),
        "{}",
        refused.body
    );
    let good = [("name", "For dealers"), ("currency", "EUR"), ("group", group.as_str()), ("prices", "")];
    let made = owner.submit(&new, "/admin/price-lists/new", &good).await;
    assert_eq!(made.status, 303, "{}", made.body);
    let path = made.location.trim_end_matches("?saved").to_owned();
    let kept = owner.get(&path).await;
    let still =
        owner.submit(&groups, "/admin/customer-groups", &[("do", "delete"), ("group", &group), ("version", "1")]).await;
    assert!(still.status == 409 && still.body.contains("Take the list away first"), "{} {}", still.status, still.body);
    let late = [("do", "save"), ("name", "Late"), ("currency", "EUR"), ("version", "7")];
    assert_eq!(owner.submit(&kept, &path, &late).await.status, 412, "somebody was faster");
    let mut analyst = scene.member("ann@example.com", Role::Analyst).await;
    let seen = analyst.get("/admin/price-lists").await;
    assert!(seen.body.contains("For dealers") && !seen.body.contains("/admin/price-lists/new"), "{}", seen.body);
    assert_eq!(owner.submit(&kept, &path, &[("do", "delete"), ("version", "1")]).await.status, 303);
    assert!(!owner.get("/admin/price-lists").await.body.contains("For dealers"));
    // What becomes of whoever is in a group is said before it is taken away.
    let groups = owner.get("/admin/customer-groups").await;
    let asked = groups.between("<details class=\"asked\">", "</details>");
    assert!(asked.contains("1 account pays the ordinary prices") && asked.contains("value=\"delete\""), "{asked}");
    assert_eq!(groups.body.matches("value=\"delete\"").count(), 1, "{}", groups.body);
}
