//! Every webhook, and the form for another.

use api::webhooks::ListWebhooks;
use axum::response::{IntoResponse as _, Response};
use http::StatusCode;
use maud::{Markup, html};

use super::{LIST, address, events, state};
use crate::fields::Fields;
use crate::page::{Section, hidden, page, text_field};
use crate::visitor::{Reply, Visitor};

/// The list.
pub async fn show(visitor: Visitor) -> Reply {
    render(&visitor, &Fields::default(), None, StatusCode::OK).await
}

/// The list with what was typed into its form, and what is said of that.
pub async fn render(visitor: &Visitor, typed: &Fields, above: Option<&Markup>, status: StatusCode) -> Reply {
    let (words, locale) = (words::office_webhooks(visitor.locale), visitor.locale);
    let all = visitor.read(&ListWebhooks {}).await?;
    let content = html! {
        h1 { (words.webhooks()) }
        @if let Some(above) = above { (above) }
        p { (words.webhooks_hint()) }
        @if all.is_empty() { p { (words.none()) } }
        @else {
            ul.rows {
                @for webhook in &all {
                    li {
                        a href=(address(webhook)) { (webhook.url) }
                        span.soft { (state(locale, webhook)) }
                    }
                }
            }
        }
        h2 { (words.new_webhook()) }
        form method="post" action=(LIST) {
            (hidden(visitor))
            (text_field("url", words.url(), Some(words.url_hint()), typed))
            (events::section(locale, typed))
            p.actions { button.button.main { (words.make()) } }
        }
    };
    let response: Response = page(visitor, Section::Webhooks, words.webhooks(), &content);
    Ok((status, response).into_response())
}
