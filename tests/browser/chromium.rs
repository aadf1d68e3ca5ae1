//! A headless Chromium driven over WebDriver.

use std::process::Command;
use std::time::Duration;

use fantoccini::wd::Capabilities;
use fantoccini::{Client, ClientBuilder, Locator};
use http::Method;
use serde_json::{Value, json};
use tempfile::TempDir;
use testing::{Process, Shop, Shopper, eventually, free_port};

/// Whether pages may run scripts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scripts {
    /// They may.
    On,
    /// They may not.
    Off,
}

/// A browser with a fresh profile.
pub struct Chromium {
    /// The WebDriver session.
    pub client: Client,
    base: String,
    driver_address: String,
    _driver: Process,
    _folder: TempDir,
}

impl Chromium {
    /// Opens a browser window of `width` pixels in front of `shop`.
    pub async fn open(shop: &Shop, scripts: Scripts, width: u32) -> Self {
        Self::open_with(shop, scripts, width, &[]).await
    }

    /// The same with more of Chromium's own switches.
    pub async fn open_with(shop: &Shop, scripts: Scripts, width: u32, switches: &[String]) -> Self {
        Self::open_at(&shop.edge, scripts, width, switches).await
    }

    /// The same in front of a shop that is reached at `base`.
    pub async fn open_at(base: &str, scripts: Scripts, width: u32, switches: &[String]) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let port = free_port();
        let driver = std::env::var("CHROMEDRIVER").unwrap_or_else(|_| "chromedriver".to_owned());
        let driver = Process::start("chromedriver", folder.path(), Command::new(driver).arg(format!("--port={port}")));
        let profile = folder.path().join("profile");
        let mut options = json!({
            "args": [
                "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
                // A page that still scrolls by itself moves its buttons away from the click.
                "--force-prefers-reduced-motion",
                format!("--user-data-dir={}", profile.display()), format!("--window-size={width},900"), "--lang=en",
            ],
        });
        let known = testing::certificate().map(|key| format!("--ignore-certificate-errors-spki-list={key}"));
        options["args"]
            .as_array_mut()
            .expect("a list")
            .extend(known.iter().chain(switches).map(|switch| json!(switch)));
        if let Ok(binary) = std::env::var("CHROMIUM") {
            options["binary"] = json!(binary);
        }
        if scripts == Scripts::Off {
            options["prefs"] = json!({ "profile.managed_default_content_settings.javascript": 2 });
        }
        let mut capabilities = Capabilities::new();
        capabilities.insert("goog:chromeOptions".to_owned(), options);
        capabilities.insert("goog:loggingPrefs".to_owned(), json!({ "browser": "ALL" }));
        let address = format!("http://127.0.0.1:{port}");
        let client = eventually("Chromium", async || {
            ClientBuilder::new(hyper_util::client::legacy::connect::HttpConnector::new())
                .capabilities(capabilities.clone())
                .connect(&address)
                .await
                .ok()
        })
        .await;
        Self { client, base: base.to_owned(), driver_address: address, _driver: driver, _folder: folder }
    }

    /// Opens a page of the shop.
    pub async fn go(&self, path: &str) {
        self.client.goto(&format!("{}{path}", self.base)).await.expect("the page opens");
    }

    /// The path shown now.
    pub async fn path(&self) -> String {
        self.client.current_url().await.expect("a page is open").path().to_owned()
    }

    /// Waits for an element, then clicks it.
    pub async fn click(&self, css: &str) {
        let element = self.find(css).await;
        element.click().await.unwrap_or_else(|error| panic!("cannot click {css}: {error}"));
    }

    /// Types into a field, replacing what was there.
    pub async fn fill(&self, css: &str, text: &str) {
        let element = self.find(css).await;
        element.clear().await.expect("a field");
        element.send_keys(text).await.expect("a field");
    }

    /// Waits for an element.
    pub async fn find(&self, css: &str) -> fantoccini::elements::Element {
        let wait = self.client.wait().at_most(Duration::from_secs(15));
        match wait.for_element(Locator::Css(css)).await {
            Ok(element) => element,
            Err(error) => {
                let page = self.client.source().await.unwrap_or_default();
                let shown: String = page.chars().take(6000).collect();
                panic!("no {css} at {}: {error}\n{shown}", self.path().await)
            }
        }
    }

    /// Waits until an element's text contains `text`.
    pub async fn wait_for_text(&self, css: &str, text: &str) {
        eventually(&format!("“{text}” in {css}"), async || {
            let element = self.client.find(Locator::Css(css)).await.ok()?;
            element.text().await.ok()?.contains(text).then_some(())
        })
        .await;
    }

    /// Waits until the islands are awake.
    pub async fn wait_for_islands(&self) {
        eventually("the islands", async || {
            let script = "return document.documentElement.dataset.islands === 'ready'";
            (self.client.execute(script, vec![]).await.ok()? == json!(true)).then_some(())
        })
        .await;
    }

    /// Makes the pages of this window so wide, below what a window itself may be.
    pub async fn be_wide(&self, width: u32) {
        let params = json!({ "width": width, "height": 700, "deviceScaleFactor": 1, "mobile": false });
        self.command("Emulation.setDeviceMetricsOverride", params).await;
    }

    /// Gives Chromium a command of its DevTools, and returns what it says.
    pub async fn command(&self, name: &str, params: Value) -> Value {
        self.tell_driver("goog/cdp/execute", &json!({ "cmd": name, "params": params })).await["value"].take()
    }

    /// Gives the browser a device for passkeys, which knows its owner and does what it is asked (W3C's *Web
    /// Authentication*, “User Agent Automation”). Returns what the driver calls it.
    pub async fn add_authenticator(&self) -> String {
        let device = json!({
            "protocol": "ctap2", "transport": "internal", "hasResidentKey": true, "hasUserVerification": true,
            "isUserConsenting": true, "isUserVerified": true,
        });
        let added = self.tell_driver("webauthn/authenticator", &device).await;
        added["value"].as_str().expect("the driver says what it calls it").to_owned()
    }

    /// Says whether the device will know its owner from now on.
    pub async fn let_owner_be_known(&self, authenticator: &str, is_known: bool) {
        let path = format!("webauthn/authenticator/{authenticator}/uv");
        self.tell_driver(&path, &json!({ "isUserVerified": is_known })).await;
    }

    /// Has the driver do something, and returns what it says.
    async fn tell_driver(&self, what: &str, body: &Value) -> Value {
        let session = self.client.session_id().await.expect("a driver").expect("a session");
        let path = format!("/session/{session}/{what}");
        let driver = Shopper::new(&self.driver_address);
        let fields = [("content-type", "application/json")];
        let reply = driver.send(Method::POST, &path, &fields, body.to_string().into()).await;
        let reply = reply.expect("the driver answers");
        assert_eq!(reply.status, 200, "{what}: {}", reply.body);
        reply.json()
    }

    /// What a script returns in the page that is open; it may wait, and is the body of an `async` function.
    pub async fn run(&self, script: &str) -> Value {
        let script = format!(
            "const done = arguments[arguments.length - 1];
            (async () => {{ {script} }})().then(done, (error) => done({{ error: String(error) }}));"
        );
        self.client.execute_async(&script, vec![]).await.expect("the script runs")
    }

    /// What was written to the console since this was last asked for.
    pub async fn console(&self) -> Vec<String> {
        let log = self.tell_driver("se/log", &json!({ "type": "browser" })).await;
        // That a page keeps the browser's offer to install for later is its right, and said each time.
        let ours = |line: &&Value| !line["message"].as_str().is_some_and(|text| text.contains("Banner not shown"));
        let lines = log["value"].as_array().expect("a log").iter().filter(ours);
        lines.map(|line| format!("{} {}", line["level"].as_str().unwrap_or_default(), line["message"])).collect()
    }

    /// Closes the window.
    pub async fn close(self) {
        self.client.close().await.expect("the window was open");
    }
}
