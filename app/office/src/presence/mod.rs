//! Who else has a product or an order open: a line of its page, which a script asks for again while somebody is at the page.
//! The script stands in the page and is allowed by its hash alone.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::response::{IntoResponse as _, Response};
use domain::{OrderId, ProductId};
use maud::{Markup, PreEscaped, html};

use crate::security::script::{Allowed, source};
use crate::visitor::{Reply, Visitor};

/// Its text.
const SCRIPT: &str = include_str!("presence.js");

/// What lets it run.
static SOURCE: LazyLock<String> = LazyLock::new(|| source(SCRIPT));

/// What two people may have open at once.
#[derive(Clone, Copy)]
pub enum Thing {
    /// An order.
    Order(OrderId),
    /// A product.
    Product(ProductId),
}

impl Thing {
    /// What it is called where it is noted.
    fn name(self) -> String {
        match self {
            Self::Order(id) => format!("order {id}"),
            Self::Product(id) => format!("product {id}"),
        }
    }

    /// Where the line is told again.
    fn address(self) -> String {
        match self {
            Self::Order(id) => format!("/admin/orders/{id}/presence"),
            Self::Product(id) => format!("/admin/products/{id}/presence"),
        }
    }
}

/// Lets a page run the script and ask the office, and nothing else.
pub fn allowed(mut page: Response) -> Response {
    Allowed::add(&mut page, SOURCE.as_str(), true);
    page
}

/// Notes that the visitor has it open, and says who else has; with the script that says so again.
pub async fn line(visitor: &Visitor, thing: Thing) -> Markup {
    let said = said(visitor, thing).await;
    html! {
        p.soft.presence role="status" data-presence=(thing.address()) { (said) }
        script type="module" { (PreEscaped(SCRIPT)) }
    }
}

/// Who has the order open, as text: nothing if nobody else.
pub async fn order(visitor: Visitor, Path(order): Path<String>) -> Reply {
    let order = order.parse().map_err(|_| visitor.nothing_here())?;
    Ok(said(&visitor, Thing::Order(order)).await.into_response())
}

/// Who has the product open, likewise.
pub async fn product(visitor: Visitor, Path(product): Path<String>) -> Reply {
    let product = product.parse().map_err(|_| visitor.nothing_here())?;
    Ok(said(&visitor, Thing::Product(product)).await.into_response())
}

async fn said(visitor: &Visitor, thing: Thing) -> String {
    let words = words::office(visitor.locale);
    let others = visitor.others(&thing.name()).await;
    let mut said = Vec::new();
    if !others.now.is_empty() {
        said.push(words.open_now(&others.now.join(", ")));
    }
    if !others.lately.is_empty() {
        said.push(words.also_open(&others.lately.join(", ")));
    }
    if !said.is_empty() {
        said.push(words.nothing_lost().to_owned());
    }
    said.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_ends_where_its_element_does_and_runs_by_its_hash() {
        assert!(!SCRIPT.to_ascii_lowercase().contains("</script") && !SCRIPT.contains("<!--"));
        assert!(!SCRIPT.contains('\r'), "browsers hash what they have read, where line ends are one letter");
        let page = allowed(Response::default());
        let rules = page.extensions().get::<Allowed>().map(Allowed::rules).expect("it may run");
        assert!(rules.starts_with("script-src 'sha256-") && rules.ends_with("'; connect-src 'self'"), "{rules}");
    }
}
