//! The editor of a product.

use api::catalog::admin::{AdminCollection, AdminProductView, ListAdminCollections};
use api::inventory::ListProductStock;
use axum::extract::Path;
use axum::response::{IntoResponse as _, Response};
use domain::Locale;
use domain::catalog::ProductStatus;
use http::StatusCode;
use maud::{Markup, html};
use origin_staff::Permission;

use super::form::{Faults, Stock, fields_of};
use super::{pictures, prices, safety, status_name, terms, types, variant_address, view_of};
use crate::fields::Fields;
use crate::page::{Section, hidden, page, time_label};
use crate::presence::{self, Thing};
use crate::setup;
use crate::shop::currencies::currencies;
use crate::upload::script;
use crate::visitor::{Refused, Reply, Visitor};

/// A form for a product that is not made yet.
pub async fn new(visitor: Visitor) -> Reply {
    let mut typed = Fields::default();
    typed.set("status", ProductStatus::Draft.code());
    terms::begin(&mut typed);
    let draft = Draft { typed: &typed, kept: None, faults: &Faults::new(), above: None, status: StatusCode::OK };
    show(&visitor, None, &draft).await
}

/// The product as it is kept.
pub async fn edit(visitor: Visitor, Path(product): Path<String>) -> Reply {
    let (view, kept) = read(&visitor, &product).await?;
    let said = words::office(visitor.locale).saved();
    let saved = match visitor.query.has("saved") {
        // It may have been the step that was next.
        true => Some(setup::saved(&visitor, said).await),
        false => pictures::given(&visitor),
    };
    let line = presence::line(&visitor, Thing::Product(view.id)).await;
    let above = html! {
        @if let Some(saved) = &saved { (saved) }
        (line)
    };
    let draft = Draft { typed: &kept, kept: None, faults: &Faults::new(), above: Some(above), status: StatusCode::OK };
    show(&visitor, Some(&view), &draft).await.map(presence::allowed)
}

/// A product and its fields, its version among them.
pub async fn read(visitor: &Visitor, product: &str) -> Result<(AdminProductView, Fields), Refused> {
    let view = view_of(visitor, product).await?;
    let stock = stock_of(visitor, &view).await;
    let mut fields = fields_of(&view.product, &stock, visitor.locale);
    fields.set("version", view.version.to_string());
    Ok((view, fields))
}

/// Units of a product's variants at the main location; none of bundles. Whoever may not see the stock edits the rest.
pub async fn stock_of(visitor: &Visitor, view: &AdminProductView) -> Stock {
    let levels = visitor.ask(&ListProductStock { product: view.id }).await.unwrap_or_default();
    let at_main = levels.into_iter().filter(|level| level.location.as_str() == "main");
    let mut stock: Stock = at_main.map(|level| (level.sku, level.on_hand)).collect();
    for variant in view.product.variants.iter().filter(|variant| !variant.components.is_empty()) {
        stock.remove(&variant.sku);
    }
    stock
}

/// What the editor shows.
pub struct Draft<'a> {
    /// What is in the fields.
    pub typed: &'a Fields,
    /// What is kept by now, if somebody else has changed it.
    pub kept: Option<&'a Fields>,
    /// What is wrong with what was typed.
    pub faults: &'a Faults,
    /// What stands above.
    pub above: Option<Markup>,
    /// What the page is sent with.
    pub status: StatusCode,
}

