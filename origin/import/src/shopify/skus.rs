//! SKUs: the merchant's as they are, and such as have to be made up.

use std::collections::HashSet;

use domain::catalog::Choice;
use domain::{Sku, Slug};
use unicode_normalization::UnicodeNormalization as _;

use crate::note::{Note, Topic, shown};
use crate::values::address;

/// A SKU that is made up is no longer than this, whatever the rule allows: people read it to each other.
const MADE_UP_LENGTH: usize = 64;

/// The SKUs of one product.
#[derive(Default)]
pub struct Skus {
    taken: HashSet<String>,
    made_up: Vec<(u64, Sku)>,
}

impl Skus {
    /// Knows what the rows give, so that nothing that is made up is the same.
    pub fn new<'a>(given: impl Iterator<Item = &'a str>) -> Self {
        // What is given is taken by the first row that gives it.
        Self { taken: given.map(|sku| format!("?{sku}")).collect(), made_up: Vec::new() }
    }

    /// The SKU of a variant: what its row gives; if another variant of the product has that, or nothing is given, it
    /// is told apart by the choice it stands for.
    ///
    /// # Errors
    /// If what is given cannot be a SKU.
    pub fn of(
        &mut self,
        line: u64,
        given: &str,
        slug: &Slug,
        choice: &Choice,
        notes: &mut Vec<Note>,
    ) -> Result<Sku, String> {
        let options: String = choice.values().map(|value| format!("-{}", value.to_uppercase())).collect();
        if given.is_empty() {
            let sku = self.free(&bounded(&slug.as_str().to_uppercase(), &options))?;
            self.made_up.push((line, sku.clone()));
            return Ok(sku);
        }
        let sku: Sku = given.parse().map_err(|error| format!("SKU “{}”: {error}", shown(given)))?;
        if self.taken.insert(given.to_owned()) {
            return Ok(sku);
        }
        let sku = self.free(&bounded(given, if options.is_empty() { "-2" } else { &options }))?;
        let text = format!(
            "another variant of the product has the SKU “{}” too: this one has “{}”",
            shown(given),
            shown(sku.as_str())
        );
        notes.push(Note::new(line, Topic::Changed, text));
        Ok(sku)
    }

    /// What is to be said of those that were made up: once a product.
    pub fn note(&self) -> Option<Note> {
        let (line, first) = self.made_up.first()?;
        let more = self.made_up.len() - 1;
        let more = if more == 0 { String::new() } else { format!(", and {more} more of the product") };
        Some(Note::new(*line, Topic::MadeUp, format!("there is no SKU: it has “{}”{more}", shown(first.as_str()))))
    }

    fn free(&mut self, wanted: &str) -> Result<Sku, String> {
        let taken = |sku: &str| self.taken.contains(sku) || self.taken.contains(&format!("?{sku}"));
        let mut free = wanted.to_owned();
        for number in 2.. {
            if !taken(&free) {
                break;
            }
            free = bounded(wanted, &format!("-{number}"));
        }
        self.taken.insert(free.clone());
        free.parse().map_err(|error| format!("SKU “{}”: {error}", shown(&free)))
    }
}

/// Head and tail, cut to the length with a hash of both if they are longer.
fn bounded(head: &str, tail: &str) -> String {
    let whole = format!("{head}{tail}");
    if whole.chars().count() <= MADE_UP_LENGTH {
        return whole;
    }
    let hash = address::hash(&whole).to_uppercase();
    let cut: String = whole.chars().take(MADE_UP_LENGTH - 1 - hash.len()).collect();
    format!("{}-{hash}", cut.trim_end_matches(['-', ' ']))
}

/// A SKU as the file gives it, without the apostrophe by which spreadsheets mark text, without letters that cannot be
/// seen, and with single spaces.
pub fn clean(cell: &str) -> String {
    let seen: String = cell
        .trim()
        .trim_start_matches('\'')
        .nfc()
        .filter(|c| c.is_whitespace() || !domain::sku::is_invisible(*c))
        .collect();
    seen.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn choice(size: &str) -> Choice {
        [("size".to_owned(), size.to_owned())].into()
    }

    #[test]
    fn a10_one_sku_for_three_sizes_is_told_apart() {
        let slug: Slug = "tee".parse().unwrap();
        let (mut skus, mut notes) = (Skus::new(["T", "T", "T", "T-M"].into_iter()), Vec::new());
        let mut of = |given, size| skus.of(2, given, &slug, &choice(size), &mut notes).unwrap().to_string();
        assert_eq!([of("T", "s"), of("T", "m"), of("T", "l"), of("T-M", "xl")], ["T", "T-M-2", "T-L", "T-M"]);
        assert_eq!(notes.len(), 2);
    }

    #[test]
    fn a06_what_is_made_up_obeys_the_rule() {
        let slug: Slug = "harbour-tour-heavy-blend-crewneck-sweatshirt-with-embroidery".parse().unwrap();
        let (mut skus, mut notes) = (Skus::default(), Vec::new());
        let mut made = |size: &str| skus.of(2, "", &slug, &choice(size), &mut notes).unwrap().to_string();
        let (large, small) = (made("heather-sport-dark-maroon-2x"), made("heather-sport-dark-maroon-s"));
        assert_ne!(large, small);
        assert!(large.len() <= MADE_UP_LENGTH && large.starts_with("HARBOUR-TOUR-HEAVY"), "{large}");
        assert_eq!((notes.len(), skus.made_up.len()), (0, 2));
        assert!(skus.note().unwrap().text.contains("1 more"));
    }

    #[test]
    fn a05_a_sku_is_the_merchant_s() {
        for sku in ["14:193#Black;5:361385#L", "RoseRing+GoldRing", "HOOK(2)", "MUSIC/CD/123", "Größe 5", "a–b"] {
            assert_eq!(clean(sku), sku);
        }
        assert_eq!(clean(" '00123\u{200b} \t x "), "00123 x");
    }

    proptest! {
        #[test]
        fn every_variant_has_a_sku_of_its_own(given in prop::collection::vec("[AB]{0,2}(-S|-M|-2)?", 1..12)) {
            let slug: Slug = "a".parse().unwrap();
            let (mut skus, mut notes) = (Skus::new(given.iter().map(String::as_str)), Vec::new());
            let of = |(at, sku): (usize, &String)| skus.of(2, sku, &slug, &choice(["s", "m"][at % 2]), &mut notes).unwrap().to_string();
            let made: Vec<String> = given.iter().enumerate().map(of).collect();
            prop_assert_eq!(made.iter().collect::<HashSet<_>>().len(), made.len(), "{:?}", made);
        }
    }
}
