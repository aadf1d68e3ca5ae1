//! Telling a card number from a token, so that none is ever taken, kept or logged.

/// Whether a text contains what looks like a card number: 13 to 19 digits, grouped or not, with a
/// right check digit.
pub fn contains_card_number(text: &str) -> bool {
    let mut digits: Vec<u32> = Vec::new();
    let mut found = false;
    for symbol in text.chars().chain(['x']) {
        match symbol.to_digit(10) {
            Some(digit) => digits.push(digit),
            None if matches!(symbol, ' ' | '-' | '.' | '\u{a0}') => {}
            None => {
                found |= is_card_number(&digits);
                digits.clear();
            }
        }
    }
    found
}

/// Luhn's check (ISO/IEC 7812-1).
fn is_card_number(digits: &[u32]) -> bool {
    let weighted = |(place, digit): (usize, &u32)| match (place % 2, digit * 2) {
        (0, _) => *digit,
        (_, double) => double / 10 + double % 10,
    };
    let sum: u32 = digits.iter().rev().enumerate().map(weighted).sum();
    (13..=19).contains(&digits.len()) && sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::contains_card_number;

    #[test]
    fn card_numbers_are_found_however_they_are_written() {
        for number in [
            "4242424242424242",
            "4242 4242 4242 4242",
            "4000-0025-0000-3155",
            "card=378282246310005;",
            " 6011000990139424 ",
            "pm_4242424242424242",
            "4222222222222",
        ] {
            assert!(contains_card_number(number), "{number}");
        }
    }

    #[test]
    fn tokens_are_not_card_numbers() {
        for token in [
            "",
            "test_accept",
            "test_slow_2000",
            "pm_1NxQ4242LkdIwHu7ix0Y3424",
            "pm_card_visa",
            "4242424242424241",
            "018f7a52-1111-7000-8000-00000000000a",
            "424242424242",
            "42424242424242424242",
        ] {
            assert!(!contains_card_number(token), "{token}");
        }
    }
}
