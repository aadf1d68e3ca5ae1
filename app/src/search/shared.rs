//! What somebody looks for who shares a text with the installed shop, or pastes an address.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

/// The words that are searched for: each address in the text stands for the words of what it leads to, which are the last
/// part of its path.
pub(super) fn words(text: &str) -> Cow<'_, str> {
    if !text.contains("://") {
        return Cow::Borrowed(text);
    }
    let words: Vec<String> = text.split_whitespace().map(word).filter(|word| !word.is_empty()).collect();
    Cow::Owned(words.join(" "))
}

fn word(word: &str) -> String {
    let Some((_, address)) = word.split_once("://") else { return word.to_owned() };
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let name = path.split('/').skip(1).filter(|segment| !segment.is_empty()).last().unwrap_or_default();
    percent_decode_str(name).decode_utf8_lossy().replace(['-', '_'], " ")
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn an_address_stands_for_the_words_of_what_it_leads_to() {
        for (text, expect) in [
            ("blue mug", "blue mug"),
            ("https://shop.example/de/products/harbour-mug?variant=MUG-S#top", "harbour mug"),
            ("Look at this: https://shop.example/products/harbour-mug/", "Look at this: harbour mug"),
            ("https://other.example/k%C3%BCche_tisch", "küche tisch"),
            ("https://shop.example/", ""),
            ("https://shop.example", ""),
            ("://", ""),
            ("a://b c", "c"),
        ] {
            assert_eq!(words(text), expect, "{text}");
        }
    }
}
