//! What is printed on a label: SKUs, model numbers, barcodes.

use std::collections::BTreeSet;

use super::fold::fold;

/// Longer codes are not codes. In bytes.
const MAX_LENGTH: usize = 64;
/// Parts of a code that are looked at; what comes after is found with them alone.
const MAX_PARTS: usize = 8;
/// What a part alone must have to name anything, in bytes.
const MIN_PART: usize = 4;

/// A code as it is compared: letters and digits alone, without leading zeros, so that `TN-2110`,
/// `tn 2110` written as one, and a barcode with or without its padding are the same. None if too
/// short to name anything.
pub(crate) fn code(folded: &str) -> Option<String> {
    let joined: String = folded.chars().filter(|c| c.is_alphanumeric()).collect();
    let trimmed = joined.trim_start_matches('0');
    (3..=MAX_LENGTH).contains(&trimmed.len()).then(|| trimmed.to_owned())
}

/// What a code as the merchant writes it is found by: all of it, and whatever stands between two of its signs:
/// `KT-INS114` and `INS114` of `KT-INS114-DRE`. A part alone must look like a code: `DRE` does not.
pub(crate) fn codes_of(text: &str) -> BTreeSet<String> {
    let folded = fold(text);
    let parts: Vec<&str> = folded.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).collect();
    let parts = &parts[..parts.len().min(MAX_PARTS)];
    let several =
        (0..parts.len()).flat_map(|start| (start + 2..=parts.len()).map(move |end| parts[start..end].concat()));
    let alone = parts.iter().filter(|part| part.len() >= MIN_PART && has_digit(part));
    let alone = alone.filter_map(|part| code(part)).filter(|part| part.len() >= MIN_PART);
    code(&folded).into_iter().chain(several.filter_map(|run| code(&run))).chain(alone).collect()
}

/// Whether it has a digit, as words have not.
pub(crate) fn has_digit(text: &str) -> bool {
    text.contains(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_compared_without_punctuation() {
        assert_eq!(code("tn-2110").as_deref(), Some("tn2110"));
        assert_eq!(code("0095205603217"), code("95205603217"));
        assert_eq!(code("a"), None);
        assert_eq!(code("000"), None);
    }

    #[test]
    fn a_code_is_found_by_its_parts() {
        let of = |text| codes_of(text).into_iter().collect::<Vec<_>>();
        assert_eq!(of("KT-INS114-DRE"), ["ins114", "ins114dre", "ktins114", "ktins114dre"]);
        assert_eq!(of("TBL-MUG-OAT"), ["mugoat", "tblmug", "tblmugoat"]);
        assert_eq!(of("NOR.0707-60"), ["70760", "nor0707", "nor070760"]);
        assert_eq!(of("MUSIC/CD/123"), ["cd123", "musiccd", "musiccd123"]);
        assert!(codes_of(&"a-1".repeat(5000)).len() <= 37);
        assert!(of("—").is_empty());
    }
}
