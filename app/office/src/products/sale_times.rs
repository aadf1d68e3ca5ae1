//! When a product goes on sale and leaves it, as fields of a form.

use domain::catalog::{ProductStatus, SaleTimes};
use words::Office;

use super::form::Faults;
use crate::datetime;
use crate::fields::Fields;

/// What a field holds.
type Held = fn(&mut SaleTimes) -> &mut Option<i64>;

/// The fields.
const FIELDS: [(&str, Held); 2] =
    [("on_sale.from", |times| &mut times.from), ("on_sale.until", |times| &mut times.until)];

/// Writes what is planned into a form's fields.
pub fn set(fields: &mut Fields, mut times: SaleTimes) {
    for (name, time) in FIELDS {
        if let Some(at) = *time(&mut times) {
            fields.set(name, datetime::typed(at));
        }
    }
}

/// What a form plans for a product of this status. A time that the status leaves no place for is let go, unless it is
/// told at its field.
pub fn read(fields: &Fields, status: Option<ProductStatus>, words: Office, faults: &mut Faults) -> SaleTimes {
    let mut times = SaleTimes::default();
    for (name, time) in FIELDS {
        let Some(text) = fields.some(name) else { continue };
        *time(&mut times) = datetime::seconds(text);
        if time(&mut times).is_none() {
            faults.insert(name.to_owned(), words.not_a_time());
        }
    }
    let Some(status) = status else { return times };
    times = times.under(status);
    match times {
        SaleTimes { from: None, .. } if status == ProductStatus::Scheduled => {
            faults.entry("on_sale.from".to_owned()).or_insert(words.time_needed());
        }
        SaleTimes { from: Some(from), until: Some(until) } if until <= from => {
            faults.entry("on_sale.until".to_owned()).or_insert(words.ends_before());
        }
        _ => {}
    }
    times
}

#[cfg(test)]
mod tests {
    use domain::Locale;

    use super::*;

    #[test]
    fn a_time_that_has_no_place_is_let_go_and_one_that_is_missing_is_asked_for() {
        let words = words::office(Locale::default());
        let mut fields = Fields::default();
        let faults_of = |fields: &Fields, status| {
            let mut faults = Faults::new();
            let times = read(fields, Some(status), words, &mut faults);
            (times, faults.into_keys().collect::<Vec<_>>())
        };
        let none = SaleTimes::default();
        assert_eq!(faults_of(&fields, ProductStatus::Scheduled), (none, vec!["on_sale.from".to_owned()]));
        set(&mut fields, SaleTimes { from: Some(1_796_112_000), until: Some(1_796_112_000) });
        assert_eq!(faults_of(&fields, ProductStatus::Draft), (none, vec![]));
        assert_eq!(faults_of(&fields, ProductStatus::Scheduled).1, ["on_sale.until"]);
        assert_eq!(faults_of(&fields, ProductStatus::Active).0, SaleTimes { until: Some(1_796_112_000), ..none });
        fields.set("on_sale.until", "soon");
        assert_eq!(faults_of(&fields, ProductStatus::Active).1, ["on_sale.until"]);
    }
}
