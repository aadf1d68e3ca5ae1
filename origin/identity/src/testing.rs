//! What the tests of this service share: the router on stores of its own, called as clients call it.

use api::accounts::{
    CreateCustomer, CreateSession, CreateSessionByCode, CreateSessionByLink, CreateSignInCode, CustomerView,
    GetCustomer, SessionView,
};
use api::client::{Client, Credentials, Transport as _};
use api::endpoint::Endpoint;
use api::problem::{Code, Problem};
use axum::body::Body;
use domain::Market;
use domain::accounts::{Password, SignInCode};
use http::Request;
use origin_platform::transport::InProcess;
use origin_platform::{Stores, secret};
use uuid::Uuid;

use crate::{CodeMail, ProviderSettings, issue_code};

/// Where shoppers find the shop.
pub(crate) const SHOP: &str = "https://shop.example";

pub(crate) struct Scene {
    pub(crate) stores: Stores,
    pub(crate) client: Client<InProcess>,
    transport: InProcess,
}

/// Why a call was refused.
pub(crate) fn code<T>(outcome: Result<T, Problem>) -> Code {
    outcome.err().expect("refused").code
}

impl Scene {
    pub(crate) async fn new() -> Self {
        Self::with_providers(Vec::new()).await
    }

    /// The same where shoppers may sign in by these providers, too.
    pub(crate) async fn with_providers(providers: Vec<ProviderSettings>) -> Self {
        let stores = origin_testing::fresh_stores().await;
        let passkeys = crate::passkeys::router(stores.clone(), SHOP);
        let oidc = crate::oidc_router(stores.clone(), providers, SHOP).expect("good providers");
        let transport = InProcess(crate::router(stores.clone()).merge(passkeys).merge(oidc));
        Self { stores, client: Client::new(transport.clone()), transport }
    }

    pub(crate) fn key(&self) -> String {
        secret::token()
    }

    /// Opens an account by the code that is mailed for it.
    pub(crate) async fn register(&self, name: &str, email: &str, password: &str) -> Result<SessionView, Problem> {
        let password = Password::try_from(password.to_owned()).expect("a possible password");
        let address = email.parse().expect("an address");
        let ask = CreateCustomer { name: name.to_owned(), email: address, password, market: Market::Eu, device: None };
        let request = self.call(&ask, None).await?.request;
        let mail = issue_code(&self.stores.db, request).await.expect("PostgreSQL is up").expect("it is due");
        self.enter(email, &mail.code, Some(request), None).await
    }

    /// Opens an account as earlier versions did, whose address nobody has confirmed, and logs in.
    pub(crate) async fn register_unconfirmed(&self, email: &str, password: &str) -> SessionView {
        let hash = crate::password::hash(password.to_owned()).await.expect("hashes");
        sqlx::query("insert into accounts.customers (id, email, name, password_hash) values ($1, $2, 'Ada', $3)")
            .bind(Uuid::now_v7())
            .bind(email)
            .bind(hash)
            .execute(&self.stores.db)
            .await
            .expect("a free address");
        self.login(email, password).await.expect("right")
    }

    pub(crate) async fn login(&self, email: &str, password: &str) -> Result<SessionView, Problem> {
        self.login_with(email, password, None).await
    }

    /// Logs in with a browser that shows this token.
    pub(crate) async fn login_with(
        &self,
        email: &str,
        password: &str,
        device: Option<String>,
    ) -> Result<SessionView, Problem> {
        let email = email.parse().expect("an address");
        let request = CreateSession { email, password: password.to_owned(), device, browser: None };
        let credentials = Credentials { bearer: None, idempotency_key: Some(self.key()) };
        self.client.call_as(&request, &credentials).await
    }

    /// Calls an endpoint as whoever has this session, or as nobody.
    pub(crate) async fn call<E: Endpoint>(&self, endpoint: &E, token: Option<&str>) -> Result<E::Reply, Problem> {
        let credentials = Credentials { bearer: token.map(str::to_owned), idempotency_key: Some(self.key()) };
        self.client.call_as(endpoint, &credentials).await
    }

    /// Asks for a code; returns the request, and what the mail brings, if one is due.
    pub(crate) async fn ask_for_code(&self, email: &str) -> (Uuid, Option<CodeMail>) {
        let ask = CreateSignInCode { email: email.parse().expect("an address"), market: Market::De, device: None };
        let request = self.call(&ask, None).await.expect("not too often").request;
        (request, issue_code(&self.stores.db, request).await.expect("PostgreSQL is up"))
    }

    /// What the mail brings that was due last.
    pub(crate) async fn mailed_last(&self) -> CodeMail {
        let last = "select id from accounts.code_requests where ended_at is null order by created_at desc limit 1";
        let request = sqlx::query_scalar(last).fetch_one(&self.stores.db).await.expect("one was asked for");
        issue_code(&self.stores.db, request).await.expect("PostgreSQL is up").expect("it is due")
    }

