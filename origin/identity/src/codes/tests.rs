//! Signing in by what is mailed, and whose an account is then.

use api::accounts::{CreateSignInCode, SessionView};
use api::client::Credentials;
use domain::Market;
use futures::future::join_all;

use super::*;
use crate::testing::{Scene, code};

/// A code that is surely another one.
fn other(code: &SignInCode) -> SignInCode {
    let number: u64 = code.reveal().parse().expect("digits");
    SignInCode::of_random(number + 1)
}

async fn ada(scene: &Scene) -> SessionView {
    scene.register("Ada", "ada@example.com", "correct horse").await.expect("a free address")
}

#[tokio::test]
async fn a_code_signs_in_once_and_in_no_other_spelling_of_the_address() {
    let scene = Scene::new().await;
    let session = ada(&scene).await;
    let (request, mail) = scene.ask_for_code("ADA@example.com").await;
    let mail = mail.expect("there is an account");
    assert_eq!((mail.purpose, mail.to.as_str(), mail.market), (Purpose::SignIn, "ada@example.com", Market::De));
    let entered = scene.enter("Ada@Example.com", &mail.code, Some(request), Some(&session.token)).await;
    let entered = entered.expect("the right code");
    assert_eq!(entered.customer.id, session.customer.id);
    assert!(entered.customer.verified && !entered.choose_password);
    assert_eq!(code(scene.get_customer(Some(&session.token)).await), Code::Unauthenticated, "a browser has one");
    assert!(scene.get_customer(Some(&entered.token)).await.expect("logged in").recent);
    for request in [Some(request), None] {
        assert_eq!(code(scene.enter("ada@example.com", &mail.code, request, None).await), Code::SignInCodeWrong);
    }
    assert_eq!(code(scene.follow(&mail.token, None).await), Code::LinkUsed, "the link ends with the code");
    // The password opens the account as before.
    assert!(scene.login("ada@example.com", "correct horse").await.is_ok());
}

#[tokio::test]
async fn a_code_is_typed_in_whatever_browser_and_a_link_opens_in_any() {
    let scene = Scene::new().await;
    ada(&scene).await;
    let (_, mail) = scene.ask_for_code("ada@example.com").await;
    let code = mail.expect("there is an account").code;
    assert!(scene.enter("ada@example.com", &code, None, None).await.is_ok(), "without the request's name");
    let (request, mail) = scene.ask_for_code("ada@example.com").await;
    let mail = mail.expect("there is an account");
    assert!(scene.follow(&mail.token, None).await.is_ok());
    let again = scene.enter("ada@example.com", &mail.code, Some(request), None).await;
    assert_eq!(again.err().expect("used").code, Code::SignInCodeWrong, "the code ends with the link");
}

#[tokio::test]
async fn of_many_at_once_one_gets_in() {
    let scene = Scene::new().await;
    ada(&scene).await;
    let (request, mail) = scene.ask_for_code("ada@example.com").await;
    let mail = mail.expect("there is an account");
    let by_code = (0..2).map(|_| scene.enter("ada@example.com", &mail.code, Some(request), None));
    let by_link = (0..3).map(|_| scene.follow(&mail.token, None));
    let (by_code, by_link) = futures::join!(join_all(by_code), join_all(by_link));
    let outcomes: Vec<_> = by_code.into_iter().chain(by_link).collect();
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
    let refused = [Code::SignInCodeWrong, Code::LinkUsed];
    assert!(outcomes.into_iter().filter_map(Result::err).all(|problem| refused.contains(&problem.code)));
}

#[tokio::test]
async fn five_tries_are_whoever_s_who_asked_and_five_everybody_else_s() {
    let scene = Scene::new().await;
    ada(&scene).await;
    let (request, mail) = scene.ask_for_code("ada@example.com").await;
    let mail = mail.expect("there is an account");
    let wrong = other(&mail.code);
    // Somebody who has not asked guesses: it ends for them alone.
    for _ in 0..8 {
        assert_eq!(code(scene.enter("ada@example.com", &wrong, None, None).await), Code::SignInCodeWrong);
    }
    assert_eq!(code(scene.enter("ada@example.com", &mail.code, None, None).await), Code::SignInCodeWrong);
    let another = Some(Uuid::new_v4());
    assert_eq!(code(scene.enter("ada@example.com", &mail.code, another, None).await), Code::SignInCodeWrong);
    for _ in 0..4 {
        assert_eq!(code(scene.enter("ada@example.com", &wrong, Some(request), None).await), Code::SignInCodeWrong);
    }
    assert!(scene.enter("ada@example.com", &mail.code, Some(request), None).await.is_ok(), "the fifth is right");

    let (request, mail) = scene.ask_for_code("ada@example.com").await;
    let mail = mail.expect("there is an account");
    join_all((0..8).map(|_| scene.enter("ada@example.com", &wrong, Some(request), None))).await;
    assert_eq!(code(scene.enter("ada@example.com", &mail.code, Some(request), None).await), Code::SignInCodeWrong);
    assert!(scene.follow(&mail.token, None).await.is_ok(), "a link is not guessed, and needs no tries");
}

