use std::collections::BTreeSet;

use api::Code;
use api::cart::{AddCartCode, CartView, DeleteCartCode, GetCart};
use api::checkout::GetCheckout;
use api::checkout::promotions::CreatePromotion;
use domain::checkout::{Benefit, Target};
use domain::{CartId, Currency, Market, Money, Prices};
use uuid::Uuid;

use crate::testing::{Shop, add, percent_off, typed};

fn sums(view: &CartView) -> (i64, Option<i64>) {
    (view.subtotal.minor, view.total.map(|total| total.minor))
}

#[tokio::test]
async fn a_promotion_and_a_gift_card_are_typed_into_one_field() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 9)]).await;
    shop.promotion(&percent_off(Some("SUMMER10"), 1000)).await;
    let code = shop.gift_card(5000).await;
    let cart = shop.cart_with(&[("MUG", 2)]).await;
    let german = |code: &str| AddCartCode { market: Market::De, ..typed(cart, code) };
    let view = shop.call_with_key(&german(" summer 10"), "type-key-1").await.expect("good");
    assert_eq!(sums(&view), (4000, Some(3600)));
    let discount = &view.discounts[0];
    let said = (discount.label.bare(), discount.code.as_deref(), discount.amount.minor);
    assert_eq!(said, ("Sommeraktion", Some("SUMMER10"), 400));
    assert_eq!(view.missing_for_free_delivery, Some(Money::new(3500, Currency::Eur)));
    let view = shop.call(&german(&code)).await.expect("good");
    let card = &view.gift_cards[0];
    assert_eq!((card.last_four.as_str(), card.amount.minor), (&code[15..], 3600));
    let texts: Vec<&str> = view.codes.iter().map(|code| code.text.as_str()).collect();
    assert_eq!(texts, ["SUMMER10", format!("•••• {}", &code[15..]).as_str()]);
    assert_eq!(view.codes[1].balance, Some(Money::new(5000, Currency::Eur)));
    assert!(view.codes.iter().all(|code| code.refused.is_none()));
    assert_eq!(shop.call(&GetCart { cart, market: Market::De }).await.expect("shown"), view);
    // Typed again it is there already; a repeat of the request changes nothing either.
    let again = shop.call(&german("SUMMER10")).await.expect("there already");
    assert_eq!(CartView { version: view.version, ..again }, view);
    assert_eq!(shop.call_with_key(&german(" summer 10"), "type-key-1").await.expect("repeated").codes.len(), 1);
    assert_eq!(shop.count("select count(*) from orders.cart_codes").await, 2);
    // The same card is worth nothing in another currency, and the cart says so.
    let dollars = shop.call(&GetCart { cart, market: Market::Us }).await.expect("shown");
    let refused = dollars.codes[1].refused.as_deref();
    assert_eq!(refused, Some("This gift card is in EUR and pays only for orders in EUR."));

    // The checkout has the same, way by way.
    let quotes =
        shop.call(&GetCheckout { cart, market: Market::De, country: None, postal_code: None }).await.expect("quoted");
    let standard = &quotes.deliveries[0];
    assert_eq!((standard.total.minor, standard.to_charge.map(|money| money.minor)), (4090, Some(0)));
    assert_eq!((standard.discounts[0].amount.minor, standard.gift_cards[0].amount.minor), (400, 4090));

    let take_out = |id| DeleteCartCode { cart, code: id, market: Market::De };
    let left = shop.call(&take_out(view.codes[0].id)).await.expect("taken out");
    assert_eq!((sums(&left), left.codes.len()), ((4000, Some(4000)), 1));
    assert_eq!(shop.call(&take_out(view.codes[0].id)).await.expect_err("gone").code, Code::CodeNotInCart);
    let elsewhere = DeleteCartCode { cart: CartId(Uuid::new_v4()), ..take_out(view.codes[1].id) };
    assert_eq!(shop.call(&elsewhere).await.expect_err("no cart").code, Code::CartNotFound);
}

