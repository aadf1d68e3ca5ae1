//! Cards that Stripe keeps for an account: kept, shown, used, removed, and gone with the account; for its owner alone.

use api::Code;
use api::checkout::cards::{CardUse, DeleteSavedCard, ListSavedCards, SavedCard};
use api::orders::PlaceOrder;
use api::problem::Problem;
use domain::CustomerId;
use domain::orders::OrderState;
use http::Method;
use uuid::Uuid;

use super::{erase_due, mark};
use crate::checkout::payments::Provider;
use crate::checkout::payments::stripe::emulator::{Emulator, Fault};
use crate::testing::Shop;

const VISA: &str = "4242424242424242";

/// A shop that is paid through the emulator, with a shopper.
struct Case {
    shop: Shop,
    emulator: Emulator,
}

impl Case {
    async fn begin() -> Self {
        let stores = origin_testing::fresh_stores().await;
        let emulator = Emulator::start().await;
        let provider = Provider::Stripe(emulator.stripe(stores.db.clone(), &[], None));
        let shop = Shop::with(stores, provider);
        shop.sells(&[("MUG", 2000, 50)]).await;
        let case = Self { shop, emulator };
        case.open_account(case.shop.customer, "ada@example.com", "now()").await;
        case
    }

    async fn open_account(&self, customer: CustomerId, email: &str, verified_at: &str) {
        let open = format!(
            "insert into accounts.customers (id, email, name, password_hash, email_verified_at)
             values ('{customer}', '{email}', 'Ada', '$argon2id$', {verified_at})"
        );
        self.shop.execute(&open).await;
    }

    /// Another shopper of the same shop.
    async fn another(&mut self, email: &str, verified_at: &str) {
        self.shop.customer = CustomerId(Uuid::now_v7());
        self.open_account(self.shop.customer, email, verified_at).await;
    }

    async fn order(&self, token: &str, card: CardUse) -> Result<OrderState, Problem> {
        let request = self.shop.placement(self.shop.cart_with(&[("MUG", 1)]).await).await;
        let request = PlaceOrder { payment_token: token.to_owned(), card, ..request };
        Ok(self.shop.call_as_shopper(&request).await?.state)
    }

    async fn cards(&self) -> Vec<SavedCard> {
        self.shop.call_as_shopper(&ListSavedCards {}).await.expect("Stripe answers")
    }

    async fn remove(&self, card: &str) -> Result<(), Problem> {
        self.shop.call_as_shopper(&DeleteSavedCard { id: card.to_owned() }).await
    }

    /// Keeps a card with an order; returns its name.
    async fn keep(&self) -> String {
        let card = self.emulator.card(VISA).await;
        assert_eq!(self.order(&card, CardUse::Keep).await, Ok(OrderState::Placed));
        card
    }

    async fn owners(&self) -> i64 {
        self.shop.count("select count(*) from orders.card_owners where reference is not null").await
    }
}

#[tokio::test]
async fn a_card_is_kept_at_the_provider_used_once_more_and_removed() {
    let case = Case::begin().await;
    assert_eq!(case.cards().await, []);
    let once = case.emulator.card(VISA).await;
    assert_eq!(case.order(&once, CardUse::Once).await, Ok(OrderState::Placed));
    assert_eq!((case.cards().await, case.owners().await), (vec![], 0), "nothing is kept that was not wanted");
    let kept = case.keep().await;
    let [card] = &case.cards().await[..] else { panic!("one card") };
    assert_eq!((card.id.as_str(), card.last4.as_str(), card.exp_year), (kept.as_str(), "4242", 2030));
    assert_eq!(case.order(&kept, CardUse::Kept).await, Ok(OrderState::Placed));
    let asked = case.emulator.writes("/v1/payment_intents").pop().expect("an intent");
    let says = |name: &str| asked.form.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str());
    assert_eq!(says("payment_method_options[card][request_three_d_secure]"), Some("any"), "the bank is asked");
    // Stripe is told nothing of who it is, and we keep nothing of the card.
    let made = case.emulator.writes("/v1/customers");
    assert!(made.len() == 1 && made[0].form.iter().all(|(name, _)| name == "metadata[books]"), "{made:?}");
    let text = "select count(*) from orders.card_owners o where o::text like '%4242%' or o::text like '%visa%'";
    assert_eq!(case.shop.count(text).await, 0);
    for _ in 0..2 {
        assert_eq!(case.remove(&kept).await, Ok(()));
    }
    assert_eq!(case.cards().await, []);
    assert_eq!(case.order(&kept, CardUse::Kept).await.expect_err("it is gone").code, Code::PaymentDeclined);
}

