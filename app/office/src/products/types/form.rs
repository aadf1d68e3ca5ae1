//! The form of a type.

use std::collections::BTreeSet;

use api::catalog::admin::{AdminAttribute, AdminProductType, ListAttributes};
use api::catalog::product_types::AskedAttribute;
use api::catalog::properties::{IN_STOCK, PropertyKind};
use axum::response::IntoResponse as _;
use domain::Locale;
use domain::catalog::Localized;
use domain::search::facet_code;
use http::StatusCode;
use maud::{Markup, html};
use origin_staff::Permission;

use super::super::attributes::filters::{kind_name, label_of};
use super::gaps;
use crate::fields::{Fields, localized, set_localized};
use crate::page::{Section, described_by, fault, hidden, is_invalid, page, text_field};
use crate::visitor::{Reply, Visitor};

/// Attributes that one sending can ask for besides.
const NEW: usize = 4;
/// Rows that are read of a form.
const MAX_ROWS: usize = 60;

/// What the form shows.
pub struct Draft<'a> {
    /// What is in the fields.
    pub typed: &'a Fields,
    /// What stands above.
    pub above: Option<Markup>,
    /// What the page is sent with.
    pub status: StatusCode,
}

/// The fields of a type as it is kept, its version among them.
pub fn fields_of(kept: &AdminProductType) -> Fields {
    let mut fields = Fields::default();
    set_localized(&mut fields, "name", &kept.name);
    fields.set("version", kept.version.to_string());
    for (place, asked) in kept.attributes.iter().enumerate() {
        fields.set(format!("key.{place}"), asked.key.as_str());
        fields.set(format!("place.{place}"), (place + 1).to_string());
        if asked.required {
            fields.set(format!("required.{place}"), "on");
        }
    }
    fields
}

/// What a form asks for, in the order of the places that were typed; of equal ones, in that of the rows. What is new comes
/// last. None if a place is no number.
pub fn asked_of(fields: &Fields) -> Option<Vec<AskedAttribute>> {
    let bare = |key: &str, required: bool| AskedAttribute {
        key: key.to_owned(),
        required,
        kind: None,
        unit: None,
        label: None,
    };
    let mut placed: Vec<(i64, AskedAttribute)> = Vec::new();
    for row in (0..MAX_ROWS).take_while(|row| fields.has(&format!("key.{row}"))) {
        if fields.has(&format!("remove.{row}")) {
            continue;
        }
        let place = fields.get(&format!("place.{row}")).parse().ok()?;
        placed.push((place, bare(fields.get(&format!("key.{row}")), fields.has(&format!("required.{row}")))));
    }
    placed.sort_by_key(|(place, _)| *place);
    let mut asked: Vec<AskedAttribute> = placed.into_iter().map(|(_, asked)| asked).collect();
    for row in 0..NEW {
        if let Some(key) = fields.some(&format!("new.key.{row}")) {
            asked.push(bare(key, fields.has(&format!("new.required.{row}"))));
        }
    }
    let label = localized(fields, "made.label");
    if label != Localized::default() {
        let kind = PropertyKind::ALL.into_iter().find(|kind| kind.code() == fields.get("made.kind"));
        asked.push(AskedAttribute {
            key: facet_code(&label.en).replace('-', "_"),
            required: fields.has("made.required"),
            kind: Some(kind.unwrap_or(PropertyKind::Term)),
            unit: fields.some("made.unit").map(str::to_owned),
            label: Some(label),
        });
    }
    Some(asked)
}

/// The page.
pub async fn show(visitor: &Visitor, kept: Option<&AdminProductType>, draft: &Draft<'_>) -> Reply {
    let (words, office) = (words::office_types(visitor.locale), words::office(visitor.locale));
    let known = visitor.read(&ListAttributes {}).await?;
    let may_write = visitor.may(Permission::CatalogWrite);
    let title = kept.map_or(words.new_product_type(), |kept| kept.name.get(visitor.locale));
    let address = kept.map(|kept| format!("/admin/product-types/{}", kept.handle));
    let gaps = match kept {
        Some(kept) => Some(gaps::section(visitor, kept).await?),
        None => None,
    };
    let content = html! {
        p.crumb {
            a href="/admin/products" { (office.products()) } " / "
            a href="/admin/product-types" { (words.product_types()) }
        }
        h1 { (title) }
        @if let Some(above) = &draft.above { (above) }
        form.editor method="post" action=(address.as_deref().unwrap_or("/admin/product-types/_new")) {
            (hidden(visitor))
            input type="hidden" name="version" value=(draft.typed.get("version"));
            fieldset {
                legend { (words.product_type()) }
                div.columns { (names(visitor, draft.typed, "name")) }
                @match kept {
                    Some(kept) => { p { (words.handle()) ": " code { (kept.handle) } } }
                    None => (text_field("handle", words.handle(), Some(words.handle_hint()), draft.typed)),
                }
            }
            fieldset {
                legend { (words.asked_attributes()) }
                p.hint { (words.asked_hint()) }
                (rows(visitor, draft.typed, &known))
            }
            @if may_write {
                (more(visitor, draft.typed, &known))
                p.actions {
                    button.button.main { (office.save()) }
                    @if let Some(address) = &address {
                        a.button.quiet href={ (address) "/delete" } { (office.delete()) }
                    }
                }
            }
        }
        @if let Some(gaps) = gaps { (gaps) }
    };
    Ok((draft.status, page(visitor, Section::Products, title, &content)).into_response())
}

