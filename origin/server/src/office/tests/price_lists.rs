//! Price lists and the groups of customers that they are for.

use api::catalog::ProductDocument;
use domain::ProductId;
use origin_staff::Role;
use serde_json::json;
use uuid::Uuid;

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
    let put_into = format!("{path}/group");
    let account = owner.get(&path).await;
    let put = [("group", group.as_str()), ("version", "0")];
    assert_eq!(owner.submit(&account, &put_into, &put).await.status, 303);
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
    // Who comes too late, and who names no version, finds what they typed, and what is set by now.
    for version in ["7", ""] {
        let kept = owner.get(&path).await;
        let late = [("do", "save"), ("name", "Late"), ("currency", "USD"), ("version", version)];
        let late = owner.submit(&kept, &path, &late).await;
        assert!(late.status == 409 && late.body.contains("value=\"Late\""), "{}", late.body);
        for now in ["By now: <q>For dealers</q>", "By now: <q>EUR</q>", "By now: <q>Dealers</q>"] {
            assert!(late.body.contains(now), "{now}: {}", late.body);
        }
        assert_eq!(late.hidden("version"), "1");
        let unasked = owner.submit(&kept, &path, &[("do", "delete"), ("version", version)]).await;
        assert!(unasked.status == 409 && unasked.body.contains("Nothing was done"), "{}", unasked.body);

        let groups = owner.get("/admin/customer-groups").await;
        let late = [("do", "rename"), ("name", "Shops"), ("group", group.as_str()), ("version", version)];
        let late = owner.submit(&groups, "/admin/customer-groups", &late).await;
        assert!(late.status == 409 && late.body.contains("value=\"Shops\""), "{}", late.body);
        assert!(late.body.contains("By now: <q>Dealers</q>"), "{}", late.body);
        let out = owner.submit(&account, &put_into, &[("group", ""), ("version", version)]).await;
        assert!(out.status == 409 && out.body.contains("By now: <q>Dealers</q>"), "{}", out.body);
        assert!(!out.body.contains(&format!("value=\"{group}\" selected")), "{}", out.body);
    }
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

#[tokio::test]
async fn price_lists_come_by_a_file_are_written_out_again_and_taken_back() {
    let scene = Scene::open().await;
    let mug: ProductDocument = serde_json::from_value(json!({
        "slug": "mug", "title": { "en": "Mug" },
        "variants": [{ "sku": "MUG", "prices": [{ "currency": "EUR", "amount_minor": 2000 }] }] }))
    .expect("a product");
    let told = origin_orders::inventory::upsert_snapshots(&scene.stores.db, &[(ProductId(Uuid::now_v7()), mug)]).await;
    told.expect("PostgreSQL is up");
    let mut owner = scene.member("owner@example.com", Role::Owner).await;
    let path = "/admin/price-lists/import";
    let form = owner.get(path).await;
    assert!(form.body.contains("type=\"file\"") && !form.body.contains("<script"), "{}", form.body);
    let token = form.hidden("token").to_owned();
    let wrong =
        "list,currency,sku,quantity,price\n<More>,EUR,MUG,5,18\n<More>,EUR,MUG,ten,17\n<More>,EUR,NOBODY,2,17\n";
    let looked = owner.give_lines(path, &token, ["", wrong]).await;
    assert_eq!(looked.status, 200, "{}", looked.body);
    for said in [
        "some lines have to be mended",
        "whole number from 1 to 99",
        "No variant that was ever on sale",
        "&lt;More&gt;",
    ] {
        assert!(looked.body.contains(said), "{said}: {}", looked.body);
    }
    let keep = |lines| [("lines", lines), ("do", "keep")];
    assert_eq!(owner.submit(&looked, "/admin/price-lists/import/keep", &keep(wrong)).await.status, 422);
    let good = "list;currency;sku;quantity;price\nMore;EUR;MUG;5;18,00\nMore;EUR;MUG;10;17\n";
    let looked = owner.give_lines(path, &token, [good, ""]).await;
    assert!(looked.body.contains("Nothing is kept yet"), "{}", looked.body);
    assert!(owner.get("/admin/price-lists").await.body.contains("There is no price list yet"));
    let kept = owner.submit(&looked, "/admin/price-lists/import/keep", &keep(good)).await;
    assert_eq!(
        (kept.status.as_u16(), kept.location.as_str()),
        (303, "/admin/price-lists/import?saved"),
        "{}",
        kept.body
    );
    let twice = owner.submit(&looked, "/admin/price-lists/import/keep", &keep(good)).await;
    assert_eq!(twice.status, 303, "the same form is one import: {}", twice.body);
    let file = owner.get("/admin/price-lists/csv").await;
    let all = "list,group,starts,ends,currency,sku,quantity,price\nMore,,,,EUR,MUG,5,18.00\nMore,,,,EUR,MUG,10,17.00\n";
    assert_eq!(file.body, all);
    let again = owner.give_lines(path, &token, [all, ""]).await;
    assert_eq!(again.body.matches("as it was").count(), 2, "{}", again.body);

    let form = owner.get(path).await;
    let undo = form.between("action=\"/admin/price-lists/import/", "/undo\"").to_owned();
    let undo = format!("{path}/{undo}/undo");
    let undone = owner.submit(&again, &undo, &[]).await;
    assert!(undone.status == 200 && undone.body.contains("Taken back"), "{}", undone.body);
    assert!(owner.get("/admin/price-lists").await.body.contains("There is no price list yet"));
    let mut analyst = scene.member("ann@example.com", Role::Analyst).await;
    assert_eq!(analyst.get(path).await.status, 200);
    let looked = analyst.give_lines(path, "another", [good, ""]).await;
    assert_eq!(looked.status, 403);
}
