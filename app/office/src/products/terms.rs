//! The day a product came out, and how all of its variants are taxed, as fields of a form.

use api::catalog::{ProductDocument, VariantDocument};
use domain::checkout::TaxClass;
use domain::{Locale, date};
use maud::{Markup, html};
use words::Office;

use super::editor::{Draft, fault_id, id};
use super::form::Faults;
use crate::fields::Fields;

/// The name of the field of the day.
const RELEASED_ON: &str = "released_on";
/// The name of the field of the tax class.
const TAX: &str = "tax";

/// Writes what is kept into a form's fields. Where variants differ in how they are taxed, the field is empty.
pub fn set(fields: &mut Fields, product: &ProductDocument) {
    fields.set(RELEASED_ON, product.released_on.as_deref().unwrap_or_default());
    fields.set(TAX, shared_class(&product.variants).map(TaxClass::code).unwrap_or_default());
}

/// Writes into the form of a product that is not made yet what most have.
pub fn begin(fields: &mut Fields) {
    fields.set(TAX, TaxClass::default().code());
}

/// The class that all of them have; none if they differ.
fn shared_class(variants: &[VariantDocument]) -> Option<TaxClass> {
    let mut classes = variants.iter().map(|variant| variant.tax_class);
    let first = classes.next()?;
    classes.all(|class| class == first).then_some(first)
}

/// The class of a word in a form.
pub fn class_of(code: &str) -> Option<TaxClass> {
    TaxClass::ALL.into_iter().find(|class| class.code() == code)
}

/// The day that a form says, which is empty for none. One that is as it was is not looked at.
pub fn released_on(
    fields: &Fields,
    kept: Option<&ProductDocument>,
    words: Office,
    faults: &mut Faults,
) -> Option<String> {
    // A form that does not ask for it changes nothing.
    if !fields.has(RELEASED_ON) {
        return None;
    }
    let typed = fields.get(RELEASED_ON);
    let was = kept.and_then(|kept| kept.released_on.as_deref());
    if !typed.is_empty() && Some(typed) != was && !date::is_day(typed) {
        faults.insert(RELEASED_ON.to_owned(), words.not_a_day());
    }
    Some(typed.to_owned())
}

/// Has every variant taxed as the form says, if it says it of all of them.
pub fn set_class(fields: &Fields, variants: &mut [VariantDocument]) {
    let Some(class) = class_of(fields.get(TAX)) else { return };
    for variant in variants {
        variant.tax_class = class;
    }
}

/// The fields.
pub fn section(locale: Locale, draft: &Draft<'_>) -> Markup {
    let (words, history) = (words::office_products(locale), words::office_attributes(locale));
    let fault = draft.fault(RELEASED_ON);
    html! {
        div.field {
            label for=(id(RELEASED_ON)) { (history.history_released_on()) }
            input id=(id(RELEASED_ON)) name=(RELEASED_ON) type="date" value=(draft.typed.get(RELEASED_ON))
                aria-invalid=[fault.as_ref().map(|_| "true")] aria-describedby=[fault.map(|_| fault_id(RELEASED_ON))];
            (draft.below(locale, RELEASED_ON))
        }
        div.field {
            label for=(id(TAX)) { (words.tax()) }
            (class_field(locale, TAX, &id(TAX), draft.typed.get(TAX), Some(words.tax_differs())))
            @if let Some(kept) = draft.kept.filter(|kept| kept.get(TAX) != draft.typed.get(TAX)) {
                @let now = class_of(kept.get(TAX)).map_or(words.tax_differs(), |class| words::delivery(locale).class(class));
                p.now { (words::office(locale).now()) " " q { (now) } }
            }
        }
    }
}

/// A choice of a class. With `none`, it can be left open, which is said so.
pub fn class_field(locale: Locale, name: &str, id: &str, chosen: &str, none: Option<&str>) -> Markup {
    let words = words::delivery(locale);
    let none = none.filter(|_| class_of(chosen).is_none());
    html! {
        select id=(id) name=(name) {
            @if let Some(none) = none { option value="" selected { (none) } }
            @for class in TaxClass::ALL {
                option value=(class.code()) selected[class.code() == chosen] { (words.class(class)) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::products::testing::product;

    #[test]
    fn a_class_is_of_all_variants_or_of_each() {
        let mut kept = product();
        let mut fields = Fields::default();
        set(&mut fields, &kept);
        assert_eq!((fields.get(TAX), fields.get(RELEASED_ON)), ("standard", ""));
        kept.variants[1].tax_class = TaxClass::Reduced;
        set(&mut fields, &kept);
        assert_eq!(fields.get(TAX), "");
        let mut variants = kept.variants.clone();
        set_class(&fields, &mut variants);
        assert_eq!(variants, kept.variants, "what was left open stays");
        fields.set(TAX, "super_reduced");
        set_class(&fields, &mut variants);
        assert!(variants.iter().all(|variant| variant.tax_class == TaxClass::SuperReduced));
    }

    #[test]
    fn a_day_is_one_that_there_is_or_as_it_was() {
        let words = words::office(Locale::default());
        let mut kept = product();
        kept.released_on = Some("1904-06-16".to_owned());
        let day = |text: &str, kept: Option<&ProductDocument>| {
            let (mut fields, mut faults) = (Fields::default(), Faults::new());
            fields.set(RELEASED_ON, text);
            (released_on(&fields, kept, words, &mut faults), faults.len())
        };
        assert_eq!(day("2026-03-01", None), (Some("2026-03-01".to_owned()), 0));
        assert_eq!(day("", Some(&kept)), (Some(String::new()), 0), "it is taken away");
        assert_eq!(day("1904-06-16", Some(&kept)).1, 0);
        assert_eq!(day("1904-06-16", None).1, 1);
        assert_eq!(day("2026-02-30", None).1, 1);
        assert_eq!(released_on(&Fields::default(), Some(&kept), words, &mut Faults::new()), None);
    }
}
