//! Units of measure.

/// Units of measure as they are written behind a number, in metric, in customary and in computers' measures.
pub(crate) const UNITS: &[&str] = &[
    "ml", "cl", "dl", "l", "ltr", "mg", "g", "kg", "t", "mm", "cm", "dm", "m", "km", "qm", "m2", "in", "inch", "zoll",
    "ft", "yd", "oz", "lb", "lbs", "pt", "qt", "gal", "w", "kw", "kwh", "wh", "v", "kv", "a", "ma", "ah", "mah", "hz",
    "khz", "mhz", "ghz", "kb", "mb", "gb", "tb", "mp", "db", "lm", "rpm", "bar", "psi", "den", "tex", "gsm",
];