impl Draft<'_> {
    fn now(&self, locale: Locale, name: &str) -> Option<Markup> {
        let kept = self.kept?;
        if kept.get(name) == self.typed.get(name) {
            return None;
        }
        let words = words::office(locale);
        let text = kept.some(name).unwrap_or(words.nothing());
        Some(html! { p.now { (words.now()) " " q { (text) } } })
    }

    /// What is said below a field: its fault, and what is kept by now.
    pub(super) fn below(&self, locale: Locale, name: &str) -> Markup {
        html! {
            @if let Some(fault) = self.faults.get(name) { p.fault id=(fault_id(name)) { (fault) } }
            @if let Some(now) = self.now(locale, name) { (now) }
        }
    }

    pub(super) fn fault(&self, name: &str) -> Option<String> {
        self.faults.contains_key(name).then(|| fault_id(name))
    }

    /// A field under its label.
    pub fn field(&self, locale: Locale, name: &str, label: &str, lang: Option<Locale>, rows: u8) -> Markup {
        let lang = lang.map(Locale::code);
        let (fault, value) = (self.fault(name), self.typed.typed(name));
        html! {
            div.field {
                label for=(id(name)) { (label) }
                @if rows > 1 {
                    textarea id=(id(name)) name=(name) rows=(rows) lang=[lang]
                        aria-invalid=[fault.as_ref().map(|_| "true")] aria-describedby=[fault] { "\n" (value) }
                } @else {
                    input id=(id(name)) name=(name) value=(value) lang=[lang] autocomplete="off"
                        aria-invalid=[fault.as_ref().map(|_| "true")] aria-describedby=[fault];
                }
                (self.below(locale, name))
            }
        }
    }

    /// A field of a day and a time.
    fn time(&self, locale: Locale, name: &str, label: &str) -> Markup {
        let fault = self.fault(name);
        html! {
            div.field {
                label for=(id(name)) { (time_label(label)) }
                input id=(id(name)) name=(name) type="datetime-local" value=(self.typed.get(name))
                    aria-invalid=[fault.as_ref().map(|_| "true")] aria-describedby=[fault];
                (self.below(locale, name))
            }
        }
    }

    /// A field in a table, whose label is said but not shown.
    pub fn cell(&self, locale: Locale, name: &str, label: &str, mode: &str) -> Markup {
        let fault = self.fault(name);
        html! {
            input name=(name) value=(self.typed.get(name)) aria-label=(label) inputmode=(mode) autocomplete="off"
                aria-invalid=[fault.as_ref().map(|_| "true")] aria-describedby=[fault];
            (self.below(locale, name))
        }
    }
}

/// A name as an id: any text can be part of a SKU.
pub(super) fn id(name: &str) -> String {
    format!("f{}", const_hex::encode(name))
}

/// The id of what is said to be wrong with a field.
pub(super) fn fault_id(name: &str) -> String {
    format!("fault-{}", id(name))
}

