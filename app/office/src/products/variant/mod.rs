//! One variant of a product: what has no place in the table of all of them.

pub mod contents;

use std::collections::BTreeMap;

use api::Code;
use api::catalog::VariantDocument;
use api::catalog::admin::{AdminProductView, ProductInput, UpdateProduct};
use api::inventory::ListStockLevels;
use axum::extract::Path;
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::Sku;
use domain::inventory::Component;
use http::StatusCode;
use maud::{Markup, html};
use origin_staff::Permission;

use super::terms::{class_field, class_of};
use super::{variant_address, view_of};
use crate::fields::Fields;
use crate::page::{Section, alert, done, hidden, page, rejection};
use crate::stock::one as stock;
use crate::visitor::{Posted, Refused, Reply, Visitor};

/// What is wrong with which field.
type Faults = BTreeMap<&'static str, String>;

/// The variant as it is kept.
pub async fn show(visitor: Visitor, Path(product): Path<String>) -> Reply {
    let view = view_of(&visitor, &product).await?;
    let variant = find(&visitor, &view, visitor.query.get("sku"))?;
    let saved = visitor.query.has("saved").then(|| done(words::office(visitor.locale).saved()));
    let form = Form { typed: &fields_of(&view, variant), faults: &Faults::new(), above: saved, status: StatusCode::OK };
    Ok(form.render(&visitor, &view, variant))
}

fn find<'a>(visitor: &Visitor, view: &'a AdminProductView, sku: &str) -> Result<&'a VariantDocument, Refused> {
    let found = view.product.variants.iter().find(|variant| variant.sku.as_str() == sku);
    found.ok_or_else(|| visitor.nothing_here())
}

fn fields_of(view: &AdminProductView, variant: &VariantDocument) -> Fields {
    let mut fields = kept_of(variant);
    fields.set("version", view.version.to_string());
    fields
}

fn kept_of(variant: &VariantDocument) -> Fields {
    let mut fields = Fields::default();
    fields.set("gtin", variant.gtin.as_deref().unwrap_or_default());
    fields.set("weight", variant.weight_grams.map(|grams| grams.to_string()).unwrap_or_default());
    fields.set("tax", variant.tax_class.code());
    fields.set("contents", contents::written(&variant.components));
    fields
}

/// Saves it, if nobody else has changed the product since the form was made.
pub async fn save(Path(product): Path<String>, posted: Posted) -> Reply {
    let Posted { visitor, fields } = &posted;
    let view = view_of(visitor, &product).await?;
    let variant = find(visitor, &view, fields.get("sku"))?;
    let changed = match changed(variant, fields, visitor) {
        Ok(changed) => changed,
        Err(faults) => return Ok(unfit(visitor, &view, variant, fields, &faults)),
    };
    let added = changed.components.iter().filter(|part| !variant.components.iter().any(|had| had.sku == part.sku));
    if let Some(missing) = missing(visitor, added).await {
        let said = words::office_products(visitor.locale).contents_unknown(missing.as_str());
        return Ok(unfit(visitor, &view, variant, fields, &Faults::from([("contents", said)])));
    }
    let mut variants = view.product.variants.clone();
    for one in variants.iter_mut().filter(|one| one.sku == changed.sku) {
        *one = changed.clone();
    }
    let change = ProductInput { variants: Some(variants), ..ProductInput::default() };
    let update = UpdateProduct { product: view.id, if_match: posted.version(), change };
    let problem = match visitor.write(&update, &posted.once()).await {
        Ok(_) => return Ok(Redirect::to(&format!("{}&saved", variant_address(view.id, &variant.sku))).into_response()),
        Err(problem) => problem,
    };
    visitor.stop(&problem)?;
    if problem.code != Code::VersionOutdated {
        let (above, status) = (Some(rejection(visitor.locale, &problem.detail)), problem.code.status());
        let form = Form { typed: fields, faults: &Faults::new(), above, status };
        return Ok(form.render(visitor, &view, variant));
    }
    let now = view_of(visitor, &product).await?;
    let kept = find(visitor, &now, fields.get("sku"))?;
    let mut typed = fields.clone();
    typed.set("version", now.version.to_string());
    let words = words::office(visitor.locale);
    let above = Some(alert(words.outdated(), Some(words.outdated_hint())));
    let form = Form { typed: &typed, faults: &Faults::new(), above, status: StatusCode::CONFLICT };
    Ok(form.render(visitor, &now, kept))
}

/// The variant as a form has it.
fn changed(kept: &VariantDocument, fields: &Fields, visitor: &Visitor) -> Result<VariantDocument, Faults> {
    let (words, mut faults) = (words::office_products(visitor.locale), Faults::new());
    let weight_grams = fields.some("weight").map(str::parse::<u32>).transpose().unwrap_or_else(|_| {
        faults.insert("weight", words.not_a_weight().to_owned());
        None
    });
    let components = contents::read(fields.typed("contents")).unwrap_or_else(|line| {
        faults.insert("contents", words.contents_unreadable(&line));
        Vec::new()
    });
    let changed = VariantDocument {
        gtin: fields.some("gtin").map(str::to_owned),
        weight_grams,
        tax_class: class_of(fields.get("tax")).unwrap_or(kept.tax_class),
        components,
        ..kept.clone()
    };
    if faults.is_empty() { Ok(changed) } else { Err(faults) }
}

