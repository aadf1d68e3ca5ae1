//! The page of a product's options, and the question before variants come or go.

use api::catalog::admin::AdminProductView;
use axum::response::{IntoResponse as _, Response};
use domain::Locale;
use domain::catalog::OptionAxis;
use maud::{Markup, html};

use super::plan::{Plan, axis_name, value_name};
use crate::fields::{Fields, set_localized};
use crate::page::{Section, hidden, page};
use crate::products::editor::Draft;
use crate::visitor::Visitor;

/// SKUs that a question names one by one; of more it tells the number.
const NAMED: usize = 50;

/// The fields of the options as they are kept.
pub(super) fn fields_of(view: &AdminProductView) -> Fields {
    let mut fields = Fields::default();
    fields.set("version", view.version.to_string());
    for axis in &view.product.options {
        set_localized(&mut fields, &axis_name(&axis.code, "label"), &axis.label);
        for (place, value) in axis.values.iter().enumerate() {
            let name = |noun: &str| value_name(&axis.code, &value.code, noun);
            set_localized(&mut fields, &name("label"), &value.label);
            fields.set(name("swatch"), value.swatch.as_deref().unwrap_or_default());
            fields.set(name("place"), (place + 1).to_string());
        }
    }
    fields
}

fn crumb(visitor: &Visitor, view: &AdminProductView) -> Markup {
    html! {
        p.crumb {
            a href="/admin/products" { (words::office(visitor.locale).products()) } " / "
            a href={ "/admin/products/" (view.id) } { (view.product.title.get(visitor.locale)) }
        }
    }
}

/// The form.
pub(super) fn show(visitor: &Visitor, view: &AdminProductView, draft: &Draft<'_>) -> Response {
    let (words, locale) = (words::office_products(visitor.locale), visitor.locale);
    let content = html! {
        (crumb(visitor, view))
        h1 { (words.options()) }
        @if let Some(above) = &draft.above { (above) }
        p.hint { (words.options_hint()) }
        @if let Some(fault) = draft.faults.get("options") { p.fault role="alert" { (fault) } }
        form.form method="post" action={ "/admin/products/" (view.id) "/options" } {
            (hidden(visitor))
            input type="hidden" name="version" value=(draft.typed.get("version"));
            @for one in &view.product.options { (axis(locale, draft, one)) }
            fieldset {
                legend { (words.new_option()) }
                div.columns { (names(locale, draft, "new.label", words.option_name())) }
                (draft.field(locale, "new.more", words.values(), None, 4))
                p.hint { (words.values_hint()) }
                @if !view.product.variants.is_empty() { p.hint { (words.new_option_hint()) } }
            }
            div.field {
                label.box { input type="checkbox" name="fill" checked[draft.typed.has("fill")]; " " (words.fill()) }
                @if let Some(fault) = draft.faults.get("fill") { p.fault { (fault) } }
            }
            p.actions {
                button.button.main { (words::office(locale).save()) }
                a.button href={ "/admin/products/" (view.id) "/lines" } { (words.lines()) }
            }
        }
    };
    let response = page(visitor, Section::Products, words.options(), &content);
    (draft.status, response).into_response()
}

fn names(locale: Locale, draft: &Draft<'_>, name: &str, label: &str) -> Markup {
    html! {
        @for language in Locale::ALL {
            @let label = format!("{label}, {}", words::shell(language).language());
            (draft.field(locale, &format!("{name}.{}", language.code()), &label, Some(language), 1))
        }
    }
}

fn axis(locale: Locale, draft: &Draft<'_>, axis: &OptionAxis) -> Markup {
    let (words, office) = (words::office_products(locale), words::office(locale));
    let label = axis.label.get(locale);
    let of_value = |what: &str, value: &str| format!("{what}, {label}: {value}");
    html! {
        fieldset {
            legend { (label) }
            div.columns { (names(locale, draft, &axis_name(&axis.code, "label"), words.option_name())) }
            table.form {
                thead {
                    tr {
                        @for language in Locale::ALL { th scope="col" { (words.value()) ", " (words::shell(language).language()) } }
                        th scope="col" { (words.swatch()) }
                        th scope="col" { (office.menu_position()) }
                        th scope="col" { (office.remove()) }
                    }
                }
                tbody {
                    @for value in &axis.values {
                        @let name = |noun: &str| value_name(&axis.code, &value.code, noun);
                        @let called = value.label.get(locale);
                        tr {
                            @for language in Locale::ALL {
                                @let what = format!("{}, {}", words.value(), words::shell(language).language());
                                td data-label=(what) {
                                    (draft.cell(locale, &name(&format!("label.{}", language.code())), &of_value(&what, called), "text"))
                                }
                            }
                            td data-label=(words.swatch()) {
                                (draft.cell(locale, &name("swatch"), &of_value(words.swatch(), called), "text"))
                            }
                            td data-label=(office.menu_position()) {
                                (draft.cell(locale, &name("place"), &of_value(office.menu_position(), called), "numeric"))
                            }
                            td data-label=(office.remove()) {
                                input type="checkbox" name=(name("remove")) aria-label=(of_value(office.remove(), called))
                                    checked[draft.typed.has(&name("remove"))];
                            }
                        }
                    }
                }
            }
            (draft.field(locale, &axis_name(&axis.code, "more"), words.more_values(), None, 3))
            p.hint { (words.values_hint()) }
            label.box {
                input type="checkbox" name=(axis_name(&axis.code, "remove"))
                    checked[draft.typed.has(&axis_name(&axis.code, "remove"))];
                " " (words.remove_option())
            }
        }
    }
}

/// What will become of the variants, and the way on.
pub(super) fn question(visitor: &Visitor, view: &AdminProductView, fields: &Fields, plan: &Plan) -> Response {
    let words = words::office_products(visitor.locale);
    let list = |title: String, skus: &[domain::Sku]| {
        html! {
            @if !skus.is_empty() {
                h2 { (title) }
                ul.rows {
                    @for sku in skus.iter().take(NAMED) { li { (sku) } }
                    @if skus.len() > NAMED { li { (words.and_more((skus.len() - NAMED) as u64)) } }
                }
            }
        }
    };
    let content = html! {
        (crumb(visitor, view))
        h1 { (words.options_question()) }
        (list(words.variants_made(plan.added.len() as u64), &plan.added))
        (list(words.variants_gone(plan.removed.len() as u64), &plan.removed))
        @if !plan.removed.is_empty() { p { (words.variants_gone_meaning()) } }
        form method="post" action={ "/admin/products/" (view.id) "/options" } {
            (hidden(visitor))
            @for (name, value) in fields.all().filter(|(name, _)| !matches!(*name, "token" | "once" | "confirmed")) {
                input type="hidden" name=(name) value=(value);
            }
            input type="hidden" name="confirmed" value="on";
            p.actions {
                button.button.main { (words::office(visitor.locale).save()) }
                a.button href={ "/admin/products/" (view.id) "/options" } { (words::office(visitor.locale).back()) }
            }
        }
    };
    page(visitor, Section::Products, words.options_question(), &content)
}
