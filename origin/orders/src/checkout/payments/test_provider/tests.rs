use std::time::Duration;

use api::client::Transport as _;
use api::event::ORDER_PLACED;
use bytes::Bytes;
use domain::orders::OrderState;
use domain::{Currency, Money};
use http::{Request, Response, StatusCode, header};
use origin_platform::transport::InProcess;
use uuid::Uuid;

use super::*;
use crate::checkout::payments::provider::Provider;
use crate::testing::{Shop, token};

const AMOUNT: Money = Money::new(1999, Currency::Eur);

fn euros(minor: i64) -> Money {
    Money::new(minor, Currency::Eur)
}

async fn provider() -> (Shop, TestProvider, Uuid) {
    let shop = Shop::open().await;
    let provider = TestProvider::new(shop.stores.db.clone());
    (shop, provider, Uuid::new_v4())
}

async fn snapshot(provider: &TestProvider, payment: Uuid) -> PaymentSnapshot {
    provider.look_up(payment).await.expect("an answer").expect("it is known")
}

fn is_refused<T: std::fmt::Debug>(answer: Result<T, ProviderError>) -> bool {
    matches!(answer, Err(ProviderError::Refused(_)))
}

#[tokio::test]
async fn the_first_outcome_of_a_payment_stands() {
    let (shop, provider, payment) = provider().await;
    assert_eq!(provider.look_up(payment).await, Ok(None));
    let accepted = provider.authorise(payment, AMOUNT, "test_accept", None).await.expect("an answer");
    let Authorisation::Settled(outcome) = &accepted else { panic!("{accepted:?}") };
    assert!(matches!(outcome, Outcome::Authorised { .. }));
    assert_eq!(provider.authorise(payment, AMOUNT, "test_decline", None).await, Ok(accepted.clone()));
    assert_eq!(provider.cancel(payment, AMOUNT).await.as_ref(), Ok(outcome));
    assert_eq!(snapshot(&provider, payment).await.outcome(), Some(outcome));
    assert_eq!(shop.count("select count(*) from orders.test_provider_charges").await, 1);
}

#[tokio::test]
async fn a_cancelled_payment_cannot_be_authorised_any_more() {
    let (_shop, provider, payment) = provider().await;
    let cancelled = provider.cancel(payment, AMOUNT).await.expect("an answer");
    assert!(matches!(cancelled, Outcome::Declined { .. }));
    let late = provider.authorise(payment, AMOUNT, "test_accept", None).await;
    assert_eq!(late, Ok(Authorisation::Settled(cancelled)));
}

#[tokio::test]
async fn a_lost_answer_is_still_in_the_books() {
    let (_shop, provider, payment) = provider().await;
    assert_eq!(provider.authorise(payment, AMOUNT, "test_no_answer", None).await, Err(NoAnswer));
    assert!(matches!(snapshot(&provider, payment).await.outcome(), Some(Outcome::Authorised { .. })));
    let listed = provider.list_since(origin_platform::clock::now() - Duration::from_secs(60)).await.expect("an answer");
    assert_eq!(listed.iter().map(|one| (one.payment, one.holds_money)).collect::<Vec<_>>(), [(Some(payment), true)]);
    assert_eq!(provider.list_since(origin_platform::clock::now() + Duration::from_secs(60)).await, Ok(vec![]));
}

#[tokio::test]
async fn open_payments_are_decided_once() {
    let (_shop, provider, _) = provider().await;
    for token in ["test_challenge", "test_async"] {
        for (confirmed, reason) in [(true, None), (false, Some("it was not confirmed"))] {
            let payment = Uuid::new_v4();
            let open = provider.authorise(payment, AMOUNT, token, Some("/back")).await.expect("an answer");
            match open {
                Authorisation::ActionRequired { action: Action::Redirect { url }, .. } => {
                    assert_eq!((token, url.contains(&payment.to_string())), ("test_challenge", true));
                }
                other => assert!(matches!(other, Authorisation::Pending { .. }), "{other:?}"),
            }
            assert_eq!(snapshot(&provider, payment).await.outcome(), None);
            for decision in [confirmed, !confirmed] {
                let decided = provider.complete(payment, decision).await.expect("an answer").expect("it is known");
                match decided.outcome() {
                    Some(Outcome::Declined { reason: said }) => assert_eq!(Some(said.as_str()), reason),
                    other => assert!(matches!(other, Some(Outcome::Authorised { .. })) && confirmed, "{other:?}"),
                }
            }
        }
        let payment = Uuid::new_v4();
        provider.authorise(payment, AMOUNT, token, None).await.expect("an answer");
        assert!(matches!(provider.cancel(payment, AMOUNT).await, Ok(Outcome::Declined { .. })));
        let late = provider.complete(payment, true).await.expect("an answer").expect("it is known");
        assert!(matches!(late.outcome(), Some(Outcome::Declined { .. })), "{late:?}");
    }
    assert_eq!(provider.complete(Uuid::new_v4(), true).await, Ok(None));
}

