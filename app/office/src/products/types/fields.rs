//! The type of a product, and what the type asks for, as fields of the product's editor.

use std::collections::BTreeMap;

use api::catalog::admin::{AdminProductType, ListProductTypes};
use api::catalog::product_types::{AskedAttribute, Gap, attribute_of, axis_of, gaps};
use api::catalog::properties::{BRAND, PropertyKind};
use api::catalog::{Attribute, ProductDocument};
use domain::Locale;
use domain::catalog::{Localized, ProductStatus};
use domain::search::facet_code;
use maud::{Markup, html};
use serde_json::Value;
use words::OfficeAttributes;

use super::super::attributes::row::{Kind, Row};
use super::super::editor::{Draft, fault_id, id};
use super::super::form::Faults;
use super::gaps::{in_words, name_of};
use crate::fields::Fields;
use crate::page::alert;
use crate::visitor::Visitor;

/// The name of the field of the type.
pub const TYPE: &str = "product_type";

/// Every type. An editor without them is an editor all the same.
pub async fn types(visitor: &Visitor) -> Vec<AdminProductType> {
    visitor.ask(&ListProductTypes {}).await.unwrap_or_default()
}

/// What the type that is chosen in a form asks for.
pub fn asked<'a>(types: &'a [AdminProductType], fields: &Fields) -> &'a [AskedAttribute] {
    let chosen = types.iter().find(|one| one.handle.as_str() == fields.get(TYPE));
    chosen.map_or(&[], |one| one.attributes.as_slice())
}

/// What a form may say: what the type that is chosen in it asks for, and behind that what the product's own asks for
/// besides, whose fields the form has shown.
pub fn said_of(types: &[AdminProductType], fields: &Fields, kept: Option<&ProductDocument>) -> Vec<AskedAttribute> {
    let now = asked(types, fields);
    let before = kept.and_then(|kept| kept.product_type.as_ref());
    let before = types.iter().find(|one| Some(&one.handle) == before);
    let gone = before.into_iter().flat_map(|one| &one.attributes);
    let gone = gone.filter(|one| now.iter().all(|asked| asked.key != one.key));
    now.iter().chain(gone).cloned().collect()
}

/// The name of the field of an attribute that is the same in every language.
fn field(key: &str) -> String {
    format!("fact.{key}")
}

/// The name of the field of an attribute in a language.
fn field_in(key: &str, locale: Locale) -> String {
    format!("fact.{key}.{}", locale.code())
}

/// The names of the fields of an attribute.
fn names_of(asked: &AskedAttribute) -> Vec<String> {
    match asked.kind.unwrap_or(PropertyKind::Term) {
        PropertyKind::Term | PropertyKind::Colour => {
            Locale::ALL.into_iter().map(|locale| field_in(&asked.key, locale)).collect()
        }
        PropertyKind::Number | PropertyKind::Boolean => vec![field(&asked.key)],
    }
}

/// A text as it comes back from a form.
fn sent(text: &str) -> String {
    text.trim().replace("\r\n", "\n").replace('\r', "\n")
}

/// What is kept, as a form's fields.
fn kept_fields(product: Option<&ProductDocument>) -> Fields {
    let mut fields = Fields::default();
    if let Some(product) = product {
        set(&mut fields, product);
    }
    fields
}

/// A form's fields with what is kept of attributes that it had no field of, since another type was chosen in it, or the type
/// has changed meanwhile: an empty field would take away what the product has.
fn filled(typed: &Fields, product: Option<&ProductDocument>, asked: &[AskedAttribute]) -> Fields {
    let (mut all, kept) = (typed.clone(), kept_fields(product));
    for names in asked.iter().map(names_of).filter(|names| names.iter().all(|name| !typed.has(name))) {
        for name in names.iter().filter(|name| kept.has(name)) {
            all.set(name.as_str(), kept.typed(name));
        }
    }
    all
}

/// Whether a form says something else of an attribute than is kept.
fn is_touched(typed: &Fields, product: Option<&ProductDocument>, asked: &AskedAttribute) -> bool {
    let kept = kept_fields(product);
    names_of(asked).iter().any(|name| typed.has(name) && sent(typed.get(name)) != sent(kept.get(name)))
}

/// Writes what is kept into a form's fields.
pub fn set(fields: &mut Fields, product: &ProductDocument) {
    fields.set(TYPE, product.product_type.as_ref().map(ToString::to_string).unwrap_or_default());
    for (name, value) in &product.attributes {
        let (key, row) = (facet_code(name), Row::of(name, value));
        fields.set(
            field(&key),
            if matches!(row.kind, Kind::Yes | Kind::No) { row.kind.code() } else { row.first_value() },
        );
        for (locale, text) in Locale::ALL.into_iter().zip(row.values()) {
            fields.set(field_in(&key, locale), text.as_str());
        }
    }
}