#[tokio::test]
async fn a_code_that_does_not_help_says_why_and_is_not_kept() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 9)]).await;
    let euro = |minor| Prices::from([(Currency::Eur, minor)]);
    let nothing =
        Target::Goods { collections: BTreeSet::from(["table".parse().expect("a slug")]), skus: BTreeSet::new() };
    let named = |code: &str| percent_off(Some(code), 1000);
    for promotion in [
        CreatePromotion { starts_at: Some(4_000_000_000), ..named("LATER") },
        CreatePromotion { ends_at: Some(1_700_000_000), ..named("BEFORE") },
        CreatePromotion { minimum_spend: euro(5200), ..named("DEAR") },
        CreatePromotion { minimum_spend: Prices::from([(Currency::Usd, 1)]), ..named("DOLLARS") },
        CreatePromotion { target: nothing, ..named("TABLE") },
        CreatePromotion { benefit: Benefit::BuyGet { buy: 2, get: 1, basis_points: 10_000 }, ..named("THREE") },
        CreatePromotion { max_uses: Some(1), ..named("USED") },
        CreatePromotion { exclusive: true, benefit: Benefit::Percent { basis_points: 1 }, ..named("ALONE") },
        percent_off(None, 500),
    ] {
        shop.promotion(&promotion).await;
    }
    shop.execute("update orders.promotions set used = 1 where code = 'USED'").await;
    let cart = shop.cart_with(&[("MUG", 2)]).await;
    for (code, expect, detail) in [
        ("NOSUCH", Code::CodeUnknown, "We do not know this code."),
        ("", Code::CodeUnknown, "We do not know this code."),
        ("'; drop table orders.carts", Code::CodeUnknown, "We do not know this code."),
        ("LATER", Code::CodeNotYetValid, "This promotion has not begun yet"),
        ("BEFORE", Code::CodeExpired, "This promotion is over."),
        ("DEAR", Code::CodeMinimumSpend, "Spend €12.00 more"),
        ("DOLLARS", Code::CodeOtherCurrency, "This promotion is not available in EUR."),
        ("TABLE", Code::CodeNotForCart, "not for anything in your cart"),
        ("THREE", Code::CodeNotForCart, "Add 1 more"),
        ("USED", Code::CodeUsedUp, "This promotion has been used up."),
        ("ALONE", Code::CodeNotCombinable, "cannot be combined"),
    ] {
        let refused = shop.type_code(cart, code).await.expect_err(code);
        assert_eq!((refused.code, refused.field.as_deref()), (expect, Some("code")), "{code}");
        assert!(refused.detail.starts_with(detail) || refused.detail.contains(detail), "{code}: {}", refused.detail);
    }
    let german = AddCartCode { market: Market::De, ..typed(cart, "DEAR") };
    let detail = shop.call(&german).await.expect_err("too little").detail;
    assert_eq!(detail, "Es fehlen noch 12,00\u{a0}€ an Waren, für die diese Aktion gilt.");

    let cards = [shop.gift_card(1).await, shop.gift_card(2).await, shop.gift_card(3).await];
    shop.execute("update orders.gift_cards set blocked_at = now() where balance_minor = 1").await;
    shop.execute("update orders.gift_cards set expires_at = now() - interval '1 minute' where balance_minor = 2").await;
    for (card, expect) in cards.iter().zip([Code::CodeBlocked, Code::CodeExpired]) {
        assert_eq!(shop.type_code(cart, card).await.expect_err("of no use").code, expect);
    }
    let dollars = AddCartCode { market: Market::Us, ..typed(cart, &cards[2]) };
    assert_eq!(shop.call(&dollars).await.expect_err("euros").code, Code::CodeOtherCurrency);
    assert_eq!(shop.count("select count(*) from orders.cart_codes").await, 0);
    let empty = shop.cart_with(&[]).await;
    shop.promotion(&named("PLAIN")).await;
    assert_eq!(shop.type_code(empty, "PLAIN").await.expect_err("nothing there").code, Code::CodeNotForCart);
    let nowhere = shop.type_code(CartId(Uuid::new_v4()), "PLAIN").await.expect_err("no cart");
    assert_eq!(nowhere.code, Code::CartNotFound);
}

#[tokio::test]
async fn free_delivery_waits_for_the_checkout() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 9)]).await;
    let free = Benefit::FreeDelivery { methods: BTreeSet::new() };
    shop.promotion(&CreatePromotion { benefit: free, ..percent_off(Some("FREIGHT"), 1) }).await;
    let cart = shop.cart_with(&[("MUG", 1)]).await;
    let view = shop.type_code(cart, "FREIGHT").await.expect("good");
    let code = &view.codes[0];
    assert_eq!(code.refused, None);
    assert_eq!(code.note.as_deref(), Some("Taken off at checkout, once delivery is chosen."));
    let request = shop.placement(cart).await;
    assert_eq!(request.expected_total.minor, 2000);
    let order = shop.call(&request).await.expect("placed");
    assert_eq!((order.delivery_fee.minor, order.discounts[0].amount.minor, order.total.minor), (490, 490, 2000));
}

#[tokio::test]
async fn a_promotion_without_a_code_needs_nothing_typed() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 9)]).await;
    shop.promotion(&CreatePromotion { max_uses: Some(1), ..percent_off(None, 1000) }).await;
    let cart = shop.cart_with(&[]).await;
    let view = shop.call(&add(cart, "MUG", 1)).await.expect("added");
    assert_eq!((sums(&view), view.codes.len()), ((2000, Some(1800)), 0));
    shop.call(&shop.placement(cart).await).await.expect("placed");
    // It is used up now, and nobody who never asked for it is told.
    let next = shop.cart_with(&[("MUG", 1)]).await;
    let view = shop.call(&GetCart { cart: next, market: Market::Eu }).await.expect("shown");
    assert_eq!((sums(&view), view.discounts.len(), view.codes.len()), ((2000, Some(2000)), 0, 0));
}

