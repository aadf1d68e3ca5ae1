//! Opening an account. Whoever does learns nothing of whether the address has one: what is said, and how long it takes, is
//! the same, and the rest is in a mail (ADR 66).

use api::accounts::{CreateCustomer, SignInCodeView};
use api::problem::Problem;
use domain::accounts::MAX_NAME;
use domain::line::LineError;
use domain::{CustomerId, Email};
use origin_platform::{Call, EvenAnswer, ServiceError, Stores, idempotency, secret};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::attempts::Attempts;
use crate::codes::{self, Chosen, LASTS, NewRequest, Purpose};
use crate::customer::{self, Customer};
use crate::{common_passwords, password};

/// Opens an account that nobody is in yet, and has a code mailed to its address. Who has one already is told so by that
/// mail, and its code opens the one they have. A repeat with the same key gets the first reply, and no other mail.
#[tracing::instrument(name = "accounts.create_customer", skip_all)]
pub(crate) async fn create_customer(
    stores: Stores,
    call: Call<CreateCustomer>,
) -> Result<SignInCodeView, ServiceError> {
    let key = key_without_password(call.key(), &call.endpoint);
    let CreateCustomer { name, email, password, market, device } = call.endpoint;
    let name = domain::accounts::name(&name).map_err(bad_name)?;
    common_passwords::check(&password, &[&name, email.as_str()])?;
    Attempts::of(&stores, &email, device.as_deref()).await?.count_mail(&stores).await?;
    // Before the transaction: a hash takes tens of milliseconds and may wait for its turn. Whoever has an account already
    // waits for it, too.
    let password_hash = password::hash(password.reveal().to_owned()).await?;
    // A new account takes longer than one that is there: everybody waits for as long.
    let answer = EvenAnswer::begin();
    let opened = open(&stores, &key, &email, &Chosen { name, password_hash }, market).await;
    answer.wait().await;
    opened
}

async fn open(
    stores: &Stores,
    key: &idempotency::Key,
    email: &Email,
    chosen: &Chosen,
    market: domain::Market,
) -> Result<SignInCodeView, ServiceError> {
    let mut tx = stores.db.begin().await?;
    let saved: Option<SignInCodeView> = key.claim(&mut tx).await?;
    if let Some(first) = saved {
        tx.rollback().await?;
        return Ok(first);
    }
    let view = ask(&mut tx, email, chosen, market).await?;
    key.save(&mut tx, &view).await?;
    tx.commit().await?;
    Ok(view)
}

/// Has a code mailed: one that opens the account with what was chosen, or, where the address has an account that somebody was in, a
/// code for that.
pub(crate) async fn ask(
    tx: &mut PgConnection,
    email: &Email,
    chosen: &Chosen,
    market: domain::Market,
) -> Result<SignInCodeView, ServiceError> {
    let customer = find_or_insert(tx, email).await?;
    let request = NewRequest {
        id: Uuid::new_v4(),
        customer: customer.view.id,
        purpose: if customer.is_unopened() { Purpose::Verification } else { Purpose::KnownAddress },
        // As the account has it: that is where its owner gets mail.
        email: &customer.view.email,
        market,
        chosen: Some(chosen),
    };
    let view = SignInCodeView { request: request.id, lasts_seconds: LASTS.as_secs() };
    codes::record(tx, request).await?;
    Ok(view)
}

/// The account of the address; a new one has no password that anybody knows, until its address is confirmed, nor the name
/// that was chosen: whoever confirms it elsewhere must not be greeted by what somebody else has typed.
async fn find_or_insert(tx: &mut PgConnection, email: &Email) -> Result<Customer, ServiceError> {
    // The unique index decides: of two that register an address at once, the second finds the account of the first.
    sqlx::query(
        "insert into accounts.customers (id, email, name, password_hash) values ($1, $2, $3, $4)
         on conflict do nothing",
    )
    .bind(CustomerId(Uuid::now_v7()).0)
    .bind(email.as_str())
    .bind(email.local())
    .bind(password::NOBODYS)
    .execute(&mut *tx)
    .await?;
    let account = customer::by_email(tx, email).await?;
    Ok(account.ok_or_else(|| anyhow::anyhow!("an account was deleted while somebody opened it"))?)
}

