//! Shoppers who do what a sequence says, and look through all they are sent.

use std::sync::atomic::{AtomicUsize, Ordering};

use api::Audience;
use api::registry::endpoints;
use api::site::{FEED, MANIFEST, OPENAPI, PAGES, ROBOTS, SITEMAP};
use bytes::Bytes;
use domain::Market;
use futures::future::try_join_all;
use http::{Method, header};
use serde_json::json;
use testing::{Mailbox, Reply, Shop, Shopper};
use uuid::Uuid;

use super::checker::{MARK, Secrets, is_shared};
use super::steps::{SHOPPERS, Step, oddly};

/// Addresses that show who asks: every private page of the site map, in every market, and a server function.
pub fn personal() -> Vec<String> {
    let pages = PAGES.iter().filter(|page| page.audience == Audience::Private);
    let pages = pages.map(|page| page.path.replace(":id", "7f2c1d3e-0000-4000-8000-000000000001"));
    let pages = pages.flat_map(|path| Market::ALL.map(|market| market.path(&path)));
    pages.chain(["/api/cart/view?market=eu".to_owned()]).collect()
}

/// Addresses that everyone sees alike: every public page of the site map, in every market, and every public read,
/// of the thing called `slug`; of several, their first.
fn shared(slug: &str) -> Vec<String> {
    let pages = PAGES.iter().filter(|page| page.audience == Audience::Public).map(|page| page.path);
    let pages = pages.flat_map(|path| Market::ALL.map(|market| market.path(path)));
    let reads = endpoints().iter().filter(|endpoint| endpoint.audience == Audience::Public).map(|read| read.path);
    let reads = reads.filter(|path| !path.contains("{product}")).map(str::to_owned);
    let all = pages.chain(reads).chain([SITEMAP, FEED, ROBOTS, MANIFEST, OPENAPI].map(str::to_owned));
    let filled = |path: String| match path.ends_with("/search") {
        true => path + "?q=mug",
        false => path.replace(":slug", slug).replace("{slug}", slug).replace("{shelf}", "7"),
    };
    all.map(filled).collect()
}

const PASSWORD: &str = "a long password";

/// A shop, its pages and its goods.
pub struct World {
    base: String,
    mailbox: Mailbox,
    staff: (Shopper, String),
    skus: Vec<String>,
    /// Pages that everyone sees alike.
    pub pages: Vec<String>,
    /// Pages that show who asks.
    pub personal: Vec<String>,
    /// Requests sent so far.
    pub requests: AtomicUsize,
    /// Answers so far that came from the cache or went into it.
    pub shared: AtomicUsize,
}

struct Person {
    number: usize,
    marker: String,
    shopper: Shopper,
    registered: bool,
}

impl World {
    /// The shop as it is reached at `base`.
    pub async fn new(shop: &Shop, base: &str) -> Self {
        let sold: Vec<(String, String)> = sqlx::query_as(
            "select o.sku, o.slug from orders.sellable_snapshots o join orders.stock_levels s using (sku)
             where s.on_hand >= 5 and o.active order by o.sku limit 12",
        )
        .fetch_all(&shop.stores.db)
        .await
        .expect("the demo shop has something in stock");
        let mut pages = shared(&sold[0].1);
        for (sku, slug) in &sold {
            pages.extend([
                format!("/products/{slug}"),
                format!("/de/products/{slug}?variant={sku}"),
                format!("/v1/products/{slug}"),
            ]);
        }
        pages.sort_unstable();
        pages.dedup();
        Self {
            base: base.to_owned(),
            mailbox: shop.mailbox(),
            staff: (Shopper::new(&shop.edge), shop.staff_key.clone()),
            skus: sold.into_iter().map(|(sku, _)| sku).collect(),
            pages,
            personal: personal(),
            requests: AtomicUsize::new(0),
            shared: AtomicUsize::new(0),
        }
    }

    /// Plays a sequence among three shoppers who were never here before.
    pub async fn play(&self, steps: &[Step]) -> Result<(), String> {
        let secrets = Secrets::default();
        let mut people: Vec<Person> = (0..SHOPPERS).map(|number| self.person(number)).collect();
        for step in steps {
            self.step(&secrets, &mut people, step).await?;
        }
        Ok(())
    }

    fn person(&self, number: usize) -> Person {
        // No marker is the beginning of another, for all have one length.
        let marker = format!("{MARK}{}", Uuid::new_v4().simple());
        Person { number, marker, shopper: Shopper::new(&self.base), registered: false }
    }

