//! The office over the services it serves, on real stores, as a browser without scripts sees it.

mod attributes;
mod confirmations;
mod delivery;
mod everything;
mod imports;
mod keys;
mod markets;
mod options;
mod pages;
mod passkeys;
mod permissions;
mod pictures;
mod price_lists;
mod product_types;
mod selling;
mod settings;
mod shop;
mod signing_in;
mod taxes;
mod variants;
mod webhooks;
mod work;

use std::collections::BTreeMap;

use api::accounts::CreateCustomer;
use api::{Client as Caller, Transport};
use axum::body::Body;
use http::{Method, Request, StatusCode, header};
use http_body_util::BodyExt as _;
use origin_media::Store;
use origin_orders::Settings;
use origin_orders::checkout::payments::Provider;
use origin_platform::clock;
use origin_staff::{By, Role, invitations};
use origin_webhooks::Rules;
use totp_rs::{Builder, Secret};
use tower::ServiceExt as _;

use super::*;

const PASSWORD: &str = "a kettle of harbour fog";

/// An office on stores of its own.
struct Scene {
    stores: Stores,
    services: InProcess,
    office: Router,
    /// Of pictures.
    folder: tempfile::TempDir,
}

impl Scene {
    async fn open() -> Self {
        Self::open_at("http://office.example").await
    }

    /// Where browsers reach it at this address.
    async fn open_at(office: &str) -> Self {
        let stores = origin_testing::fresh_stores().await;
        let orders = origin_orders::router(stores.clone(), Provider::test(stores.db.clone()), Settings::default());
        let inventory: Arc<dyn Transport> = Arc::new(InProcess(orders.clone()));
        let services = origin_catalog::router(stores.clone(), Caller::new(inventory))
            .merge(origin_staff::router(stores.clone()))
            .merge(origin_identity::router(stores.clone()))
            .merge(origin_settings::router(stores.clone()))
            .merge(origin_webhooks::router(stores.clone(), Rules::default()))
            .merge(orders);
        let folder = tempfile::tempdir().expect("a folder");
        let (originals, files) = (folder.path().join("originals"), folder.path().join("media"));
        let media = Store::in_folders(&originals, &files).expect("a folder");
        let services = services.merge(origin_media::router(stores.clone(), Some(media)));
        let addresses = Addresses { office: office.to_owned(), shop: "http://shop.example".to_owned() };
        let services = InProcess(services);
        let office = pages(stores.clone(), Arc::new(services.clone()), &addresses);
        Self { stores, services, office, folder }
    }

    /// The code that an authenticator with this secret shows now.
    async fn code(&self, secret: &str) -> String {
        let secret = Secret::try_from_base32(secret).expect("base32");
        let now = clock::database_seconds(&self.stores.db).await.expect("PostgreSQL is up");
        let totp = Builder::new().with_secret(secret).build().expect("a secret");
        totp.generate(now.try_into().expect("after 1970")).to_string()
    }

    /// Gives every product these pictures.
    async fn set_pictures(&self, media: &str) {
        let query = sqlx::query("update catalog.products set document = jsonb_set(document, '{media}', $1::jsonb)");
        query.bind(media).execute(&self.stores.db).await.expect("PostgreSQL is up");
    }

    fn browser(&self) -> Browser<'_> {
        Browser { scene: self, cookies: BTreeMap::new() }
    }

    /// The token of an invitation to the address, and the secret of its authenticator.
    async fn invited(&self, email: &str, role: Role) -> (String, String) {
        let token = invitations::invite(&self.stores, By::command_line(), email, &[role]).await.expect("invited");
        let secret = invitations::look(&self.stores, &token).await.expect("open").totp_secret;
        (token, secret)
    }

    /// A shopper has an account from now on.
    async fn registers(&self, name: &str, email: &str) {
        let ask = CreateCustomer {
            name: name.to_owned(),
            email: email.parse().expect("an address"),
            password: domain::accounts::Password::try_from("correct horse".to_owned()).expect("a password"),
            market: domain::Market::Eu,
            device: None,
        };
        self.call(&ask).await;
    }

    /// A browser in which somebody of this role is signed in.
    async fn member(&self, email: &str, role: Role) -> Browser<'_> {
        let (token, secret) = self.invited(email, role).await;
        let mut browser = self.browser();
        let code = self.code(&secret).await;
        let form = [("name", "Ada"), ("password", PASSWORD), ("code", code.as_str())];
        let page = browser.post(&format!("/admin/welcome/{token}"), &form).await;
        assert_eq!(page.status, 200, "{}", page.body);
        browser
    }
}

