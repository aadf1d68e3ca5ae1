//! Addresses of what a merchant calls by any letters: `Küche & Bäder` becomes `kueche-baeder`, `лампа` `lampa`.

use domain::Slug;
use unicode_normalization::UnicodeNormalization as _;

/// A slug longer than this is cut behind a word, and told apart by a hash of the whole.
const MAX_LENGTH: usize = 240;

/// The address of a text: itself if it is one, else its letters in the Latin alphabet. Never fails: a text of which
/// nothing can be written so has a hash for its address.
pub fn of(text: &str) -> Slug {
    let text = text.trim();
    if let Ok(slug) = text.parse() {
        return slug;
    }
    let mut words = String::new();
    for letter in transliterated(text).chars() {
        match letter.to_ascii_lowercase() {
            letter if letter.is_ascii_alphanumeric() => words.push(letter),
            // It's: an apostrophe is no gap.
            '\'' => {}
            _ if words.ends_with('-') || words.is_empty() => {}
            _ => words.push('-'),
        }
    }
    let words = words.trim_end_matches('-');
    let slug = match words.len() {
        0 => format!("item-{}", hash(text)),
        length if length > MAX_LENGTH => {
            let cut = &words[..MAX_LENGTH];
            let cut = cut.rfind('-').map_or(cut, |at| &cut[..at]);
            format!("{cut}-{}", hash(text))
        }
        _ => words.to_owned(),
    };
    slug.parse().expect("letters, digits and single dashes")
}

/// The same address with something that tells `text` apart from others of that address.
pub fn told_apart(text: &str) -> Slug {
    let slug = of(text);
    let head: String = slug.as_str().chars().take(MAX_LENGTH).collect();
    // A text that was cut has its hash in its own address.
    let tail = Some(hash(text)).filter(|hash| !slug.as_str().ends_with(hash)).unwrap_or_else(|| hash(slug.as_str()));
    format!("{}-{tail}", head.trim_end_matches('-')).parse().expect("letters, digits and single dashes")
}

/// The text in ASCII: German letters as Germans write them without umlauts, others by sound.
fn transliterated(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.nfc() {
        match letter {
            'ä' | 'Ä' => out.push_str("ae"),
            'ö' | 'Ö' => out.push_str("oe"),
            'ü' | 'Ü' => out.push_str("ue"),
            'ß' | 'ẞ' => out.push_str("ss"),
            '’' | 'ʼ' => out.push('\''),
            letter if letter.is_ascii() => out.push(letter),
            // Each is a word.
            '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}' => {
                out.push(' ');
                out.push_str(&deunicode::deunicode_with_tofu(letter.encode_utf8(&mut [0; 4]), ""));
                out.push(' ');
            }
            letter => out.push_str(&deunicode::deunicode_with_tofu(letter.encode_utf8(&mut [0; 4]), "")),
        }
    }
    out
}

/// Eight digits that are the text's own (FNV-1a, folded to 32 bits).
pub fn hash(text: &str) -> String {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325, step);
    format!("{:08x}", (hash >> 32) ^ (hash & 0xffff_ffff))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(text: &str, expect: &str) {
        assert_eq!(of(text).as_str(), expect, "{text}");
    }

    #[test]
    fn a08_letters_of_any_script_make_an_address() {
        check("護膝 高階", "hu-xi-gao-jie");
        check("лампа", "lampa");
        check("Ελλάδα", "ellada");
        check("…", "item-de107000");
    }

    #[test]
    fn a45_german_words_are_spelt_as_germans_do() {
        check("Küche & Bäder", "kueche-baeder");
        check("Ku\u{308}che", "kueche");
        check("Größe: Groß", "groesse-gross");
        check("It’s Blåbær", "its-blabaer");
    }

    #[test]
    fn a07_long_handles_keep_apart() {
        let long = "harbour-tour-".repeat(8) + "sweatshirt";
        check(&long, &long);
        assert_ne!(of(&format!("{long} {long} {long} 1")), of(&format!("{long} {long} {long} 2")));
    }

    #[test]
    fn what_was_cut_has_another_address_too() {
        for length in 110..130 {
            let text = "ä".repeat(length);
            assert_ne!(of(&text), told_apart(&text), "{length}");
        }
    }

    proptest! {
        #[test]
        fn any_text_has_an_address_and_another_one(text in ".{0,300}") {
            let (slug, other) = (of(&text), told_apart(&text));
            prop_assert_ne!(&slug, &other);
            prop_assert_eq!(of(slug.as_str()), slug);
        }
    }
}
