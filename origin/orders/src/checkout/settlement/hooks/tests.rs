use api::client::Transport as _;
use api::event::ORDER_PLACED;
use bytes::Bytes;
use domain::orders::OrderState;
use http::{Request, StatusCode};
use origin_platform::transport::InProcess;
use serde_json::{Value, json};

use super::*;
use crate::checkout::payments::Provider;
use crate::checkout::payments::stripe::emulator::{Emulator, Fault};
use crate::checkout::payments::stripe::signature::sign;
use crate::checkout::settlement::{audit, settle_pending};
use crate::testing::{Shop, token};

const SECRETS: [&str; 2] = ["whsec_new_secret", "whsec_old_secret"];
const NEEDS_CONFIRMATION: &str = "4000002500003155";

/// A shop that is paid through the emulator, with one order whose shopper has yet to confirm.
struct Case {
    shop: Shop,
    emulator: Emulator,
    router: InProcess,
    intent: String,
}

impl Case {
    async fn begin() -> Self {
        let stores = origin_testing::fresh_stores().await;
        let emulator = Emulator::start().await;
        let provider = Provider::Stripe(emulator.stripe(stores.db.clone(), &SECRETS, None));
        let router = InProcess(crate::router(stores.clone(), provider.clone(), crate::testing::settings()));
        let shop = Shop::with(stores, provider);
        shop.sells(&[("MUG", 2000, 5)]).await;
        let card = emulator.card(NEEDS_CONFIRMATION).await;
        let order = token(shop.placement(shop.cart_with(&[("MUG", 2)]).await).await, &card);
        assert_eq!(shop.call(&order).await.expect("to be confirmed").state, OrderState::AwaitingPayment);
        let intent = sqlx::query_scalar("select intent from orders.stripe_intents").fetch_one(&shop.stores.db).await;
        Self { shop, emulator, router, intent: intent.expect("written down") }
    }

    async fn send(&self, body: &str, signature: Option<&str>) -> (StatusCode, Value) {
        let mut request = Request::post(ReceiveStripeHook::PATH).header("content-type", "application/json");
        if let Some(signature) = signature {
            request = request.header(STRIPE_SIGNATURE, signature);
        }
        let request = request.body(Bytes::from(body.to_owned())).expect("a request");
        let (parts, body) = self.router.send(request).await.expect("the router always answers").into_parts();
        (parts.status, serde_json::from_slice(&body).expect("JSON"))
    }

    async fn send_good(&self, body: &str, secret: &str) -> bool {
        let (status, receipt) = self.send(body, Some(&sign(secret, body.as_bytes(), now()))).await;
        assert_eq!(status, StatusCode::OK, "{receipt}");
        receipt["repeated"].as_bool().expect("a receipt")
    }

    async fn hooks(&self) -> i64 {
        self.shop.count("select count(*) from orders.payment_hooks").await
    }

    async fn unmatched(&self) -> i64 {
        self.shop.count("select count(*) from orders.payment_hooks where payment_id is null").await
    }

    async fn order(&self) -> OrderState {
        let state: String =
            sqlx::query_scalar("select state from orders.orders").fetch_one(&self.shop.stores.db).await.expect("one");
        OrderState::ALL.into_iter().find(|known| known.code() == state).expect("a state")
    }
}

fn now() -> i64 {
    let now = origin_platform::clock::unix_seconds();
    i64::try_from(now).expect("a while to go")
}

fn event(id: &str, name: &str, intent: &str) -> String {
    let object = json!({ "object": "payment_intent", "id": intent, "status": "canceled", "amount": 1 });
    json!({ "id": id, "object": "event", "type": name, "created": now(), "data": { "object": object } }).to_string()
}

#[tokio::test]
async fn a_hook_places_the_order_that_was_paid_whatever_it_claims() {
    let case = Case::begin().await;
    // A hook before the fact changes nothing: Stripe is asked, and says that the shopper is not done.
    let early = event("evt_early", "payment_intent.succeeded", &case.intent);
    assert!(!case.send_good(&early, SECRETS[0]).await);
    assert_eq!(case.order().await, OrderState::AwaitingPayment);
    case.emulator.authenticate(&case.intent, true).await;
    // It says “canceled”; Stripe, when asked, says “authorised”.
    let hook = event("evt_1", "payment_intent.canceled", &case.intent);
    assert!(!case.send_good(&hook, SECRETS[1]).await);
    assert_eq!((case.order().await, case.hooks().await, case.unmatched().await), (OrderState::Placed, 2, 0));
    assert_eq!(case.shop.take_events(ORDER_PLACED).await.len(), 1);
}