#[tokio::test]
async fn a_part_is_captured_once_and_given_back_in_pieces() {
    let (_shop, provider, payment) = provider().await;
    assert!(is_refused(provider.capture(payment, AMOUNT, Uuid::new_v4()).await));
    provider.authorise(payment, AMOUNT, "test_accept", None).await.expect("an answer");
    assert!(is_refused(provider.capture(payment, euros(2000), Uuid::new_v4()).await));
    assert!(is_refused(provider.capture(payment, Money::new(1999, Currency::Usd), Uuid::new_v4()).await));
    let capture = Uuid::new_v4();
    for _ in 0..2 {
        provider.capture(payment, euros(1000), capture).await.expect("captured");
    }
    assert!(is_refused(provider.capture(payment, euros(1000), Uuid::new_v4()).await));
    assert!(is_refused(provider.void(payment).await));
    let refunds: Vec<Uuid> = (0..4).map(|_| Uuid::new_v4()).collect();
    for refund in refunds.iter().chain(&refunds) {
        provider.refund(payment, *refund, euros(250), "broken").await.expect("refunded");
    }
    assert!(is_refused(provider.refund(payment, Uuid::new_v4(), euros(1), "greed").await));
    assert!(is_refused(provider.refund(payment, refunds[0], euros(1), "another amount").await));
    let now = snapshot(&provider, payment).await;
    assert_eq!((now.authorised, now.captured, now.refunded), (AMOUNT, euros(1000), euros(1000)));
}

#[tokio::test]
async fn what_is_voided_is_held_no_more() {
    let (_shop, provider, payment) = provider().await;
    assert!(is_refused(provider.void(payment).await));
    provider.authorise(payment, AMOUNT, "test_accept", None).await.expect("an answer");
    for _ in 0..2 {
        provider.void(payment).await.expect("voided");
    }
    assert!(is_refused(provider.capture(payment, AMOUNT, Uuid::new_v4()).await));
    let now = snapshot(&provider, payment).await;
    assert_eq!((now.authorised, now.captured), (euros(0), euros(0)));
    assert!(matches!(now.outcome(), Some(Outcome::Authorised { .. })));
}

#[tokio::test]
async fn refunds_at_the_same_time_never_exceed_what_was_captured() {
    let (_shop, provider, payment) = provider().await;
    provider.authorise(payment, AMOUNT, "test_slow_1", None).await.expect("an answer");
    provider.capture(payment, AMOUNT, Uuid::new_v4()).await.expect("captured");
    let refunds = (0..10).map(|_| provider.refund(payment, Uuid::new_v4(), euros(600), "returned"));
    let answers = futures::future::join_all(refunds).await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 3);
    assert_eq!(snapshot(&provider, payment).await.refunded, euros(1800));
}

#[test]
fn only_the_test_tokens_are_known() {
    for token in ["test_accept", "test_challenge", "test_async", "test_slow_0", "test_slow_60000"] {
        assert!(Token::parse(token).is_some(), "{token}");
    }
    for token in ["", "tok_stolen", "test_slow_", "test_slow_-1", "test_slow_60001", "pm_card_visa"] {
        assert_eq!(Token::parse(token), None, "{token}");
    }
}

async fn visit(router: &InProcess, page: &str, form: Option<&'static str>) -> Response<Bytes> {
    let request = if form.is_some() { Request::post(page) } else { Request::get(page) };
    let request = request.body(Bytes::from_static(form.unwrap_or_default().as_bytes())).expect("a request");
    router.send(request).await.expect("the router always answers")
}

#[tokio::test]
async fn a_shopper_confirms_on_the_test_page_and_the_order_is_placed() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 9)]).await;
    let router = InProcess(crate::router(shop.stores.clone(), shop.provider.clone(), crate::testing::settings()));
    for (form, again, placed) in [("outcome=complete", "outcome=fail", 1), ("outcome=fail", "outcome=complete", 0)] {
        let order = token(shop.placement(shop.cart_with(&[("MUG", 1)]).await).await, "test_challenge");
        let order = shop.call(&order).await.expect("to be confirmed");
        let open = "select payment_id from orders.test_provider_charges where outcome = 'challenged'";
        let payment: Uuid = sqlx::query_scalar(open).fetch_one(&shop.stores.db).await.expect("one");
        let page = challenge_address(payment);
        assert_eq!((order.state, order.confirm_payment_at.as_ref()), (OrderState::AwaitingPayment, Some(&page)));
        let back = format!("{}/orders/{}", crate::Settings::default().public_url, order.id);
        let shown = visit(&router, &page, None).await;
        let html = String::from_utf8(shown.body().to_vec()).expect("UTF-8");
        assert!(html.contains("Test payment: no money moves") && html.contains("24.90 EUR"), "{html}");
        assert_eq!(visit(&router, &page, Some("outcome=maybe")).await.status(), StatusCode::BAD_REQUEST);
        // The first answer counts.
        for form in [form, again] {
            let answered = visit(&router, &page, Some(form)).await;
            assert_eq!(answered.status(), StatusCode::SEE_OTHER);
            assert_eq!(answered.headers()[header::LOCATION], back);
        }
        let html = String::from_utf8(visit(&router, &page, None).await.body().to_vec()).expect("UTF-8");
        assert_eq!(html.contains("It was confirmed."), placed == 1, "{html}");
        assert_eq!(shop.take_events(ORDER_PLACED).await.len(), placed);
    }
    assert_eq!((shop.on_hand("MUG").await, shop.charges().await, shop.ledger_errors().await), (8, 1, 0));
}

#[tokio::test]
async fn the_test_page_sends_back_to_the_shop_and_is_there_for_test_payments_alone() {
    let (shop, provider, payment) = provider().await;
    provider.authorise(payment, AMOUNT, "test_async", Some("/checkout/return?order=1")).await.expect("an answer");
    let router = InProcess(crate::router(shop.stores.clone(), Provider::Test(provider), crate::testing::settings()));
    let answered = visit(&router, &challenge_address(payment), Some("outcome=complete")).await;
    assert_eq!(answered.headers()[header::LOCATION], "/checkout/return?order=1");
    for unknown in [challenge_address(Uuid::new_v4()), "/v1/payments/test/x".to_owned()] {
        for form in [None, Some("outcome=complete")] {
            assert_eq!(visit(&router, &unknown, form).await.status(), StatusCode::NOT_FOUND);
        }
    }
}