    /// Signs in with a code.
    pub(crate) async fn enter(
        &self,
        email: &str,
        code: &SignInCode,
        request: Option<Uuid>,
        token: Option<&str>,
    ) -> Result<SessionView, Problem> {
        let email = email.parse().expect("an address");
        self.call(&CreateSessionByCode { email, code: code.clone(), request, browser: None }, token).await
    }

    /// Signs in with the token of a link.
    pub(crate) async fn follow(&self, link: &str, token: Option<&str>) -> Result<SessionView, Problem> {
        self.call(&CreateSessionByLink { token: link.to_owned(), request: None, browser: None }, token).await
    }

    /// The same from where the request was made.
    pub(crate) async fn follow_from(&self, link: &str, request: Uuid) -> Result<SessionView, Problem> {
        let follow = CreateSessionByLink { token: link.to_owned(), request: Some(request), browser: None };
        self.call(&follow, None).await
    }

    /// Posts to a path, and returns the whole answer as text, with the name of a request in it covered.
    pub(crate) async fn answer(&self, path: &str, body: &serde_json::Value) -> String {
        let request = Request::post(path)
            .header("content-type", "application/json")
            .header("idempotency-key", self.key())
            .body(body.to_string().into())
            .expect("a request");
        let (parts, body) = self.transport.send(request).await.expect("an answer").into_parts();
        let mut headers: Vec<String> = parts.headers.iter().map(|(name, value)| format!("{name}: {value:?}")).collect();
        headers.sort_unstable();
        let body = String::from_utf8(body.to_vec()).expect("UTF-8");
        let body = match body.split_once("\"request\":\"") {
            Some((before, rest)) => format!("{before}\"request\":\"{}", &rest[36..]),
            None => body,
        };
        format!("{} {headers:?} {body}", parts.status.as_u16())
    }

    /// Lets every session be one that was opened a while ago.
    pub(crate) async fn let_sessions_age(&self) {
        origin_testing::age_sessions(&self.stores, &self.stores.redis_prefix).await;
    }

    /// Runs a statement that sets the scene.
    pub(crate) async fn execute(&self, sql: &'static str) {
        sqlx::query(sql).execute(&self.stores.db).await.expect("a good statement");
    }

    /// What a statement counts.
    pub(crate) async fn count(&self, sql: &'static str) -> i64 {
        sqlx::query_scalar(sql).fetch_one(&self.stores.db).await.expect("a good statement")
    }

    /// How often edges were told to ask anew for the providers.
    pub(crate) async fn providers_told(&self) -> i64 {
        self.count(
            "select count(*) from shop.outbox where subject = 'shop.accounts.providers_read' and tags = '{providers}'",
        )
        .await
    }

    /// How often it was told that somebody has confirmed an address.
    pub(crate) async fn verifications(&self) -> i64 {
        self.count("select count(*) from shop.outbox where subject = 'shop.accounts.email_verified'").await
    }

    pub(crate) async fn get_customer(&self, token: Option<&str>) -> Result<CustomerView, Problem> {
        let credentials = Credentials { bearer: token.map(str::to_owned), idempotency_key: None };
        self.client.call_as(&GetCustomer {}, &credentials).await
    }

    /// Sends a request as it is and returns the body of the answer.
    pub(crate) async fn send(&self, request: Request<Body>) -> String {
        let (parts, body) = request.into_parts();
        let body = axum::body::to_bytes(body, usize::MAX).await.expect("in memory");
        let request = Request::from_parts(parts, body);
        let answer = self.transport.send(request).await.expect("an answer");
        String::from_utf8(answer.into_body().to_vec()).expect("UTF-8")
    }

    pub(crate) async fn customers(&self) -> i64 {
        let count = sqlx::query_scalar("select count(*) from accounts.customers");
        count.fetch_one(&self.stores.db).await.expect("readable")
    }

    async fn session_keys(&self) -> Vec<String> {
        let mut redis = self.stores.redis.clone();
        let pattern = format!("{}session:*", self.stores.redis_prefix);
        let keys: Vec<String> = redis::cmd("KEYS").arg(pattern).query_async(&mut redis).await.expect("Redis is up");
        assert!(!keys.is_empty(), "there are sessions");
        keys
    }

    pub(crate) async fn session_seconds_left(&self) -> i64 {
        let key = self.session_keys().await.remove(0);
        redis::cmd("TTL").arg(key).query_async(&mut self.stores.redis.clone()).await.expect("Redis is up")
    }

    pub(crate) async fn let_sessions_expire(&self) {
        for key in self.session_keys().await {
            let expire = redis::cmd("PEXPIRE").arg(key).arg(1).query_async(&mut self.stores.redis.clone()).await;
            let () = expire.expect("Redis is up");
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
}