/// The key with a fingerprint that leaves out the password: fingerprints are fast hashes and are
/// kept for a day, which would make guessing the password from a copy of the database cheap.
/// Of two passwords that are sent with one key, the first counts.
fn key_without_password(key: &idempotency::Key, request: &CreateCustomer) -> idempotency::Key {
    let told = (request.email.as_str(), request.name.as_str());
    let told = serde_json::to_string(&told).expect("two texts");
    idempotency::Key { fingerprint: secret::sha256(&told), ..key.clone() }
}

pub(crate) fn bad_name(why: LineError) -> Problem {
    Problem::field("name", format!("Enter the name to greet you by, at most {MAX_NAME} characters: {why}."))
}

#[cfg(test)]
mod tests {
    use api::client::Credentials;
    use api::problem::Code;
    use domain::Market;
    use origin_testing::Log;

    use super::*;
    use crate::issue_code;
    use crate::testing::{Scene, code};

    fn asking(name: &str, email: &str, password: &str) -> CreateCustomer {
        let password = domain::accounts::Password::try_from(password.to_owned()).expect("a possible password");
        let email = email.parse().expect("an address");
        CreateCustomer { name: name.to_owned(), email, password, market: Market::De, device: None }
    }

    #[tokio::test]
    async fn an_account_is_opened_by_the_code_that_its_address_is_mailed() {
        let scene = Scene::new().await;
        let ask = asking("  Ada Lovelace ", "Ada@Example.COM", "correct horse");
        let asked = scene.call(&ask, None).await.expect("may ask");
        assert_eq!(asked.lasts_seconds, 600);
        assert_eq!(code(scene.login("ada@example.com", "correct horse").await), Code::WrongCredentials, "not yet");
        let mail = issue_code(&scene.stores.db, asked.request).await.expect("PostgreSQL is up").expect("it is due");
        assert_eq!(
            (mail.purpose, mail.to.as_str(), mail.market),
            (Purpose::Verification, "Ada@example.com", Market::De)
        );
        let session = scene.enter("ada@example.com", &mail.code, Some(asked.request), None).await.expect("right");
        assert!(session.customer.verified && !session.choose_password);
        assert_eq!(
            (session.customer.name.as_str(), session.customer.email.as_str()),
            ("Ada Lovelace", "Ada@example.com")
        );
        assert_eq!(session.lasts_seconds, 30 * 24 * 60 * 60);
        assert_eq!(scene.get_customer(Some(&session.token)).await.expect("logged in"), session.customer);
        assert!(scene.login("ada@example.com", "correct horse").await.is_ok());
        assert_eq!(scene.count("select count(*) from accounts.code_requests where chosen_name is not null").await, 0);
    }

    #[tokio::test]
    async fn a_link_keeps_the_password_in_the_browser_that_chose_it_and_in_no_other() {
        let scene = Scene::new().await;
        for (email, is_same, choose) in [("ada@example.com", true, false), ("bob@example.com", false, true)] {
            let asked = scene.call(&asking("Ada", email, "correct horse"), None).await.expect("may ask");
            let mail = issue_code(&scene.stores.db, asked.request).await.expect("PostgreSQL is up").expect("it is due");
            let request = if is_same { asked.request } else { Uuid::new_v4() };
            let session = scene.follow_from(&mail.token, request).await.expect("a good link");
            assert!(session.customer.verified);
            assert_eq!(session.choose_password, choose);
            assert_eq!(scene.login(email, "correct horse").await.is_ok(), is_same);
        }
    }

