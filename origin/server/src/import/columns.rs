//! What a command says of the columns of a file.

use api::catalog::admin::{ImportColumnMeaning, ImportColumns};

/// Before the name of a fact.
const FACT: &str = "fact:";
/// What is not taken over.
const NOTHING: &str = "nothing";

/// Reads what is said of one column: `NAME=MEANING`. The last sign of equality counts, since names of columns have some.
pub(super) fn parse(said: &str) -> Result<(String, ImportColumnMeaning), String> {
    let advice = "write it as NAME=MEANING, such as Marke=vendor, Stoff=fact:Material or Regal=nothing";
    let (name, meaning) = said.rsplit_once('=').ok_or(advice)?;
    let (name, meaning) = (name.trim(), meaning.trim());
    if name.is_empty() || meaning.is_empty() {
        return Err(advice.to_owned());
    }
    let meaning = match meaning.strip_prefix(FACT) {
        Some(fact) => ImportColumnMeaning::Attribute { name: fact.trim().to_owned() },
        None if meaning == NOTHING => ImportColumnMeaning::Ignored,
        None => ImportColumnMeaning::Field { name: meaning.to_owned() },
    };
    Ok((name.to_owned(), meaning))
}

/// What is said of all columns.
///
/// # Errors
/// If of one something is said twice.
pub(super) fn all(said: Vec<(String, ImportColumnMeaning)>) -> anyhow::Result<ImportColumns> {
    let mut columns = ImportColumns::new();
    for (name, meaning) in said {
        anyhow::ensure!(!columns.contains_key(&name), "--column says twice what “{name}” is: say it once");
        columns.insert(name, meaning);
    }
    Ok(columns)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_is_a_field_a_fact_or_nothing() {
        let field = |name: &str| ImportColumnMeaning::Field { name: name.to_owned() };
        let fact = |name: &str| ImportColumnMeaning::Attribute { name: name.to_owned() };
        for (said, name, meaning) in [
            ("Marke=vendor", "Marke", field("vendor")),
            (" Preis (1 = netto) = variant price ", "Preis (1 = netto)", field("variant price")),
            ("Stoff=fact:Material", "Stoff", fact("Material")),
            ("Form=fact: What it looks like", "Form", fact("What it looks like")),
            ("Regal=nothing", "Regal", ImportColumnMeaning::Ignored),
        ] {
            assert_eq!(parse(said), Ok((name.to_owned(), meaning)), "{said}");
        }
        for wrong in ["Marke", "=vendor", "Marke=", " = "] {
            assert!(parse(wrong).is_err_and(|advice| advice.contains("NAME=MEANING")), "{wrong}");
        }
    }

    #[test]
    fn of_a_column_something_is_said_once() {
        let said = |all: &[&str]| all.iter().map(|said| parse(said).expect("it can be read")).collect();
        assert_eq!(all(said(&["a=title", "b=nothing"])).expect("of each once").len(), 2);
        assert!(all(said(&["a=title", "a=nothing"])).is_err());
    }
}
