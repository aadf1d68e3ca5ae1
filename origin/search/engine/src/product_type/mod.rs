//! What kind of thing a product is, learnt from the catalogue: “toner cartridge” of “Xerox 006R90321 toner cartridge
//! Original Black”, “blanket” of “Net loft blanket”.
//!
//! Whoever looks for a camera wants cameras before bags for cameras, and every title has both words. No list of types
//! comes with the shop, and few merchants keep one. But titles are built alike: behind a model's number stands what the
//! thing is, and in languages like English and German the last noun names it. A phrase that several products have at
//! such a place is a type; a product that has none of its own is of the type that its other texts name.

mod dictionary;
mod phrases;

use std::collections::BTreeSet;

use domain::Locale;

use crate::analysis::{self, Stems};

pub(crate) use dictionary::Dictionary;
use phrases::{Phrases, before_purpose, is_head_last, is_last_named};

/// Words of the longest type.
const MAX_WORDS: usize = 4;

/// Words of a title behind “for” or “with” that are taken for what the product is not.
const MAX_BEHIND: usize = 12;

/// What a product says that may tell its type, in one language.
pub(crate) struct Said<'a> {
    pub(crate) title: &'a str,
    pub(crate) summary: &'a str,
    pub(crate) brand: &'a str,
    /// What the maker calls it.
    pub(crate) model: Option<&'a str>,
    /// Types that the merchant has declared.
    pub(crate) declared: Vec<String>,
    /// Its other attributes and choices: “Black” names no type.
    pub(crate) values: &'a [String],
}

impl Said<'_> {
    /// Its words as they are spelled, but for those of long texts.
    pub(crate) fn spellings(&self) -> BTreeSet<String> {
        let texts = [self.title, self.brand, self.model.unwrap_or_default(), self.summary];
        texts.into_iter().flat_map(analysis::spellings).collect()
    }
}

/// What is learnt of a product.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Learnt {
    /// The words of its type, as they are written; empty if it is not known.
    pub(crate) words: String,
    /// What is kept in the index: see [`whole`], [`ending`], [`like`], [`goes_with`] and [`counted`].
    pub(crate) terms: Vec<String>,
}

/// The term of a type: what products of just this type have.
pub(crate) fn whole(stems: &[String]) -> String {
    format!("={}", stems.join("_"))
}

/// The term of the end of a type: products of the type “usb cable” have that of “cable”.
pub(crate) fn ending(stems: &[String]) -> String {
    format!("*{}", stems.join("_"))
}

/// The term of what other types end in, of products that are called so and of no type that is known: “monitor”, of a
/// “Flat Panel Monitor” where there are computer monitors.
pub(crate) fn like(stems: &[String]) -> String {
    format!("~{}", stems.join("_"))
}

/// The term of what a product goes with, or what comes with it, and which it is not: “camera” of the type “camera bag” and
/// of “Strap for any camera”, “charger” of “camera with charger”.
pub(crate) fn goes_with(stems: &[String]) -> String {
    format!("<{}", stems.join("_"))
}

/// The term of a phrase that stands where types stand. Those that several products have make the [`Dictionary`].
fn counted(stems: &[String]) -> String {
    format!("?{}", stems.join("_"))
}