/// A page, or the way to another.
struct Page {
    status: StatusCode,
    location: String,
    body: String,
}

impl Page {
    /// The value of the first hidden field of this name.
    fn hidden(&self, name: &str) -> &str {
        let begins = format!("name=\"{name}\" value=\"");
        let value = self.body.split(&begins).nth(1).and_then(|rest| rest.split('"').next());
        value.unwrap_or_else(|| panic!("no field {name}: {}", self.body))
    }

    /// What stands between two texts, the first time.
    fn between(&self, before: &str, after: &str) -> &str {
        let found = self.body.split_once(before).and_then(|(_, rest)| rest.split_once(after));
        found.unwrap_or_else(|| panic!("no {before}: {}", self.body)).0
    }
}

/// A browser with its cookies.
struct Browser<'a> {
    scene: &'a Scene,
    cookies: BTreeMap<String, String>,
}

impl Browser<'_> {
    async fn get(&mut self, path: &str) -> Page {
        self.send(Method::GET, path, &[("sec-fetch-site", "none")], String::new()).await
    }

    /// Sends a form from one of the office's pages.
    async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let body = serde_html_form::to_string(fields).expect("plain fields");
        self.send(Method::POST, path, &[("sec-fetch-site", "same-origin")], body).await
    }

    /// Fills in the form of a page that is open, as far as its hidden fields go, and sends it.
    async fn submit(&mut self, page: &Page, path: &str, fields: &[(&str, &str)]) -> Page {
        let mut all = vec![("token", page.hidden("token")), ("once", page.hidden("once"))];
        all.extend(fields);
        self.post(path, &all).await
    }

    /// Sends a form with lines and a file of them, as a browser does.
    async fn give_lines(&mut self, path: &str, token: &str, [lines, file]: [&str; 2]) -> Page {
        let field = |head: &str, value: &str| {
            format!("--b0undary\r\nContent-Disposition: form-data; {head}\r\n\r\n{value}\r\n")
        };
        let body = field("name=\"token\"", token)
            + &field("name=\"lines\"", lines)
            + &field("name=\"file\"; filename=\"a.csv\"\r\nContent-Type: text/csv", file)
            + "--b0undary--\r\n";
        let headers = [("sec-fetch-site", "same-origin"), ("content-type", "multipart/form-data; boundary=b0undary")];
        self.send(Method::POST, path, &headers, body).await
    }

    async fn send(&mut self, method: Method, path: &str, headers: &[(&str, &str)], body: impl Into<Body>) -> Page {
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut request = Request::builder().method(method).uri(path).header(header::HOST, "office.example");
        request = request.header(header::COOKIE, cookies.join("; "));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(body.into()).expect("a good request");
        let response = self.scene.office.clone().oneshot(request).await.expect("never fails");
        let (parts, body) = response.into_parts();
        assert_eq!(parts.headers[header::CACHE_CONTROL], "no-store", "{path}");
        let policy = parts.headers[header::CONTENT_SECURITY_POLICY].to_str().expect("text").to_owned();
        assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{policy}");
        for cookie in parts.headers.get_all(header::SET_COOKIE) {
            let cookie = cookie.to_str().expect("text");
            assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
            let (name, value) = cookie.split(';').next().and_then(|pair| pair.split_once('=')).expect("a pair");
            match value {
                "" => self.cookies.remove(name),
                value => self.cookies.insert(name.to_owned(), value.to_owned()),
            };
        }
        let location = parts.headers.get(header::LOCATION).map(|value| value.to_str().expect("text").to_owned());
        let body = body.collect().await.expect("whole").to_bytes();
        let body = String::from_utf8(body.to_vec()).expect("text");
        passkeys::check_scripts(path, &policy, &body);
        confirmations::check(path, &body);
        Page { status: parts.status, location: location.unwrap_or_default(), body }
    }
}
