//! An account as it is kept, and reading one's own.

use api::Problem;
use api::accounts::{CustomerView, GetCustomer, SessionView};
use api::problem::Code;
use domain::accounts::MAX_BROWSER;
use domain::{CustomerId, Email, Market};
use origin_platform::{Call, ServiceError, Stores, Who, session};
use sqlx::{FromRow, PgConnection, PgExecutor};
use uuid::Uuid;

use crate::{devices, password};

/// The caller's own account. No request names an account, so no stranger's can be asked for.
pub(crate) async fn get_customer(stores: Stores, call: Call<GetCustomer>) -> Result<CustomerView, ServiceError> {
    let id = call.shopper()?;
    let customer = by_id(&stores.db, id).await?.ok_or_else(gone)?;
    Ok(CustomerView { recent: call.is_recent, ..customer.view })
}

/// What whoever is logged in is told whose account was deleted meanwhile.
pub(crate) fn gone() -> Problem {
    Problem::new(Code::Unauthenticated, "This account no longer exists. Please log in with another.")
}

/// Checks that the caller has just logged in: whoever finds a browser open knows neither password nor code.
///
/// # Errors
/// [`Code::RecentLoginNeeded`], or if Redis does not answer.
pub async fn check_recent(stores: &Stores, bearer: Option<&str>) -> Result<(), ServiceError> {
    if stores.sessions.is_recent(bearer.unwrap_or_default()).await? {
        return Ok(());
    }
    let detail = "This wants a log-in within the last ten minutes. Please log in once more, and try again.";
    Err(Problem::new(Code::RecentLoginNeeded, detail).into())
}

/// Removes every identity at a provider from an account: somebody else's who opened it.
pub(crate) async fn remove_identities(tx: &mut PgConnection, customer: CustomerId) -> sqlx::Result<()> {
    sqlx::query("delete from accounts.identities where customer_id = $1").bind(customer.0).execute(tx).await.map(drop)
}

/// An account with its password's hash.
pub(crate) struct Customer {
    pub(crate) view: CustomerView,
    pub(crate) password_hash: String,
    /// Rises with whatever ends the account's sessions.
    pub(crate) credentials_version: i32,
    /// Whether somebody logs in to it by a provider.
    pub(crate) has_identity: bool,
}

impl Customer {
    /// Whether nobody was ever in it: its address was not confirmed, and it has neither a password nor a log-in of a
    /// provider.
    pub(crate) fn is_unopened(&self) -> bool {
        !self.view.verified && !self.has_identity && self.password_hash == password::NOBODYS
    }
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    email: String,
    name: String,
    password_hash: String,
    verified: bool,
    credentials_version: i32,
    market: Option<String>,
    has_identity: bool,
}

impl From<Row> for Customer {
    fn from(row: Row) -> Self {
        let Row { id, email, name, password_hash, verified, credentials_version, market, has_identity } = row;
        let market = market.as_deref().and_then(Market::of_code);
        let view = CustomerView { id: CustomerId(id), name, email, verified, recent: false, market };
        Self { view, password_hash, credentials_version, has_identity }
    }
}

/// The account with this id.
pub(crate) async fn by_id(db: impl PgExecutor<'_>, id: CustomerId) -> sqlx::Result<Option<Customer>> {
    let row: Option<Row> = sqlx::query_as(
        "select id, email, name, password_hash, email_verified_at is not null as verified, credentials_version, market,
             exists (select from accounts.identities where customer_id = customers.id) as has_identity
         from accounts.customers where id = $1",
    )
    .bind(id.0)
    .fetch_optional(db)
    .await?;
    Ok(row.map(Customer::from))
}