/// The type of a product, by what other products have taught.
pub(crate) fn learn(said: &Said<'_>, locale: Locale, dictionary: &Dictionary, stems: &mut Stems) -> Learnt {
    let phrases = Phrases::of(said, locale);
    let mut read = |words: &str| stems_of(words, stems);
    let known = |stems: &[String]| dictionary.has(locale, stems);
    let candidates: Vec<(String, Vec<String>)> =
        phrases.counted().map(|phrase| (phrase.to_owned(), read(phrase))).collect();
    let mut learnt = Learnt::default();
    learnt.terms.extend(candidates.iter().filter(|(_, stems)| is_phrase(stems)).map(|(_, stems)| counted(stems)));

    // Its own phrase, or how that ends, if others have it too; what the merchant says; its own phrase all the same; what
    // its texts name.
    let own = phrases.own.as_ref().map(|own| (own.clone(), read(own)));
    let endings = phrases.own.iter().flat_map(|own| ends(own)).chain(phrases.endings.iter().map(String::as_str));
    let shared = own.clone().into_iter().chain(endings.map(|ending| (ending.to_owned(), read(ending))));
    let shared = shared.into_iter().find(|(_, stems)| known(stems));
    let declared = phrases.declared.first().map(|declared| (declared.clone(), read(declared)));
    let rare = || own.or_else(|| phrases.endings.last().map(|ending| (ending.clone(), read(ending))));
    // A name may say it by how a type ends, “Flat Panel Monitor” where there are computer monitors; a text says too much
    // else for that.
    let is_named = |stems: &[String]| known(stems) || is_head_last(locale) && dictionary.has_end(locale, stems);
    let named = |read: &mut dyn FnMut(&str) -> Vec<String>| {
        let [name, title] = [said.model.unwrap_or(said.title), said.model.map_or("", |_| said.title)];
        let found = last_known(said, name, locale, &is_named, read);
        let found = found.or_else(|| last_known(said, said.summary, locale, &known, read));
        found.or_else(|| last_known(said, title, locale, &is_named, read))
    };
    let found = shared.or(declared).or_else(rare).filter(|(_, stems)| is_phrase(stems));
    // What is known by the end of other types alone is of one of these, and nobody knows which.
    let is_certain = found.is_some();
    let (words, stems) = found.or_else(|| named(&mut read)).unwrap_or_default();
    let is_type = is_certain || known(&stems);
    learnt.terms.extend(others(said, locale, &stems, &is_named, &mut read).iter().map(|other| goes_with(other)));
    if !stems.is_empty() {
        learnt.terms.push(if is_type { whole(&stems) } else { like(&stems) });
        learnt.terms.extend((1..stems.len()).map(|start| ending(&stems[start..])));
    }
    learnt.words = words;
    learnt
}

/// What the product is not, by the stems: whatever stands in its type before the end; the words that its title has behind
/// “for” or “with” and nowhere else, alone and in pairs; and those that its title has before its type, if they name a type
/// themselves: the monitor of “Dual Monitor Stand”.
fn others(
    said: &Said<'_>,
    locale: Locale,
    own: &[String],
    is_named: &dyn Fn(&[String]) -> bool,
    read: &mut dyn FnMut(&str) -> Vec<String>,
) -> BTreeSet<Vec<String>> {
    let parts = |stems: &[String], end: usize, longest: usize| -> Vec<Vec<String>> {
        let of_length = |words: usize| (words..=end).map(move |to| to - words..to);
        (1..=longest.min(end)).flat_map(of_length).map(|range| stems[range].to_vec()).collect()
    };
    let mut others: BTreeSet<Vec<String>> = parts(own, own.len().saturating_sub(1), MAX_WORDS).into_iter().collect();
    let before = before_purpose(said.title, locale).count();
    let words: Vec<&str> = said.title.split_whitespace().collect();
    let [before, behind] =
        [&words[..before], &words[(before + 1).min(words.len())..]].map(|words| read(&words.join(" ")));
    let behind = &behind[..behind.len().min(MAX_BEHIND)];
    others.extend(
        parts(behind, behind.len(), 2).into_iter().filter(|part| part.iter().all(|stem| !before.contains(stem))),
    );
    let place = (0..before.len()).rev().find(|place| !own.is_empty() && before[*place..].starts_with(own));
    if is_head_last(locale)
        && let Some(place) = place
    {
        others.extend(parts(&before, place, 2).into_iter().filter(|part| is_named(part)));
    }
    others.retain(|other| !own.ends_with(other));
    others
}

/// How a phrase ends, the longest first: “screen monitor” and “monitor” of “touch screen monitor”.
fn ends(phrase: &str) -> impl Iterator<Item = &str> {
    phrase.match_indices(' ').map(|(place, _)| &phrase[place + 1..])
}

/// Whether it may be a type at all.
fn is_phrase(stems: &[String]) -> bool {
    !stems.is_empty() && stems.len() <= 2 * MAX_WORDS
}

/// The known type that ends furthest to the right in a text, the longest of them, before what it is for. None if the text
/// goes on to name something else.
fn last_known(
    said: &Said<'_>,
    text: &str,
    locale: Locale,
    is_known: &dyn Fn(&[String]) -> bool,
    read: &mut dyn FnMut(&str) -> Vec<String>,
) -> Option<(String, Vec<String>)> {
    let words: Vec<&str> = before_purpose(text, locale).collect();
    let stems: Vec<Vec<String>> = words.iter().map(|word| read(word)).collect();
    let mut ends = (1..=words.len()).rev();
    let (end, found) = ends.find_map(|end| {
        let found = (end.saturating_sub(MAX_WORDS)..end).find_map(|start| {
            let stems = stems[start..end].concat();
            is_known(&stems).then(|| (words[start..end].join(" "), stems))
        });
        found.map(|found| (end, found))
    })?;
    let is_it = !is_head_last(locale) || is_last_named(&words.join(" "), end, said.values, locale);
    is_it.then_some(found)
}

