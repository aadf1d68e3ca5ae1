use std::collections::BTreeSet;

use api::Code;
use api::checkout::gift_cards::{CreateGiftCard, ListGiftCards, UpdateGiftCard};
use domain::{Currency, GiftCardCode, GiftCardId};
use uuid::Uuid;

use super::random_code;
use crate::testing::Shop;

fn fifty() -> CreateGiftCard {
    CreateGiftCard { amount_minor: 5000, currency: Currency::Eur, expires_at: Some(4_000_000_000), note: "A".into() }
}

#[tokio::test]
async fn a_card_s_code_is_shown_once_and_kept_nowhere() {
    let shop = Shop::open().await;
    let issued = shop.call_as_staff(&fifty(), "issued-once").await.expect("issued");
    let code = issued.code.expect("shown");
    assert_eq!((code.len(), &code[15..]), (19, issued.gift_card.last_four.as_str()));
    assert_eq!((issued.gift_card.balance.minor, issued.gift_card.expires_at), (5000, Some(4_000_000_000)));
    let again = shop.call_as_staff(&fifty(), "issued-once").await.expect("repeated");
    assert_eq!((again.code, &again.gift_card), (None, &issued.gift_card));
    let bare = code.parse::<GiftCardCode>().expect("a code");
    for text in [code.as_str(), bare.as_str()] {
        let kept = format!(
            "select (select count(*) from orders.gift_cards as card where card::text like '%{text}%')
                  + (select count(*) from shop.idempotency_keys as saved where saved::text like '%{text}%')"
        );
        assert_eq!(shop.count(&kept).await, 0);
    }
    assert_eq!((shop.count("select count(*) from orders.gift_cards").await, shop.adjustment_errors().await), (1, 0));
}

#[tokio::test]
async fn staff_list_and_block_cards() {
    let shop = Shop::open().await;
    let card = shop.call_as_staff(&fifty(), "issued-first").await.expect("issued").gift_card;
    let block = |blocked| UpdateGiftCard { gift_card: card.id, blocked };
    let blocked = shop.call_as_staff(&block(true), "blocked-1").await.expect("blocked");
    assert!(blocked.blocked);
    assert_eq!(shop.call_as_staff(&ListGiftCards {}, "").await.expect("listed"), [blocked]);
    assert_eq!(shop.call_as_staff(&block(false), "unblocked").await.expect("unblocked"), card);
    let unknown = UpdateGiftCard { gift_card: GiftCardId(Uuid::now_v7()), blocked: true };
    assert_eq!(shop.call_as_staff(&unknown, "unknown-1").await.expect_err("unknown").code, Code::GiftCardNotFound);
    assert_eq!(shop.call(&fifty()).await.map(drop).expect_err("nobody").code, Code::Unauthenticated);
    for (card, field) in [
        (CreateGiftCard { amount_minor: 0, ..fifty() }, "amount_minor"),
        (CreateGiftCard { note: "x".repeat(501), ..fifty() }, "note"),
        (CreateGiftCard { expires_at: Some(-1), ..fifty() }, "expires_at"),
    ] {
        let refused = shop.call_as_staff(&card, &Uuid::new_v4().to_string()).await.map(drop).expect_err("refused");
        assert_eq!(refused.field.as_deref(), Some(field));
    }
}

#[test]
fn codes_differ_in_every_place() {
    let codes: Vec<GiftCardCode> = (0..200).map(|_| random_code()).collect();
    assert_eq!(codes.iter().collect::<BTreeSet<_>>().len(), 200);
    for place in 0..16 {
        let digits: BTreeSet<u8> = codes.iter().map(|code| code.as_str().as_bytes()[place]).collect();
        assert!(digits.len() > 20, "place {place} has only {digits:?}");
    }
}
