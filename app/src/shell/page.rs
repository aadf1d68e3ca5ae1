//! A page: what it reads, what it says of itself, and the frame around it.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use api::Problem;
use api::catalog::{CollectionCard, ListCollections};
use domain::Market;
use http::StatusCode;
use leptos::prelude::*;

use super::footer::footer;
use super::header::{checkout_header, header};
use super::held_up::offer;
use super::network;
use super::trouble::trouble;
use crate::brand::Brand;
use crate::context::{Backend, RequestContext, Submitted};
use crate::head::Head;
use crate::redirects;
use crate::respond;
use crate::ui::html::Html;

/// Bytes of a page, about. A longer one takes more as it grows.
const USUAL: usize = 48 * 1024;

/// What surrounds a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Around {
    /// Navigation, search and footer.
    Shop,
    /// The shop's name and a way back: nothing to be led away by.
    Checkout,
}

/// What is on a page, with one `h1`.
enum Main {
    View(AnyView),
    Text(Html),
}

/// A page ready to be shown.
pub struct Page {
    /// What it says of itself.
    pub head: Head,
    main: Main,
    /// What is said above it where something was done too often.
    held_up: Option<AnyView>,
    /// Its status; 200 unless said otherwise.
    pub status: StatusCode,
}

impl Page {
    /// A page with status 200.
    pub fn new(head: Head, main: impl IntoView + 'static) -> Self {
        Self { head, main: Main::View(main.into_any()), held_up: None, status: StatusCode::OK }
    }

    /// The same of contents that are written already.
    pub fn written(head: Head, main: Html) -> Self {
        Self { head, main: Main::Text(main), held_up: None, status: StatusCode::OK }
    }

    /// The same page with another status.
    pub fn with_status(self, status: StatusCode) -> Self {
        Self { status, ..self }
    }
}

/// What comes of opening a page.
pub enum Outcome {
    /// The page.
    Page(Box<Page>),
    /// Another page to see instead, by its path with market, or a payment provider's by its address.
    SeeOther(String),
    /// The same page at the address that it has now, by its path with market. Caches may keep that as they may the page.
    Moved(String),
    /// Where the merchant has it that this address leads, by the path with market and its status. Caches may keep that, too.
    Led(String, StatusCode),
}

impl From<Page> for Outcome {
    fn from(page: Page) -> Self {
        Self::Page(Box::new(page))
    }
}

/// A page as HTML: what stands in the document's head and in its body. Both empty where another page is to be
/// seen instead.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    /// What the page says of itself.
    pub head: String,
    /// The page in its frame.
    pub body: String,
}

/// A page that is being made.
pub type Opening = Pin<Box<dyn Future<Output = Shown> + Send>>;

/// The page that `load` makes, in its frame. A refusal becomes a page that says so with the
/// refusal's status.
///
/// First everything is read that is needed; then the views are made and turned into HTML, without a wait
/// in between.
pub fn page<F, L>(around: Around, load: L) -> Opening
where
    F: Future<Output = Result<Outcome, Problem>> + Send + 'static,
    L: FnOnce(Backend) -> F + Send + 'static,
{
    let backend = Backend::of_request();
    let has_form = Submitted::of_request().is_some();
    Box::pin(async move {
        let (collections, brand, outcome) =
            futures::join!(navigation(&backend, around), backend.brand(), load(backend.clone()));
        // What leads elsewhere already goes there first, and what somebody has sent from a page that they had open is done.
        // Service workers keep one page of every market: one that leads elsewhere would end their installation.
        let is_kept = backend.request().path == api::site::OFFLINE;
        let leads_home = !has_form && !is_kept && brand.settings().is_closed(backend.market());
        let page = match outcome {
            Ok(Outcome::Page(_)) | Err(_) if leads_home => {
                respond::see_other(&in_first_market(backend.request()));
                return Shown::default();
            }
            Ok(Outcome::Page(page)) => *page,
            Ok(Outcome::SeeOther(path)) => {
                respond::see_other(&path);
                return Shown::default();
            }
            Ok(Outcome::Moved(path)) => {
                respond::moved(&path);
                return Shown::default();
            }
            Ok(Outcome::Led(path, status)) => {
                respond::led(&path, status);
                return Shown::default();
            }
            Err(problem) => {
                if !has_form
                    && redirects::may_be_led(&problem)
                    && let Some((path, status)) = redirects::led(&backend).await
                {
                    respond::led(&path, status);
                    return Shown::default();
                }
                trouble(&backend, &problem)
            }
        };
        let held_up = backend.held_up().filter(|_| page.status == StatusCode::TOO_MANY_REQUESTS);
        if let Some(seconds) = held_up.as_ref().and_then(|refused| refused.retry_after) {
            respond::retry_after(seconds);
        }
        respond::status(page.status);
        let page = Page { held_up: held_up.and_then(|refused| offer(backend.market(), &refused)), ..page };
        framed(backend.request(), around, &collections, &brand, page)
    })
}

/// The address of the same page in the market that is always open.
fn in_first_market(request: &RequestContext) -> String {
    let path = Market::default().path(&request.path);
    if request.query.is_empty() { path } else { format!("{path}?{}", request.query) }
}

/// A page in its frame, turned into HTML.
pub(super) fn framed(
    request: &RequestContext,
    around: Around,
    collections: &[CollectionCard],
    brand: &Brand,
    page: Page,
) -> Shown {
    let mut body = Html::with_capacity(USUAL);
    body.html("<a href=\"#main\" class=\"skip\">").text(words::shell(request.market.locale()).skip()).html("</a>");
    network::sign(&mut body, request.market, around);
    match around {
        Around::Shop => header(&mut body, request, brand, collections),
        Around::Checkout => _ = body.of(checkout_header(request.market, brand)),
    }
    body.html("<main id=\"main\" tabindex=\"-1\">");
    if let Some(held_up) = page.held_up {
        body.of(held_up);
    }
    match page.main {
        Main::View(view) => body.of(view),
        Main::Text(html) => body.append(&html),
    };
    body.html("</main>");
    footer(&mut body, request, brand);
    Shown { head: page.head.html(request, brand), body: body.into_text() }
}

/// The collections for the navigation; none if they cannot be had: the page is worth more.
async fn navigation(backend: &Backend, around: Around) -> Arc<Vec<CollectionCard>> {
    match around {
        Around::Shop => backend.get_optional(&ListCollections { market: backend.market() }).await.unwrap_or_default(),
        Around::Checkout => Arc::default(),
    }
}