/// The stems of a text, in its order.
pub(crate) fn stems_of(text: &str, stems: &mut Stems) -> Vec<String> {
    analysis::lexemes(&analysis::fold(text)).into_iter().map(|lexeme| stems.stem(&lexeme.text)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said<'a>(title: &'a str, model: Option<&'a str>) -> Said<'a> {
        Said { title, summary: "", brand: "Xerox", model, declared: Vec::new(), values: &[] }
    }

    fn words(said: &Said<'_>, dictionary: &Dictionary) -> String {
        learn(said, Locale::default(), dictionary, &mut Stems::of(Locale::default())).words
    }

    fn taught(phrases: &[&str]) -> Dictionary {
        let mut dictionary = Dictionary::default();
        let mut stems = Stems::of(Locale::default());
        for phrase in phrases {
            for _ in 0..3 {
                dictionary.count(Locale::default(), &counted(&stems_of(phrase, &mut stems)));
            }
        }
        dictionary
    }

    #[test]
    fn the_phrase_behind_the_model_is_the_type() {
        let nothing = Dictionary::default();
        let title = "Xerox 006R90321 toner cartridge Original Black 6 pc(s)";
        assert_eq!(words(&said(title, Some("006R90321")), &nothing), "toner cartridge");
        assert_eq!(words(&said(title, None), &nothing), "toner cartridge");
        assert_eq!(words(&said("Net loft blanket", None), &nothing), "loft blanket");
        assert_eq!(words(&said("Net loft blanket", None), &taught(&["blanket"])), "blanket");
    }

    #[test]
    fn what_others_are_is_found_in_other_texts() {
        let dictionary = taught(&["battery", "camera bag", "camera"]);
        let mut product = said("Xerox Type C6 Black", Some("Type C6"));
        assert_eq!(words(&product, &dictionary), "");
        product.summary = "Spare battery for camera";
        assert_eq!(words(&product, &dictionary), "battery");
        product.summary = "A Camera Bag";
        assert_eq!(words(&product, &dictionary), "Camera Bag");
        product.declared = vec!["Strap".to_owned()];
        assert_eq!(words(&product, &dictionary), "Strap");
    }

    #[test]
    fn the_end_of_a_type_is_one_where_a_name_ends_so() {
        let dictionary = taught(&["computer monitor", "camera"]);
        let named = |model: &str| words(&said(&format!("Xerox {model}"), Some(model)), &dictionary);
        assert_eq!(named("L1908w Flat Panel Monitor"), "Monitor");
        assert_eq!(named("L1908w Computer Monitor"), "Computer Monitor");
        assert_eq!(named("3year Onsite Camera Service"), "", "it is no camera");
        assert_eq!(named("Big Computer"), "", "no type ends so");
        let mut product = said("Xerox C6", Some("C6"));
        product.summary = "Looks well beside any monitor";
        assert_eq!(words(&product, &dictionary), "", "a text says too much else");
    }

    #[test]
    fn the_terms_tell_a_type_from_its_end() {
        let stems = &mut Stems::of(Locale::default());
        let learnt = learn(&said("Xerox A1000 usb cable", None), Locale::default(), &Dictionary::default(), stems);
        assert_eq!(learnt.terms, ["?usb_cabl", "<usb", "=usb_cabl", "*cabl"]);
    }

    #[test]
    fn what_ends_as_types_do_is_of_one_of_them() {
        let stems = &mut Stems::of(Locale::default());
        let dictionary = taught(&["computer monitor"]);
        let product = said("Xerox L1 Flat Monitor", Some("L1 Flat Monitor"));
        assert_eq!(learn(&product, Locale::default(), &dictionary, stems).terms, ["~monitor"]);
    }

    #[test]
    fn the_terms_tell_what_goes_with_it() {
        let check = |title: &str, expect: &[&str]| {
            let stems = &mut Stems::of(Locale::default());
            let learnt = learn(&said(title, None), Locale::default(), &taught(&["bag", "camera", "strap"]), stems);
            let terms: Vec<&str> = learnt.terms.iter().filter_map(|term| term.strip_prefix('<')).collect();
            assert_eq!(terms, expect, "{title}");
        };
        check("Strap for Lumo camera", &["camera", "lumo", "lumo_camera"]);
        check("Xerox A1000 camera with camera bag", &["bag"]);
        check("Dual Camera Bracket Strap", &["camera"]);
        check("Dual Lumo Strap", &[]);
        check("Xerox A1000 camera", &[]);
    }
}