#[tokio::test]
async fn a_payment_that_failed_gives_back_stock_and_cart() {
    let case = Case::begin().await;
    case.emulator.authenticate(&case.intent, false).await;
    case.send_good(&event("evt_1", "payment_intent.payment_failed", &case.intent), SECRETS[0]).await;
    assert_eq!((case.order().await, case.shop.on_hand("MUG").await), (OrderState::Refused, 5));
    assert_eq!(case.shop.ledger_errors().await, 0);
}

#[tokio::test]
async fn forged_and_old_hooks_are_refused_and_leave_nothing() {
    let case = Case::begin().await;
    case.emulator.authenticate(&case.intent, true).await;
    let body = event("evt_1", "payment_intent.amount_capturable_updated", &case.intent);
    let other = event("evt_2", "payment_intent.amount_capturable_updated", &case.intent);
    let good = sign(SECRETS[0], body.as_bytes(), now());
    for (body, signature) in [
        (&body, None),
        (&body, Some(String::new())),
        (&body, Some("t=1,v1=00".to_owned())),
        (&body, Some(sign("whsec_of_somebody", body.as_bytes(), now()))),
        (&body, Some(sign("", body.as_bytes(), now()))),
        (&body, Some(sign(SECRETS[0], body.as_bytes(), now() - 310))),
        (&body, Some(sign(SECRETS[0], body.as_bytes(), now() + 310))),
        (&other, Some(good)),
    ] {
        let (status, problem) = case.send(body, signature.as_deref()).await;
        assert_eq!((status, &problem["code"]), (StatusCode::BAD_REQUEST, &json!("invalid_request")), "{signature:?}");
    }
    assert_eq!((case.hooks().await, case.order().await), (0, OrderState::AwaitingPayment));
    let nonsense = "[]";
    let (status, _) = case.send(nonsense, Some(&sign(SECRETS[0], nonsense.as_bytes(), now()))).await;
    assert_eq!((status, case.hooks().await), (StatusCode::BAD_REQUEST, 0));
}

#[tokio::test]
async fn replays_in_any_order_among_forgeries_end_in_the_same_state() {
    // Events of one payment, as they would come; each is sent five times.
    let names = ["requires_action", "amount_capturable_updated", "created", "succeeded", "payment_failed"];
    let mut ends = vec![];
    for seed in 1..=3_usize {
        let case = Case::begin().await;
        case.emulator.authenticate(&case.intent, true).await;
        let events: Vec<String> = names
            .iter()
            .map(|name| event(&format!("evt_{name}"), &format!("payment_intent.{name}"), &case.intent))
            .collect();
        let mut accepted = 0;
        for turn in 0..names.len() * 5 {
            // Steps without a common factor with 25 visit every place once, each seed in another order.
            let place = turn * [7, 12, 18][seed - 1] % (names.len() * 5);
            let body = &events[place % names.len()];
            let forged = sign("whsec_of_somebody", body.as_bytes(), now());
            assert_eq!(case.send(body, Some(&forged)).await.0, StatusCode::BAD_REQUEST);
            accepted += usize::from(!case.send_good(body, SECRETS[turn % 2]).await);
        }
        let events = case.shop.take_events(ORDER_PLACED).await.len();
        ends.push((accepted, case.hooks().await, case.order().await, case.shop.on_hand("MUG").await, events));
        assert_eq!(case.shop.ledger_errors().await, 0);
    }
    assert_eq!(ends, vec![(5, 5, OrderState::Placed, 3, 1); 3]);
}

#[tokio::test]
async fn a_hook_while_stripe_is_silent_is_kept_and_made_up_for() {
    let case = Case::begin().await;
    case.emulator.authenticate(&case.intent, true).await;
    let asked: &'static str = case.intent.clone().leak();
    case.emulator.fail(asked, Fault::LostAnswer);
    case.send_good(&event("evt_1", "payment_intent.amount_capturable_updated", &case.intent), SECRETS[0]).await;
    assert_eq!((case.order().await, case.hooks().await), (OrderState::AwaitingPayment, 1));
    let settled = settle_pending(&case.shop.stores, &case.shop.provider, Duration::ZERO).await;
    assert_eq!((settled.expect("ran"), case.order().await), (1, OrderState::Placed));
}