/// The editor's page.
pub async fn show(visitor: &Visitor, view: Option<&AdminProductView>, draft: &Draft<'_>) -> Reply {
    let collections = visitor.read(&ListAdminCollections {}).await?;
    let may_write = visitor.may(Permission::CatalogWrite);
    let (words, more, locale) = (words::office(visitor.locale), words::office_products(visitor.locale), visitor.locale);
    let title = view.map_or(words.new_product(), |view| view.product.title.get(locale));
    let action = view.map_or_else(|| "/admin/products/new".to_owned(), |view| format!("/admin/products/{}", view.id));
    let pictures = match view {
        Some(view) => Some(pictures::section(visitor, view, draft.typed).await),
        None => None,
    };
    let types = types::fields::types(visitor).await;
    let lacks = view.and_then(|view| types::fields::lacks(locale, &view.product, &types));
    let changes = match view {
        Some(view) => Some(prices::section(visitor, view).await),
        None => None,
    };
    let content = html! {
        p.crumb { a href="/admin/products" { (words.products()) } }
        h1 { (title) }
        @if let Some(above) = &draft.above { (above) }
        @if let Some(lacks) = lacks { (lacks) }
        form.editor method="post" action=(action) {
            (hidden(visitor))
            input type="hidden" name="version" value=(draft.typed.get("version"));
            fieldset {
                legend { (words.texts()) }
                div.languages {
                    @for language in Locale::ALL {
                        div.language {
                            (text_fields(locale, draft, language))
                        }
                    }
                }
                p.hint { (words.description_hint()) }
            }
            fieldset {
                legend { (words.product()) }
                div.columns {
                    div.field {
                        label for="status" { (words.status()) }
                        select id="status" name="status" {
                            @for one in ProductStatus::ALL {
                                option value=(one.code()) selected[one.code() == draft.typed.get("status")] {
                                    (status_name(locale, one))
                                }
                            }
                        }
                        (draft.below(locale, "status"))
                    }
                    (draft.time(locale, "on_sale.from", words.on_sale_from()))
                    (draft.time(locale, "on_sale.until", words.on_sale_until()))
                    (draft.field(locale, "slug", words.address(), None, 1))
                    (draft.field(locale, "brand", words.brand(), None, 1))
                    (terms::section(locale, draft))
                }
                p.hint { (more.released_on_hint()) " " (more.tax_hint()) }
                p.hint { (words.on_sale_hint()) }
                p.hint { @if view.is_none() { (words.address_made_hint()) " " } (words.address_hint()) }
            }
            (types::fields::section(locale, draft, &types, view.map(|view| &view.product)))
            (variants(locale, view, draft))
            (collection_boxes(locale, &collections, draft))
            (safety::section(locale, draft))
            p.actions {
                @if may_write { button.button.main { @if view.is_some() { (words.save()) } @else { (words.make()) } } }
                @if let Some(view) = view {
                    @if view.product.status.is_on_sale() {
                        a.button href={ (visitor.shop()) "/products/" (view.product.slug) } { (words.see_in_shop()) }
                    }
                    a.button href={ "/admin/products/" (view.id) "/history" } { (words::office_attributes(locale).history()) }
                    @if may_write {
                        a.button href={ "/admin/products/" (view.id) "/attributes" } { (words::office_attributes(locale).attributes()) }
                        a.button href={ "/admin/products/" (view.id) "/options" } { (more.options()) }
                        a.button href={ "/admin/products/" (view.id) "/lines" } { (more.lines()) }
                        a.button href={ "/admin/products/" (view.id) "/addresses" } { (more.addresses()) }
                        a.button.quiet href={ "/admin/products/" (view.id) "/delete" } { (words.delete()) }
                    }
                }
            }
        }
        @if let Some(pictures) = pictures { (pictures) }
        @if let Some(changes) = changes { (changes) }
    };
    let response: Response = page(visitor, Section::Products, title, &content);
    let response = (draft.status, response).into_response();
    // Pictures are given here, once there is a product.
    Ok(if may_write && view.is_some() { script::allowed(response) } else { response })
}

fn text_fields(locale: Locale, draft: &Draft<'_>, language: Locale) -> Markup {
    let words = words::office(locale);
    let field = |noun: &str, label: &str, rows| {
        let name = format!("{noun}.{}", language.code());
        let label = format!("{label}, {}", words::shell(language).language());
        draft.field(locale, &name, &label, Some(language), rows)
    };
    html! {
        (field("title", words.title(), 1))
        (field("summary", words.summary(), 2))
        (field("description", words.description(), 8))
    }
}