/// The same, locked until the transaction ends: of two that change an account at once, the second sees what the first
/// has written.
pub(crate) async fn lock(tx: &mut PgConnection, id: CustomerId) -> sqlx::Result<Option<Customer>> {
    let row: Option<Row> = sqlx::query_as(
        "select id, email, name, password_hash, email_verified_at is not null as verified, credentials_version, market,
             exists (select from accounts.identities where customer_id = customers.id) as has_identity
         from accounts.customers where id = $1 for no key update",
    )
    .bind(id.0)
    .fetch_optional(tx)
    .await?;
    Ok(row.map(Customer::from))
}

/// The account of this address, however it is capitalised.
pub(crate) async fn by_email(db: impl PgExecutor<'_>, email: &Email) -> sqlx::Result<Option<Customer>> {
    let row: Option<Row> = sqlx::query_as(
        "select id, email, name, password_hash, email_verified_at is not null as verified, credentials_version, market,
             exists (select from accounts.identities where customer_id = customers.id) as has_identity
         from accounts.customers where email_canonical = $1",
    )
    .bind(email.canonical())
    .fetch_optional(db)
    .await?;
    Ok(row.map(Customer::from))
}

/// Keeps another hash of an account's password in place of the one it had.
pub(crate) async fn renew_hash(db: impl PgExecutor<'_>, id: CustomerId, old: &str, new: &str) -> sqlx::Result<()> {
    // Only in place of that one: a password may have been changed meanwhile.
    sqlx::query("update accounts.customers set password_hash = $3 where id = $1 and password_hash = $2")
        .bind(id.0)
        .bind(old)
        .bind(new)
        .execute(db)
        .await
        .map(drop)
}

/// Ends the session that the caller has had until now, who has just logged in: a browser has one.
pub(crate) async fn end_former_session(stores: &Stores, who: &Who, bearer: Option<&str>) -> Result<(), ServiceError> {
    if let (Who::Shopper(_), Some(former)) = (who, bearer) {
        stores.sessions.close(former).await?;
    }
    Ok(())
}

/// As [`open_session`], in place of one that was in these groups: what ends those ends this one, too.
///
/// # Errors
/// Those of [`open_session`]; [`Code::Unauthenticated`] if one of the groups has ended meanwhile.
pub(crate) async fn open_session_again(
    stores: &Stores,
    customer: Customer,
    browser: Option<&str>,
    groups: Option<session::Joined>,
) -> Result<SessionView, ServiceError> {
    let id = customer.view.id;
    let session = open_session(stores, customer, browser).await?;
    if let Some(groups) = groups
        && !stores.sessions.join(id, &session.token, &groups).await?
    {
        let detail = "You were logged out at your provider just now, and here with it. Please log in again.";
        return Err(Problem::new(Code::Unauthenticated, detail).into());
    }
    Ok(session)
}

/// Opens a session for an account as it was read before.
///
/// # Errors
/// [`Code::WrongCredentials`] if its password or address was changed since, which ends all sessions there were then.
pub(crate) async fn open_session(
    stores: &Stores,
    customer: Customer,
    browser: Option<&str>,
) -> Result<SessionView, ServiceError> {
    let Customer { view, password_hash, credentials_version, .. } = customer;
    let browser = domain::line::optional_line(browser.unwrap_or_default(), MAX_BROWSER).unwrap_or_default();
    let token = stores.sessions.open_in(view.id, &browser).await?;
    // Whoever ended the account's sessions meanwhile has not seen this one.
    let found: Option<(i32, bool)> = sqlx::query_as(
        "select credentials_version, exists (select from accounts.identities where customer_id = $1)
         from accounts.customers where id = $1",
    )
    .bind(view.id.0)
    .fetch_optional(&stores.db)
    .await?;
    let Some((_, has_identity)) = found.filter(|(version, _)| *version == credentials_version) else {
        stores.sessions.close(&token).await?;
        let detail = "The account was given another password or e-mail address just now. Please log in with that.";
        return Err(Problem::new(Code::WrongCredentials, detail).into());
    };
    let device = Some(devices::remember(stores, &view.email).await?);
    Ok(SessionView {
        token,
        lasts_seconds: session::LASTS.as_secs(),
        customer: CustomerView { recent: true, ..view },
        device,
        // Whoever comes by a provider has chosen to have none.
        choose_password: password_hash == password::NOBODYS && !has_identity,
    })
}

