use api::Code;
use api::checkout::promotions::{CreatePromotion, ListPromotions, UpdatePromotion};
use api::endpoint::if_match::IfMatch;
use domain::PromotionId;
use domain::checkout::Benefit;
use uuid::Uuid;

use crate::testing::{Shop, percent_off};

fn update(promotion: PromotionId) -> UpdatePromotion {
    UpdatePromotion {
        promotion,
        if_match: Some(IfMatch::Any),
        active: None,
        starts_at: None,
        ends_at: None,
        max_uses: None,
        max_uses_per_customer: None,
    }
}

#[tokio::test]
async fn staff_make_list_and_change_promotions() {
    let shop = Shop::open().await;
    let summer =
        CreatePromotion { ends_at: Some(4_000_000_000), max_uses: Some(5), ..percent_off(Some("SUMMER"), 1000) };
    let made = shop.call_as_staff(&summer, "made-once").await.expect("made");
    assert_eq!(shop.call_as_staff(&summer, "made-once").await.expect("repeated"), made);
    assert_eq!(
        (made.active, made.used, made.terms.ends_at, made.terms.max_uses),
        (true, 0, Some(4_000_000_000), Some(5))
    );
    assert_eq!((&made.terms.title, &made.terms.benefit), (&summer.title, &Benefit::Percent { basis_points: 1000 }));
    let automatic = shop.promotion(&percent_off(None, 500)).await;
    let listed = shop.call_as_staff(&ListPromotions {}, "").await.expect("listed");
    assert_eq!(listed, [automatic, made.clone()]);

    let id = made.terms.id;
    let change = UpdatePromotion {
        active: Some(false),
        starts_at: Some(Some(1_700_000_000)),
        ends_at: Some(None),
        max_uses_per_customer: Some(Some(2)),
        ..update(id)
    };
    let changed = shop.call_as_staff(&change, "changed-once").await.expect("changed");
    let dates = (changed.terms.starts_at, changed.terms.ends_at);
    assert_eq!((changed.active, dates), (false, (Some(1_700_000_000), None)));
    assert_eq!((changed.terms.max_uses, changed.terms.max_uses_per_customer), (Some(5), Some(2)));
    assert_eq!(shop.call_as_staff(&update(id), "nothing-1").await.expect("nothing changes"), changed);
}

#[tokio::test]
async fn terms_that_make_no_sense_are_refused() {
    let shop = Shop::open().await;
    let id = shop.promotion(&percent_off(Some("SUMMER"), 1000)).await.terms.id;
    let field = async |promotion: CreatePromotion| {
        let refused = shop.call_as_staff(&promotion, &Uuid::new_v4().to_string()).await.expect_err("refused");
        (refused.code, refused.field.unwrap_or_default())
    };
    assert_eq!(field(percent_off(None, 0)).await, (Code::InvalidField, "benefit".to_owned()));
    assert_eq!(field(percent_off(Some("summer"), 1)).await, (Code::PromotionCodeTaken, "code".to_owned()));
    let never = CreatePromotion { ends_at: Some(i64::MAX), ..percent_off(None, 1) };
    assert_eq!(field(never).await, (Code::InvalidField, "ends_at".to_owned()));
    shop.execute("update orders.promotions set used = 3").await;
    for (change, expect) in [
        (UpdatePromotion { max_uses: Some(Some(2)), ..update(id) }, "max_uses"),
        (UpdatePromotion { max_uses: Some(Some(0)), ..update(id) }, "max_uses"),
        (UpdatePromotion { starts_at: Some(Some(9)), ends_at: Some(Some(9)), ..update(id) }, "ends_at"),
    ] {
        let refused = shop.call_as_staff(&change, &Uuid::new_v4().to_string()).await.expect_err("refused");
        assert_eq!((refused.code, refused.field.as_deref()), (Code::InvalidField, Some(expect)));
    }
    let exact = UpdatePromotion { max_uses: Some(Some(3)), ..update(id) };
    shop.call_as_staff(&exact, "exact-limit").await.expect("as many as there are");
    let unknown = shop.call_as_staff(&update(PromotionId(Uuid::now_v7())), "unknown-1").await.expect_err("unknown");
    assert_eq!(unknown.code, Code::PromotionNotFound);
    assert_eq!(shop.call(&update(id)).await.expect_err("nobody").code, Code::Unauthenticated);
}

#[tokio::test]
async fn of_two_who_have_read_one_version_the_second_is_told() {
    let shop = Shop::open().await;
    let made = shop.promotion(&percent_off(Some("SUMMER"), 1000)).await;
    let id = made.terms.id;
    let ends = |if_match, at| UpdatePromotion { if_match, ends_at: Some(Some(at)), ..update(id) };
    let seen = Some(IfMatch::Version(made.version));
    let first = shop.staff(&ends(seen, 4_000_000_000)).await.expect("changed");
    assert_eq!(first.version, made.version + 1);
    assert_eq!(shop.staff(&ends(seen, 4_100_000_000)).await.expect_err("late").code, Code::VersionOutdated);
    assert_eq!(shop.staff(&ends(None, 4_100_000_000)).await.expect_err("which?").code, Code::VersionMissing);
    // That it is used is no change of it.
    shop.execute("update orders.promotions set used = 1").await;
    let now = Some(IfMatch::Version(first.version));
    let second = shop.staff(&ends(now, 4_100_000_000)).await.expect("of this version");
    assert_eq!((second.version, second.terms.ends_at), (first.version + 1, Some(4_100_000_000)));
    let same = shop.staff(&update(id)).await.expect("nothing changes");
    assert_eq!(same.version, second.version);
}
