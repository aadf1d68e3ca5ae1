//! The request context: what a page or a server function may ask of the worker that runs it.
//!
//! The worker provides one [`Backend`] for each request. Pages read by [`Backend::get`], which
//! notes how the page may be cached; personal things and writes go by [`Backend::call`].

use std::sync::{Arc, Mutex};

use api::cache::{CachePolicy, Lifetime, Tag};
use api::checkout::delivery::{DeliveryTerms, GetDelivery};
use api::client::{Client, Credentials, Transport};
use api::settings::{GetHome, GetSettings, HomeView};
use api::{Caller, Code, Endpoint, Problem};
use domain::checkout::{DeliveryMethod, delivery_fee};
use domain::{CartId, Market, Money, OrderId};
use leptos::prelude::use_context;
use uuid::Uuid;

use crate::brand::Brand;
use crate::fragments::{FragmentKey, Fragments};
use crate::order_keys::OrderKeys;
use crate::ui::html::Html;

/// The addresses of the browser bundle, with the build's hash in their names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assets {
    /// The stylesheet.
    pub css: String,
    /// The bundle's JavaScript.
    pub js: String,
    /// The bundle's Wasm.
    pub wasm: String,
    /// The service worker; empty where none is registered, as while developing.
    pub service_worker: String,
}

impl Assets {
    /// A script that lies beside the bundle and is no part of it (`app/browser`): pages load it where it is of use.
    pub fn script(&self, name: &str) -> String {
        format!("{}-{name}.js", self.js.strip_suffix(".js").unwrap_or(&self.js))
    }
}

/// The shop as all its pages know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// Its own address without a trailing slash: `https://shop.example`.
    pub public_url: String,
    /// The browser bundle.
    pub assets: Assets,
}

/// The request as pages see it, read by the worker from its URL and cookies.
#[derive(Clone)]
pub struct RequestContext {
    /// The shop.
    pub site: Arc<Site>,
    /// Language and currency, from the first part of the path.
    pub market: Market,
    /// The path without the market: `/products/harbour-mug`.
    pub path: String,
    /// The query, without its question mark; empty if there is none.
    pub query: String,
    /// Whether nothing may be taken for this request: another site's page led or sent the browser here, as browsers say
    /// themselves, or it asks for the header fields alone. Never on pages that are cached for everyone.
    pub takes_nothing: bool,
    /// The session's token. Always none on pages that are cached for everyone.
    pub session: Option<String>,
    /// By what the browser is known from an earlier log-in. Always none on pages that are cached for everyone.
    pub device: Option<String>,
    /// By what an answer of the browser for a passkey is known to be its own. Always none on pages that are cached for
    /// everyone.
    pub passkeys: Option<String>,
    /// What the browser has asked to open an account by, if it has. Always none on pages that are cached for everyone.
    pub registration: Option<String>,
    /// The word for where the link of a mail leads that this browser has asked for. Always none on pages that are cached for
    /// everyone.
    pub next: Option<String>,
    /// By what the browser is known that was sent to a provider of log-ins. Always none on pages that are cached for
    /// everyone.
    pub oidc: Option<String>,
    /// What lets the browser try further, if it has solved a challenge. Always none on pages that are cached for everyone.
    pub pass: Option<String>,
    /// What the browser is called, if it is one that many have. Always none on pages that are cached for everyone.
    pub browser: Option<String>,
    /// The shopper's cart. Always none on pages that are cached for everyone.
    pub cart: Option<CartId>,
    /// What opens orders to this browser. Always nothing on pages that are cached for everyone.
    pub orders: OrderKeys,
    /// Which carts were made one at log-in, if the shopper has not been told. Always none on pages that are
    /// cached for everyone.
    pub merged: Option<String>,
}

/// The fields of a form that was posted to the page, in the order of the form. The worker provides
/// it to the pages that take forms (see [`api::site`]) when they are asked for by POST.
#[derive(Clone, Default)]
pub struct Submitted(pub Vec<(String, String)>);

impl Submitted {
    /// The form posted with this request; none when the page is merely looked at.
    pub fn of_request() -> Option<Self> {
        use_context()
    }

    /// The first field of this name; empty if there is none.
    pub fn field(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }
}

/// The worker's side of one request.
#[derive(Clone)]
pub struct Backend {
    client: Client<Arc<dyn Transport>>,
    request: Arc<RequestContext>,
    policy: Arc<Mutex<Option<CachePolicy>>>,
    fragments: Arc<Fragments>,
    provider: Arc<Mutex<Option<String>>>,
    home: Arc<Mutex<Option<Market>>>,
    held_up: Arc<Mutex<Option<Problem>>>,
}

impl Backend {
    /// The backend of one request.
    pub fn new(transport: Arc<dyn Transport>, request: RequestContext) -> Self {
        Self {
            client: Client::new(transport),
            request: Arc::new(request),
            policy: Arc::default(),
            fragments: Arc::default(),
            provider: Arc::default(),
            home: Arc::default(),
            held_up: Arc::default(),
        }
    }

    /// The backend of the request being answered.
    ///
    /// # Panics
    /// Outside a request: the worker provides it before anything is rendered.
    pub fn of_request() -> Self {
        use_context().expect("the worker provides the backend before it renders")
    }