    async fn step(&self, secrets: &Secrets, people: &mut [Person], step: &Step) -> Result<(), String> {
        match *step {
            Step::Enter { who } => {
                let known = std::mem::replace(&mut people[who].registered, true);
                let person = &people[who];
                let email = format!("{}@example.com", person.marker);
                let fields = [("email", email.as_str()), ("password", PASSWORD), ("name", person.marker.as_str())];
                if known {
                    return self.form(secrets, person, "/login", &fields[..2]).await.map(drop);
                }
                let asked = self.form(secrets, person, "/register", &fields).await?;
                let request = asked.field("request").ok_or_else(|| format!("no form for a code: {}", asked.body))?;
                let code = self.mailbox.confirmation(&email).await;
                let entry = [("email", email.as_str()), ("request", &request), ("code", &code)];
                self.form(secrets, person, "/login/code/enter", &entry).await.map(drop)
            }
            Step::Leave { who } => {
                self.form(secrets, &people[who], "/account", &[("action", "logout")]).await.map(drop)
            }
            Step::Add { who, sku } => {
                let sku = &self.skus[sku % self.skus.len()];
                let fields = [("sku", sku.as_str()), ("quantity", "1"), ("market", "eu")];
                self.form(secrets, &people[who], "/api/cart/add_line", &fields).await.map(drop)
            }
            Step::Look { who, page, odd } => {
                let person = &people[who];
                let (path, headers) = oddly(odd, &self.personal[page % self.personal.len()], &person.marker);
                let reply = self.ask(secrets, Some(person), &person.shopper, &path, &headers).await?;
                self.follow(secrets, person, reply).await.map(drop)
            }
            Step::CheckOut { who } => self.check_out(secrets, &people[who]).await,
            Step::Change { product } => {
                let (staff, key) = &self.staff;
                let path = format!("/v1/admin/variants/{}", self.skus[product % self.skus.len()]);
                let amount = 1_000 + self.requests.load(Ordering::Relaxed) % 1_000;
                let change = json!({ "prices": [{ "currency": "EUR", "amount_minor": amount }] });
                let changed = staff.call(Method::PATCH, &path, Some(key), &change).await;
                if changed.status == 200 { Ok(()) } else { Err(format!("the price did not change: {}", changed.body)) }
            }
            Step::Crowd { page, odd, rounds } => {
                let page = &self.pages[page % self.pages.len()];
                let stranger = Shopper::new(&self.base);
                let known = people.iter().map(|person| (Some(person), &person.shopper));
                try_join_all(known.chain([(None, &stranger)]).map(async |(person, shopper)| {
                    let marker = person.map_or("nobody", |person| person.marker.as_str());
                    let (path, headers) = oddly(odd, page, marker);
                    for _ in 0..rounds {
                        self.ask(secrets, person, shopper, &path, &headers).await?;
                    }
                    Ok::<_, String>(())
                }))
                .await
                .map(drop)
            }
        }
    }

    async fn check_out(&self, secrets: &Secrets, person: &Person) -> Result<(), String> {
        let form = self.ask(secrets, Some(person), &person.shopper, "/checkout", &[]).await?;
        let names = ["key", "expected_standard", "to_charge_standard"];
        let Some(hidden) = names.iter().map(|name| form.field(name)).collect::<Option<Vec<String>>>() else {
            // There is nothing in the cart.
            return Ok(());
        };
        let email = format!("{}@example.com", person.marker);
        let mut fields: Vec<(&str, &str)> = names.into_iter().zip(hidden.iter().map(String::as_str)).collect();
        fields.extend([
            ("email", email.as_str()),
            ("name", person.marker.as_str()),
            ("street", person.marker.as_str()),
            ("extra", ""),
            ("postal_code", "10115"),
            ("city", "Berlin"),
            ("country", "DE"),
            ("delivery", "standard"),
            ("payment_token", "test_decline"),
        ]);
        self.form(secrets, person, "/checkout", &fields).await.map(drop)
    }

    async fn form(
        &self,
        secrets: &Secrets,
        person: &Person,
        path: &str,
        fields: &[(&str, &str)],
    ) -> Result<Reply, String> {
        let body = serde_html_form::to_string(fields).expect("text");
        let headers = [
            ("content-type", "application/x-www-form-urlencoded"),
            ("accept", "text/html"),
            ("sec-fetch-site", "same-origin"),
        ];
        let reply = person.shopper.send(Method::POST, path, &headers, body.into()).await;
        let reply = self.checked(secrets, Some(person), reply)?;
        self.follow(secrets, person, reply).await
    }

    async fn follow(&self, secrets: &Secrets, person: &Person, mut reply: Reply) -> Result<Reply, String> {
        for _ in 0..5 {
            let Some(location) = reply.headers.get(header::LOCATION).and_then(|value| value.to_str().ok()) else {
                break;
            };
            // The shop's own address, also where a test stands between it and the shoppers.
            let path = location.find("://").map_or(location, |at| {
                let rest = &location[at + 3..];
                rest.find('/').map_or("/", |slash| &rest[slash..])
            });
            let path = path.to_owned();
            reply = self.ask(secrets, Some(person), &person.shopper, &path, &[]).await?;
        }
        Ok(reply)
    }

    async fn ask(
        &self,
        secrets: &Secrets,
        person: Option<&Person>,
        shopper: &Shopper,
        path: &str,
        headers: &[(&'static str, String)],
    ) -> Result<Reply, String> {
        let mut lines = vec![("accept", "text/html")];
        lines.extend(headers.iter().map(|(name, value)| (*name, value.as_str())));
        let reply = shopper.send(Method::GET, path, &lines, Bytes::new()).await;
        self.checked(secrets, person, reply)
    }

    fn checked(
        &self,
        secrets: &Secrets,
        person: Option<&Person>,
        reply: anyhow::Result<Reply>,
    ) -> Result<Reply, String> {
        let reply = reply.map_err(|error| format!("no answer: {error:#}"))?;
        self.requests.fetch_add(1, Ordering::Relaxed);
        self.shared.fetch_add(usize::from(is_shared(&reply)), Ordering::Relaxed);
        if let Some(person) = person {
            for name in ["__Host-session", "__Host-cart"] {
                if let Some(value) = person.shopper.cookie(name) {
                    secrets.add(person.number, &value);
                }
            }
        }
        let (who, own) = person.map_or((None, "nobody"), |person| (Some(person.number), person.marker.as_str()));
        secrets.check(who, own, &reply)?;
        if reply.status >= 500 {
            Err(format!("{} for {}: {}", reply.status, reply.path, reply.body))
        } else {
            Ok(reply)
        }
    }
}
