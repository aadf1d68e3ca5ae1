//! Of which events a webhook is told, as boxes and lines of a form.

use api::event::{
    AVAILABILITY_CHANGED, COLLECTION_CHANGED, CUSTOMER_DELETED, ORDER_CANCELLED, ORDER_PAID, ORDER_PART_CANCELLED,
    ORDER_PLACED, ORDER_REFUNDED, ORDER_SHIPPED, PRICES_CHANGED, PRODUCT_CHANGED, PRODUCT_TYPE_CHANGED, RETURN_CHANGED,
};
use api::webhooks::Subjects;
use domain::Locale;
use maud::{Markup, html};
use words::OfficeWebhooks;

use crate::field::{described_by, fault, is_invalid};
use crate::fields::Fields;

/// An event's subject, and what it is called.
type Named = (&'static str, fn(OfficeWebhooks) -> &'static str);

/// The events that have a box.
const BOXES: [Named; 13] = [
    (ORDER_PLACED, OfficeWebhooks::order_placed),
    (ORDER_PAID, OfficeWebhooks::order_paid),
    (ORDER_SHIPPED, OfficeWebhooks::order_shipped),
    (ORDER_CANCELLED, OfficeWebhooks::order_cancelled),
    (ORDER_PART_CANCELLED, OfficeWebhooks::order_part_cancelled),
    (ORDER_REFUNDED, OfficeWebhooks::order_refunded),
    (RETURN_CHANGED, OfficeWebhooks::return_changed),
    (PRODUCT_CHANGED, OfficeWebhooks::product_changed),
    (PRICES_CHANGED, OfficeWebhooks::prices_changed),
    (COLLECTION_CHANGED, OfficeWebhooks::collection_changed),
    (PRODUCT_TYPE_CHANGED, OfficeWebhooks::product_type_changed),
    (AVAILABILITY_CHANGED, OfficeWebhooks::availability_changed),
    (CUSTOMER_DELETED, OfficeWebhooks::customer_deleted),
];

/// The name of the field of all others.
pub const OTHERS: &str = "others";

/// What an event is called, if it has a box.
pub fn name(locale: Locale, subject: &str) -> Option<&'static str> {
    let found = BOXES.iter().find(|(known, _)| *known == subject);
    found.map(|(_, said)| said(words::office_webhooks(locale)))
}

/// The events of a webhook, for people: those that have a box by its name.
pub fn said(locale: Locale, subjects: &[Subjects]) -> String {
    let said: Vec<&str> =
        subjects.iter().map(|one| name(locale, one.as_str()).unwrap_or_else(|| one.as_str())).collect();
    said.join(", ")
}

/// Writes what is kept into a form's fields.
pub fn set(fields: &mut Fields, subjects: &[Subjects]) {
    let has_box = |subject: &Subjects| BOXES.iter().any(|(known, _)| *known == subject.as_str());
    let (boxed, others): (Vec<&Subjects>, Vec<&Subjects>) = subjects.iter().partition(|subject| has_box(subject));
    for subject in boxed {
        fields.set(format!("event.{subject}"), "on");
    }
    fields.set(OTHERS, others.iter().map(|subject| subject.as_str()).collect::<Vec<_>>().join("\n"));
}

/// What a form says.
///
/// # Errors
/// The first line that is no subject.
pub fn read(fields: &Fields) -> Result<Vec<Subjects>, String> {
    let boxed = BOXES.iter().map(|(subject, _)| *subject).filter(|subject| fields.has(&format!("event.{subject}")));
    let others = fields.typed(OTHERS).split(['\n', ',', ' ']).map(str::trim).filter(|line| !line.is_empty());
    let mut subjects: Vec<Subjects> = Vec::new();
    for text in boxed.chain(others) {
        let subject: Subjects = text.parse().map_err(|_| text.to_owned())?;
        if !subjects.contains(&subject) {
            subjects.push(subject);
        }
    }
    Ok(subjects)
}

/// The boxes and the lines.
pub fn section(locale: Locale, typed: &Fields) -> Markup {
    let words = words::office_webhooks(locale);
    html! {
        fieldset {
            legend { (words.events()) }
            div.boxes {
                @for (subject, said) in BOXES {
                    @let name = format!("event.{subject}");
                    label { input type="checkbox" name=(name) checked[typed.has(&name)]; " " (said(words)) }
                }
            }
            div.field {
                label for=(OTHERS) { (words.others()) }
                textarea id=(OTHERS) name=(OTHERS) rows="2" spellcheck="false" autocomplete="off"
                    aria-invalid=[is_invalid(OTHERS, typed)] aria-describedby=[described_by(OTHERS, true, typed)] {
                    "\n" (typed.typed(OTHERS))
                }
                (fault(OTHERS, typed))
                p.hint id="others-hint" { (words.others_hint()) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_read_back_and_each_event_once() {
        let subjects: Vec<Subjects> =
            [ORDER_PAID, "shop.catalog.*"].iter().map(|text| text.parse().expect("a subject")).collect();
        let mut fields = Fields::default();
        set(&mut fields, &subjects);
        assert!(fields.has("event.shop.orders.paid"));
        assert_eq!(read(&fields), Ok(subjects.clone()));
        fields.set(OTHERS, "shop.catalog.*\r\nshop.orders.paid, shop.catalog.*");
        assert_eq!(read(&fields), Ok(subjects));
        fields.set(OTHERS, "orders");
        assert_eq!(read(&fields), Err("orders".to_owned()));
        assert_eq!(read(&Fields::default()), Ok(vec![]));
    }

    #[test]
    fn every_box_is_of_an_event_that_a_webhook_may_have() {
        for (subject, _) in BOXES {
            assert!(subject.parse::<Subjects>().is_ok() && name(Locale::default(), subject).is_some(), "{subject}");
        }
    }
}