    /// The same for a shopper who has just logged in, with the new session's token.
    pub fn with_session(&self, token: &str) -> Self {
        let request = RequestContext { session: Some(token.to_owned()), ..(*self.request).clone() };
        Self { request: Arc::new(request), ..self.clone() }
    }

    /// The same for a browser that was just given this cart.
    pub fn with_cart(&self, cart: CartId) -> Self {
        let request = RequestContext { cart: Some(cart), ..(*self.request).clone() };
        Self { request: Arc::new(request), ..self.clone() }
    }

    /// The same for whoever shows the token of a link to an order.
    pub fn with_order_token(&self, order: OrderId, token: &str) -> Self {
        let orders = self.request.orders.with(order, token);
        let request = RequestContext { orders, ..(*self.request).clone() };
        Self { request: Arc::new(request), ..self.clone() }
    }

    /// The same for something in `market` that is cached apart from the page.
    pub fn apart(&self, market: Market) -> Self {
        let request = RequestContext { market, ..(*self.request).clone() };
        Self { request: Arc::new(request), policy: Arc::default(), ..self.clone() }
    }

    /// The request being answered.
    pub fn request(&self) -> &RequestContext {
        &self.request
    }

    /// The market of the request.
    pub fn market(&self) -> Market {
        self.request.market
    }

    /// Reads something impersonal. The page may then be cached no longer than this reply.
    ///
    /// # Errors
    /// The origin's refusal, or [`api::Code::Unavailable`].
    pub async fn get<E: Endpoint>(&self, endpoint: &E) -> Result<Arc<E::Reply>, Problem> {
        let cached = self.client.call_shared(endpoint, &Credentials::default()).await;
        self.limit(cached.policy);
        cached.reply
    }

    /// Reads something impersonal that the page can do without. A page that had to is kept for
    /// seconds only, so that it is soon whole again.
    pub async fn get_optional<E: Endpoint>(&self, endpoint: &E) -> Option<Arc<E::Reply>> {
        let cached = self.client.call_shared(endpoint, &Credentials::default()).await;
        let policy = match &cached.reply {
            Ok(_) => cached.policy,
            Err(_) => brief(),
        };
        self.limit(policy);
        cached.reply.ok()
    }

    /// The same of something that there may not be, which the page then knows nothing of.
    pub async fn get_if_there<E: Endpoint>(&self, endpoint: &E) -> Option<Arc<E::Reply>> {
        let cached = self.client.call_shared(endpoint, &Credentials::default()).await;
        let policy = match &cached.reply {
            Ok(_) => cached.policy,
            // An origin of before does not know that it can be asked, and says of nothing how long there will be none.
            Err(problem) if problem.code == Code::NotFound && cached.policy != CachePolicy::Never => cached.policy,
            Err(_) => brief(),
        };
        self.limit(policy);
        cached.reply.ok()
    }

    /// What the shop is called and says of itself. Every page shows some of it, so it is read beside what else a page
    /// reads, and remembered as that is. An origin of before does not know that it can be set: then nothing is, and
    /// pages are good until something will be.
    pub async fn brand(&self) -> Brand {
        let cached = self.client.call_shared(&GetSettings {}, &Credentials::default()).await;
        let policy = match &cached.reply {
            Ok(_) => cached.policy,
            Err(problem) if problem.code == Code::NotFound => GetSettings::policy(),
            Err(_) => brief(),
        };
        self.limit(policy);
        cached.reply.map(Brand::from).unwrap_or_default()
    }

    /// What stands on the home page; none where that is as the shop makes it by itself. An origin of before does not know
    /// that it can be set: then it is good until it will be.
    ///
    /// # Errors
    /// The origin's refusal, or [`api::Code::Unavailable`]: what the shop makes by itself is not shown in place of what the
    /// merchant has made.
    pub async fn home_page(&self) -> Result<Option<Arc<HomeView>>, Problem> {
        let cached = self.client.call_shared(&GetHome { market: self.market() }, &Credentials::default()).await;
        match cached.reply {
            Err(problem) if problem.code == Code::NotFound => {
                self.limit(GetHome::policy());
                Ok(None)
            }
            reply => {
                self.limit(cached.policy);
                reply.map(Some)
            }
        }
    }

    /// What delivery costs in the market's country. A page that had to do without says nothing of it. An origin of before
    /// does not know that it can be set: then it is as it was built in, until something will be set.
    pub async fn delivery(&self) -> DeliveryTerms {
        let market = self.market();
        let cached = self.client.call_shared(&GetDelivery { market }, &Credentials::default()).await;
        let (policy, terms) = match cached.reply {
            Ok(terms) => (cached.policy, (*terms).clone()),
            Err(problem) if problem.code == Code::NotFound => {
                let fee = delivery_fee(DeliveryMethod::Standard, Money::zero(market.currency()));
                (GetDelivery::policy(), DeliveryTerms { from: fee.ok(), free_from: None })
            }
            Err(_) => (brief(), DeliveryTerms::default()),
        };
        self.limit(policy);
        terms
    }

