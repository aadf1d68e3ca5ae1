//! What was changed of a product, and taking it back, change by change.

use api::catalog::Attribute;
use api::catalog::admin::{AdminProductView, ListProductHistory, ProductInput, UpdateProduct};
use api::staff::AuditEntry;
use axum::extract::Path;
use axum::response::{IntoResponse as _, Redirect};
use domain::Locale;
use domain::catalog::Localized;
use http::StatusCode;
use maud::{Markup, html};
use origin_staff::Permission;
use serde_json::{Map, Value, json};

use super::view_of;
use crate::page::{Section, alert, done, form_status, hidden, page, paging, rejection, time, who};
use crate::visitor::{Posted, Reply, Visitor};

/// What can be put back. Variants, options and pictures lean on orders, stock and files that have moved on since; prices
/// have a way of their own.
const FIELDS: [&str; 9] =
    ["title", "summary", "description", "brand", "product_type", "attributes", "collections", "safety", "released_on"];
/// Characters of a value that are shown.
const SHOWN: usize = 300;

/// The changes.
pub async fn list(visitor: Visitor, Path(product): Path<String>) -> Reply {
    let view = view_of(&visitor, &product).await?;
    let saved = visitor.query.has("saved").then(|| done(words::office(visitor.locale).saved()));
    render(&visitor, &view, saved.as_ref(), StatusCode::OK).await
}

/// Makes what a change took what is so again. That is a change like any other, and can be taken back like one.
pub async fn restore(Path(product): Path<String>, posted: Posted) -> Reply {
    let Posted { visitor, fields } = &posted;
    let view = view_of(visitor, &product).await?;
    let number: i64 = fields.get("entry").parse().map_err(|_| visitor.nothing_here())?;
    let before = number.checked_add(1);
    let entries = visitor.read(&ListProductHistory { product: view.id, before }).await?.items;
    let entry = entries.into_iter().find(|entry| entry.number == number).ok_or_else(|| visitor.nothing_here())?;
    let Some(change) = former(&entry) else {
        let above = alert(words::office_attributes(visitor.locale).not_put_back(), None);
        return render(visitor, &view, Some(&above), StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let update = UpdateProduct { product: view.id, if_match: posted.version(), change };
    match visitor.write(&update, &posted.once()).await {
        Ok(_) => Ok(Redirect::to(&format!("/admin/products/{}/history?saved", view.id)).into_response()),
        Err(problem) => {
            visitor.stop(&problem)?;
            let above = rejection(visitor.locale, &problem);
            render(visitor, &view_of(visitor, &product).await?, Some(&above), form_status(problem.code)).await
        }
    }
}

/// What an entry says of a field: before and after.
fn told<'a>(entry: &'a AuditEntry, name: &str) -> (Option<&'a Value>, Option<&'a Value>) {
    (entry.before.as_ref().and_then(|was| was.get(name)), entry.after.as_ref().and_then(|is| is.get(name)))
}

/// The fields of an entry that can be put back, as they were before it; none if it is of others, or made the product.
fn former(entry: &AuditEntry) -> Option<ProductInput> {
    entry.before.as_ref()?;
    let mut was = Map::new();
    for name in FIELDS {
        match told(entry, name) {
            (None, None) => {}
            // What was empty was left out.
            (before, _) => drop(was.insert(name.to_owned(), before.cloned().unwrap_or_else(|| empty(name)))),
        }
    }
    if was.is_empty() { None } else { serde_json::from_value(was.into()).ok() }
}

fn empty(name: &str) -> Value {
    match name {
        "title" | "summary" | "description" => json!({ "en": "" }),
        "collections" => json!([]),
        "attributes" | "safety" => json!({}),
        _ => json!(""),
    }
}

async fn render(visitor: &Visitor, view: &AdminProductView, above: Option<&Markup>, status: StatusCode) -> Reply {
    let (words, office) = (words::office_attributes(visitor.locale), words::office(visitor.locale));
    let before = visitor.query.get("after").parse().ok();
    let found = visitor.read(&ListProductHistory { product: view.id, before }).await?;
    let title = view.product.title.get(visitor.locale);
    let path = format!("/admin/products/{}/history", view.id);
    let content = html! {
        p.crumb {
            a href="/admin/products" { (office.products()) } " / "
            a href={ "/admin/products/" (view.id) } { (title) }
        }
        h1 { (words.history()) }
        @if let Some(above) = above { (above) }
        p.hint { (words.history_hint()) }
        @if found.items.is_empty() { p { (words.history_none()) } }
        @else { ol.rows { @for entry in &found.items { (row(visitor, view, &path, entry)) } } }
        (paging(visitor.locale, &path, &[], before.is_some(), found.next.map(|next| next.to_string())))
    };
    Ok((status, page(visitor, Section::Products, words.history(), &content)).into_response())
}

fn row(visitor: &Visitor, view: &AdminProductView, path: &str, entry: &AuditEntry) -> Markup {
    let words = words::office_attributes(visitor.locale);
    let can_be_put_back = visitor.may(Permission::CatalogWrite) && former(entry).is_some();
    let names = FIELDS.into_iter().filter(|name| told(entry, name) != (None, None));
    let others = ["slug", "address", "status", "on_sale", "options", "media", "variants"];
    let others: Vec<&str> = others.into_iter().filter(|name| told(entry, name) != (None, None)).collect();
    html! {
        li {
            p.line { (time(&entry.at)) " · " (who(&entry.actor)) }
            @if entry.before.is_none() && told(entry, "slug").1.is_some() { p.line { (words.history_made()) } }
            @else {
                @for name in names {
                    @let (was, is) = told(entry, name);
                    @let language = changed_in(was, is, visitor.locale);
                    p.line {
                        strong {
                            (field_name(visitor, name))
                            @if language != visitor.locale { ", " (words::shell(language).language()) }
                        }
                        ": "
                        span lang=(language.code()) { del { (shown(was, language)) } " → " ins { (shown(is, language)) } }
                    }
                }
                @if !others.is_empty() {
                    p.line.soft { @for (place, name) in others.iter().enumerate() { @if place > 0 { ", " } (field_name(visitor, name)) } }
                }
            }
            @if can_be_put_back {
                form method="post" action=(path) {
                    (hidden(visitor))
                    input type="hidden" name="version" value=(view.version);
                    input type="hidden" name="entry" value=(entry.number);
                    button.button { (words.put_back()) }
                }
            }
        }
    }
}

fn field_name(visitor: &Visitor, name: &str) -> &'static str {
    let (words, office) = (words::office_attributes(visitor.locale), words::office(visitor.locale));
    match name {
        "title" => office.title(),
        "summary" => office.summary(),
        "description" => office.description(),
        "brand" => office.brand(),
        "attributes" => words.attributes(),
        "collections" => office.collections(),
        "safety" => words.history_safety(),
        "released_on" => words.history_released_on(),
        "slug" | "address" => office.address(),
        "status" | "on_sale" => office.status(),
        "product_type" => words::office_types(visitor.locale).product_type(),
        "media" => office.pictures(),
        _ => office.variants(),
    }
}