/// The attributes that a form says, beside those that the product has and the type does not ask for. A field that is as it
/// was changes nothing.
pub fn read(
    fields: &Fields,
    kept: Option<&ProductDocument>,
    asked: &[AskedAttribute],
    words: OfficeAttributes,
    faults: &mut Faults,
) -> BTreeMap<String, Value> {
    let mut attributes = kept.map(|kept| kept.attributes.clone()).unwrap_or_default();
    let before = kept_fields(kept);
    for one in asked.iter().filter(|one| one.key != BRAND) {
        let AskedAttribute { key, kind, unit, label, .. } = one;
        let kind = kind.unwrap_or(PropertyKind::Term);
        let names = names_of(one);
        // What the form did not ask for stays, and so does what nobody touched.
        let typed: Vec<String> = names.iter().map(|name| sent(fields.get(name))).collect();
        let is_there = names.iter().any(|name| fields.has(name));
        let is_as_before = names.iter().zip(&typed).all(|(name, text)| sent(before.get(name)) == *text);
        let is_empty = typed.iter().all(String::is_empty);
        let found = kept.and_then(|kept| attribute_of(kept, key));
        let own: Option<Attribute> = found.map(|(_, value)| value.into());
        let own_unit = own.as_ref().map(|own| own.unit.clone()).unwrap_or_default();
        // But for what is of another kind and reads the same, the word “yes” that is to be a yes, and a number that has no
        // unit yet.
        let kept_gaps = kept.map(|kept| gaps(kept, std::slice::from_ref(one))).unwrap_or_default();
        let can_become = kept_gaps.iter().any(|gap| match gap.gap {
            Gap::WrongKind => true,
            Gap::WrongUnit => own_unit.is_empty(),
            Gap::Missing => false,
        });
        if !is_there || is_as_before && (is_empty || !can_become) {
            continue;
        }
        let name = found.map_or_else(|| key.clone(), |(name, _)| name.to_owned());
        if is_empty {
            attributes.remove(&name);
            continue;
        }
        let said = match kind {
            PropertyKind::Number => Kind::Number,
            PropertyKind::Boolean if typed[0] == Kind::Yes.code() => Kind::Yes,
            PropertyKind::Boolean if typed[0] == Kind::No.code() => Kind::No,
            // Words that are neither stay until one of the two is chosen.
            PropertyKind::Boolean => continue,
            PropertyKind::Term | PropertyKind::Colour => Kind::Text,
        };
        let unit = match kind {
            PropertyKind::Number => unit.clone().unwrap_or_default(),
            PropertyKind::Boolean => String::new(),
            PropertyKind::Term | PropertyKind::Colour => own_unit,
        };
        let own = own.and_then(|own| own.label);
        let label =
            own.or_else(|| label.clone()).unwrap_or_else(|| Localized::same(name_of(Locale::default(), asked, key)));
        match Row::typed(&label, typed, unit, said).value(&name) {
            Ok(value) => drop(attributes.insert(name, value)),
            Err(_) if is_as_before => {}
            Err(wrong) => drop(faults.insert(names[0].clone(), wrong.said(words))),
        }
    }
    attributes
}

/// The field that a refusal of the origin is about, if it is one of these, under both names that it may have.
pub fn refused(field_named: Option<&str>) -> Vec<String> {
    let of_product =
        field_named.and_then(|name| name.strip_prefix("change.").or_else(|| name.strip_prefix("product.")));
    match of_product {
        Some(TYPE) => vec![TYPE.to_owned()],
        Some(BRAND) => vec![BRAND.to_owned()],
        Some(name) => {
            let key = name.strip_prefix("attributes.");
            key.map(|key| vec![field(key), field_in(key, Locale::default())]).unwrap_or_default()
        }
        None => Vec::new(),
    }
}

/// What a product that is on sale lacks, above its editor.
pub fn lacks(locale: Locale, product: &ProductDocument, types: &[AdminProductType]) -> Option<Markup> {
    let handle = product.product_type.as_ref().filter(|_| product.status == ProductStatus::Active)?;
    let asked = &types.iter().find(|one| one.handle == *handle)?.attributes;
    let gaps = gaps(product, asked);
    let said = in_words(locale, asked, &gaps);
    (!gaps.is_empty()).then(|| alert(words::office_types(locale).lacks(), Some(&said)))
}

