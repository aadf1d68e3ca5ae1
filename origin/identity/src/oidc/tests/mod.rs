//! What the tests of sign-ins by providers share.

mod hostile;
mod idp;
mod linking;
mod signing_in;
mod unavailable;

use api::accounts::{
    CreateCustomerByOidc, CreateOidcRequest, CreateSessionByOidc, OidcOutcome, OidcRequestView, SessionView,
};
use api::problem::Problem;
use domain::Market;
use origin_platform::clock;
use serde_json::{Value, json};

use self::idp::{Brought, Idp};
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

    /// Opens an account with the identity that waits for a browser.
    async fn open(&self, email: &str, binding: &str) -> Result<SessionView, Problem> {
        let (binding, name, email) = (binding.to_owned(), "Ada".to_owned(), email.parse().expect("an address"));
        let open = CreateCustomerByOidc { binding, name, email, market: Market::De, browser: None };
        self.scene.call(&open, None).await
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