#[tokio::test]
async fn an_unknown_address_a_wrong_and_an_old_code_get_the_same_answers() {
    let scene = Scene::new().await;
    ada(&scene).await;
    let some = SignInCode::of_random(7);
    let ask =
        |email: &str| CreateSignInCode { email: email.parse().expect("an address"), market: Market::Eu, device: None };
    let mut refused = Vec::new();
    for email in ["ada@example.com", "eve@example.com"] {
        let begun = std::time::Instant::now();
        let asked = scene.call(&ask(email), None).await.expect("the same answer");
        assert!(begun.elapsed() >= origin_platform::even_answer::LEAST, "{:?}", begun.elapsed());
        assert_eq!(asked.lasts_seconds, 600);
        for request in [None, Some(asked.request)] {
            refused.push(scene.enter(email, &some, request, None).await.err().expect("nobody's"));
        }
    }
    scene.execute("update accounts.code_requests set expires_at = now()").await;
    let (_, mail) = scene.ask_for_code("ada@example.com").await;
    let mail = mail.expect("there is an account");
    scene.execute("update accounts.code_requests set expires_at = now()").await;
    refused.push(scene.enter("ada@example.com", &mail.code, None, None).await.err().expect("too old"));
    assert!(refused.iter().all(|problem| *problem == refused[0]), "{refused:?}");
    assert_eq!(refused[0].code, Code::SignInCodeWrong);
    // The mail of one who has no account is none.
    let (_, none) = scene.ask_for_code("eve@example.com").await;
    assert!(none.is_none());
    assert_eq!(scene.count("select count(*) from accounts.code_requests where email like 'eve%'").await, 0);
}

#[tokio::test]
async fn whoever_opens_a_link_learns_what_became_of_it() {
    let scene = Scene::new().await;
    ada(&scene).await;
    let (_, mail) = scene.ask_for_code("ada@example.com").await;
    let token = mail.expect("there is an account").token;
    let (cut, long, foreign) = (&token[..30], "x".repeat(5000), "ä".repeat(43));
    for bad in ["", cut, &long, &foreign, &format!("{token}x"), "%00"] {
        assert_eq!(code(scene.follow(bad, None).await), Code::LinkUnknown, "{bad}");
    }
    scene.execute("update accounts.code_requests set expires_at = now()").await;
    assert_eq!(code(scene.follow(&token, None).await), Code::LinkExpired);
    assert!(issue_code(&scene.stores.db, Uuid::new_v4()).await.expect("PostgreSQL is up").is_none());
    // Somebody else's browser is theirs no more.
    let bob = scene.register("Bob", "bob@example.com", "battery staple").await.expect("a free address");
    let (_, mail) = scene.ask_for_code("ada@example.com").await;
    let session = scene.follow(&mail.expect("there is an account").token, Some(&bob.token)).await.expect("good");
    assert_eq!(session.customer.email, "ada@example.com");
    assert_eq!(code(scene.get_customer(Some(&bob.token)).await), Code::Unauthenticated);
}

#[tokio::test]
async fn whoever_opened_an_account_under_another_s_address_is_out_when_its_owner_comes() {
    let scene = Scene::new().await;
    let eve = scene.register_unconfirmed("ada@example.com", "eves password").await;
    let elsewhere = scene.login("ada@example.com", "eves password").await.expect("right");
    assert!(!eve.customer.verified);
    let change =
        api::accounts::CreateEmailChange { email: "eve@example.com".parse().expect("an address"), market: Market::Eu };
    scene.call(&change, Some(&eve.token)).await.expect("just logged in");
    let eves = scene.mailed_last().await;
    assert_eq!((eves.purpose, eves.to.as_str()), (Purpose::EmailChange, "eve@example.com"));
    let (_, mail) = scene.ask_for_code("ada@example.com").await;
    let owner = scene.enter("ada@example.com", &mail.expect("there is one").code, None, None).await.expect("right");
    assert!(owner.customer.verified && owner.choose_password);
    for token in [&eve.token, &elsewhere.token] {
        assert_eq!(code(scene.get_customer(Some(token)).await), Code::Unauthenticated);
    }
    assert_eq!(code(scene.login("ada@example.com", "eves password").await), Code::WrongCredentials);
    // Nor can what Eve had asked for be used by whoever is logged in now.
    let update = api::accounts::UpdateEmail { code: eves.code, market: Market::Eu, browser: None };
    assert_eq!(code(scene.call(&update, Some(&owner.token)).await), Code::SignInCodeWrong);
    assert!(scene.get_customer(Some(&owner.token)).await.is_ok());
}