/// The language in which a change is shown: that of whoever reads, unless only a text of another language was changed.
fn changed_in(was: Option<&Value>, is: Option<&Value>, locale: Locale) -> Locale {
    let differs = |language: &Locale| shown(was, *language) != shown(is, *language);
    if differs(&locale) { locale } else { Locale::ALL.into_iter().find(differs).unwrap_or(locale) }
}

/// A value for people: a text in the language of whoever reads, and of everything else what is in it.
fn shown(value: Option<&Value>, locale: Locale) -> String {
    let said = match value {
        None => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(parts)) => parts.iter().map(|part| shown(Some(part), locale)).collect::<Vec<_>>().join(", "),
        Some(object @ Value::Object(fields)) => match serde_json::from_value::<Localized>(object.clone()) {
            Ok(text) => text.get(locale).to_owned(),
            Err(_) => fields.iter().map(|(name, value)| named(name, value, locale)).collect::<Vec<_>>().join("; "),
        },
        Some(Value::Bool(is)) => {
            let words = words::office_attributes(locale);
            (if *is { words.kind_yes() } else { words.kind_no() }).to_owned()
        }
        Some(other) => other.to_string(),
    };
    match said.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &said[..end]),
        None if said.is_empty() => "–".to_owned(),
        None => said,
    }
}

/// A part of a value with its name. A fact has one for people, and perhaps a unit.
fn named(name: &str, value: &Value, locale: Locale) -> String {
    let Attribute { label, value, unit } = Attribute::from(value);
    let name = label.as_ref().map_or(name, |label| label.get(locale));
    let said = format!("{name}: {} {unit}", shown(Some(&value), locale));
    said.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(before: Option<Value>, after: Value) -> AuditEntry {
        AuditEntry {
            number: 1,
            at: String::new(),
            actor: String::new(),
            action: String::new(),
            subject: String::new(),
            before,
            after: Some(after),
        }
    }

    #[test]
    fn what_an_entry_took_is_put_back_and_nothing_else() {
        let was = json!({ "title": { "en": "Mug" }, "variants": [] });
        let change = former(&entry(Some(was), json!({ "title": { "en": "Cup" }, "brand": "New", "variants": [1] })));
        let expected =
            ProductInput { title: Some(Localized::same("Mug")), brand: Some(String::new()), ..ProductInput::default() };
        assert_eq!(change, Some(expected));
        assert_eq!(former(&entry(Some(json!({ "slug": "mug" })), json!({ "slug": "cup" }))), None);
        assert_eq!(former(&entry(None, json!({ "title": { "en": "Mug" } }))), None, "it was made");
        for (was, put_back) in [(json!({}), ""), (json!({ "product_type": "hat" }), "hat")] {
            let change = former(&entry(Some(was), json!({ "product_type": "mug" })));
            assert_eq!(change.and_then(|change| change.product_type).as_deref(), Some(put_back));
        }
    }

    #[test]
    fn what_changed_in_another_language_alone_is_shown_in_that() {
        let (was, is) = (json!({ "en": "Oak" }), json!({ "en": "Oak", "de": "Eiche" }));
        assert_eq!(changed_in(Some(&was), Some(&is), Locale::En), Locale::De);
        assert_eq!(changed_in(Some(&was), Some(&json!({ "en": "Ash", "de": "Eiche" })), Locale::En), Locale::En);
        assert_eq!(changed_in(Some(&was), Some(&was), Locale::De), Locale::De);
    }

    #[test]
    fn values_are_written_for_people() {
        let text = json!({ "en": "Oak", "de": "Eiche" });
        assert_eq!(shown(Some(&text), Locale::De), "Eiche");
        assert_eq!(shown(Some(&json!(["a", "b"])), Locale::En), "a, b");
        assert_eq!(shown(None, Locale::En), "–");
        let label = json!({ "en": "Burning time", "de": "Brenndauer" });
        let facts = json!({ "burning_time": { "label": label, "value": 8.5, "unit": "h" }, "wood": text });
        assert_eq!(shown(Some(&facts), Locale::De), "Brenndauer: 8.5 h; wood: Eiche");
        assert_eq!(shown(Some(&json!("ä".repeat(400))), Locale::En).chars().count(), SHOWN + 1);
    }
}
