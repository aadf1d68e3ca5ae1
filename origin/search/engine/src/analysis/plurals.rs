//! Plurals that no rule of a stemmer undoes.

use domain::Locale;

/// English nouns whose plural is not made by an ending alone. A closed class: no new noun joins it.
const ENGLISH: &[(&str, &str)] = &[
    ("calves", "calf"),
    ("children", "child"),
    ("elves", "elf"),
    ("feet", "foot"),
    ("geese", "goose"),
    ("gentlemen", "gentleman"),
    ("halves", "half"),
    ("hooves", "hoof"),
    ("lives", "life"),
    ("men", "man"),
    ("mice", "mouse"),
    ("oxen", "ox"),
    ("people", "person"),
    ("selves", "self"),
    ("sheaves", "sheaf"),
    ("wharves", "wharf"),
];
/// The same, also at the end of a compound: bookshelves, housewives, grandchildren.
const ENGLISH_ENDINGS: &[(&str, &str)] = &[
    ("children", "child"),
    ("dwarves", "dwarf"),
    ("kerchieves", "kerchief"),
    ("knives", "knife"),
    ("leaves", "leaf"),
    ("loaves", "loaf"),
    ("scarves", "scarf"),
    ("shelves", "shelf"),
    ("teeth", "tooth"),
    ("thieves", "thief"),
    ("wives", "wife"),
    ("wolves", "wolf"),
    ("women", "woman"),
];

/// The singular of `word` where only a list knows it.
pub(crate) fn singular(locale: Locale, word: &str) -> Option<String> {
    if locale.code() != "en" {
        return None;
    }
    let whole = ENGLISH.iter().find(|(plural, _)| *plural == word).map(|(_, singular)| (*singular).to_owned());
    let ending = || {
        ENGLISH_ENDINGS.iter().find_map(|(plural, singular)| Some(format!("{}{singular}", word.strip_suffix(plural)?)))
    };
    whole.or_else(ending)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn irregular_plurals_lead_to_their_singular_and_others_stay() {
        let check = |word, expect: Option<&str>| assert_eq!(singular(Locale::En, word).as_deref(), expect, "{word}");
        check("knives", Some("knife"));
        check("bookshelves", Some("bookshelf"));
        check("women", Some("woman"));
        check("mice", Some("mouse"));
        for regular in ["olives", "gloves", "drives", "caves", "specimen", "mugs", "involves", ""] {
            check(regular, None);
        }
        assert_eq!(singular(Locale::De, "knives"), None);
    }
}