    /// Reads something personal or writes. A page that does so is never cached.
    ///
    /// # Errors
    /// The origin's refusal, or [`api::Code::Unavailable`].
    pub async fn call<E: Endpoint>(&self, endpoint: &E, idempotency_key: Option<String>) -> Result<E::Reply, Problem> {
        self.send(endpoint, idempotency_key, None).await
    }

    /// Calls about an order, with what opens it to this browser.
    ///
    /// # Errors
    /// As [`Backend::call`].
    pub async fn call_about<E: Endpoint>(
        &self,
        order: OrderId,
        endpoint: &E,
        idempotency_key: Option<String>,
    ) -> Result<E::Reply, Problem> {
        self.send(endpoint, idempotency_key, self.request.orders.token(order)).await
    }

    async fn send<E: Endpoint>(
        &self,
        endpoint: &E,
        idempotency_key: Option<String>,
        token: Option<&str>,
    ) -> Result<E::Reply, Problem> {
        self.limit(CachePolicy::Never);
        let credentials = Credentials { bearer: self.request.session.clone(), idempotency_key };
        let pass = self.request.pass.as_deref();
        let outcome = match self.client.call_showing(endpoint, &credentials, token, pass).await {
            // A session that is over must not keep anyone from what everybody may do.
            Err(problem)
                if problem.code == Code::Unauthenticated
                    && E::CALLER == Caller::Anyone
                    && credentials.bearer.is_some() =>
            {
                let nobody = Credentials { bearer: None, ..credentials };
                self.client.call_showing(endpoint, &nobody, token, pass).await
            }
            outcome => outcome,
        };
        if let Err(problem) = &outcome
            && problem.code == Code::TooManyRequests
        {
            *self.held_up.lock().expect("no panic while holding it") = Some(problem.clone());
        }
        outcome
    }

    /// Tells the shop something that is of nobody: without the session, and whatever becomes of it.
    pub async fn tell<E: Endpoint>(&self, endpoint: &E) {
        self.limit(CachePolicy::Never);
        let credentials = Credentials { bearer: None, idempotency_key: Some(Uuid::new_v4().to_string()) };
        // Whatever becomes of it is nobody's trouble: nobody could do anything about it. An edge node does not wait for it
        // (`edge/node/src/wasm/telling.rs`); the worker elsewhere does.
        let _ = self.client.call_showing(endpoint, &credentials, None, None).await;
    }

    /// What was refused while the page was made because it was done too often, if something was.
    pub fn held_up(&self) -> Option<Problem> {
        self.held_up.lock().expect("no panic while holding it").clone()
    }

    /// Keeps the page out of every cache, whatever is read for it: it shows something personal or
    /// has a form whose key must be fresh.
    pub fn keep_private(&self) {
        self.limit(CachePolicy::Never);
    }

    /// Fills a slot of the page that is being written. The page around it must show nothing that depends on `tags`: a host
    /// that keeps the page leaves it as it is when they are purged, and has the fragment made anew.
    pub fn fill(&self, html: &mut Html, key: FragmentKey, tags: Vec<Tag>, fragment: Html) {
        self.fragments.insert(html, key, tags, fragment);
    }

    /// The fragments of the page's slots.
    pub fn fragments(&self) -> &Fragments {
        &self.fragments
    }

    /// Lets the page load a payment provider's `script`, and what that needs. No page loads anything
    /// of another site unless it says so.
    pub fn let_in(&self, script: &str) {
        *self.provider.lock().expect("no panic while holding it") = Some(script.to_owned());
    }

    /// The payment provider's script that the page loads.
    pub fn provider(&self) -> Option<String> {
        self.provider.lock().expect("no panic while holding it").clone()
    }

    /// Notes the market that whoever has just logged in is to be led to.
    pub fn lead_home(&self, market: Market) {
        *self.home.lock().expect("no panic while holding it") = Some(market);
    }

    /// The market that whoever has just logged in is to be led to, if they have chosen one.
    pub fn home(&self) -> Option<Market> {
        *self.home.lock().expect("no panic while holding it")
    }

    /// How the page may be cached, from all that was read for it. Nothing read: never.
    pub fn policy(&self) -> CachePolicy {
        self.policy.lock().expect("no panic while holding it").clone().unwrap_or(CachePolicy::Never)
    }

    /// Whether something could not be read that what is made is better with: it is good for seconds then.
    pub fn had_to_do_without(&self) -> bool {
        match self.policy() {
            CachePolicy::UntilPurged(lifetime, _) => lifetime.fresh <= BRIEF.fresh,
            _ => false,
        }
    }

    fn limit(&self, policy: CachePolicy) {
        let mut held = self.policy.lock().expect("no panic while holding it");
        *held = Some(match held.take() {
            None => policy,
            Some(before) => before.and(policy),
        });
    }
}

/// How a page may be kept that had to do without something: for so long that it is soon whole again.
const BRIEF: Lifetime = Lifetime { fresh: 2, stale_while_revalidate: 0, stale_if_error: 0 };

fn brief() -> CachePolicy {
    CachePolicy::UntilPurged(BRIEF, vec![Tag::all()])
}
