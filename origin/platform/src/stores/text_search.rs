//! What people look for, as PostgreSQL's text search is asked for it.

/// What asks PostgreSQL for texts with the words of `wanted`, of which the last may go on: for `to_tsquery`. Empty, which
/// finds nothing, if there is no word in it.
pub fn beginnings(wanted: &str) -> String {
    let words = wanted.split(|symbol: char| !symbol.is_alphanumeric()).filter(|word| !word.is_empty());
    let words: Vec<String> = words.map(|word| format!("'{word}'")).collect();
    if words.is_empty() { String::new() } else { format!("{}:*", words.join(" & ")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_letters_and_digits_are_asked_for() {
        assert_eq!(beginnings("Harbour  mug-2"), "'Harbour' & 'mug' & '2':*");
        assert_eq!(beginnings("'); drop | & ! :* \\"), "'drop':*");
        assert_eq!(beginnings(" – "), "");
    }
}
