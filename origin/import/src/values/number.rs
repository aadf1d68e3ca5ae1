//! Numbers as merchants and spreadsheets write them.

use domain::Currency;

/// A number in decimal digits: what is before the point and what is behind it.
#[derive(Debug, PartialEq, Eq)]
struct Decimal {
    negative: bool,
    whole: String,
    fraction: String,
}

/// Reads `1,299.00`, `1.299,00`, `1 299`, `19,9` and `19.9`. In a file whose fields are separated by semicolons a
/// single comma or point before three digits may mean either, and is refused.
fn decimal(text: &str, semicolons: bool) -> Result<Decimal, String> {
    let wrong = || format!("“{}” is no number", crate::note::shown(text));
    let plain: String = text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '\'' | '’' | '_')).collect();
    let (negative, plain) = match plain.strip_prefix(['-', '−']) {
        Some(plain) => (true, plain),
        None => (false, plain.strip_prefix('+').unwrap_or(&plain)),
    };
    if plain.is_empty() || !plain.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b',')) {
        return Err(wrong());
    }
    let (commas, points) = (plain.matches(',').count(), plain.matches('.').count());
    let last = plain.rfind([',', '.']);
    let behind = last.map_or(0, |at| plain.len() - at - 1);
    let point = match (commas, points) {
        (0, 0) => None,
        // Both: the last one is the point.
        (1.., 1..) => last,
        // One kind, several times: thousands.
        (2.., 0) | (0, 2..) => None,
        _ if behind == 3 && semicolons && !plain.starts_with('0') => {
            return Err(format!(
                "“{}” may be thousands or a fraction: write it without a separator of thousands",
                crate::note::shown(text)
            ));
        }
        (1, 0) if behind == 3 && !plain.starts_with('0') => None,
        _ => last,
    };
    let (whole, fraction) = point.map_or((plain, ""), |at| (&plain[..at], &plain[at + 1..]));
    let groups: Vec<&str> = whole.split([',', '.']).collect();
    let grouped = groups.len() == 1
        || (groups[0].len() <= 3 && !groups[0].is_empty() && groups[1..].iter().all(|group| group.len() == 3));
    // Thousands and point must differ, or nobody knows what is meant.
    let mixed = point.is_some_and(|at| whole.contains(char::from(plain.as_bytes()[at])));
    if !grouped || mixed || (whole.is_empty() && fraction.is_empty()) {
        return Err(wrong());
    }
    Ok(Decimal { negative, whole: groups.concat(), fraction: fraction.to_owned() })
}

/// `19.99` EUR as 1999, without a rounding that anybody would notice: what a computer's binary numbers leave behind,
/// as in `19.990000000000002`, is taken away, and another fraction of a cent refused. A sign of a currency must be that
/// of `currency`.
///
/// # Errors
/// A sentence that says what is wrong with the price.
pub fn minor(text: &str, currency: Currency, semicolons: bool) -> Result<i64, String> {
    let advice = |reason: String| format!("price {reason}; write it such as 19.99");
    let Decimal { negative, whole, fraction } = decimal(without_sign(text, currency)?, semicolons).map_err(advice)?;
    let exponent = currency.exponent() as usize;
    let (kept, beyond) = fraction.split_at_checked(exponent).unwrap_or((&fraction, ""));
    let all = |digits: &str, digit: u8| digits.bytes().all(|byte| byte == digit);
    let up = match beyond {
        beyond if all(beyond, b'0') => 0,
        beyond if beyond.len() > 5 && all(&beyond[..5], b'0') => 0,
        beyond if beyond.len() > 5 && all(&beyond[..5], b'9') => 1,
        _ => return Err(format!("price “{}” has more decimals than {currency}", crate::note::shown(text))),
    };
    let digits = format!("0{whole}{kept:0<exponent$}");
    let minor: i64 = digits.parse().map_err(|_| format!("price “{}” is too high", crate::note::shown(text)))?;
    match negative && minor + up > 0 {
        true => Err(format!("price “{}” is below zero", crate::note::shown(text))),
        false => Ok(minor + up),
    }
}

