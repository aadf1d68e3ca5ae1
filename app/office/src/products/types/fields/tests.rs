//! The fields of a type, as they come back from a form.

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
fn what_no_field_can_say_stays_and_a_number_without_a_unit_gets_it() {
    let words = words::office_attributes(Locale::default());
    let mut kept = product();
    kept.attributes = [
        ("dishwasher".to_owned(), json!("maybe")),
        ("material".to_owned(), json!(true)),
        ("glaze".to_owned(), json!("Teal\r\nand more")),
        ("capacity".to_owned(), json!({ "label": { "en": "Holds" }, "value": 300 })),
    ]
    .into();
    let mut faults = Faults::new();
    let now = read(&kept_fields(Some(&kept)), Some(&kept), &all(), words, &mut faults);
    for same in ["dishwasher", "material", "glaze"] {
        assert_eq!(now[same], kept.attributes[same], "{same}");
    }
    assert_eq!((&now["capacity"]["unit"], faults.len()), (&json!("ml"), 0));
    kept.attributes.insert("capacity".to_owned(), json!({ "label": { "en": "Holds" }, "value": 0.3, "unit": "l" }));
    let now = read(&kept_fields(Some(&kept)), Some(&kept), &all(), words, &mut faults);
    assert_eq!(now["capacity"], kept.attributes["capacity"], "0.3 l are not 0.3 ml");
    let words_with_a_unit = json!({ "label": { "en": "Glaze" }, "value": "thin", "unit": "coats" });
    kept.attributes.insert("glaze".to_owned(), words_with_a_unit);
    let mut fields = kept_fields(Some(&kept));
    fields.set("fact.glaze.en", "thick");
    let now = read(&fields, Some(&kept), &all(), words, &mut faults);
    assert_eq!((&now["glaze"]["value"], &now["glaze"]["unit"]), (&json!("thick"), &json!("coats")));
}

#[test]
fn what_is_kept_is_shown_where_a_form_had_no_field_for_it_and_numbers_in_a_row_have_none() {
    let mut kept = product();
    kept.attributes = [("material".to_owned(), json!("Clay")), ("capacity".to_owned(), json!([200, 300]))].into();
    let mut typed = Fields::default();
    typed.set(TYPE, "mug");
    typed.set("fact.dishwasher", "");
    let shown = filled(&typed, Some(&kept), &all());
    assert_eq!(shown.get("fact.material.en"), "Clay");
    assert!(shown.has("fact.dishwasher") && !shown.has("fact.glaze.en"));
    typed.set("fact.material.en", "");
    assert_eq!(filled(&typed, Some(&kept), &all()).get("fact.material.en"), "", "it was emptied");
    let draft = Draft { typed: &shown, kept: None, faults: &Faults::new(), above: None, status: Default::default() };
    let html = attribute(Locale::default(), &draft, &all()[0], Some(&kept)).into_string();
    assert!(html.contains("200, 300") && !html.contains("<input"), "{html}");
}

#[test]
fn what_was_typed_for_the_former_type_is_not_lost_with_it() {
    let of = |handle: &str, attributes: Vec<AskedAttribute>| AdminProductType {
        handle: handle.parse().expect("a handle"),
        version: 1,
        name: Localized::same(handle),
        attributes,
        products: 0,
    };
    let types = [of("mug", all().into()), of("hat", vec![asked("size", PropertyKind::Term, "")])];
    let mut kept = product();
    kept.product_type = Some("mug".parse().expect("a handle"));
    let capacity = json!({ "label": { "en": "Holds" }, "value": 300, "unit": "ml" });
    kept.attributes = [("capacity".to_owned(), capacity)].into();
    let mut fields = kept_fields(Some(&kept));
    fields.set(TYPE, "hat");
    fields.set("fact.capacity", "350");
    let asked = said_of(&types, &fields, Some(&kept));
    assert_eq!((asked.len(), asked[0].key.as_str()), (5, "size"));
    let mut faults = Faults::new();
    let now = read(&fields, Some(&kept), &asked, words::office_attributes(Locale::default()), &mut faults);
    assert_eq!((&now["capacity"]["value"], faults.len()), (&json!(350), 0));
    let touched: Vec<&str> =
        asked.iter().filter(|one| is_touched(&fields, Some(&kept), one)).map(|one| one.key.as_str()).collect();
    assert_eq!(touched, ["capacity"]);
}

#[test]
fn a_refusal_is_told_at_its_field() {
    assert_eq!(refused(Some("change.attributes.capacity")), ["fact.capacity", "fact.capacity.en"]);
    assert_eq!(refused(Some("product.product_type")), ["product_type"]);
    assert_eq!(refused(Some("change.title")), Vec::<String>::new());
    assert_eq!(refused(None), Vec::<String>::new());
}