fn variants(locale: Locale, view: Option<&AdminProductView>, draft: &Draft<'_>) -> Markup {
    let (words, prices) = (words::office(locale), words::products(locale));
    let product = view.map(|view| &view.product);
    let axes = product.map(|product| product.options.as_slice()).unwrap_or_default();
    let kept = product.map(|product| product.variants.as_slice()).unwrap_or_default();
    let label_of = |what: &str, sku: &str| format!("{what}, {sku}");
    html! {
        fieldset {
            legend { (words.variants()) }
            table.form {
                thead {
                    tr {
                        th scope="col" { (words.sku()) }
                        @for axis in axes { th scope="col" { (axis.label.get(locale)) } }
                        @for currency in currencies() { th scope="col" { (words.price()) " " (currency) } }
                        th scope="col" { (words.measure()) }
                        th scope="col" { (words.on_hand()) }
                        @if product.is_some() { th scope="col" { (words.remove()) } }
                    }
                }
                tbody {
                    @for variant in kept {
                        @let sku = variant.sku.as_str();
                        tr {
                            th scope="row" {
                                @if let Some(view) = view { a href=(variant_address(view.id, &variant.sku)) { (sku) } }
                                input type="hidden" name={ "row." (sku) } value="";
                                input type="hidden" name={ "had." (sku) } value=(draft.typed.get(&format!("had.{sku}")));
                            }
                            @for axis in axes {
                                td data-label=(axis.label.get(locale)) {
                                    @let chosen = variant.options.get(&axis.code);
                                    @if let Some(value) = axis.values.iter().find(|value| Some(&value.code) == chosen) {
                                        (value.label.get(locale))
                                    }
                                }
                            }
                            @for currency in currencies() {
                                @let what = format!("{} {currency}", words.price());
                                td data-label=(what) {
                                    (draft.cell(locale, &format!("price.{currency}.{sku}"), &label_of(&what, sku), "decimal"))
                                    @let former = format!("{} {currency}", prices.former_price());
                                    span.soft aria-hidden="true" { (prices.former_price()) }
                                    (draft.cell(locale, &format!("former.{currency}.{sku}"), &label_of(&former, sku), "decimal"))
                                }
                            }
                            td data-label=(words.measure()) {
                                (draft.cell(locale, &format!("measure.{sku}"), &label_of(words.measure(), sku), "text"))
                            }
                            td data-label=(words.on_hand()) {
                                (draft.cell(locale, &format!("stock.{sku}"), &label_of(words.on_hand(), sku), "numeric"))
                            }
                            td data-label=(words.remove()) {
                                input type="checkbox" name={ "remove." (sku) } aria-label=(label_of(words.remove(), sku))
                                    checked[draft.typed.has(&format!("remove.{sku}"))];
                            }
                        }
                    }
                    tr {
                        td data-label={ (words.sku()) ", " (words.new_variant()) } {
                            (draft.cell(locale, "new.sku", &label_of(words.sku(), words.new_variant()), "text"))
                        }
                        @for axis in axes {
                            @let name = format!("new.option.{}", axis.code);
                            td data-label=(axis.label.get(locale)) {
                                select name=(name) aria-label=(label_of(axis.label.get(locale), words.new_variant())) {
                                    option value="" { "–" }
                                    @for value in &axis.values {
                                        option value=(value.code) selected[draft.typed.get(&name) == value.code] {
                                            (value.label.get(locale))
                                        }
                                    }
                                }
                            }
                        }
                        @for currency in currencies() {
                            @let what = format!("{} {currency}", words.price());
                            td data-label=(what) {
                                (draft.cell(locale, &format!("new.price.{currency}"), &label_of(&what, words.new_variant()), "decimal"))
                                @let former = format!("{} {currency}", prices.former_price());
                                span.soft aria-hidden="true" { (prices.former_price()) }
                                (draft.cell(locale, &format!("new.former.{currency}"), &label_of(&former, words.new_variant()), "decimal"))
                            }
                        }
                        td data-label=(words.measure()) {
                            (draft.cell(locale, "new.measure", &label_of(words.measure(), words.new_variant()), "text"))
                        }
                        td data-label=(words.on_hand()) {
                            (draft.cell(locale, "new.stock", &label_of(words.on_hand(), words.new_variant()), "numeric"))
                        }
                        @if product.is_some() { td {} }
                    }
                }
            }
            @if product.is_some() { p.hint { (words::office_products(locale).variant_hint()) } }
            p.hint { @if product.is_some() { (words.new_variant_hint()) " " } (words.on_hand_hint()) }
            p.hint { (prices.former_price_hint()) }
            p.hint { (words.measure_hint()) }
        }
    }
}

fn collection_boxes(locale: Locale, collections: &[AdminCollection], draft: &Draft<'_>) -> Markup {
    let words = words::office(locale);
    html! {
        fieldset {
            legend { (words.collections()) }
            @if collections.is_empty() { p { (words.no_collections()) } }
            div.boxes {
                @for AdminCollection { collection, .. } in collections {
                    @let name = format!("collection.{}", collection.slug);
                    label {
                        // What a rule fills is not for anybody to check.
                        input type="checkbox" name=(name) checked[draft.typed.has(&name)] disabled[collection.rule.is_some()];
                        " " (collection.title.get(locale))
                        @if collection.rule.is_some() { " (" (words::office_selling(locale).by_rule()) ")" }
                        (draft.below(locale, &name))
                    }
                }
            }
        }
    }
}
