//! What lists are narrowed by: each property that products have, what it is called, its place, and whether it is offered.

use api::Code;
use api::catalog::admin::{AdminAttribute, ListAttributes, UpdateAttribute};
use api::catalog::properties::{PropertyKind, readable_key};
use axum::response::{IntoResponse as _, Redirect};
use domain::Locale;
use http::StatusCode;
use maud::{Markup, html};
use origin_staff::Permission;

use crate::fields::{Fields, localized, set_localized};
use crate::page::{Section, alert, compared, described_by, done, fault, hidden, is_invalid, page, rejection};
use crate::visitor::{Posted, Reply, Visitor};

/// Rows of a page. A catalogue of electronics has some hundred properties: the field above finds them.
const MAX_SHOWN: usize = 50;

/// The properties, by what is looked for.
pub async fn show(visitor: Visitor) -> Reply {
    let saved = visitor.query.has("saved").then(|| done(words::office(visitor.locale).saved()));
    let query = visitor.query.get("q").to_owned();
    render(&visitor, &query, &Fields::default(), saved.as_ref(), StatusCode::OK).await
}

/// Declares one.
pub async fn save(posted: Posted) -> Reply {
    let Posted { visitor, fields } = &posted;
    let query = fields.get("q");
    let Ok(position) = fields.get("position").parse() else {
        let above = alert(words::office_attributes(visitor.locale).not_a_place(), Some(fields.get("position")));
        return render(visitor, query, fields, Some(&above), StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let update = UpdateAttribute {
        key: fields.get("key").to_owned(),
        if_match: posted.version(),
        label: Some(localized(fields, "label")),
        filterable: Some(fields.has("filterable")),
        position: Some(position),
    };
    match visitor.write(&update, &posted.once()).await {
        Ok(_) => {
            let mut back = form_urlencoded::Serializer::new(String::new());
            back.append_pair("q", query);
            Ok(Redirect::to(&format!("/admin/filters?{}&saved", back.finish())).into_response())
        }
        Err(problem) if problem.code == Code::VersionOutdated => outdated(visitor, query, fields).await,
        Err(problem) => {
            visitor.stop(&problem)?;
            let above = rejection(visitor.locale, &problem);
            render(visitor, query, fields, Some(&above), problem.code.status()).await
        }
    }
}

/// Somebody was faster: what was typed stays, and what is set by now stands below it. The next press saves.
async fn outdated(visitor: &Visitor, query: &str, fields: &Fields) -> Reply {
    let (words, yes_no) = (words::office(visitor.locale), words::office_attributes(visitor.locale));
    let all = visitor.read(&ListAttributes {}).await?;
    let mut typed = fields.clone();
    if let Some(one) = all.iter().find(|one| one.key == fields.get("key")) {
        let now = fields_of(one);
        let labels: Vec<String> = Locale::ALL.iter().map(|locale| format!("label.{}", locale.code())).collect();
        let names: Vec<&str> = labels.iter().map(String::as_str).chain(["position"]).collect();
        typed = compared(visitor.locale, fields, &now, &names);
        if fields.has("filterable") != one.filterable {
            let said = if one.filterable { yes_no.kind_yes() } else { yes_no.kind_no() };
            typed = typed.with_fault("filterable", &html! { (words.now()) " " q { (said) } });
        }
    }
    let above = alert(words.thing_outdated(), Some(words.settings_outdated_hint()));
    render(visitor, query, &typed, Some(&above), StatusCode::CONFLICT).await
}

/// The fields of one as it is kept.
fn fields_of(one: &AdminAttribute) -> Fields {
    let mut fields = Fields::default();
    set_localized(&mut fields, "label", &one.label);
    fields.set("position", one.position.to_string());
    if one.filterable {
        fields.set("filterable", "on");
    }
    fields
}

async fn render(visitor: &Visitor, query: &str, typed: &Fields, above: Option<&Markup>, status: StatusCode) -> Reply {
    let (words, office) = (words::office_attributes(visitor.locale), words::office(visitor.locale));
    let sought = query.to_lowercase();
    let all = visitor.read(&ListAttributes {}).await?;
    let is_sought = |one: &&AdminAttribute| {
        one.key.contains(&sought) || Locale::ALL.iter().any(|of| one.label.get(*of).to_lowercase().contains(&sought))
    };
    // What was typed is shown again, whatever somebody else has called it meanwhile.
    let is_typed = |one: &AdminAttribute| one.key == typed.get("key");
    let mut found: Vec<&AdminAttribute> = all.iter().filter(|one| is_typed(one) || is_sought(one)).collect();
    if found.len() > MAX_SHOWN {
        found.sort_by_key(|one| !is_typed(one));
    }
    let may_write = visitor.may(Permission::CatalogWrite);
    let content = html! {
        p.crumb { a href="/admin/products" { (office.products()) } }
        h1 { (words.filters()) }
        @if let Some(above) = above { (above) }
        p.hint { (words.filters_hint()) }
        form.filter role="search" action="/admin/filters" {
            div.field {
                label for="q" { (words.search_filters_hint()) }
                input id="q" name="q" type="search" value=(query);
            }
            button.button { (office.show()) }
        }
        @if found.is_empty() { p { (office.none_found()) } }
        @else {
            table {
                thead {
                    tr {
                        th scope="col" { (words.filter()) }
                        @if may_write {
                            @for locale in Locale::ALL {
                                th scope="col" { (words.fact_name(words::shell(locale).language())) }
                            }
                        }
                        th scope="col" { (words.filter_place()) }
                        th scope="col" { (words.filterable()) }
                        @if may_write { th scope="col" { span.sr-only { (office.save()) } } }
                    }
                }
                tbody {
                    @for one in found.iter().take(MAX_SHOWN) {
                        @if may_write { (row(visitor, query, typed, one)) }
                        @else {
                            tr {
                                th scope="row" { (label_of(visitor.locale, one)) span.soft { (kind_name(visitor.locale, one)) } }
                                td data-label=(words.filter_place()) { (one.position) }
                                td data-label=(words.filterable()) { (if one.filterable { words.kind_yes() } else { words.kind_no() }) }
                            }
                        }
                    }
                }
            }
            @if found.len() > MAX_SHOWN { p.hint { (words.filters_more(found.len() - MAX_SHOWN)) } }
        }
    };
    Ok((status, page(visitor, Section::Products, words.filters(), &content)).into_response())
}

/// What its values are.
pub fn kind_name(locale: Locale, one: &AdminAttribute) -> Markup {
    let words = words::office_attributes(locale);
    let said = match one.kind {
        PropertyKind::Term => words.kind_text(),
        PropertyKind::Number => words.kind_number(),
        PropertyKind::Boolean => words.kind_truth(),
        PropertyKind::Colour => words.kind_colour(),
    };
    html! { (said) @if !one.unit.is_empty() { ", " (one.unit) } }
}

/// What it is called; what nobody has named goes by its key.
pub fn label_of(locale: Locale, one: &AdminAttribute) -> String {
    let label = one.label.get(locale);
    if label.is_empty() { readable_key(&one.key) } else { label.to_owned() }
}

fn row(visitor: &Visitor, query: &str, typed: &Fields, one: &AdminAttribute) -> Markup {
    let (words, office) = (words::office_attributes(visitor.locale), words::office(visitor.locale));
    let shown = if typed.get("key") == one.key { typed.clone() } else { fields_of(one) };
    let name = label_of(visitor.locale, one);
    let of = |label: &str| format!("{label}, {name}");
    let form = format!("filter-{}", const_hex::encode(&one.key));
    html! {
        tr.line-form {
            th scope="row" { (name) span.soft { (kind_name(visitor.locale, one)) } }
            @for locale in Locale::ALL {
                @let field = format!("label.{}", locale.code());
                @let label = words.fact_name(words::shell(locale).language());
                td data-label=(label) {
                    input form=(form) name=(field) value=(shown.get(&field)) lang=(locale.code()) autocomplete="off"
                        aria-label=(of(&label)) aria-invalid=[is_invalid(&field, &shown)]
                        aria-describedby=[described_by(&field, false, &shown)];
                    (fault(&field, &shown))
                }
            }
            td data-label=(words.filter_place()) {
                input.number form=(form) name="position" value=(shown.get("position")) inputmode="numeric" autocomplete="off"
                    aria-label=(of(words.filter_place())) aria-invalid=[is_invalid("position", &shown)]
                    aria-describedby=[described_by("position", false, &shown)];
                (fault("position", &shown))
            }
            td data-label=(words.filterable()) {
                input form=(form) type="checkbox" name="filterable" checked[shown.has("filterable")]
                    aria-label=(of(words.filterable())) aria-describedby=[described_by("filterable", false, &shown)];
                (fault("filterable", &shown))
            }
            td {
                form id=(form) method="post" action="/admin/filters" {
                    (hidden(visitor))
                    input type="hidden" name="q" value=(query);
                    input type="hidden" name="key" value=(one.key);
                    input type="hidden" name="version" value=(one.version);
                    button.button aria-label=(of(office.save())) { (office.save()) }
                }
            }
        }
    }
}
