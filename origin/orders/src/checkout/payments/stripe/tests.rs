use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;

use domain::{Currency, Money};
use futures::future::join_all;
use origin_platform::Database;
use serde_json::json;

use super::emulator::{Emulator, Fault, addresses};
use super::*;
use crate::checkout::payments::answer::Action;
use crate::checkout::payments::provider::Provider;

const AMOUNT: Money = Money::new(5000, Currency::Eur);
/// Numbers that localstripe treats as Stripe does its test cards.
const NEEDS_CONFIRMATION: &str = "4000002500003155";
const CONFIRMED_IN_VAIN: &str = "4000008400001629";
const RETURN_URL: &str = "https://shop.example/checkout/return";

/// One payment through the emulator.
struct Case {
    emulator: Emulator,
    provider: Provider,
    payment: Uuid,
    db: Database,
}

impl Case {
    async fn begin() -> Self {
        let db = origin_testing::fresh_stores().await.db;
        let emulator = Emulator::start().await;
        let provider = Provider::Stripe(emulator.stripe(db.clone(), &[], None));
        Self { emulator, provider, payment: Uuid::now_v7(), db }
    }

    async fn authorise(&self, token: &str) -> Result<Authorisation, NoAnswer> {
        self.provider.authorise(self.payment, AMOUNT, token, Some(RETURN_URL)).await
    }

    /// Has the payment authorised; returns Stripe's name for it.
    async fn authorised(&self) -> String {
        reference(&self.authorise("pm_card_visa").await.expect("an answer"))
    }

    async fn snapshot(&self) -> PaymentSnapshot {
        self.provider.look_up(self.payment).await.expect("an answer").expect("it is known")
    }

    async fn amounts(&self) -> (i64, i64, i64) {
        let now = self.snapshot().await;
        (now.authorised.minor, now.captured.minor, now.refunded.minor)
    }

    async fn refund(&self, id: Uuid, minor: i64) -> Result<bool, ProviderError> {
        let refund = self.provider.refund(self.payment, id, euros(minor), "broken");
        refund.await.map(|refund| refund.done)
    }
}

fn euros(minor: i64) -> Money {
    Money::new(minor, Currency::Eur)
}

fn reference(authorisation: &Authorisation) -> String {
    let Authorisation::Settled(Outcome::Authorised { reference }) = authorisation else { panic!("{authorisation:?}") };
    reference.clone()
}

fn declined_because(authorisation: &Authorisation) -> &str {
    let Authorisation::Settled(Outcome::Declined { reason }) = authorisation else { panic!("{authorisation:?}") };
    reason
}

fn is_refused<T: std::fmt::Debug>(answer: Result<T, ProviderError>) -> bool {
    matches!(answer, Err(ProviderError::Refused(_)))
}

#[tokio::test]
async fn an_amount_is_held_captured_and_known_at_every_step() {
    let case = Case::begin().await;
    assert_eq!(case.provider.look_up(case.payment).await, Ok(None));
    let name = case.authorised().await;
    assert!(name.starts_with("pi_"), "{name}");
    assert_eq!(case.snapshot().await.reference, Some(name.clone()));
    assert_eq!(case.amounts().await, (5000, 0, 0));
    case.provider.capture(case.payment, AMOUNT, Uuid::new_v4()).await.expect("captured");
    assert_eq!(case.amounts().await, (5000, 5000, 0));
    assert_eq!(case.authorise("pm_card_visa").await.as_ref().map(reference), Ok(name));
    let created = &case.emulator.writes("/payment_intents")[0];
    assert_eq!(created.version.as_deref(), Some("2024-06-20"));
    assert_eq!(created.key, Some(format!("payment-{}-create", case.payment)));
    let sent = |name: &str| created.form.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str());
    assert_eq!((sent("amount"), sent("currency"), sent("capture_method")), (Some("5000"), Some("eur"), Some("manual")));
    // No write goes out without a key.
    assert!(case.emulator.writes("").iter().all(|write| write.key.is_some()));
}

#[tokio::test]
async fn a_declined_card_is_declined_for_good_and_says_why() {
    let case = Case::begin().await;
    let declined = case.authorise("pm_card_chargeCustomerFail").await.expect("an answer");
    assert_eq!(declined_because(&declined), "there is not enough money on the card’s account");
    // Neither the same nor another card revives it, and Stripe would not take one either.
    for token in ["pm_card_chargeCustomerFail", "pm_card_visa"] {
        assert_eq!(case.authorise(token).await, Ok(declined.clone()));
    }
    assert_eq!(case.snapshot().await.authorisation, declined);
    assert_eq!(case.emulator.intents_of(case.payment).await, (1, 0));
    assert_eq!(case.emulator.writes("/cancel").len(), 1);
    assert_eq!(case.amounts().await, (0, 0, 0));
}

