//! Opening an account.

use api::accounts::{CreateCustomer, CustomerView, SessionView};
use api::problem::{Code, Problem};
use domain::CustomerId;
use domain::accounts::MAX_NAME;
use domain::line::LineFault;
use origin_platform::{Call, ServiceError, Stores, idempotency, secret};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::codes::{self, NewRequest, Purpose};
use crate::customer::{self, Customer};
use crate::{common_passwords, password};

/// Opens an account, has its owner asked by mail whether the address is theirs, and logs in. A repeat with the same key
/// and password opens another session of the same account: what is saved for repeats is the account's id, never a token.
pub(crate) async fn create_customer(stores: Stores, call: Call<CreateCustomer>) -> Result<SessionView, ServiceError> {
    let key = key_without_password(call.key(), &call.endpoint);
    let CreateCustomer { name, email, password, market, browser } = call.endpoint;
    let name = domain::accounts::name(&name).map_err(bad_name)?;
    common_passwords::check(&password)?;
    // Before the transaction: a hash takes tens of milliseconds and may wait for its turn.
    let password_hash = password::hash(password.reveal().to_owned()).await?;
    let mut tx = stores.db.begin().await?;
    let saved: Option<CustomerId> = key.claim(&mut tx).await?;
    if let Some(id) = saved {
        tx.rollback().await?;
        return repeat(&stores, id, password.into(), browser.as_deref()).await;
    }
    let id = CustomerId(Uuid::now_v7());
    let view = CustomerView { id, name, email: email.into(), verified: false, recent: false, market: None };
    let customer = Customer { view, password_hash, credentials_version: 1 };
    insert(&mut tx, &customer).await?;
    let (purpose, email) = (Purpose::Verification, customer.view.email.as_str());
    codes::record(&mut tx, NewRequest { id: Uuid::new_v4(), customer: id, purpose, email, market }).await?;
    key.save(&mut tx, &id).await?;
    tx.commit().await?;
    customer::end_former_session(&stores, &call.who, call.bearer.as_deref()).await?;
    customer::open_session(&stores, customer, browser.as_deref()).await
}

/// Adds a new account.
///
/// # Errors
/// [`Code::EmailTaken`], or if PostgreSQL does not answer.
pub(crate) async fn insert(tx: &mut PgConnection, customer: &Customer) -> Result<(), ServiceError> {
    // The unique index decides: of two that register an address at once, one gets it.
    let inserted = sqlx::query(
        "insert into accounts.customers (id, email, name, password_hash) values ($1, $2, $3, $4)
         on conflict do nothing",
    )
    .bind(customer.view.id.0)
    .bind(&customer.view.email)
    .bind(&customer.view.name)
    .bind(&customer.password_hash)
    .execute(tx)
    .await?;
    if inserted.rows_affected() == 0 {
        return Err(taken().into());
    }
    Ok(())
}

async fn repeat(
    stores: &Stores,
    id: CustomerId,
    password: String,
    browser: Option<&str>,
) -> Result<SessionView, ServiceError> {
    let customer = customer::by_id(&stores.db, id).await?;
    let hash = customer.as_ref().map(|customer| customer.password_hash.clone());
    let right = password::verify(password, hash).await?;
    let reused = || {
        let detail = "This Idempotency-Key was used for another request before; use a new key for a new request.";
        Problem::new(Code::IdempotencyKeyReused, detail)
    };
    let customer = customer.filter(|_| right).ok_or_else(reused)?;
    customer::open_session(stores, customer, browser).await
}

/// The key with a fingerprint that leaves out the password: fingerprints are fast hashes and are
/// kept for a day, which would make guessing the password from a copy of the database cheap.
/// That a repeat has the same password is checked against its slow hash instead.
fn key_without_password(key: &idempotency::Key, request: &CreateCustomer) -> idempotency::Key {
    let told = (request.email.as_str(), request.name.as_str());
    let told = serde_json::to_string(&told).expect("two texts");
    idempotency::Key { fingerprint: secret::sha256(&told), ..key.clone() }
}

pub(crate) fn bad_name(why: LineFault) -> Problem {
    Problem::field("name", format!("Enter the name to greet you by, at most {MAX_NAME} characters: {why}."))
}

fn taken() -> Problem {
    Problem::new(Code::EmailTaken, "This e-mail address has an account already. Please log in instead.").at("email")
}

#[cfg(test)]
mod tests {
    use origin_testing::Log;

    use super::*;
    use crate::testing::{Scene, code};

    #[tokio::test]
    async fn an_account_is_opened_with_a_session() {
        let scene = Scene::new().await;
        let session =
            scene.register("  Ada Lovelace ", "Ada@Example.COM", "correct horse").await.expect("a free address");
        assert_eq!(session.customer.name, "Ada Lovelace");
        assert_eq!(session.customer.email, "Ada@example.com");
        assert_eq!(session.lasts_seconds, 30 * 24 * 60 * 60);
        assert_eq!(scene.get_customer(Some(&session.token)).await.expect("logged in"), session.customer);
    }

    #[tokio::test]
    async fn an_address_has_one_account_in_any_case() {
        let scene = Scene::new().await;
        scene.register("Ada", "ada@example.com", "correct horse").await.expect("a free address");
        for again in ["ada@example.com", "ADA@EXAMPLE.COM", " Ada@Example.com "] {
            assert_eq!(code(scene.register("Eve", again, "another horse").await), Code::EmailTaken, "{again}");
        }
        let (one, two) = tokio::join!(
            scene.register("Bob", "bob@example.com", "battery staple"),
            scene.register("Bob", "Bob@example.com", "battery staple"),
        );
        assert!(one.is_ok() != two.is_ok(), "of two at once one gets the address");
        assert_eq!(scene.customers().await, 2);
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
    async fn a_repeat_opens_another_session_of_the_same_account() {
        let scene = Scene::new().await;
        let key = scene.key();
        let register = |password: &str, name: &str| {
            scene.register_with_key(name.to_owned(), "ada@example.com", password.to_owned(), key.clone())
        };
        let first = register("correct horse", "Ada").await.expect("a free address");
        let repeat = register("correct horse", "Ada").await.expect("the same request");
        assert_eq!(first.customer, repeat.customer);
        assert_ne!(first.token, repeat.token);
        assert!(scene.get_customer(Some(&repeat.token)).await.is_ok());
        assert_eq!(code(register("wrong horse!", "Ada").await), Code::IdempotencyKeyReused);
        assert_eq!(code(register("correct horse", "Eve").await), Code::IdempotencyKeyReused);
        assert_eq!(scene.customers().await, 1);
    }

    #[tokio::test]
    async fn no_secret_is_kept_in_the_database() {
        let scene = Scene::new().await;
        let session = scene.register("Ada", "ada@example.com", "correct horse").await.expect("a free address");
        // Every table there is, so that none is forgotten.
        let sql = "select database_to_xml(true, true, '')::text";
        let all: String = sqlx::query_scalar(sql).fetch_one(&scene.stores.db).await.expect("readable");
        assert!(all.contains("ada@example.com") && all.contains("$argon2id$"), "{all}");
        assert!(!all.contains("correct horse") && !all.contains(&session.token), "{all}");
    }

    #[tokio::test]
    async fn neither_password_nor_token_nor_address_is_logged() {
        let log = Log::default();
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