#[cfg(test)]
mod tests {
    use crate::testing::{Scene, code};
    use api::accounts::GetCustomer;
    use api::client::Credentials;
    use api::problem::Code;

    #[tokio::test]
    async fn each_shopper_sees_their_own_account_and_no_other() {
        let scene = Scene::new().await;
        let ada = scene.register("Ada", "ada@example.com", "correct horse").await.expect("a free address");
        let bob = scene.register("Bob", "bob@example.com", "battery staple").await.expect("a free address");
        for session in [&ada, &bob] {
            let seen = scene.get_customer(Some(&session.token)).await.expect("logged in");
            assert_eq!(seen, session.customer);
        }
        // Whatever an address line says beside the path changes nothing.
        for scheme in ["Bearer", "bearer", "BEARER "] {
            let request = http::Request::get(format!("/v1/customers/me?id={}&customer={0}", bob.customer.id))
                .header("authorization", format!("{scheme} {}", ada.token))
                .body(axum::body::Body::empty())
                .expect("a request");
            let body = scene.send(request).await;
            assert!(body.contains("ada@example.com") && !body.contains("bob@example.com"), "{scheme}: {body}");
        }
    }

    #[tokio::test]
    async fn what_is_sent_is_told_by_its_media_type_in_any_letters() {
        let scene = Scene::new().await;
        let ask = async |kind: &str| {
            let body = serde_json::json!({ "email": "ada@example.com", "password": "correct horse" }).to_string();
            let request = http::Request::post("/v1/sessions")
                .header("content-type", kind)
                .header("idempotency-key", scene.key())
                .body(axum::body::Body::from(body))
                .expect("a request");
            scene.send(request).await
        };
        for json in ["application/json", "Application/JSON; Charset=UTF-8", "application/json ;x=y"] {
            assert!(ask(json).await.contains("wrong_credentials"), "{json}");
        }
        for other in ["", "text/json", "application/jsonx", "application/problem+json", "text/plain; application/json"]
        {
            assert!(ask(other).await.contains("unsupported_media_type"), "{other}");
        }
    }

    #[tokio::test]
    async fn nobody_and_forged_tokens_are_refused() {
        let scene = Scene::new().await;
        scene.register("Ada", "ada@example.com", "correct horse").await.expect("a free address");
        let forged = origin_platform::secret::token();
        for token in [None, Some(forged.as_str()), Some("x"), Some("selvedge_staff_forged")] {
            assert_eq!(code(scene.get_customer(token).await), Code::Unauthenticated, "{token:?}");
        }
    }

    #[tokio::test]
    async fn a_session_ends_when_its_time_is_over() {
        let scene = Scene::new().await;
        let ada = scene.register("Ada", "ada@example.com", "correct horse").await.expect("a free address");
        let lasts = scene.session_seconds_left().await;
        assert!((1..=i64::try_from(ada.lasts_seconds).expect("days")).contains(&lasts), "{lasts}");
        scene.let_sessions_expire().await;
        assert_eq!(code(scene.get_customer(Some(&ada.token)).await), Code::Unauthenticated);
    }

    #[tokio::test]
    async fn a_session_of_a_removed_account_opens_nothing() {
        let scene = Scene::new().await;
        let ada = scene.register("Ada", "ada@example.com", "correct horse").await.expect("a free address");
        sqlx::query("delete from accounts.customers").execute(&scene.stores.db).await.expect("may delete");
        let credentials = Credentials { bearer: Some(ada.token), idempotency_key: None };
        let outcome = scene.client.call_as(&GetCustomer {}, &credentials).await;
        assert_eq!(code(outcome), Code::Unauthenticated);
    }
}