#[tokio::test]
async fn a_card_that_stripe_does_not_know_is_declined() {
    let case = Case::begin().await;
    let declined = case.authorise("pm_forgotten").await.expect("an answer");
    assert!(!declined_because(&declined).is_empty());
    assert_eq!(case.emulator.intents_of(case.payment).await, (0, 0));
    declined_because(&case.authorise("pm_card_visa").await.expect("an answer"));
    assert_eq!(case.emulator.intents_of(case.payment).await, (0, 0));
}

#[tokio::test]
async fn a_challenge_leads_to_the_bank_and_back() {
    for (card, success, expect) in [
        (NEEDS_CONFIRMATION, true, None),
        (NEEDS_CONFIRMATION, false, Some("it was not confirmed with the card’s bank")),
        (CONFIRMED_IN_VAIN, true, Some("there is not enough money on the card’s account")),
    ] {
        let case = Case::begin().await;
        let token = case.emulator.card(card).await;
        let open = case.authorise(&token).await.expect("an answer");
        let Authorisation::ActionRequired { reference: name, action: Action::Redirect { url } } = &open else {
            panic!("{open:?}")
        };
        assert_eq!(*url, format!("https://hooks.stripe.com/redirect/authenticate/{name}"));
        assert_eq!(case.authorise(&token).await.as_ref(), Ok(&open));
        assert_eq!((case.snapshot().await.outcome(), case.amounts().await), (None, (0, 0, 0)));
        case.emulator.authenticate(name, success).await;
        let snapshot = case.snapshot().await;
        match expect {
            None => assert_eq!(reference(&snapshot.authorisation), *name),
            Some(reason) => assert_eq!(declined_because(&snapshot.authorisation), reason),
        }
        assert_eq!(case.emulator.intents_of(case.payment).await, (1, usize::from(expect.is_none())));
    }
}

#[tokio::test]
async fn without_an_address_to_return_to_stripe_s_script_takes_over() {
    let case = Case::begin().await;
    let token = case.emulator.card(NEEDS_CONFIRMATION).await;
    let open = case.provider.authorise(case.payment, AMOUNT, token.as_str(), None).await.expect("an answer");
    let Authorisation::ActionRequired { reference, action: Action::Script { client_secret } } = &open else {
        panic!("{open:?}")
    };
    assert!(client_secret.0.starts_with(&format!("{reference}_secret_")));
    assert!(!format!("{open:?}").contains(&client_secret.0), "secrets stay out of logs");
}

#[tokio::test]
async fn a_shopper_who_confirms_after_the_shop_gave_up_is_not_charged() {
    let case = Case::begin().await;
    let token = case.emulator.card(NEEDS_CONFIRMATION).await;
    case.authorise(&token).await.expect("an answer");
    let name: String =
        sqlx::query_scalar("select intent from orders.stripe_intents").fetch_one(&case.db).await.expect("written down");
    // The decision is taken, but Stripe does not hear of it before the shopper confirms.
    case.emulator.fail("/cancel", Fault::Instead(503, json!({})));
    assert_eq!(case.provider.cancel(case.payment, AMOUNT).await, Err(NoAnswer));
    case.emulator.authenticate(&name, true).await;
    assert_eq!(case.emulator.intents_of(case.payment).await, (1, 1));
    assert_eq!(declined_because(&case.snapshot().await.authorisation), "it was not completed in time");
    assert_eq!(case.emulator.intents_of(case.payment).await, (1, 0));
    assert!(matches!(case.provider.cancel(case.payment, AMOUNT).await, Ok(Outcome::Declined { .. })));
}

#[tokio::test]
async fn what_was_authorised_first_is_not_cancelled() {
    let case = Case::begin().await;
    let reference = case.authorised().await;
    assert_eq!(case.provider.cancel(case.payment, AMOUNT).await, Ok(Outcome::Authorised { reference }));
    assert_eq!(case.amounts().await, (5000, 0, 0));
    assert!(case.emulator.writes("/cancel").is_empty());
}

#[tokio::test]
async fn a_payment_given_up_before_it_was_asked_for_is_never_asked_for() {
    let case = Case::begin().await;
    assert!(matches!(case.provider.cancel(case.payment, AMOUNT).await, Ok(Outcome::Declined { .. })));
    declined_because(&case.authorise("pm_card_visa").await.expect("an answer"));
    assert!(case.emulator.writes("").is_empty());
    // Nor is one whose intent was made just before.
    let case = Case::begin().await;
    case.emulator.fail("/confirm", Fault::Instead(500, json!({ "error": { "type": "api_error" } })));
    assert_eq!(case.authorise("pm_card_visa").await, Err(NoAnswer));
    assert_eq!(case.provider.look_up(case.payment).await, Ok(None));
    assert!(matches!(case.provider.cancel(case.payment, AMOUNT).await, Ok(Outcome::Declined { .. })));
    declined_because(&case.authorise("pm_card_visa").await.expect("an answer"));
    assert_eq!(case.emulator.intents_of(case.payment).await, (1, 0));
}