/// The text without the currency's sign or code before or behind it.
fn without_sign(text: &str, currency: Currency) -> Result<&str, String> {
    let text = text.trim();
    let is_sign =
        |letter: char| !letter.is_ascii_digit() && !matches!(letter, '.' | ',' | '-' | '−' | '+' | '\'' | '’');
    let number = text.trim_matches(is_sign);
    // The point of “Fr. 5” is the sign's.
    let abbreviated = text.len() > number.len() && text.starts_with(char::is_alphabetic);
    let number = if abbreviated { number.trim_start_matches(['.', ' ']) } else { number };
    let signs = [text.split(number).next(), text.rsplit(number).next()];
    let signs = if number.is_empty() { [None, None] } else { signs };
    for sign in signs.into_iter().flatten().map(str::trim).filter(|sign| !sign.is_empty()) {
        let symbol = match currency {
            Currency::Eur => "€",
            Currency::Usd => "$",
            Currency::Gbp => "£",
            Currency::Jpy => "¥",
            Currency::Chf => "Fr.",
            Currency::Kwd => "KD",
            Currency::Sek | Currency::Nok | Currency::Dkk => "kr",
            Currency::Pln => "zł",
            Currency::Czk => "Kč",
            Currency::Huf => "Ft",
            Currency::Ron => "lei",
            Currency::Cad | Currency::Aud | Currency::Nzd | Currency::Mxn => "$",
            Currency::Brl => "R$",
            Currency::Cny => "¥",
            Currency::Inr => "₹",
        };
        if sign != symbol
            && !sign.eq_ignore_ascii_case(currency.code())
            && sign.trim_end_matches('.') != symbol.trim_end_matches('.')
        {
            return Err(format!(
                "price “{}” is not in {currency}: name the file's currency by --currency, or take the sign away",
                crate::note::shown(text)
            ));
        }
    }
    Ok(if number.is_empty() { text } else { number })
}

/// Units in stock, and whether the text said so exactly: below zero there is nothing to sell.
///
/// # Errors
/// If it is no whole number.
pub fn units(text: &str, semicolons: bool) -> Result<(u32, bool), String> {
    let wrong = |_| format!("inventory quantity “{}” is not a whole number", crate::note::shown(text));
    let Decimal { negative, whole, fraction } =
        decimal(text, semicolons && !text.trim_end().ends_with(".000")).map_err(wrong)?;
    if !fraction.bytes().all(|digit| digit == b'0') {
        return Err(wrong(String::new()));
    }
    let units: u32 = whole.parse().map_err(|_| wrong(String::new()))?;
    Ok(if negative && units > 0 { (0, false) } else { (units, true) })
}

/// Grams of a weight in `g`, `kg`, `lb` or `oz`, rounded; none if it is no weight. Three digits behind a comma or a point
/// are a fraction of a larger unit; nobody weighs a thousandth of a gram, so of grams it is as with prices.
pub fn grams(weight: &str, unit: &str, semicolons: bool) -> Option<u32> {
    let per_unit = match unit.trim().to_lowercase().as_str() {
        "g" | "gram" | "grams" => 1.0,
        "kg" | "kilogram" | "kilograms" => 1000.0,
        "lb" | "lbs" | "pound" | "pounds" => 453.592_37,
        "oz" | "ounce" | "ounces" => 28.349_523_125,
        _ => return None,
    };
    // A zero in front makes a fraction of what may be thousands.
    let is_fraction =
        |weight: &str| per_unit > 1.0 && weight.bytes().filter(|byte| matches!(byte, b',' | b'.')).count() == 1;
    let weight = weight.trim();
    let weight = if is_fraction(weight) { format!("0{}", weight.trim_start_matches('+')) } else { weight.to_owned() };
    let Decimal { negative, whole, fraction } = decimal(&weight, semicolons).ok()?;
    let exact = format!("0{whole}.{fraction}0").parse::<f64>().ok()? * per_unit;
    ((!negative || exact <= 0.0) && exact < f64::from(u32::MAX)).then(|| exact.round() as u32)
}