#[tokio::test]
async fn a_hook_about_an_authorisation_that_came_too_late_releases_it() {
    let case = Case::begin().await;
    case.shop.execute("update orders.payments set created_at = now() - interval '1 hour'").await;
    // The shop gives up. Stripe is told, but a shopper at their bank's page is faster.
    case.emulator.fail("/cancel", Fault::Instead(503, json!({})));
    assert_eq!(settle_pending(&case.shop.stores, &case.shop.provider, Duration::ZERO).await.expect("ran"), 0);
    case.emulator.authenticate(&case.intent, true).await;
    case.send_good(&event("evt_1", "payment_intent.amount_capturable_updated", &case.intent), SECRETS[0]).await;
    assert_eq!((case.order().await, case.shop.on_hand("MUG").await), (OrderState::Refused, 5));
    let payment: Uuid =
        sqlx::query_scalar("select id from orders.payments").fetch_one(&case.shop.stores.db).await.expect("one");
    assert_eq!(case.emulator.intents_of(payment).await, (1, 0));
}

#[tokio::test]
async fn hooks_about_what_we_do_not_know_are_kept_for_staff() {
    let case = Case::begin().await;
    case.send_good(&event("evt_1", "payment_intent.succeeded", "pi_of_nobody"), SECRETS[0]).await;
    case.send_good(&event("evt_2", "something.invented.later", "pi_of_nobody"), SECRETS[0]).await;
    let body =
        json!({ "id": "evt_3", "type": "customer.created", "created": 1, "data": { "object": { "id": "cus_1" } } });
    case.send_good(&body.to_string(), SECRETS[0]).await;
    assert_eq!((case.hooks().await, case.unmatched().await), (3, 3));
    let about = "select count(*) from orders.payment_hooks where payment_id is null and reference = 'pi_of_nobody'";
    assert_eq!((case.shop.count(about).await, case.order().await), (2, OrderState::AwaitingPayment));
}

#[tokio::test]
async fn a_hook_that_came_before_its_payment_was_known_is_made_up_for() {
    let case = Case::begin().await;
    let hook = event("evt_early", "payment_intent.amount_capturable_updated", &case.intent);
    case.send_good(&hook, SECRETS[0]).await;
    case.shop.execute("update orders.payment_hooks set payment_id = null").await;
    case.emulator.authenticate(&case.intent, true).await;
    // Other tests pay through the same account: only what came of this hook is looked at.
    let found =
        audit(&case.shop.stores, &case.shop.provider, origin_platform::clock::now()).await.expect("everybody answers");
    assert_eq!((found.matched, case.unmatched().await, case.order().await), (1, 0, OrderState::Placed));
}

#[tokio::test]
async fn hooks_that_localstripe_signs_and_sends_are_taken() {
    let case = Case::begin().await;
    let (told, mut hooks) = tokio::sync::mpsc::unbounded_channel();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
    let url = format!("http://{}{}", listener.local_addr().expect("it is bound"), ReceiveStripeHook::PATH);
    let router = crate::router(case.shop.stores.clone(), case.shop.provider.clone(), crate::testing::settings());
    // Notes what was answered, behind the real router.
    let app = router.layer(axum::middleware::map_response(move |response: Response| {
        let told = told.clone();
        async move {
            told.send(response.status()).expect("the test listens");
            response
        }
    }));
    tokio::spawn(async move { axum::serve(listener, app).await });
    case.emulator.send_hooks_to(&url, SECRETS[1]).await;
    case.emulator.authenticate(&case.intent, true).await;
    let payment: Uuid =
        sqlx::query_scalar("select id from orders.payments").fetch_one(&case.shop.stores.db).await.expect("one");
    // localstripe tells of captures; looking for the effect also settles the order.
    case.shop.provider.look_up(payment).await.expect("an answer");
    let amount = domain::Money::new(1000, domain::Currency::Eur);
    case.shop.provider.capture(payment, amount, Uuid::new_v4()).await.expect("captured");
    // It tells every listener of every payment, so others may come before ours.
    let ours = format!("select count(*) from orders.payment_hooks where payment_id = '{payment}'");
    while case.shop.count(&ours).await == 0 {
        assert_eq!(hooks.recv().await, Some(StatusCode::OK));
    }
    assert_eq!(case.order().await, OrderState::Placed);
}

#[tokio::test]
async fn a_shop_without_stripe_takes_no_hook() {
    let shop = Shop::open().await;
    let body = event("evt_1", "payment_intent.succeeded", "pi_1");
    let refused = shop.post(ReceiveStripeHook::PATH, &body).await.expect_err("nobody can sign");
    assert_eq!((refused.code, refused.status), (Code::InvalidRequest, 400));
}