/// The fields of a name, one a language.
fn names(visitor: &Visitor, typed: &Fields, noun: &str) -> Markup {
    let words = words::office_attributes(visitor.locale);
    html! {
        @for language in Locale::ALL {
            @let name = format!("{noun}.{}", language.code());
            div.field {
                label for=(name) { (words.fact_name(words::shell(language).language())) }
                input id=(name) name=(name) value=(typed.get(&name)) lang=(language.code()) autocomplete="off"
                    aria-invalid=[is_invalid(&name, typed)] aria-describedby=[described_by(&name, false, typed)];
                (fault(&name, typed))
            }
        }
    }
}

/// What is asked for, a row each.
fn rows(visitor: &Visitor, typed: &Fields, known: &[AdminAttribute]) -> Markup {
    let (words, office) = (words::office_types(visitor.locale), words::office(visitor.locale));
    let rows: Vec<usize> = (0..MAX_ROWS).take_while(|row| typed.has(&format!("key.{row}"))).collect();
    html! {
        @if !rows.is_empty() {
            table.form {
                thead {
                    tr {
                        th scope="col" { (words.asked_fact()) }
                        th scope="col" { (words.asked_place()) }
                        th scope="col" { (words.asked_required()) }
                        th scope="col" { (office.remove()) }
                    }
                }
                tbody {
                    @for row in rows {
                        @let key = typed.get(&format!("key.{row}"));
                        @let one = known.iter().find(|one| one.key == key);
                        @let label = one.map_or_else(|| key.to_owned(), |one| label_of(visitor.locale, one));
                        @let of = |what: &str| format!("{what}, {label}");
                        tr {
                            th scope="row" {
                                (label)
                                @if let Some(one) = one { span.soft { (kind_name(visitor.locale, one)) } }
                                input type="hidden" name={ "key." (row) } value=(key);
                            }
                            td data-label=(words.asked_place()) {
                                input.number name={ "place." (row) } value=(typed.get(&format!("place.{row}")))
                                    inputmode="numeric" autocomplete="off" aria-label=(of(words.asked_place()));
                            }
                            td data-label=(words.asked_required()) {
                                input type="checkbox" name={ "required." (row) } aria-label=(of(words.asked_required()))
                                    checked[typed.has(&format!("required.{row}"))];
                            }
                            td data-label=(office.remove()) {
                                input type="checkbox" name={ "remove." (row) } aria-label=(of(office.remove()))
                                    checked[typed.has(&format!("remove.{row}"))];
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What can be asked for besides: attributes that products have, and one that none has yet.
fn more(visitor: &Visitor, typed: &Fields, known: &[AdminAttribute]) -> Markup {
    let (words, about) = (words::office_types(visitor.locale), words::office_attributes(visitor.locale));
    let asked: BTreeSet<&str> = (0..MAX_ROWS).map_while(|row| typed.some(&format!("key.{row}"))).collect();
    let free: Vec<&AdminAttribute> =
        known.iter().filter(|one| !asked.contains(one.key.as_str()) && one.key != IN_STOCK).collect();
    html! {
        fieldset {
            legend { (words.ask_for_more()) }
            @for row in 0..NEW {
                @let (name, required) = (format!("new.key.{row}"), format!("new.required.{row}"));
                div.columns {
                    div.field {
                        label for=(name) { (words.known_fact()) " " (row + 1) }
                        select id=(name) name=(name) {
                            option value="" { (words.choose_fact()) }
                            @for one in &free {
                                option value=(one.key) selected[one.key == typed.get(&name)] {
                                    (label_of(visitor.locale, one)) " (" (kind_name(visitor.locale, one)) ")"
                                }
                            }
                        }
                    }
                    label.box { input type="checkbox" name=(required) checked[typed.has(&required)]; " " (words.asked_required()) }
                }
            }
        }
        fieldset {
            legend { (words.made_fact()) }
            div.columns { (names(visitor, typed, "made.label")) }
            div.columns {
                div.field {
                    label for="made.kind" { (about.fact_kind()) }
                    select id="made.kind" name="made.kind" {
                        @for (kind, said) in [
                            (PropertyKind::Term, about.kind_text()), (PropertyKind::Number, about.kind_number()),
                            (PropertyKind::Boolean, about.kind_truth()), (PropertyKind::Colour, about.kind_colour()),
                        ] {
                            option value=(kind.code()) selected[kind.code() == typed.get("made.kind")] { (said) }
                        }
                    }
                }
                (text_field("made.unit", about.fact_unit(), None, typed))
                label.box { input type="checkbox" name="made.required" checked[typed.has("made.required")]; " " (words.asked_required()) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_stand_in_the_order_of_their_places_and_what_is_new_comes_last() {
        let kept: AdminProductType = serde_json::from_value(serde_json::json!({
            "handle": "mug", "version": 3, "name": { "en": "Mug" }, "products": 0,
            "attributes": [{ "key": "a", "required": true }, { "key": "b" }, { "key": "c" }],
        }))
        .expect("a type");
        let mut fields = fields_of(&kept);
        let brief = |fields: &Fields| {
            let asked = asked_of(fields)?;
            Some(asked.into_iter().map(|one| (one.key, one.required)).collect::<Vec<_>>())
        };
        let row = |key: &str, required| (key.to_owned(), required);
        assert_eq!(brief(&fields), Some(vec![row("a", true), row("b", false), row("c", false)]));
        fields.set("place.2", "0");
        fields.set("remove.1", "on");
        fields.set("new.key.3", "d");
        fields.set("new.required.3", "on");
        fields.set("made.label.en", "Holds hot drinks");
        assert_eq!(
            brief(&fields),
            Some(vec![row("c", false), row("a", true), row("d", true), row("holds_hot_drinks", false)])
        );
        fields.set("place.0", "first");
        assert_eq!(brief(&fields), None);
    }
}
