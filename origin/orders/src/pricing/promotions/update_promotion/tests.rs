use api::Code;
use api::checkout::promotions::{CreatePromotion, ListPromotions, UpdatePromotion};
use domain::PromotionId;
use domain::checkout::Benefit;
use uuid::Uuid;

use crate::testing::{Shop, percent_off};

fn update(promotion: PromotionId) -> UpdatePromotion {
    UpdatePromotion {
        promotion,
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