    #[tokio::test]
    async fn whoever_registers_another_s_address_leaves_nothing_in_the_account_of_its_owner() {
        let scene = Scene::new().await;
        let eve = scene.call(&asking("Eve", "ada@example.com", "eves password"), None).await.expect("may ask");
        let ada = scene.call(&asking("Ada", "ada@example.com", "correct horse"), None).await.expect("may ask");
        let eves = issue_code(&scene.stores.db, eve.request).await.expect("PostgreSQL is up").expect("it is due");
        let mail = issue_code(&scene.stores.db, ada.request).await.expect("PostgreSQL is up").expect("it is due");
        // Each code is good where it was asked for: with Ada's request it is Ada's password that is kept.
        assert_eq!(
            code(scene.enter("ada@example.com", &eves.code, Some(ada.request), None).await),
            Code::SignInCodeWrong
        );
        let own = scene.enter("ada@example.com", &mail.code, Some(ada.request), None).await.expect("right");
        assert_eq!((own.customer.name.as_str(), own.choose_password), ("Ada", false));
        assert_eq!(code(scene.login("ada@example.com", "eves password").await), Code::WrongCredentials);
        // What Eve's request had chosen is nothing any more, though the link in its mail is still Ada's to open.
        let again = scene.follow_from(&eves.token, eve.request).await.expect("it is her mail");
        assert_eq!((again.customer.name.as_str(), again.choose_password), ("Ada", false));
        assert!(scene.login("ada@example.com", "correct horse").await.is_ok());
        assert_eq!(scene.customers().await, 1);
    }

    #[tokio::test]
    async fn a_known_and_a_new_address_get_the_same_answer_and_the_owner_a_mail() {
        let scene = Scene::new().await;
        scene.register("Ada", "ada@example.com", "correct horse").await.expect("a free address");
        let mut answers = Vec::new();
        for email in ["ada@example.com", "eve@example.com", "ADA@example.com", "bob@example.com"] {
            let body =
                serde_json::json!({ "name": "Ada", "email": email, "password": "another horse", "market": "de" });
            let begun = std::time::Instant::now();
            let answer = scene.answer("/v1/customers", &body).await;
            assert!(begun.elapsed() >= origin_platform::even_answer::LEAST, "{:?}", begun.elapsed());
            answers.push(answer);
        }
        assert!(answers[0].starts_with("200"), "{}", answers[0]);
        for answer in &answers {
            assert_eq!(*answer, answers[0], "but for the request's name");
        }
        assert_eq!(code(scene.login("ada@example.com", "another horse").await), Code::WrongCredentials);
        assert!(scene.login("ada@example.com", "correct horse").await.is_ok(), "nothing was changed");
        let asked =
            scene.call(&asking("Eve", "ada@example.com", "another horse"), None).await.expect("the same answer");
        let mail = issue_code(&scene.stores.db, asked.request).await.expect("PostgreSQL is up").expect("it is due");
        assert_eq!((mail.purpose, mail.to.as_str()), (Purpose::KnownAddress, "ada@example.com"));
        let inside = scene.enter("ada@example.com", &mail.code, Some(asked.request), None).await.expect("right");
        assert_eq!((inside.customer.name.as_str(), inside.choose_password), ("Ada", false));
        assert_eq!(code(scene.login("ada@example.com", "another horse").await), Code::WrongCredentials);
    }

    #[tokio::test]
    async fn mails_to_whoever_is_registered_again_and_again_are_bounded_for_known_and_new_alike() {
        let scene = Scene::new().await;
        scene.register("Ada", "ada@example.com", "correct horse").await.expect("a free address");
        let mut left = Vec::new();
        for (email, times) in [("ada@example.com", 4), ("eve@example.com", 5)] {
            for _ in 0..times {
                scene.call(&asking("Ada", email, "correct horse"), None).await.expect("not too often");
            }
            let stopped = scene.call(&asking("Ada", email, "correct horse"), None).await.expect_err("too often");
            left.push((stopped.code, stopped.detail.clone()));
        }
        assert_eq!((left[0].0, &left[0]), (Code::TooManyRequests, &left[1]));
    }