#[tokio::test]
async fn whoever_guesses_has_to_wait() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 9)]).await;
    shop.promotion(&percent_off(Some("RIGHT"), 1000)).await;
    let (cart, other) = (shop.cart_with(&[("MUG", 1)]).await, shop.cart_with(&[("MUG", 1)]).await);
    for _ in 0..20 {
        shop.type_code(other, "RIGHT").await.expect("right codes cost nothing");
    }
    for guess in 0..10 {
        let refused = shop.type_code(cart, &format!("GUESS{guess}")).await.expect_err("wrong");
        assert_eq!(refused.code, Code::CodeUnknown);
    }
    for code in ["GUESS10", "RIGHT"] {
        assert_eq!(shop.type_code(cart, code).await.expect_err("too many").code, Code::TooManyRequests);
    }
    shop.type_code(other, "RIGHT").await.expect("another cart");
}

/// More wrong codes than there once were for all carts together, by as many carts as that takes, from nowhere in
/// particular.
#[tokio::test]
async fn m3_however_many_carts_guess_the_field_stays_open_to_others() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 9)]).await;
    shop.promotion(&percent_off(Some("RIGHT"), 1000)).await;
    let (card, own) = (shop.gift_card(500).await, shop.cart_with(&[("MUG", 1)]).await);
    for _ in 0..61 {
        let cart = shop.cart_with(&[("MUG", 1)]).await;
        for guess in 0..11 {
            let refused = shop.type_code(cart, &format!("GUESS{guess}")).await.expect_err("wrong");
            assert_eq!(refused.code, if guess < 10 { Code::CodeUnknown } else { Code::TooManyRequests });
        }
    }
    shop.type_code(own, "RIGHT").await.expect("a right code");
    shop.type_code(own, &card).await.expect("a means of payment");
}

#[tokio::test]
async fn m3_a_client_that_guesses_by_many_carts_stops_nobody_else() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 9)]).await;
    shop.promotion(&percent_off(Some("RIGHT"), 1000)).await;
    let (card, own) = (shop.gift_card(500).await, shop.cart_with(&[("MUG", 1)]).await);
    let try_code = async |client: &str, cart, code: &str| shop.call_from(client, &typed(cart, code)).await;
    for _ in 0..4 {
        let cart = shop.cart_with(&[("MUG", 1)]).await;
        for guess in 0..10 {
            let refused = try_code("192.0.2.7", cart, &format!("GUESS{guess}")).await.expect_err("wrong");
            assert_eq!(refused.code, Code::CodeUnknown);
        }
    }
    let fresh = shop.cart_with(&[("MUG", 1)]).await;
    let stopped = try_code("192.0.2.7", fresh, "RIGHT").await.expect_err("it is the client that waits");
    assert_eq!(stopped.code, Code::TooManyRequests);
    assert!(stopped.retry_after.is_some_and(|seconds| seconds > 600), "{stopped:?}");
    for code in ["RIGHT", &card] {
        try_code("192.0.2.8", own, code).await.expect("of another client");
    }
    // What is right counts for nobody.
    for _ in 0..50 {
        try_code("192.0.2.8", own, "RIGHT").await.expect("there already");
    }
}

#[tokio::test]
async fn a_cart_holds_ten_codes() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 9)]).await;
    let cart = shop.cart_with(&[("MUG", 1)]).await;
    for number in 0..=10 {
        shop.promotion(&percent_off(Some(&format!("CODE{number}")), 10)).await;
        let added = shop.type_code(cart, &format!("CODE{number}")).await;
        match number {
            10 => assert_eq!(added.expect_err("full").code, Code::CartCodesFull),
            _ => assert_eq!(added.expect("good").codes.len(), number + 1),
        }
    }
    assert_eq!(shop.type_code(cart, "CODE3").await.expect("there already").codes.len(), 10);
}

#[tokio::test]
async fn c14_nobody_is_asked_to_spend_more_for_the_free_delivery_they_have() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 999, 9)]).await;
    let free = Benefit::FreeDelivery { methods: BTreeSet::new() };
    shop.promotion(&CreatePromotion { benefit: free, ..percent_off(Some("SHIPFREE"), 1) }).await;
    shop.promotion(&percent_off(Some("SUMMER10"), 1000)).await;
    let cart = shop.cart_with(&[("MUG", 1)]).await;
    let view = shop.type_code(cart, "SUMMER10").await.expect("good");
    assert_eq!(view.missing_for_free_delivery, Some(Money::new(6501, Currency::Eur)));
    let view = shop.type_code(cart, "SHIPFREE").await.expect("good");
    assert_eq!(view.missing_for_free_delivery, None);
}
