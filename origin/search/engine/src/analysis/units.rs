//! Units of measure.

/// Units of measure as they are written behind a number, in metric, in customary and in computers' measures.
pub(crate) const UNITS: &[&str] = &[
    "ml", "cl", "dl", "l", "ltr", "mg", "g", "kg", "t", "mm", "cm", "dm", "m", "km", "qm", "m2", "in", INCH, "zoll",
    "ft", "yd", "oz", "lb", "lbs", "pt", "qt", "gal", "w", "kw", "kwh", "wh", "v", "kv", "a", "ma", "ah", "mah", "hz",
    "khz", "mhz", "ghz", "kb", "mb", "gb", "tb", "mp", "db", "lm", "rpm", "bar", "psi", "den", "tex", "gsm",
];
/// Units by their names, and by signs that are less usual, each with the one that stands for it.
const NAMES: &[(&str, &[&str])] = &[
    (INCH, &["in", "inches", "zoll"]),
    ("ft", &["foot", "feet", "fuss"]),
    ("yd", &["yard", "yards"]),
    ("mm", &["millimeter", "millimeters", "millimetre", "millimetres"]),
    ("cm", &["centimeter", "centimeters", "centimetre", "centimetres", "zentimeter"]),
    ("m", &["meter", "meters", "metre", "metres"]),
    ("km", &["kilometer", "kilometers", "kilometre", "kilometres"]),
    ("ml", &["milliliter", "milliliters", "millilitre", "millilitres"]),
    ("l", &["ltr", "liter", "liters", "litre", "litres"]),
    ("g", &["gram", "grams", "gramm"]),
    ("kg", &["kilo", "kilos", "kilogram", "kilograms", "kilogramm"]),
    ("oz", &["ounce", "ounces", "unze", "unzen"]),
    ("lb", &["lbs", "pound", "pounds"]),
    ("w", &["watt", "watts"]),
    ("kw", &["kilowatt", "kilowatts"]),
    ("v", &["volt", "volts"]),
    ("a", &["amp", "amps", "ampere", "amperes"]),
    ("hz", &["hertz"]),
    ("mhz", &["megahertz"]),
    ("ghz", &["gigahertz"]),
    ("mb", &["megabyte", "megabytes"]),
    ("gb", &["gigabyte", "gigabytes"]),
    ("tb", &["terabyte", "terabytes"]),
    ("mp", &["megapixel", "megapixels"]),
    ("lm", &["lumen", "lumens"]),
];

/// What stands for inches.
pub(super) const INCH: &str = "inch";
/// Inches as they are drawn, in folded text.
const DRAWN: [&str; 5] = ["\"", "”", "''", "’’", "′′"];
/// A quotation mark behind a number of more digits ends a quotation.
const MAX_INCHES: usize = 3;
/// The unit that stands for this one, by whatever name; none if it is none.
pub(super) fn unit(text: &str) -> Option<&'static str> {
    let named = NAMES.iter().find(|(_, names)| names.contains(&text)).map(|(unit, _)| *unit);
    named.or_else(|| UNITS.iter().copied().find(|unit| *unit == text))
}

/// The bytes that the sign of inches takes which `text` begins with, behind `number`.
pub(super) fn inches(number: &str, text: &str) -> Option<usize> {
    let whole = number.split('.').next().unwrap_or(number);
    let length = DRAWN.iter().find(|sign| text.starts_with(**sign))?.len();
    let is_parted = !text[length..].starts_with(char::is_alphanumeric);
    (is_parted && whole.len() <= MAX_INCHES).then_some(length)
}