#[tokio::test]
async fn a_part_is_captured_once_and_the_rest_is_released() {
    let case = Case::begin().await;
    case.authorised().await;
    let capture = Uuid::new_v4();
    assert!(is_refused(case.provider.capture(case.payment, euros(0), capture).await));
    assert!(is_refused(case.provider.capture(case.payment, euros(5001), capture).await));
    assert!(is_refused(case.provider.capture(case.payment, Money::new(10, Currency::Usd), capture).await));
    let capture = Uuid::new_v4();
    for _ in 0..3 {
        case.provider.capture(case.payment, euros(3000), capture).await.expect("captured");
    }
    assert!(is_refused(case.provider.capture(case.payment, euros(2000), Uuid::new_v4()).await));
    assert!(is_refused(case.provider.void(case.payment).await));
    // The release of the other 20 euros is not taken for a refund.
    assert_eq!(case.amounts().await, (5000, 3000, 0));
}

#[tokio::test]
async fn a_void_releases_the_amount_and_the_payment_stays_authorised_in_our_books() {
    let case = Case::begin().await;
    assert!(is_refused(case.provider.void(case.payment).await));
    let name = case.authorised().await;
    case.emulator.fail("/cancel", Fault::LostAnswer);
    assert_eq!(case.provider.void(case.payment).await, Err(ProviderError::NoAnswer(NoAnswer)));
    for _ in 0..2 {
        case.provider.void(case.payment).await.expect("voided");
    }
    assert_eq!((reference(&case.snapshot().await.authorisation), case.amounts().await), (name, (0, 0, 0)));
    assert!(is_refused(case.provider.capture(case.payment, AMOUNT, Uuid::new_v4()).await));
    assert_eq!(case.emulator.intents_of(case.payment).await, (1, 0));
}

#[tokio::test]
async fn refunds_add_up_to_what_was_captured_and_no_further() {
    let case = Case::begin().await;
    case.authorised().await;
    assert!(is_refused(case.refund(Uuid::new_v4(), 100).await), "nothing is captured yet");
    case.provider.capture(case.payment, euros(4000), Uuid::new_v4()).await.expect("captured");
    let refunds: Vec<Uuid> = (0..7).map(|_| Uuid::new_v4()).collect();
    for refund in &refunds {
        assert_eq!(case.refund(*refund, 500).await, Ok(true));
    }
    assert!(is_refused(case.refund(Uuid::new_v4(), 501).await));
    let last = Uuid::new_v4();
    // The list of refunds that there are, and then the refund itself.
    case.emulator.fail("GET /v1/refunds", Fault::LostAnswer);
    case.emulator.fail("POST /v1/refunds", Fault::LostAnswer);
    for _ in 0..2 {
        assert_eq!(case.refund(last, 500).await, Err(ProviderError::NoAnswer(NoAnswer)));
    }
    for refund in refunds.iter().chain([&last]) {
        assert_eq!(case.refund(*refund, 500).await, Ok(true));
    }
    assert!(is_refused(case.refund(Uuid::new_v4(), 1).await), "one too many");
    assert!(is_refused(case.refund(last, 400).await), "the same refund with another amount");
    assert_eq!(case.amounts().await, (5000, 4000, 4000));
    // One too early, seven, one too large, the last and one too many; repeats were found and not sent.
    assert_eq!(case.emulator.writes("/refunds").len(), 1 + 7 + 1 + 1 + 1);
}