/// The first part that the shop does not have. Whoever may not see the stock is not told.
async fn missing<'a>(visitor: &Visitor, parts: impl Iterator<Item = &'a Component>) -> Option<Sku> {
    for part in parts {
        let asked = visitor.ask(&ListStockLevels { sku: part.sku.clone() }).await;
        if asked.is_err_and(|problem| problem.code == Code::VariantNotFound) {
            return Some(part.sku.clone());
        }
    }
    None
}

fn unfit(
    visitor: &Visitor,
    view: &AdminProductView,
    variant: &VariantDocument,
    typed: &Fields,
    faults: &Faults,
) -> Response {
    let above = Some(alert(words::office(visitor.locale).not_saved(), None));
    Form { typed, faults, above, status: StatusCode::UNPROCESSABLE_ENTITY }.render(visitor, view, variant)
}

/// What the page shows.
struct Form<'a> {
    typed: &'a Fields,
    faults: &'a Faults,
    above: Option<Markup>,
    status: StatusCode,
}

impl Form<'_> {
    fn render(&self, visitor: &Visitor, view: &AdminProductView, kept: &VariantDocument) -> Response {
        let (words, office) = (words::office_products(visitor.locale), words::office(visitor.locale));
        let is_open = visitor.may(Permission::CatalogWrite);
        let content = html! {
            p.crumb {
                a href="/admin/products" { (office.products()) } " / "
                a href={ "/admin/products/" (view.id) } { (view.product.title.get(visitor.locale)) }
            }
            h1 { (kept.sku) }
            @if let Some(above) = &self.above { (above) }
            form.narrow method="post" action={ "/admin/products/" (view.id) "/variant" } {
                (hidden(visitor))
                input type="hidden" name="version" value=(self.typed.get("version"));
                input type="hidden" name="sku" value=(kept.sku);
                (self.text(visitor, kept, "gtin", words.gtin(), words.gtin_hint(), "numeric"))
                (self.text(visitor, kept, "weight", words.weight(), words.weight_hint(), "numeric"))
                div.field {
                    label for="tax" { (words.tax()) }
                    (class_field(visitor.locale, "tax", "tax", self.typed.get("tax"), None))
                    (self.now(visitor, kept, "tax"))
                }
                (self.contents(visitor, kept))
                @if is_open { p.actions { button.button.main { (office.save()) } } }
            }
            // A bundle has the stock of its parts.
            @if kept.components.is_empty() && visitor.may(Permission::StockRead) {
                p { a href=(stock::address(kept.sku.as_str())) { (office.stock()) } }
            }
        };
        (self.status, page(visitor, Section::Products, kept.sku.as_str(), &content)).into_response()
    }

    fn text(
        &self,
        visitor: &Visitor,
        kept: &VariantDocument,
        name: &str,
        label: &str,
        hint: &str,
        mode: &str,
    ) -> Markup {
        html! {
            div.field {
                label for=(name) { (label) }
                input id=(name) name=(name) value=(self.typed.get(name)) inputmode=(mode) autocomplete="off"
                    aria-describedby={ (name) "-hint" } aria-invalid=[self.is_faulty(name)];
                p.hint id={ (name) "-hint" } { (hint) }
                (self.fault(name))
                (self.now(visitor, kept, name))
            }
        }
    }

    fn contents(&self, visitor: &Visitor, kept: &VariantDocument) -> Markup {
        let words = words::office_products(visitor.locale);
        html! {
            div.field {
                label for="contents" { (words.contents()) }
                textarea id="contents" name="contents" rows="5" spellcheck="false" autocomplete="off"
                    aria-describedby="contents-hint" aria-invalid=[self.is_faulty("contents")] {
                    "\n" (self.typed.typed("contents"))
                }
                p.hint id="contents-hint" { (words.contents_hint()) }
                (self.fault("contents"))
                (self.now(visitor, kept, "contents"))
            }
        }
    }

    fn is_faulty(&self, name: &str) -> Option<&'static str> {
        self.faults.contains_key(name).then_some("true")
    }

    fn fault(&self, name: &str) -> Markup {
        html! { @if let Some(fault) = self.faults.get(name) { p.fault role="alert" { (fault) } } }
    }

    /// What is kept by now, where a save was refused because somebody else was first.
    fn now(&self, visitor: &Visitor, kept: &VariantDocument, name: &str) -> Markup {
        let words = words::office(visitor.locale);
        let is_late = self.status == StatusCode::CONFLICT;
        let now = kept_of(kept);
        let shown = match name {
            "tax" => words::delivery(visitor.locale).class(kept.tax_class).to_owned(),
            _ => now.some(name).unwrap_or(words.nothing()).to_owned(),
        };
        let typed = self.typed.get(name).replace("\r\n", "\n");
        html! { @if is_late && now.get(name) != typed { p.now { (words.now()) " " q { (shown) } } } }
    }
}
