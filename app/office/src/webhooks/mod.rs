//! The programs of the merchant that are told of what happens, over HTTP.

pub mod actions;
mod events;
pub mod list;
pub mod one;

use api::webhooks::{WebhookState, WebhookView};
use domain::Locale;
use maud::{Markup, html};

use crate::page::time;

/// Where the list is.
pub const LIST: &str = "/admin/webhooks";

/// Where the page of a webhook is.
fn address(webhook: &WebhookView) -> String {
    format!("{LIST}/{}", webhook.id)
}

/// How it stands with a webhook, in a line.
fn state(locale: Locale, webhook: &WebhookView) -> Markup {
    let words = words::office_webhooks(locale);
    html! {
        @match (&webhook.disabled_at, webhook.state) {
            (Some(at), _) => { (words.paused_since()) " " (time(at)) }
            (None, WebhookState::Disabled) => (words.paused()),
            (None, WebhookState::Active) => (words.sending()),
        }
        @if let Some(since) = webhook.failing_since.as_ref().filter(|_| webhook.state == WebhookState::Active) {
            " · " (words.failing_since()) " " (time(since))
        }
        @if webhook.waiting > 0 { " · " (words.waiting(webhook.waiting)) }
        @if let Some(at) = &webhook.last_success_at { " · " (words.last_taken()) " " (time(at)) }
    }
}
