//! What spreadsheets leave in cells that are passed on as text.

/// What a cell says, without blanks around it and without the formula by which a text is kept from becoming a number:
/// `="00123"`.
pub fn content(cell: &str) -> &str {
    let cell = cell.trim();
    let text = cell.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"'));
    text.filter(|text| !text.contains('"')).map_or(cell, str::trim)
}

/// What is wrong with a text that a spreadsheet has put in place of another, if it has.
pub fn damage(text: &str) -> Option<&'static str> {
    const ERRORS: [&str; 12] = [
        "#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#NV", "#BEZUG!", "#WERT!", "#ZAHL!",
        "#NOM?",
    ];
    if ERRORS.iter().any(|error| text.eq_ignore_ascii_case(error)) {
        return Some("is an error of a spreadsheet's formula");
    }
    let (number, exponent) = text.split_once(['E', 'e'])?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, fraction) = number.split_once(['.', ',']).unwrap_or((number, "0"));
    let is_short = whole.len() == 1 && digits(whole) && digits(fraction) && digits(exponent.strip_prefix('+')?);
    is_short.then_some("is what a spreadsheet shows of a long number, whose last digits are lost")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_taken_out_of_its_formula() {
        for (cell, expect) in [
            (" =\"00123\" ", "00123"),
            ("=\"\"", ""),
            ("00123", "00123"),
            ("=\"5\"\" pipe\"", "=\"5\"\" pipe\""),
            ("=A1", "=A1"),
        ] {
            assert_eq!(content(cell), expect, "{cell}");
        }
    }

    #[test]
    fn what_a_spreadsheet_has_spoilt_is_known() {
        for bad in ["1.23E+12", "4,00638E+12", "1E+05", "4.00638e+12", "#N/A", "#nv", "#BEZUG!"] {
            assert!(damage(bad).is_some(), "{bad}");
        }
        for good in ["", "E+12", "1.23E-12", "12E+3", "1.2E+", "1.23E12", "LAMP-E+5", "1..2E+3", "#5", "4006381333931"]
        {
            assert_eq!(damage(good), None, "{good}");
        }
    }
}