/// The fields.
pub fn section(
    locale: Locale,
    draft: &Draft<'_>,
    types: &[AdminProductType],
    product: Option<&ProductDocument>,
) -> Markup {
    let words = words::office_types(locale);
    let chosen = draft.typed.get(TYPE);
    if types.is_empty() && chosen.is_empty() {
        return html! {};
    }
    let is_known = chosen.is_empty() || types.iter().any(|one| one.handle.as_str() == chosen);
    let fault = draft.fault(TYPE);
    let (now, all) = (asked(types, draft.typed).len(), said_of(types, draft.typed, product));
    let typed = filled(draft.typed, product, &all[..now]);
    let shown = Draft { typed: &typed, kept: draft.kept, faults: draft.faults, above: None, status: draft.status };
    html! {
        fieldset {
            legend { (words.product_type()) }
            div.field {
                label for=(id(TYPE)) { (words.product_type()) }
                select id=(id(TYPE)) name=(TYPE) aria-invalid=[fault.as_ref().map(|_| "true")] aria-describedby=[fault] {
                    option value="" { (words.no_product_type()) }
                    @if !is_known { option value=(chosen) selected { (chosen) } }
                    @for one in types {
                        option value=(one.handle) selected[one.handle.as_str() == chosen] { (one.name.get(locale)) }
                    }
                }
                (draft.below(locale, TYPE))
            }
            p.hint { (words.type_hint()) }
            // What was typed of the former type's goes along until it is saved.
            @for (place, one) in all.iter().enumerate() {
                @if place < now || is_touched(draft.typed, product, one) { (attribute(locale, &shown, one, product)) }
            }
        }
    }
}

/// The field of an attribute, by its kind; of one that something else gives, what that is.
fn attribute(locale: Locale, draft: &Draft<'_>, asked: &AskedAttribute, product: Option<&ProductDocument>) -> Markup {
    let words = words::office_types(locale);
    let kind = asked.kind.unwrap_or(PropertyKind::Term);
    let mut label = name_of(locale, std::slice::from_ref(asked), &asked.key);
    if let Some(unit) = asked.unit.as_deref().filter(|unit| !unit.is_empty()) {
        label = format!("{label} ({unit})");
    }
    if asked.required {
        label = format!("{label} – {}", words.asked_required());
    }
    let is_words = matches!(kind, PropertyKind::Term | PropertyKind::Colour);
    if asked.key == BRAND {
        return html! { p { (words::office(locale).brand()) @if asked.required { " – " (words.asked_required()) } ": " (words.of_the_brand()) } };
    }
    if is_words && product.is_some_and(|product| axis_of(product, &asked.key).is_some()) {
        return html! { p { (label) ": " (words.of_a_choice()) } };
    }
    let name = field(&asked.key);
    let kept = product.and_then(|product| attribute_of(product, &asked.key));
    let kept: Option<Attribute> = kept.map(|(_, value)| value.into());
    // Several numbers have no place in one line: they are changed among the facts of the product.
    if !is_words && kept.as_ref().and_then(|kept| kept.value.as_array()).is_some_and(|parts| parts.len() > 1) {
        return html! { p { (label) ": " (kept_fields(product).get(&name).replace('\n', ", ")) } };
    }
    match kind {
        PropertyKind::Term | PropertyKind::Colour => html! {
            div.columns {
                @for language in Locale::ALL {
                    @let said = format!("{label}, {}", words::shell(language).language());
                    (draft.field(locale, &field_in(&asked.key, language), &said, Some(language), 2))
                }
            }
        },
        PropertyKind::Number => {
            let fault = draft.fault(&name);
            let is_other = |unit: &str| !unit.is_empty() && unit != asked.unit.as_deref().unwrap_or_default();
            let other = kept.filter(|kept| kept.value.is_number() && is_other(&kept.unit));
            html! {
                div.field {
                    label for=(id(&name)) { (label) }
                    input id=(id(&name)) name=(name) value=(draft.typed.get(&name)) inputmode="decimal" autocomplete="off"
                        aria-invalid=[fault.as_ref().map(|_| "true")] aria-describedby=[fault];
                    @if let Some(Attribute { value, unit, .. }) = other {
                        p.hint { (value.to_string()) " " (unit) ": " (words.gap_wrong_unit()) }
                    }
                    (draft.below(locale, &name))
                }
            }
        }
        PropertyKind::Boolean => {
            let (about, fault) = (words::office_attributes(locale), draft.fault(&name));
            let chosen = draft.typed.get(&name);
            let is_neither = !chosen.is_empty() && [Kind::Yes, Kind::No].iter().all(|kind| kind.code() != chosen);
            html! {
                div.field {
                    label for=(id(&name)) { (label) }
                    select id=(id(&name)) name=(name) aria-invalid=[fault.as_ref().map(|_| "true")]
                        aria-describedby=[fault.map(|_| fault_id(&name))] {
                        option value="" { (words.type_does_not_say()) }
                        @if is_neither { option value=(chosen) selected { (chosen) } }
                        @for kind in [Kind::Yes, Kind::No] {
                            option value=(kind.code()) selected[kind.code() == chosen] { (kind.said(about)) }
                        }
                    }
                    (draft.below(locale, &name))
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
