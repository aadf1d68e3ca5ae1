//! The type of a product, and what the type asks for, as fields of the product's editor.

use std::collections::BTreeMap;

use api::catalog::ProductDocument;
use api::catalog::admin::{AdminProductType, ListProductTypes};
use api::catalog::product_types::{AskedAttribute, Gap, attribute_of, axis_of, gaps};
use api::catalog::properties::{BRAND, PropertyKind};
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

/// The name of the field of an attribute that is the same in every language.
fn field(key: &str) -> String {
    format!("fact.{key}")
}

/// The name of the field of an attribute in a language.
fn field_in(key: &str, locale: Locale) -> String {
    format!("fact.{key}.{}", locale.code())
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
    let mut before = Fields::default();
    if let Some(kept) = kept {
        set(&mut before, kept);
    }
    for one in asked.iter().filter(|one| one.key != BRAND) {
        let AskedAttribute { key, kind, unit, label, .. } = one;
        let kind = kind.unwrap_or(PropertyKind::Term);
        let names: Vec<String> = match kind {
            PropertyKind::Term | PropertyKind::Colour => {
                Locale::ALL.into_iter().map(|locale| field_in(key, locale)).collect()
            }
            PropertyKind::Number | PropertyKind::Boolean => vec![field(key)],
        };
        // What the form did not ask for stays, and so does what nobody touched.
        let typed: Vec<String> = names.iter().map(|name| fields.get(name).replace("\r\n", "\n")).collect();
        let is_there = names.iter().any(|name| fields.has(name));
        let is_as_before = names.iter().zip(&typed).all(|(name, text)| before.get(name) == text);
        // But for what is of another kind and reads the same: the word “yes” that is to be a yes.
        let kept_gaps = kept.map(|kept| gaps(kept, std::slice::from_ref(one))).unwrap_or_default();
        let is_of_kind = kept_gaps.iter().all(|gap| gap.gap != Gap::WrongKind);
        if !is_there || is_as_before && is_of_kind {
            continue;
        }
        let found = kept.and_then(|kept| attribute_of(kept, key));
        let name = found.map_or_else(|| key.clone(), |(name, _)| name.to_owned());
        if typed.iter().all(String::is_empty) {
            attributes.remove(&name);
            continue;
        }
        let said = match kind {
            PropertyKind::Number => Kind::Number,
            PropertyKind::Boolean if typed[0] == Kind::Yes.code() => Kind::Yes,
            PropertyKind::Boolean => Kind::No,
            PropertyKind::Term | PropertyKind::Colour => Kind::Text,
        };
        let unit = if kind == PropertyKind::Number { unit.clone().unwrap_or_default() } else { String::new() };
        let own = found.and_then(|(_, value)| api::catalog::Attribute::from(value).label);
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
            @for one in asked(types, draft.typed) { (attribute(locale, draft, one, product)) }
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
            html! {
                div.field {
                    label for=(id(&name)) { (label) }
                    input id=(id(&name)) name=(name) value=(draft.typed.get(&name)) inputmode="decimal" autocomplete="off"
                        aria-invalid=[fault.as_ref().map(|_| "true")] aria-describedby=[fault];
                    (draft.below(locale, &name))
                }
            }
        }
        PropertyKind::Boolean => {
            let (about, fault) = (words::office_attributes(locale), draft.fault(&name));
            html! {
                div.field {
                    label for=(id(&name)) { (label) }
                    select id=(id(&name)) name=(name) aria-invalid=[fault.as_ref().map(|_| "true")]
                        aria-describedby=[fault.map(|_| fault_id(&name))] {
                        option value="" { (words.type_does_not_say()) }
                        @for kind in [Kind::Yes, Kind::No] {
                            option value=(kind.code()) selected[kind.code() == draft.typed.get(&name)] { (kind.said(about)) }
                        }
                    }
                    (draft.below(locale, &name))
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::products::testing::product;
    use serde_json::json;

    fn asked(key: &str, kind: PropertyKind, unit: &str) -> AskedAttribute {
        let label = Some(Localized::same(key).with(Locale::De, "Angabe"));
        AskedAttribute { key: key.into(), required: true, kind: Some(kind), unit: Some(unit.into()), label }
    }

    fn all() -> [AskedAttribute; 4] {
        [
            asked("capacity", PropertyKind::Number, "ml"),
            asked("material", PropertyKind::Term, ""),
            asked("dishwasher", PropertyKind::Boolean, ""),
            asked("glaze", PropertyKind::Colour, ""),
        ]
    }

    #[test]
    fn what_is_kept_is_the_same_after_the_form_and_what_is_typed_is_of_its_kind() {
        let words = words::office_attributes(Locale::default());
        let mut kept = product();
        kept.attributes = [
            ("Capacity".to_owned(), json!({ "label": { "en": "Holds" }, "value": 300, "unit": "ml" })),
            ("material".to_owned(), json!([{ "en": "Oak", "de": "Eiche" }, "Steel"])),
            ("dishwasher".to_owned(), json!(true)),
            ("other".to_owned(), json!({ "x": [1] })),
        ]
        .into();
        let (mut fields, mut faults) = (Fields::default(), Faults::new());
        set(&mut fields, &kept);
        assert_eq!(read(&fields, Some(&kept), &all(), words, &mut faults), kept.attributes, "nothing was touched");
        fields.set("fact.capacity", "0,25");
        fields.set("fact.dishwasher", "no");
        fields.set("fact.glaze.en", "Teal");
        fields.set("fact.material.en", "");
        fields.set("fact.material.de", "");
        let now = read(&fields, Some(&kept), &all(), words, &mut faults);
        let expected = json!({
            "Capacity": { "label": { "en": "Holds" }, "value": 0.25, "unit": "ml" },
            "dishwasher": { "label": { "en": "dishwasher", "de": "Angabe" }, "value": false, "unit": "" },
            "glaze": { "label": { "en": "glaze", "de": "Angabe" }, "value": "Teal", "unit": "" },
            "other": { "x": [1] },
        });
        assert_eq!((serde_json::to_value(now).expect("JSON"), faults.len()), (expected, 0));
        fields.set("fact.capacity", "much");
        fields.set("fact.material.de", "Eiche");
        read(&fields, Some(&kept), &all(), words, &mut faults);
        assert_eq!(faults.into_keys().collect::<Vec<_>>(), ["fact.capacity", "fact.material.en"]);
    }

    #[test]
    fn what_reads_the_same_becomes_what_is_asked_for_if_it_can() {
        let words = words::office_attributes(Locale::default());
        let mut kept = product();
        kept.attributes = [("dishwasher".to_owned(), json!("yes")), ("capacity".to_owned(), json!("much"))].into();
        let (mut fields, mut faults) = (Fields::default(), Faults::new());
        set(&mut fields, &kept);
        let now = read(&fields, Some(&kept), &all(), words, &mut faults);
        assert_eq!((&now["dishwasher"]["value"], &now["capacity"], faults.len()), (&json!(true), &json!("much"), 0));
    }

    #[test]
    fn a_refusal_is_told_at_its_field() {
        assert_eq!(refused(Some("change.attributes.capacity")), ["fact.capacity", "fact.capacity.en"]);
        assert_eq!(refused(Some("product.product_type")), ["product_type"]);
        assert_eq!(refused(Some("change.title")), Vec::<String>::new());
        assert_eq!(refused(None), Vec::<String>::new());
    }
}
