//! The facts of a product: what it is made of, how much it holds, whether it may be washed. Lists are narrowed by them.

pub mod filters;
pub(super) mod row;

use api::Code;
use api::catalog::admin::{AdminAttribute, AdminProductView, ListAttributes, ProductInput, UpdateProduct};
use api::endpoint::if_match::IfMatch;
use axum::extract::Path;
use axum::response::{IntoResponse as _, Redirect};
use domain::Locale;
use domain::search::facet_code;
use http::StatusCode;
use maud::{Markup, html};

use self::row::Row;
use super::view_of;
use crate::fields::Fields;
use crate::page::{Section, alert, done, hidden, page, rejection};
use crate::visitor::{Posted, Reply, Visitor};

/// Rows for what is to be new.
const NEW: usize = 4;
/// Rows that are read of a form.
const MAX_ROWS: usize = 100;

/// All of them, and rows for others.
pub async fn edit(visitor: Visitor, Path(product): Path<String>) -> Reply {
    let view = view_of(&visitor, &product).await?;
    let known = visitor.read(&ListAttributes {}).await?;
    let saved = visitor.query.has("saved").then(|| done(words::office(visitor.locale).saved()));
    render(&visitor, &view, &known, &fields_of(&view), saved.as_ref(), StatusCode::OK)
}

/// The rows of what is kept, each with the value that it was made of.
fn fields_of(view: &AdminProductView) -> Fields {
    let mut fields = Fields::default();
    for (place, (key, value)) in view.product.attributes.iter().enumerate() {
        Row::of(key, value).set(&mut fields, place);
        fields.set(format!("key.{place}"), key.as_str());
        fields.set(format!("had.{place}"), value.to_string());
    }
    fields
}

/// Saves what was changed. A row that was left as it was stays what it has become meanwhile.
pub async fn save(Path(product): Path<String>, posted: Posted) -> Reply {
    let Posted { visitor, fields } = &posted;
    let view = view_of(visitor, &product).await?;
    let words = words::office_attributes(visitor.locale);
    let known = visitor.read(&ListAttributes {}).await?;
    let mut kept_now = view.product.attributes.clone();
    let mut typed = fields.clone();
    let (mut fault, mut is_outdated) = (None, false);
    for place in 0..MAX_ROWS {
        let row = Row::read(fields, place);
        let kept = fields.some(&format!("key.{place}"));
        let had = serde_json::from_str(fields.get(&format!("had.{place}"))).ok();
        if let (Some(key), Some(had)) = (kept, &had) {
            if Row::of(key, had) == row {
                continue;
            }
            if kept_now.get(key) != Some(had) {
                // Whoever saves again has seen what it says above.
                is_outdated = true;
                typed.set(format!("had.{place}"), kept_now.get(key).map(ToString::to_string).unwrap_or_default());
            }
        }
        let by_name = || known.iter().find(|one| one.label.en.eq_ignore_ascii_case(row.name()));
        let made = || by_name().map_or_else(|| facet_code(row.name()).replace('-', "_"), |one| one.key.clone());
        match (kept, row.is_empty()) {
            (None, true) => {}
            (Some(key), true) => drop(kept_now.remove(key)),
            (kept, false) => {
                let key = kept.map_or_else(made, str::to_owned);
                match row.value(&key) {
                    Ok(_) if key.is_empty() || kept.is_none() && kept_now.contains_key(&key) => {
                        fault = fault.or(Some((words.fact_named_twice(), row.name().to_owned())));
                    }
                    Ok(value) => drop(kept_now.insert(key, value)),
                    Err(wrong) => fault = fault.or(Some((wrong.said(words), row.name().to_owned()))),
                }
            }
        }
    }
    if let Some((said, name)) = fault {
        let above = alert(said, Some(&name));
        // With what each row was made of as it came: what is outdated is told once nothing is faulty.
        return render(visitor, &view, &known, fields, Some(&above), StatusCode::UNPROCESSABLE_ENTITY);
    }
    if is_outdated {
        return outdated(visitor, &view, &known, &typed);
    }
    let saved = || Ok(Redirect::to(&format!("/admin/products/{}/attributes?saved", view.id)).into_response());
    if kept_now == view.product.attributes {
        return saved();
    }
    let change = ProductInput { attributes: Some(kept_now), ..ProductInput::default() };
    let update = UpdateProduct { product: view.id, if_match: Some(IfMatch::Version(view.version)), change };
    match visitor.write(&update, &posted.once()).await {
        Ok(_) => saved(),
        // Somebody saved between these two lines: sent once more, it is compared with what they saved.
        Err(problem) if problem.code == Code::VersionOutdated => {
            outdated(visitor, &view_of(visitor, &product).await?, &known, fields)
        }
        Err(problem) => {
            visitor.stop(&problem)?;
            let above = rejection(visitor.locale, &problem);
            render(visitor, &view, &known, fields, Some(&above), problem.code.status())
        }
    }
}