#[tokio::test]
async fn a_card_is_its_owner_s_alone() {
    let mut case = Case::begin().await;
    let adas = case.keep().await;
    case.another("eve@example.com", "now()").await;
    assert_eq!(case.cards().await, []);
    // Neither as a kept card, with or without one of her own, nor as one for once, nor to keep.
    let none = case.order(&adas, CardUse::Kept).await.expect_err("she has none");
    assert_eq!((none.code, none.field.as_deref()), (Code::InvalidField, Some("payment_token")));
    let hers = case.keep().await;
    for card in [CardUse::Kept, CardUse::Once, CardUse::Keep] {
        assert_eq!(case.order(&adas, card).await.expect_err("not hers").code, Code::PaymentDeclined, "{card:?}");
    }
    assert_eq!(case.remove(&adas).await, Ok(()), "to her there is none such");
    for nonsense in ["../customers/x", "pm_", "pm_a/b", "pm_none", "cus_x"] {
        assert_eq!(case.remove(nonsense).await.map_err(|problem| problem.code), Ok(()), "{nonsense}");
    }
    assert_eq!(case.cards().await.len(), 1, "{hers}");
    let request = case.shop.placement(case.shop.cart_with(&[("MUG", 1)]).await).await;
    let guest = PlaceOrder { payment_token: adas.clone(), card: CardUse::Kept, ..request };
    assert_eq!(case.shop.call(&guest).await.expect_err("a guest").code, Code::InvalidField);
    let ada = "select customer_id from orders.card_owners order by created_at limit 1";
    let ada: Uuid = sqlx::query_scalar(ada).fetch_one(&case.shop.stores.db).await.expect("hers");
    case.shop.customer = CustomerId(ada);
    assert_eq!(case.cards().await.iter().map(|card| card.id.as_str()).collect::<Vec<_>>(), [adas.as_str()]);
}

#[tokio::test]
async fn an_order_is_worth_more_than_keeping_its_card() {
    let mut case = Case::begin().await;
    let card = case.emulator.card(VISA).await;
    case.emulator.fail("POST /v1/customers", Fault::Instead(500, serde_json::json!({})));
    assert_eq!(case.order(&card, CardUse::Keep).await, Ok(OrderState::Placed));
    assert_eq!((case.cards().await, case.owners().await), (vec![], 0));
    // Whose address nobody has confirmed may be taken over, and with it what is in the account.
    case.another("bob@example.com", "null").await;
    let card = case.emulator.card(VISA).await;
    assert_eq!(case.order(&card, CardUse::Keep).await, Ok(OrderState::Placed));
    assert_eq!((case.cards().await, case.owners().await), (vec![], 0));
}

#[tokio::test]
async fn a_payment_that_fails_keeps_no_card_and_nor_does_a_lost_answer() {
    let case = Case::begin().await;
    let poor = case.emulator.card("4000000000000341").await;
    assert_eq!(case.order(&poor, CardUse::Keep).await.expect_err("declined").code, Code::PaymentDeclined);
    assert_eq!(case.cards().await, []);
    case.shop.execute("delete from orders.card_owners").await;
    case.emulator.fail("POST /v1/customers", Fault::LostAnswer);
    let card = case.emulator.card(VISA).await;
    assert_eq!(case.order(&card, CardUse::Keep).await, Ok(OrderState::Placed), "without keeping it");
    case.keep().await;
    assert_eq!((case.cards().await.len(), case.owners().await), (1, 1));
}

#[tokio::test]
async fn an_account_that_is_deleted_is_forgotten_by_the_provider_however_often_it_fails() {
    let case = Case::begin().await;
    case.keep().await;
    let (db, customer) = (&case.shop.stores.db, case.shop.customer);
    let erase = async || erase_due(&case.shop.stores, &case.shop.provider).await.expect("PostgreSQL is up");
    assert_eq!(erase().await, 0, "nobody is gone");
    for _ in 0..2 {
        mark(db, customer).await.expect("PostgreSQL is up");
    }
    assert_eq!(case.cards().await, [], "at once");
    let deletions = || case.emulator.seen(&Method::DELETE, "/v1/customers/");
    for fault in [Fault::LostAnswer, Fault::Instead(503, serde_json::json!({}))] {
        case.emulator.fail_below("DELETE /v1/customers/", fault);
        assert_eq!(erase().await, 0, "and it stays due");
    }
    assert_eq!((erase().await, case.owners().await), (1, 0), "one that is gone already is gone");
    assert_eq!(deletions(), 3);
    assert_eq!((erase().await, deletions()), (0, 3), "once");
    // An order that was being placed meanwhile has nothing kept, and what is left goes after a day.
    let card = case.emulator.card(VISA).await;
    assert_eq!(case.order(&card, CardUse::Keep).await, Ok(OrderState::Placed));
    assert_eq!(case.cards().await, []);
    assert_eq!((erase().await, case.owners().await), (1, 0), "nor does the provider keep whom it was told of");
    case.shop.execute("update orders.card_owners set deleted_at = now() - interval '25 hours'").await;
    erase().await;
    assert_eq!(case.shop.count("select count(*) from orders.card_owners").await, 0);
}

