//! Rates of tax.

use origin_staff::Role;

use super::Scene;

#[tokio::test]
async fn a_rate_is_set_from_a_day_on_and_nothing_typed_is_lost() {
    let scene = Scene::open().await;
    let mut ada = scene.member("ada@example.com", Role::Owner).await;
    let page = ada.get("/admin/taxes").await;
    assert!(page.body.contains("Portugal: ") && page.body.contains("25.5\u{a0}%"), "{}", page.body);
    let rule = |from, standard| [("place.0", "DE"), ("from.0", from), ("standard.0", standard), ("reduced.0", "7")];
    let first = page.hidden("version").to_owned();
    let mut send = async |version: &str, rule: [(&'static str, &'static str); 4]| {
        let page = ada.get("/admin/taxes").await;
        let mut fields = vec![("version", version)];
        fields.extend(rule);
        ada.submit(&page, "/admin/taxes", &fields).await
    };
    let unread = send(&first, rule("2027-01-01", "much")).await;
    assert!(
        unread.status == 422 && unread.body.contains("aria-invalid") && unread.body.contains("much"),
        "{}",
        unread.body
    );
    let refused = send(&first, rule("2027-02-30", "20")).await;
    assert!(refused.status == 422 && refused.body.contains("such as 2027-01-01"), "{}", refused.body);
    assert!(refused.body.contains("value=\"2027-02-30\""), "{}", refused.body);
    let saved = send(&first, rule("2027-01-01", "20")).await;
    assert_eq!((saved.status.as_u16(), saved.location.as_str()), (303, "/admin/taxes?saved"), "{}", saved.body);
    let late = send(&first, rule("2027-01-01", "21")).await;
    assert!(late.status == 409 && late.body.contains("value=\"21\""), "{}", late.body);
    // Without a place it is gone.
    let gone = send("1", [("place.0", ""), ("from.0", "2027-01-01"), ("standard.0", "20"), ("reduced.0", "")]).await;
    assert_eq!(gone.status, 303, "{}", gone.body);

    let kept = ada.get("/admin/taxes?saved").await;
    assert!(kept.body.contains("The rates are saved") && !kept.body.contains("value=\"2027-01-01\""), "{}", kept.body);
    let german = ada.get("/admin/audit").await;
    assert!(german.body.contains("Changed taxes"), "{}", german.body);
}
