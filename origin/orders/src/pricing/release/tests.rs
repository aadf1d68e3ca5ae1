use domain::{Currency, GiftCardId, Money, OrderId};
use uuid::Uuid;

use super::*;
use crate::testing::{Shop, percent_off};

async fn card(shop: &Shop) -> GiftCardId {
    let id = sqlx::query_scalar("select id from orders.gift_cards").fetch_one(&shop.stores.db).await;
    GiftCardId(id.expect("one"))
}

/// An order of 44.90 of which a gift card paid 30.00, with a promotion.
async fn placed(shop: &Shop) -> OrderId {
    shop.sells(&[("MUG", 5000, 9)]).await;
    shop.promotion(&percent_off(Some("SUMMER"), 2000)).await;
    let code = shop.gift_card(3000).await;
    let cart = shop.cart_with(&[("MUG", 1)]).await;
    for code in ["SUMMER", &code] {
        shop.type_code(cart, code).await.expect("good");
    }
    let view = shop.call(&shop.placement(cart).await).await.expect("placed");
    assert_eq!((view.total.minor, view.to_charge.map(|money| money.minor)), (4490, Some(1490)));
    view.id
}

async fn refund(shop: &Shop, order: OrderId, position: i32) -> Uuid {
    let id = Uuid::new_v4();
    shop.execute(&format!(
        "insert into orders.refunds (id, order_id, position, state, reason, amount_minor, delivery_minor,
                                     goodwill_minor, charged_minor)
         values ('{id}', '{order}', {position}, 'due', 'broken', 1000, 0, 0, 0)"
    ))
    .await;
    id
}

async fn balance(shop: &Shop) -> i64 {
    shop.count("select balance_minor from orders.gift_cards").await
}

#[tokio::test]
async fn a_cancelled_order_gives_everything_back_once() {
    let shop = Shop::open().await;
    let order = placed(&shop).await;
    assert_eq!((balance(&shop).await, shop.count("select used from orders.promotions").await), (0, 1));
    for _ in 0..2 {
        let mut tx = shop.stores.db.begin().await.expect("PostgreSQL is up");
        release_adjustments(&mut tx, order).await.expect("given back");
        tx.commit().await.expect("PostgreSQL is up");
        assert_eq!((balance(&shop).await, shop.count("select used from orders.promotions").await), (3000, 0));
        assert_eq!(shop.adjustment_errors().await, 0);
    }
    // What the order was made of stays to be read.
    let view = shop.call(&api::orders::GetOrder { order }).await.expect("shown");
    assert_eq!((view.discounts[0].amount.minor, view.gift_cards[0].amount.minor), (1000, 3000));
}

#[tokio::test]
async fn a_refund_goes_onto_a_card_once_and_is_not_given_back_again() {
    let shop = Shop::open().await;
    let order = placed(&shop).await;
    let (card, refund) = (card(&shop).await, refund(&shop, order, 1).await);
    let euro = Money::new(1000, Currency::Eur);
    for expect in [true, false] {
        let mut tx = shop.stores.db.begin().await.expect("PostgreSQL is up");
        assert_eq!(credit_gift_card(&mut tx, card, euro, refund).await.expect("known"), expect);
        tx.commit().await.expect("PostgreSQL is up");
        assert_eq!((balance(&shop).await, shop.adjustment_errors().await), (1000, 0));
    }
    let mut tx = shop.stores.db.begin().await.expect("PostgreSQL is up");
    let dollars = Money::new(1000, Currency::Usd);
    assert!(credit_gift_card(&mut tx, card, dollars, refund).await.is_err());
    assert!(credit_gift_card(&mut tx, card, euro, Uuid::new_v4()).await.is_err());
    release_adjustments(&mut tx, order).await.expect("given back");
    tx.commit().await.expect("PostgreSQL is up");
    assert_eq!((balance(&shop).await, shop.adjustment_errors().await), (3000, 0));
}

#[tokio::test]
async fn refunds_at_the_same_time_all_count() {
    let shop = Shop::open().await;
    let order = placed(&shop).await;
    let card = card(&shop).await;
    let mut refunds = vec![];
    for position in 1..=3 {
        refunds.push(refund(&shop, order, position).await);
    }
    let credit = async |refund: &Uuid| {
        let mut tx = shop.stores.db.begin().await.expect("PostgreSQL is up");
        let done = credit_gift_card(&mut tx, card, Money::new(1000, Currency::Eur), *refund).await.expect("known");
        tx.commit().await.expect("PostgreSQL is up");
        done
    };
    let done = futures::future::join_all(refunds.iter().chain(&refunds).map(credit)).await;
    assert_eq!(done.iter().filter(|done| **done).count(), 3);
    assert_eq!((balance(&shop).await, shop.adjustment_errors().await), (3000, 0));
}
