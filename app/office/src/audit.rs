//! What staff changed.

mod names;

use api::staff::{AuditEntry, ListAuditEntries};
use maud::{Markup, html};

use self::names::in_words;
use crate::page::{Section, page, paging, time, who};
use crate::visitor::{Reply, Visitor};

/// The log, the latest first.
pub async fn show(visitor: Visitor) -> Reply {
    let words = words::office(visitor.locale);
    let query = &visitor.query;
    let subject = query.some("subject").map(str::to_owned);
    let before = query.get("after").parse().ok();
    let found = visitor.read(&ListAuditEntries { subject, before }).await?;
    let kept = [("subject", query.get("subject"))];
    let next = found.next.map(|next| next.to_string());
    let content = html! {
        h1 { (words.audit()) }
        form.filter role="search" action="/admin/audit" {
            div.field {
                label for="subject" { (words.audit_subject()) }
                input id="subject" name="subject" type="search" value=(query.get("subject"))
                    aria-describedby="subject-hint" autocomplete="off" spellcheck="false";
            }
            button.button { (words.show()) }
        }
        p.hint id="subject-hint" { (words.audit_subject_hint()) }
        @if found.items.is_empty() { p { (words.none_found()) } }
        @else {
            ol.rows { @for entry in &found.items { (row(&visitor, entry)) } }
        }
        (paging(visitor.locale, "/admin/audit", &kept, before.is_some(), next))
    };
    Ok(page(&visitor, Section::Audit, words.audit(), &content))
}

fn row(visitor: &Visitor, entry: &AuditEntry) -> Markup {
    let words = words::office(visitor.locale);
    let mut link = form_urlencoded::Serializer::new(String::from("/admin/audit?"));
    link.append_pair("subject", &entry.subject);
    let link = link.finish();
    html! {
        li {
            p.line {
                span.soft { "#" (entry.number) " · " (time(&entry.at)) " · " (who(&entry.actor)) }
                strong { (in_words(visitor.locale, &entry.action)) } " " a href=(link) { (entry.subject) }
            }
            @if entry.before.is_some() || entry.after.is_some() {
                details {
                    summary { (words.what_changed()) }
                    @for (label, value) in [(words.before(), &entry.before), (words.after(), &entry.after)] {
                        @if let Some(value) = value {
                            p.soft { (label) }
                            pre tabindex="0" aria-label=(label) { (format!("{value:#}")) }
                        }
                    }
                }
            }
        }
    }
}
