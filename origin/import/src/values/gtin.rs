//! Barcode numbers (GS1 General Specifications, 7.9).

/// Whether the text is a GTIN-8, -12, -13 or -14 whose check digit is right.
pub fn is_valid(text: &str) -> bool {
    let digits: Option<Vec<u32>> = text.chars().map(|digit| digit.to_digit(10)).collect();
    let Some(digits) = digits.filter(|digits| matches!(digits.len(), 8 | 12 | 13 | 14)) else { return false };
    // From the right: the check digit itself, then every other digit three times.
    let sum: u32 = digits.iter().rev().zip([1, 3].into_iter().cycle()).map(|(digit, weight)| digit * weight).sum();
    sum.is_multiple_of(10) && digits.iter().any(|digit| *digit != 0)
}

#[cfg(test)]
mod tests {
    use super::is_valid;

    #[test]
    fn the_check_digit_decides() {
        for good in ["4006381333931", "73513537", "036000291452", "10614141000415"] {
            assert!(is_valid(good), "{good}");
        }
        for bad in ["4006381333932", "", "0000000000000", "400638133393", "40063813339x1"] {
            assert!(!is_valid(bad), "{bad}");
        }
    }
}