#[tokio::test]
async fn whom_the_provider_refuses_to_forget_holds_up_nobody() {
    let case = Case::begin().await;
    case.keep().await;
    mark(&case.shop.stores.db, case.shop.customer).await.expect("PostgreSQL is up");
    // As many as one run asks for, deleted before: of another account of the provider's, which does not know them.
    case.shop
        .execute(
            "insert into orders.card_owners (customer_id, reference, deleted_at)
             select gen_random_uuid(), 'cus_of_others_' || number, now() - interval '2 days'
             from generate_series(1, 100) as number",
        )
        .await;
    let erase = async || erase_due(&case.shop.stores, &case.shop.provider).await.expect("PostgreSQL is up");
    assert_eq!((erase().await, case.owners().await), (0, 101), "they were first");
    assert_eq!((erase().await, case.owners().await), (1, 100), "and let the next pass");
    let asked = case.emulator.seen(&Method::DELETE, "/v1/customers/");
    erase().await;
    assert_eq!(case.emulator.seen(&Method::DELETE, "/v1/customers/"), asked + 100, "they are not given up");
}

#[tokio::test]
async fn an_owner_that_the_provider_does_not_know_any_more_is_made_anew() {
    let case = Case::begin().await;
    case.keep().await;
    let known = "select reference from orders.card_owners";
    let known: String = sqlx::query_scalar(known).fetch_one(&case.shop.stores.db).await.expect("one");
    case.shop.provider.delete_owner(&known, None).await.expect("by the merchant, at Stripe");
    assert_eq!((case.cards().await, case.owners().await), (vec![], 0));
    case.keep().await;
    assert_eq!(case.cards().await.len(), 1);
}

/// What Stripe answers to whoever asks with the keys of another account, or with none that is good.
fn unknown(status: u16) -> Fault {
    Fault::Instead(
        status,
        serde_json::json!({ "error": { "type": "invalid_request_error", "code": "resource_missing" } }),
    )
}

#[tokio::test]
async fn keys_that_are_wrong_for_a_while_lose_nobody_s_cards_and_forget_nobody() {
    let case = Case::begin().await;
    let kept = case.keep().await;
    for status in [401, 403, 404] {
        let wrong = |path| {
            case.emulator.fail_below(path, unknown(status));
            if status == 404 {
                case.emulator.fail_below("GET /v1/customers/", unknown(status));
            }
        };
        wrong("GET /v1/payment_methods");
        let listed = case.shop.call_as_shopper(&ListSavedCards {}).await.expect_err("nobody knows");
        wrong("GET /v1/payment_methods/");
        let removed = case.remove(&kept).await.expect_err("nobody knows");
        assert_eq!((listed.code, removed.code), (Code::Unavailable, Code::Unavailable), "{status}");
        assert_eq!(
            (case.cards().await.len(), case.owners().await),
            (1, 1),
            "{status}: with the right ones all is there"
        );
    }
    mark(&case.shop.stores.db, case.shop.customer).await.expect("PostgreSQL is up");
    let erase = async || erase_due(&case.shop.stores, &case.shop.provider).await.expect("PostgreSQL is up");
    for status in [401, 403, 404] {
        case.emulator.fail_below("DELETE /v1/customers/", unknown(status));
        if status == 404 {
            case.emulator.fail_below("GET /v1/customers/", unknown(status));
        }
        assert_eq!((erase().await, case.owners().await), (0, 1), "{status}: it stays due");
    }
    assert_eq!((erase().await, case.owners().await), (1, 0));
    assert_eq!(case.emulator.seen(&Method::DELETE, "/v1/customers/"), 4, "and Stripe has deleted it");
}
