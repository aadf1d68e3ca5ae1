//! Collections: what they say, what is in them and by which rule, and in which order they stand.

mod contents;
pub mod delete;
mod form;
pub mod list;
pub mod rule;
pub mod save;
mod tree;

use api::catalog::admin::{AdminCollection, ListAdminCollections, ListCollectionProducts};
use axum::extract::Path;
use axum::response::IntoResponse as _;
use domain::Slug;
use http::StatusCode;

use self::form::{Draft, fields_of, show};
use crate::fields::Fields;
use crate::page::done;
use crate::visitor::{Refused, Reply, Visitor};

/// The form for a new one.
pub async fn new(visitor: Visitor) -> Reply {
    let typed = Fields::default();
    Ok(show(&visitor, None, &Draft { typed: &typed, kept: None, above: None, status: StatusCode::OK })
        .await
        .into_response())
}

/// A collection as it is kept.
pub async fn edit(visitor: Visitor, Path(slug): Path<String>) -> Reply {
    let kept = read(&visitor, &slug).await?;
    let typed = fields_of(&kept);
    let above = visitor.query.has("saved").then(|| done(words::office(visitor.locale).saved()));
    let draft = Draft { typed: &typed, kept: None, above, status: StatusCode::OK };
    Ok(show(&visitor, Some(&kept), &draft).await.into_response())
}

/// The addresses of those that come first by hand, one a line.
async fn first(visitor: &Visitor, slug: &Slug) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut after = None;
    loop {
        let asked = ListCollectionProducts { slug: slug.clone(), after };
        // Whoever cannot be told of them edits the rest.
        let Ok(page) = visitor.ask(&asked).await else { break };
        let by_hand = page.products.iter().take_while(|product| product.position < 0);
        let before = lines.len();
        lines.extend(by_hand.map(|product| product.slug.to_string()));
        after = page.next;
        if after.is_none() || lines.len() - before < page.products.len() {
            break;
        }
    }
    lines.join("\n")
}

/// A collection by its address.
async fn read(visitor: &Visitor, slug: &str) -> Result<AdminCollection, Refused> {
    let all = visitor.read(&ListAdminCollections {}).await?;
    let found = all.into_iter().find(|one| one.collection.slug.as_str() == slug);
    found.ok_or_else(|| visitor.nothing_here())
}
