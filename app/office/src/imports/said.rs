//! What the import says, for whoever reads it here: it names the switches of its command, and the form calls them otherwise.

use domain::Locale;
use maud::{Markup, html};

use crate::reports;

/// A sentence of the import's in the reader's language, if it is one that is known there; in English as the form calls
/// things.
pub fn told(locale: Locale, sentence: &str) -> Markup {
    match reports::own(locale, sentence) {
        Some(own) => html! { (own) },
        None => html! { span lang=(Locale::default().code()) { (as_said_here(sentence)) } },
    }
}

/// A sentence of the import's, which is English, with the fields of the form in place of the command's switches.
pub fn as_said_here(sentence: &str) -> String {
    let words = words::office_products(Locale::default());
    let switches = [
        ("--currency", words.import_currency()),
        ("--encoding", words.import_encoding()),
        ("--on-hand PIECES", words.import_on_hand()),
        ("--on-hand", words.import_on_hand()),
        ("--set-stock", words.import_stock()),
        ("--collection", words.import_collection()),
        ("--fetch-pictures", words.import_pictures()),
    ];
    switches.into_iter().fold(sentence.to_owned(), |said, (switch, label)| said.replace(switch, &format!("“{label}”")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_switch_of_the_command_is_left() {
        for (sentence, said) in [
            (
                "price “$3” is not in EUR: name the file's currency by --currency, or take the sign away",
                "price “$3” is not in EUR: name the file's currency by “Currency of prices that name none”, or take the sign away",
            ),
            (
                "--on-hand PIECES says how many there are, --set-stock that it holds for products that are there already.",
                "“Units in stock, where the file does not say it” says how many there are, \
                 “Set the stock of products that are there already, too” that it holds for products that are there already.",
            ),
            (
                "pictures are not taken over by themselves: --fetch-pictures has them fetched",
                "pictures are not taken over by themselves: “Fetch the pictures that it names” has them fetched",
            ),
            ("MUG--RED has no price", "MUG--RED has no price"),
        ] {
            assert_eq!(as_said_here(sentence), said);
        }
    }
}