#[tokio::test]
async fn whoever_opened_an_account_and_reads_its_mail_keeps_password_and_sessions() {
    let scene = Scene::new().await;
    let first = scene.register_unconfirmed("ada@example.com", "correct horse").await;
    let elsewhere = scene.login("ada@example.com", "correct horse").await.expect("right");
    let (_, mail) = scene.ask_for_code("ada@example.com").await;
    let mail = mail.expect("there is an account");
    let verified = scene.enter("ada@example.com", &mail.code, None, Some(&first.token)).await.expect("right");
    assert!(verified.customer.verified && !verified.choose_password);
    assert!(scene.get_customer(Some(&elsewhere.token)).await.expect("still logged in").verified);
    assert!(scene.login("ada@example.com", "correct horse").await.is_ok());
    // From now on a code of another browser's takes nothing from anybody.
    let (_, mail) = scene.ask_for_code("ada@example.com").await;
    scene.follow(&mail.expect("there is an account").token, None).await.expect("good");
    assert!(scene.get_customer(Some(&elsewhere.token)).await.is_ok());
    assert_eq!(scene.count("select count(*) from shop.outbox where subject = 'shop.accounts.email_verified'").await, 2);
}

#[tokio::test]
async fn mails_to_an_address_are_bounded_and_its_owner_s_browser_has_a_bound_of_its_own() {
    let scene = Scene::new().await;
    let session = ada(&scene).await;
    let ask = |email: &str, device: Option<String>| CreateSignInCode {
        email: email.parse().expect("an address"),
        market: Market::Eu,
        device,
    };
    // Hers was mailed one as she opened the account.
    for (email, mails) in [("ada@example.com", 4), ("eve@example.com", 5)] {
        for _ in 0..mails {
            scene.call(&ask(email, None), None).await.expect("not too often");
        }
        let stopped = scene.call(&ask(&email.to_uppercase(), None), None).await.expect_err("too often");
        assert_eq!(stopped.code, Code::TooManyRequests);
        assert!(stopped.retry_after.is_some_and(|seconds| seconds > 600), "{stopped:?}");
    }
    assert!(session.device.is_some());
    assert!(scene.call(&ask("ada@example.com", session.device), None).await.is_ok());
}

#[tokio::test]
async fn a_repeat_asks_once_and_codes_are_kept_as_slow_hashes() {
    let scene = Scene::new().await;
    ada(&scene).await;
    let ask =
        CreateSignInCode { email: "ada@example.com".parse().expect("an address"), market: Market::Eu, device: None };
    let credentials = Credentials { bearer: None, idempotency_key: Some(scene.key()) };
    let first = scene.client.call_as(&ask, &credentials).await.expect("not too often");
    let second = scene.client.call_as(&ask, &credentials).await.expect("the same");
    assert_eq!(first, second);
    assert_eq!(scene.count("select count(*) from accounts.code_requests where purpose = 'sign_in'").await, 1);
    // A mail that is written twice at once: either copy is good, and no third.
    let write = || issue_code(&scene.stores.db, first.request);
    let mut written = Vec::new();
    for _ in 0..3 {
        written.push(write().await.expect("PostgreSQL is up").expect("it is due"));
    }
    assert_eq!(scene.count("select count(*) from accounts.codes").await, 3, "two, and one that opened the account");
    assert_eq!(code(scene.follow(&written[0].token, None).await), Code::LinkUnknown);
    let sql = "select database_to_xml(true, true, '')::text";
    let all: String = sqlx::query_scalar(sql).fetch_one(&scene.stores.db).await.expect("readable");
    assert!(all.contains("$argon2id$") && all.contains("ada@example.com"));
    for mail in &written {
        assert!(!all.contains(mail.code.reveal()) && !all.contains(&mail.token));
    }
    assert!(scene.enter("ada@example.com", &written[1].code, Some(first.request), None).await.is_ok());
}

#[tokio::test]
async fn a_code_of_nobody_s_takes_as_long_to_refuse() {
    let scene = Scene::new().await;
    ada(&scene).await;
    let (request, mail) = scene.ask_for_code("ada@example.com").await;
    let wrong = other(&mail.expect("there is an account").code);
    let timed = async |email: &str| {
        let begun = std::time::Instant::now();
        assert_eq!(code(scene.enter(email, &wrong, Some(request), None).await), Code::SignInCodeWrong);
        begun.elapsed().as_secs_f64()
    };
    // In turns, and the quickest of each: other tests have the processors, too.
    let (mut known, mut unknown) = (f64::MAX, f64::MAX);
    for _ in 0..4 {
        known = known.min(timed("ada@example.com").await);
        unknown = unknown.min(timed("eve@example.com").await);
    }
    // Without the dummy hash the ratio would be ten and more.
    assert!((0.2..5.0).contains(&(known / unknown)), "{known} {unknown}");
}
