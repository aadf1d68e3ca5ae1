//! A provider of OpenID Connect that a shop's shoppers may sign in by: panva's `oidc-provider`, which is certified, run by
//! Node.js.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

use http::Method;
use serde_json::{Value, json};

use crate::process::Process;
use crate::programs::{port_of, repository, setting};
use crate::shop::Shop;
use crate::shopper::{Reply, Shopper};
use crate::{eventually, free_port};

/// What the shop calls it in addresses.
const NAME: &str = "example";

/// The provider.
pub struct OidcProvider {
    /// Its issuer, which is its address.
    pub issuer: String,
    redirect: String,
    /// Where it tells the shop of log-outs.
    logout: String,
    folder: std::path::PathBuf,
    process: Process,
}

impl Shop {
    /// Starts a provider, and the origin again as one that knows it.
    ///
    /// # Panics
    /// If either does not come up.
    pub async fn with_oidc_provider(&mut self) -> OidcProvider {
        let issuer = format!("http://127.0.0.1:{}", free_port());
        let redirect = format!("{}/login/with/{NAME}/return", self.edge);
        let folder = self.folder.path().to_owned();
        let logout = format!("{}/v1/oidc-logouts/{NAME}", self.edge);
        let process = OidcProvider::run(&folder, &issuer, &redirect, &logout);
        let provider = OidcProvider { issuer, redirect, logout, folder, process };
        provider.wait().await;
        let (file, secret) = (self.file("providers.json"), self.file("provider-secret"));
        std::fs::write(&secret, "secret-of-tests").expect("the folder is ours");
        std::fs::set_permissions(&secret, Permissions::from_mode(0o600)).expect("it is ours");
        let settings = json!({ "providers": [{
            "name": NAME, "label": "Example ID", "issuer": provider.issuer, "client_id": "shop",
            "client_secret_file": secret, "scopes": ["email", "profile"],
        }] });
        std::fs::write(&file, settings.to_string()).expect("the folder is ours");
        self.environment.push(("OIDC_PROVIDERS", file.display().to_string()));
        self.restart_origin();
        self.origin_is_reached().await;
        provider
    }
}

impl OidcProvider {
    fn run(folder: &std::path::Path, issuer: &str, redirect: &str, logout: &str) -> Process {
        let mut command = Command::new("node");
        command.arg(repository().join("tests/testing/oidc_provider.mjs")).arg(setting("TEST_OIDC_PROVIDER")).args([
            &port_of(issuer).to_string(),
            redirect,
            logout,
        ]);
        Process::start("oidc-provider", folder, &mut command)
    }

    async fn wait(&self) {
        let path = "/.well-known/openid-configuration";
        eventually("the provider", async || {
            Shopper::new(&self.issuer).try_get(path).await.filter(|reply| reply.status == 200)
        })
        .await;
    }

    async fn order(&self, what: &Value) {
        let body = what.to_string().into();
        let reply = Shopper::new(&self.issuer).send(Method::POST, "/of-tests", &[], body).await.expect("an answer");
        assert_eq!(reply.status, 204, "{}", reply.body);
    }

    /// Whoever comes from now on is this account: its `sub`, and what is told of it. Nobody, who breaks off, if that is
    /// empty.
    ///
    /// # Panics
    /// If it does not answer.
    pub async fn is_seen_by(&self, account: Value) {
        self.order(&json!({ "account": account })).await;
    }

    /// Takes connections and answers nothing any more, or answers again.
    ///
    /// # Panics
    /// As [`OidcProvider::is_seen_by`].
    pub async fn stick(&self, is_stuck: bool) {
        self.order(&json!({ "isStuck": is_stuck })).await;
    }

    /// Logs out at the provider by its own page, in the browser that has been there, which tells the shop of it.
    ///
    /// # Panics
    /// If the provider asks for something else, or the shop does not take what it is told.
    pub async fn log_out(&self, browser: &Shopper) {
        let question = browser.get("/session/end").await;
        let xsrf = question.field("xsrf").expect("its question");
        let form = format!("xsrf={xsrf}&logout=yes").into();
        let headers = [("content-type", "application/x-www-form-urlencoded")];
        let done = browser.send(Method::POST, "/session/end/confirm", &headers, form).await.expect("an answer");
        assert_eq!(done.status, 303, "{}", done.body);
        self.order(&json!({})).await;
    }

    /// Ends it.
    pub fn stop(&mut self) {
        self.process.kill();
    }

    /// Ends it if it runs, and starts it with other keys.
    ///
    /// # Panics
    /// If it does not come up.
    pub async fn restart(&mut self) {
        self.process.kill();
        self.process = Self::run(&self.folder, &self.issuer, &self.redirect, &self.logout);
        self.wait().await;
    }

    /// Has a shopper leave the shop by this page, show the provider who they are, and be sent back: the path that they come
    /// back to, which is not opened.
    ///
    /// # Panics
    /// If the page leads nowhere else, or the provider does not lead back.
    pub async fn visit(&self, shopper: &Shopper, page: &str) -> String {
        self.visit_in(&Shopper::new(&self.issuer), shopper, page).await
    }

    /// The same, with what the browser knows of the provider kept apart from what it knows of the shop: who comes again is
    /// in the same session there.
    ///
    /// # Panics
    /// As [`OidcProvider::visit`].
    pub async fn visit_in(&self, browser: &Shopper, shopper: &Shopper, page: &str) -> String {
        let reply = shopper.send(Method::GET, page, &[("accept", "text/html")], "".into()).await.expect("an answer");
        assert_eq!(reply.status, 303, "{page}: {}", reply.body);
        let mut location = reply.header("location").to_owned();
        for _ in 0..10 {
            if let Some(back) = location.strip_prefix(self.redirect.as_str()) {
                return format!("/login/with/{NAME}/return{back}");
            }
            let path = location.strip_prefix(self.issuer.as_str()).unwrap_or(&location);
            assert!(path.starts_with('/'), "{page} leads to {location}");
            let reply =
                browser.send(Method::GET, path, &[("accept", "text/html")], "".into()).await.expect("an answer");
            assert_eq!(reply.status, 303, "{path}: {}", reply.body);
            location = reply.header("location").to_owned();
        }
        panic!("the provider does not lead back: {location}");
    }

    /// The same, and they come back: the page that they see in the end.
    ///
    /// # Panics
    /// As [`OidcProvider::visit`].
    pub async fn round_trip(&self, shopper: &Shopper, page: &str) -> Reply {
        shopper.get(&self.visit(shopper, page).await).await
    }
}
