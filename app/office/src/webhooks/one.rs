//! One webhook: how it stands, what was sent to it of late and what it answered, and what can be done about it.

use api::webhooks::{DeliveryState, DeliveryView, GetWebhook, PING, WebhookLog, WebhookState};
use axum::extract::Path;
use axum::response::{IntoResponse as _, Response};
use domain::{Locale, WebhookId};
use http::StatusCode;
use maud::{Markup, html};

use super::{LIST, address, events, state};
use crate::fields::Fields;
use crate::page::{Section, asked, done, hidden, page, text_field, time, time_label};
use crate::visitor::{Refused, Reply, Visitor};

/// The webhook.
pub async fn show(visitor: Visitor, Path(webhook): Path<String>) -> Reply {
    let log = find(&visitor, &webhook).await?;
    let words = words::office_webhooks(visitor.locale);
    let said = ["saved", "pinged", "again", "none"].into_iter().find(|name| visitor.query.has(name));
    let above = said.map(|said| match said {
        "pinged" => done(words.pinged()),
        "again" => done(words.sent_again()),
        "none" => done(words.sent_none()),
        _ => done(words::office(visitor.locale).saved()),
    });
    Ok(render(&visitor, &log, &fields_of(&log), above.as_ref(), StatusCode::OK))
}

/// The webhook of an address's part with its deliveries.
pub async fn find(visitor: &Visitor, webhook: &str) -> Result<WebhookLog, Refused> {
    let webhook: WebhookId = webhook.parse().map_err(|_| visitor.nothing_here())?;
    visitor.read(&GetWebhook { webhook }).await
}

/// What is kept, as the fields of the form.
pub fn fields_of(log: &WebhookLog) -> Fields {
    let mut fields = Fields::default();
    fields.set("url", log.webhook.url.as_str());
    events::set(&mut fields, &log.webhook.subjects);
    fields.set("version", log.webhook.version.to_string());
    fields
}

/// The page with what was typed into its form, and what is said of that.
pub fn render(
    visitor: &Visitor,
    log: &WebhookLog,
    typed: &Fields,
    above: Option<&Markup>,
    status: StatusCode,
) -> Response {
    let (words, office, locale) =
        (words::office_webhooks(visitor.locale), words::office(visitor.locale), visitor.locale);
    let (webhook, action) = (&log.webhook, address(&log.webhook));
    let is_active = webhook.state == WebhookState::Active;
    let content = html! {
        p.crumb { a href=(LIST) { (words.webhooks()) } }
        h1 { (webhook.url) }
        @if let Some(above) = above { (above) }
        p { (state(locale, webhook)) }
        @if let Some(reason) = &webhook.disabled_reason { p.written lang=(Locale::default().code()) { (reason) } }
        form method="post" action=(action) {
            (hidden(visitor))
            input type="hidden" name="version" value=(webhook.version);
            p.actions {
                @if is_active {
                    button.button name="do" value="ping" { (words.ping()) }
                    button.button.quiet name="do" value="pause" { (words.pause()) }
                } @else { button.button.main name="do" value="resume" { (words.resume()) } }
            }
            p.hint { @if is_active { (words.pause_hint()) } @else { (words.resume_hint()) } }
        }
        h2 { (words.deliveries()) }
        @if log.deliveries.is_empty() { p { (words.deliveries_none()) } }
        @else { (table(visitor, &action, &log.deliveries)) }
        form.narrow method="post" action=(action) {
            (hidden(visitor))
            div.field {
                label for="since" { (time_label(words.since())) }
                input id="since" name="since" type="datetime-local" required value=(typed.get("since"))
                    aria-describedby="since-hint";
                p.hint id="since-hint" { (words.since_hint()) }
            }
            button.button name="do" value="since" { (words.send_again()) }
        }
        h2 { (words.settings()) }
        form method="post" action=(action) {
            (hidden(visitor))
            input type="hidden" name="version" value=(typed.get("version"));
            (text_field("url", words.url(), Some(words.url_hint()), typed))
            (events::section(locale, typed))
            p.actions { button.button.main name="do" value="save" { (office.save()) } }
        }
        (asked(words.new_secret(), &webhook.url, words.new_secret_meaning(), &html! {
            form method="post" action=(action) {
                (hidden(visitor))
                button.button name="do" value="secret" { (words.new_secret()) }
            }
        }))
        (asked(words.remove(), &webhook.url, words.remove_meaning(), &html! {
            form method="post" action={ (action) "/delete" } {
                (hidden(visitor))
                button.button { (words.remove()) }
            }
        }))
    };
    (status, page(visitor, Section::Webhooks, &webhook.url, &content)).into_response()
}

fn table(visitor: &Visitor, action: &str, deliveries: &[DeliveryView]) -> Markup {
    let words = words::office_webhooks(visitor.locale);
    html! {
        table {
            thead {
                tr {
                    th scope="col" { (words.sequence()) }
                    th scope="col" { (words.event()) }
                    th scope="col" { (words.happened()) }
                    th scope="col" { (words.outcome()) }
                    th scope="col" { (words.send_again()) }
                }
            }
            tbody { @for delivery in deliveries { (row(visitor, action, delivery)) } }
        }
    }
}

fn row(visitor: &Visitor, action: &str, delivery: &DeliveryView) -> Markup {
    let words = words::office_webhooks(visitor.locale);
    let name = match delivery.subject.as_str() {
        PING => Some(words.test_message()),
        subject => events::name(visitor.locale, subject),
    };
    let sequence = delivery.sequence.to_string();
    html! {
        tr {
            th scope="row" data-label=(words.sequence()) { (sequence) }
            td data-label=(words.event()) {
                @match name { Some(name) => (name), None => code { (delivery.subject) } }
                @if delivery.replay_of.is_some() { " " span.soft { (words.is_again()) } }
            }
            td data-label=(words.happened()) { (time(&delivery.created_at)) }
            td data-label=(words.outcome()) { (outcome(visitor, delivery)) }
            td data-label=(words.send_again()) {
                // A test message is sent by its own button.
                @if delivery.state != DeliveryState::Waiting && delivery.subject != PING {
                    form method="post" action=(action) {
                        (hidden(visitor))
                        input type="hidden" name="delivery" value=(delivery.id);
                        button.button name="do" value="again" aria-label={ (words.send_again()) ": " (sequence) } {
                            (words.send_again())
                        }
                    }
                }
            }
        }
    }
}

fn outcome(visitor: &Visitor, delivery: &DeliveryView) -> Markup {
    let words = words::office_webhooks(visitor.locale);
    html! {
        @match delivery.state {
            DeliveryState::Delivered => (words.delivered()),
            DeliveryState::Failed => (words.failed()),
            DeliveryState::Waiting => (words.still_waiting()),
        }
        @if delivery.attempts > 0 { " · " (words.attempts(delivery.attempts)) }
        @if let Some(status) = delivery.last_status { " · " (words.answered(status)) }
        @if let Some(error) = delivery.last_error.as_ref().filter(|_| delivery.state != DeliveryState::Delivered) {
            " · " span lang=(Locale::default().code()) { (error) }
        }
        @if let (DeliveryState::Waiting, Some(at)) = (delivery.state, &delivery.next_attempt_at) {
            " · " (words.next_attempt()) " " (time(at))
        }
    }
}
