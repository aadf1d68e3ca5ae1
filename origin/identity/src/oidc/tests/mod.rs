//! What the tests of sign-ins by providers share.

mod hostile;
mod idp;
mod linking;
mod logging_out;
mod signing_in;
mod unavailable;

use api::accounts::{
    CreateCustomerByOidc, CreateIdentity, CreateOidcRequest, CreateSessionByOidc, OidcOutcome, OidcRequestView,
    SessionView, SignInCodeView,
};
use api::problem::Problem;
use domain::Market;
use origin_platform::clock;
use serde_json::{Value, json};

use self::idp::{Brought, Idp};
use crate::issue_code;
use crate::testing::Scene;

/// A shop with a provider.
struct Shop {
    scene: Scene,
    idp: Idp,
}

impl Shop {
    async fn new() -> Self {
        let idp = Idp::start().await;
        Self { scene: Scene::with_providers(vec![idp.settings("example")]).await, idp }
    }

    /// Begins to sign in, as whoever has this session or as nobody.
    async fn begin(&self, token: Option<&str>, adding: bool) -> Result<OidcRequestView, Problem> {
        let (provider, next) = ("example".to_owned(), "account".to_owned());
        let ask = CreateOidcRequest { provider, market: Market::De, next, adding, binding: None };
        self.scene.call(&ask, token).await
    }

    /// Comes back.
    async fn come_back(&self, brought: &Brought, binding: &str, token: Option<&str>) -> Result<OidcOutcome, Problem> {
        self.scene.call(&back(brought, binding), token).await
    }

    /// Goes to the provider, is known there as `subject`, and comes back; with what the browser has to show.
    async fn travel(&self, subject: &str, told: Value) -> (Result<OidcOutcome, Problem>, String) {
        let sent = self.begin(None, false).await.expect("the provider is there");
        let brought = self.idp.sign_in(&sent.address, subject, told);
        (self.come_back(&brought, &sent.binding, None).await, sent.binding)
    }

    /// Asks for an account, for the identity that waits for a browser.
    async fn ask(&self, email: &str, binding: &str) -> Result<SignInCodeView, Problem> {
        let (binding, name, email) = (binding.to_owned(), "Ada".to_owned(), email.parse().expect("an address"));
        let open = CreateCustomerByOidc { binding, name, email, market: Market::De, device: None };
        self.scene.call(&open, None).await
    }

    /// Does so, types the code that is mailed, and has the identity linked.
    async fn open(&self, email: &str, binding: &str) -> Result<SessionView, Problem> {
        let request = self.ask(email, binding).await?.request;
        let mail = issue_code(&self.scene.stores.db, request).await.expect("PostgreSQL is up").expect("it is due");
        let session = self.scene.enter(email, &mail.code, Some(request), None).await?;
        let link = CreateIdentity { binding: binding.to_owned(), market: Market::De };
        self.scene.call(&link, Some(&session.token)).await.map(|()| session)
    }

    /// An account as earlier versions opened it: by an identity alone, under an address that nobody has confirmed.
    async fn join_unconfirmed(&self, subject: &str, email: &str) -> SessionView {
        let session = self.join(subject, email).await;
        let forget = "update accounts.customers set email_verified_at = null";
        sqlx::query(forget).execute(&self.scene.stores.db).await.expect("PostgreSQL is up");
        session
    }

    /// Signs in for the first time and opens an account.
    async fn join(&self, subject: &str, email: &str) -> SessionView {
        let (came, binding) = self.travel(subject, now()).await;
        assert!(came.expect("it is right").pending);
        self.open(email, &binding).await.expect("a free address")
    }
}

/// What the provider tells of a shopper who has just shown who they are.
fn now() -> Value {
    json!({ "auth_time": clock::unix_seconds() })
}

fn back(brought: &Brought, binding: &str) -> CreateSessionByOidc {
    CreateSessionByOidc {
        provider: "example".to_owned(),
        state: brought.state.clone(),
        code: Some(brought.code.clone()),
        error: None,
        issuer: None,
        binding: binding.to_owned(),
        browser: None,
    }
}