    #[tokio::test]
    async fn an_address_has_one_account_in_any_case_and_of_two_at_once_each_gets_a_mail() {
        let scene = Scene::new().await;
        let asks = ["Bob@example.com", "bob@EXAMPLE.com"].map(|email| asking("Bob", email, "battery staple"));
        let (one, two) = tokio::join!(scene.call(&asks[0], None), scene.call(&asks[1], None));
        assert!(one.is_ok() && two.is_ok());
        assert_eq!(scene.customers().await, 1);
        assert_eq!(scene.count("select count(*) from accounts.code_requests where purpose = 'verification'").await, 2);
    }

    #[tokio::test]
    async fn a_name_is_one_short_line() {
        let scene = Scene::new().await;
        for bad in ["", "  ", "a\nb", "a\u{0}b", "a\u{202e}b", "\u{200b}", &"x".repeat(81)] {
            let problem = scene.register(bad, "ada@example.com", "correct horse").await.err().expect("refused");
            assert_eq!((problem.code, problem.field.as_deref()), (Code::InvalidField, Some("name")), "{bad:?}");
        }
        assert!(scene.register(&"ü".repeat(80), "ada@example.com", "correct horse").await.is_ok());
    }

    #[tokio::test]
    async fn a_repeat_gets_the_first_reply_and_no_other_mail() {
        let scene = Scene::new().await;
        let credentials = Credentials { bearer: None, idempotency_key: Some(scene.key()) };
        let ask = asking("Ada", "ada@example.com", "correct horse");
        let first = scene.client.call_as(&ask, &credentials).await.expect("may ask");
        let repeat = scene.client.call_as(&ask, &credentials).await.expect("the same request");
        assert_eq!(first, repeat);
        let other = asking("Eve", "ada@example.com", "correct horse");
        assert_eq!(code(scene.client.call_as(&other, &credentials).await), Code::IdempotencyKeyReused);
        assert_eq!(scene.count("select count(*) from accounts.code_requests").await, 1);
    }

    #[tokio::test]
    async fn no_secret_is_kept_in_the_database() {
        let scene = Scene::new().await;
        scene.call(&asking("Ada", "ada@example.com", "correct horse"), None).await.expect("may ask");
        let session = scene.register("Bob", "bob@example.com", "battery staple").await.expect("a free address");
        // Every table there is, so that none is forgotten.
        let sql = "select database_to_xml(true, true, '')::text";
        let all: String = sqlx::query_scalar(sql).fetch_one(&scene.stores.db).await.expect("readable");
        assert!(all.contains("ada@example.com") && all.contains("$argon2id$"), "{all}");
        for secret in ["correct horse", "battery staple", &session.token] {
            assert!(!all.contains(secret), "{all}");
        }
    }

    #[tokio::test]
    async fn neither_password_nor_token_nor_address_is_logged() {
        let log = Log::default();
        let _another = origin_testing::another_listener();
        let subscriber =
            tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(log.writer()).finish();
        let _guard = tracing::subscriber::set_default(subscriber);
        let scene = Scene::new().await;
        let session = scene.register("Ada", "ada@example.com", "correct horse").await.expect("a free address");
        scene.login("ada@example.com", "correct donkey").await.err().expect("wrong");
        // A failure of ours is logged with its cause; the cause must not quote the request.
        origin_testing::alter(&scene.stores.db, "drop table accounts.customers cascade").await;
        assert_eq!(code(scene.login("ada@example.com", "correct horse").await), Code::Internal);
        assert_eq!(code(scene.register("Bob", "bob@example.com", "battery staple").await), Code::Internal);
        let text = log.text();
        assert!(text.contains("request failed") && text.contains("CreateCustomer"), "{text}");
        for secret in ["correct", "donkey", "staple", "@example.com", session.token.as_str()] {
            assert!(!text.contains(secret), "{secret}: {text}");
        }
    }
}