/// Thousandths of a number of at most three decimals that is not below zero; none if it is no such number. As with
/// grams of a larger unit, three digits behind a single comma or point are a fraction.
pub fn thousandths(text: &str) -> Option<u64> {
    let text = text.trim();
    let is_single = text.bytes().filter(|byte| matches!(byte, b',' | b'.')).count() == 1;
    let text = if is_single { format!("0{}", text.trim_start_matches('+')) } else { text.to_owned() };
    let Decimal { negative, whole, fraction } = decimal(&text, false).ok()?;
    let fraction = fraction.trim_end_matches('0');
    let digits = (!negative && fraction.len() <= 3).then(|| format!("0{whole}{fraction:0<3}"))?;
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_are_read_to_the_last_digit_or_refused() {
        let check = |text: &str, currency, semicolons, expect: Option<i64>| {
            assert_eq!(minor(text, currency, semicolons).ok(), expect, "{text}");
        };
        for (text, expect) in [
            ("19.99", 1999),
            ("19,99", 1999),
            ("19.990", 1999),
            ("19.9", 1990),
            ("1,299.00", 129_900),
            ("1.299,00", 129_900),
            ("1,299", 129_900),
            ("1 299,5", 129_950),
            ("1'299.50", 129_950),
            ("1,234,567.80", 123_456_780),
            ("€ 5", 500),
            ("5,00 €", 500),
            ("EUR 5", 500),
            ("19.990000000000002", 1999),
            ("19.989999999999998", 1999),
            ("0", 0),
            (".5", 50),
            ("1500", 150_000),
        ] {
            check(text, Currency::Eur, false, Some(expect));
        }
        for bad in [
            "",
            "-1",
            "1.999",
            "x",
            ".",
            "1.x",
            "99999999999999999999",
            "1,2,3",
            "1.2.3",
            "$5",
            "USD 5",
            "12,34,567.00",
            "1,2.3.4",
        ] {
            check(bad, Currency::Eur, false, None);
        }
        check("1,299", Currency::Eur, true, None);
        check("1.299", Currency::Eur, true, None);
        check("1.299,50", Currency::Eur, true, Some(129_950));
        check("0,125", Currency::Kwd, true, Some(125));
        check("$19.99", Currency::Usd, false, Some(1999));
        check("Fr. 5", Currency::Chf, false, Some(500));
        check("19.9", Currency::Kwd, false, Some(19_900));
        check("1500.00", Currency::Jpy, false, Some(1500));
        check("1.5", Currency::Jpy, false, None);
    }

    #[test]
    fn a21_quantities_are_whole_however_they_are_written() {
        for (text, expect) in
            [("12", (12, true)), ("12.0", (12, true)), ("1,200", (1200, true)), ("-3", (0, false)), ("0.0", (0, true))]
        {
            assert_eq!(units(text, false), Ok(expect), "{text}");
        }
        for bad in ["12.5", "many", "", "99999999999"] {
            assert!(units(bad, false).is_err(), "{bad}");
        }
    }

    #[test]
    fn weights_come_in_any_unit_and_with_any_separator() {
        for (weight, unit, semicolons, expect) in [
            ("2", "lb", false, Some(907)),
            ("0,5", "kg", false, Some(500)),
            ("0,5", "kg", true, Some(500)),
            ("200.0", "g", false, Some(200)),
            ("1,500", "g", false, Some(1500)),
            ("1.500,5", "g", true, Some(1501)),
            ("1,500.4", "g", false, Some(1500)),
            ("1.500", "g", true, None),
            ("1.250", "kg", true, Some(1250)),
            ("1,250", "kg", false, Some(1250)),
            (".25", "kg", false, Some(250)),
            ("12 000", "g", false, Some(12_000)),
            ("-1.5", "kg", false, None),
            ("0", "g", false, Some(0)),
            ("1e3", "g", false, None),
            ("inf", "g", false, None),
            ("99999999", "kg", false, None),
            ("1", "", false, None),
            ("x", "g", false, None),
        ] {
            assert_eq!(grams(weight, unit, semicolons), expect, "{weight} {unit} {semicolons}");
        }
    }
}