#[tokio::test]
async fn whatever_answer_is_lost_the_payment_is_found_and_charged_once() {
    for (path, fault) in [
        ("/payment_intents", Fault::LostAnswer),
        ("/confirm", Fault::LostAnswer),
        ("/confirm", Fault::Silence),
        ("/payment_intents", Fault::Instead(429, json!({ "error": { "type": "rate_limit_error" } }))),
        ("/payment_intents", Fault::Instead(409, json!({ "error": { "type": "invalid_request_error" } }))),
        ("/confirm", Fault::Instead(502, json!("bad gateway"))),
        ("/confirm", Fault::Instead(401, json!({ "error": { "type": "invalid_request_error" } }))),
    ] {
        let mut case = Case::begin().await;
        if matches!(fault, Fault::Silence) {
            let short = Some(Duration::from_millis(1500));
            case.provider = Provider::Stripe(case.emulator.stripe(case.db.clone(), &[], short));
        }
        case.emulator.fail(path, fault.clone());
        assert_eq!(case.authorise("pm_card_visa").await, Err(NoAnswer), "{path} {fault:?}");
        let found = case.provider.look_up(case.payment).await.expect("an answer");
        // Where the money was taken, looking is enough.
        let charged = path == "/confirm" && matches!(fault, Fault::LostAnswer | Fault::Silence);
        assert_eq!(found.is_some_and(|found| found.authorised == AMOUNT), charged, "{path} {fault:?}");
        for _ in 0..2 {
            reference(&case.authorise("pm_card_visa").await.expect("an answer"));
        }
        assert_eq!(case.emulator.intents_of(case.payment).await, (1, 1), "{path} {fault:?}");
        assert_eq!(case.amounts().await, (5000, 0, 0));
    }
}

#[tokio::test]
async fn one_payment_asked_for_many_times_at_once_is_charged_once() {
    let case = Case::begin().await;
    let answers = join_all((0..6).map(|_| case.authorise("pm_card_visa"))).await;
    // Who loses a race may have to ask again.
    let answered: Vec<String> = answers.iter().flatten().map(reference).collect();
    assert!(!answered.is_empty() && answered.iter().all(|name| *name == answered[0]), "{answers:?}");
    assert_eq!(case.authorised().await, answered[0]);
    assert_eq!(case.emulator.intents_of(case.payment).await.1, 1);
}

#[tokio::test]
async fn what_stripe_has_is_listed_with_our_names() {
    let case = Case::begin().await;
    let before = origin_platform::clock::now() - Duration::from_secs(5);
    case.authorised().await;
    let mut other = case.payment;
    for token in ["pm_card_chargeCustomerFail", "pm_card_visa"] {
        other = Uuid::now_v7();
        case.provider.authorise(other, AMOUNT, token, None).await.expect("an answer");
    }
    let listed = case.provider.list_since(before).await.expect("an answer");
    let holds = |payment| listed.iter().find(|one| one.payment == Some(payment)).map(|one| one.holds_money);
    assert_eq!((holds(case.payment), holds(other)), (Some(true), Some(true)));
    assert!(listed.iter().any(|one| !one.holds_money));
}

#[tokio::test]
async fn another_shop_at_the_same_account_has_no_names_of_ours() {
    let case = Case::begin().await;
    let theirs = case.authorised().await;
    let db = origin_testing::fresh_stores().await.db;
    // The databases of tests are copies of one.
    sqlx::query("update orders.payment_books set id = gen_random_uuid()").execute(&db).await.expect("it is there");
    let other_shop = Provider::Stripe(case.emulator.stripe(db, &[], None));
    let listed = other_shop.list_since(UNIX_EPOCH).await.expect("an answer");
    let seen: Vec<_> = listed.iter().filter(|one| one.reference == theirs).map(|one| one.payment).collect();
    assert_eq!(seen, [None]);
}

#[tokio::test]
async fn card_numbers_and_foreign_tokens_are_refused_at_the_door() {
    let case = Case::begin().await;
    for number in ["4242424242424242", "pm_4242424242424242", "4242 4242 4242 4242"] {
        assert_eq!(case.provider.check_token(number), Err(BadToken::CardNumber));
    }
    for token in ["", "pm_", "test_accept", "tok_visa", "pm_1/../../x", "pm_ü"] {
        assert_eq!(case.provider.check_token(token), Err(BadToken::Unknown), "{token}");
    }
    assert_eq!(case.provider.check_token("pm_1NxQ4242LkdIwHu7ix0Y3424"), Ok(()));
    let said = BadToken::CardNumber.to_string();
    assert!(said.contains("must not be sent"), "{said}");
}

#[tokio::test]
async fn keys_are_never_sent_unencrypted() {
    let db = origin_testing::fresh_stores().await.db;
    let folder = tempfile::tempdir().expect("a folder");
    let keys = folder.path().join("keys");
    std::fs::write(&keys, r#"{"secret_keys": ["sk_test_one"], "webhook_secrets": []}"#).expect("writable");
    std::fs::set_permissions(&keys, Permissions::from_mode(0o600)).expect("it is ours");
    for (address, fine) in [
        (ADDRESS, true),
        ("http://127.0.0.1:1", true),
        ("http://stripe.example", false),
        ("https://stripe.example/v1", false),
        ("/v1", false),
    ] {
        let opened = Stripe::open(db.clone(), &addresses(address), &keys, TIMEOUT);
        assert_eq!(opened.is_ok(), fine, "{address}");
    }
}