fn outdated(visitor: &Visitor, now: &AdminProductView, known: &[AdminAttribute], typed: &Fields) -> Reply {
    let words = words::office(visitor.locale);
    let above = alert(words.outdated(), Some(words.outdated_hint()));
    render(visitor, now, known, typed, Some(&above), StatusCode::CONFLICT)
}

fn render(
    visitor: &Visitor,
    view: &AdminProductView,
    known: &[AdminAttribute],
    typed: &Fields,
    above: Option<&Markup>,
    status: StatusCode,
) -> Reply {
    let (words, office) = (words::office_attributes(visitor.locale), words::office(visitor.locale));
    let title = view.product.title.get(visitor.locale);
    let kept = (0..MAX_ROWS).take_while(|place| typed.has(&format!("key.{place}"))).count();
    // Rows that somebody has begun, and some more.
    let begun = (kept..MAX_ROWS).take_while(|place| typed.has(&format!("kind.{place}"))).count();
    let rows = (kept + begun.max(NEW)).min(MAX_ROWS);
    let content = html! {
        p.crumb {
            a href="/admin/products" { (office.products()) } " / "
            a href={ "/admin/products/" (view.id) } { (title) }
        }
        h1 { (words.attributes()) }
        @if let Some(above) = above { (above) }
        p.hint { (words.attributes_hint()) " " a href="/admin/filters" { (words.filters()) } }
        form method="post" action={ "/admin/products/" (view.id) "/attributes" } {
            (hidden(visitor))
            datalist id="known" { @for one in known { option value=(one.label.en) {} } }
            @for place in 0..rows { (fact(visitor, typed, place, place >= kept)) }
            p.actions { button.button.main { (office.save()) } }
        }
    };
    Ok((status, page(visitor, Section::Products, words.attributes(), &content)).into_response())
}

fn fact(visitor: &Visitor, typed: &Fields, place: usize, is_new: bool) -> Markup {
    let words = words::office_attributes(visitor.locale);
    let chosen = Row::read(typed, place).kind;
    let label = |locale: Locale| typed.some(&format!("label.{place}.{}", locale.code()));
    let legend = label(visitor.locale).or_else(|| label(Locale::default()));
    html! {
        fieldset {
            legend { @if is_new { (words.new_fact()) } @else { (legend.unwrap_or_else(|| typed.get(&format!("key.{place}")))) } }
            @for name in ["key", "had"] {
                @let name = format!("{name}.{place}");
                @if typed.has(&name) { input type="hidden" name=(name) value=(typed.get(&name)); }
            }
            div.languages {
                @for language in Locale::ALL {
                    div.language {
                        (field(typed, &format!("label.{place}.{}", language.code()), &words.fact_name(words::shell(language).language()), language, false))
                        (field(typed, &format!("value.{place}.{}", language.code()), &words.fact_value(words::shell(language).language()), language, true))
                    }
                }
            }
            div.columns {
                div.field {
                    label for={ "kind." (place) } { (words.fact_kind()) }
                    select id={ "kind." (place) } name={ "kind." (place) } {
                        @for kind in row::Kind::ALL {
                            option value=(kind.code()) selected[kind == chosen] { (kind.said(words)) }
                        }
                    }
                }
                (field(typed, &format!("unit.{place}"), words.fact_unit(), Locale::default(), false))
            }
        }
    }
}

fn field(typed: &Fields, name: &str, label: &str, language: Locale, is_value: bool) -> Markup {
    let is_name = name.starts_with("label.") && language == Locale::default();
    html! {
        div.field {
            label for=(name) { (label) }
            @if is_value { textarea id=(name) name=(name) rows="1" lang=(language.code()) { "\n" (typed.typed(name)) } }
            @else {
                input id=(name) name=(name) value=(typed.get(name)) lang=(language.code()) autocomplete="off"
                    list=[is_name.then_some("known")];
            }
        }
    }
}
