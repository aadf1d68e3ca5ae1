//! Who answers for a product, and what it warns of (regulation (EU) 2023/988, article 19).

use serde::{Deserialize, Serialize};

use super::Localized;
use crate::Email;

/// Characters of a name.
const MAX_NAME: usize = 200;
/// Characters of an address, and of warnings in one language.
const MAX_TEXT: usize = 2_000;

/// Somebody who answers for a product, and how they can be reached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Responsible {
    /// Their name or registered trade mark.
    pub name: String,
    /// Their postal address, in lines.
    pub address: String,
    /// Their e-mail address.
    pub email: Email,
}

/// What shoppers have to be told of a product's safety.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Safety {
    /// Who made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maker: Option<Responsible>,
    /// Who answers for it in the European Union, if its maker is not there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub responsible: Option<Responsible>,
    /// Warnings and what has to be known for its safe use; paragraphs, separated by blank lines.
    #[serde(default, skip_serializing_if = "is_empty")]
    pub warnings: Localized,
}

fn is_empty(text: &Localized) -> bool {
    *text == Localized::default()
}

impl Safety {
    /// Whether nothing is said.
    pub fn is_unset(&self) -> bool {
        *self == Self::default()
    }

    /// Whether it can be kept.
    ///
    /// # Errors
    /// A sentence that says what to mend.
    pub fn check(&self) -> Result<(), String> {
        for (field, somebody) in [("maker", &self.maker), ("responsible", &self.responsible)] {
            let Some(Responsible { name, address, email: _ }) = somebody else { continue };
            let fits = |text: &str, longest: usize| !text.trim().is_empty() && text.chars().count() <= longest;
            if !fits(name, MAX_NAME) || !fits(address, MAX_TEXT) {
                return Err(format!(
                    "safety.{field} needs a name of at most {MAX_NAME} and an address of at most {MAX_TEXT} characters"
                ));
            }
        }
        let texts = self.warnings.translated().map(|locale| self.warnings.get(locale));
        if texts.chain([self.warnings.en.as_str()]).any(|text| text.chars().count() > MAX_TEXT) {
            return Err(format!("safety.warnings are longer than {MAX_TEXT} characters"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Locale;

    #[test]
    fn who_answers_can_be_reached() {
        let maker = |name: &str, address: &str| Safety {
            maker: Some(Responsible {
                name: name.to_owned(),
                address: address.to_owned(),
                email: "hello@maker.example".parse().expect("an address"),
            }),
            ..Safety::default()
        };
        assert_eq!(maker("Kleiwarft", "Am Deich 1\n10115 Berlin").check(), Ok(()));
        assert_eq!(Safety::default().check(), Ok(()));
        for bad in [maker(" ", "Am Deich 1"), maker("Kleiwarft", ""), maker(&"x".repeat(201), "Am Deich 1")] {
            assert!(bad.check().is_err_and(|reason| reason.starts_with("safety.maker")));
        }
        let other = Safety { responsible: maker("", "").maker, ..Safety::default() };
        assert!(other.check().is_err_and(|reason| reason.starts_with("safety.responsible")));
        let warnings = Localized::same("Hot.").with(Locale::De, "x".repeat(2_001));
        assert!(Safety { warnings, ..Safety::default() }.check().is_err());
        let unreachable = r#"{"maker": {"name": "A", "address": "B", "email": "nowhere"}}"#;
        assert!(serde_json::from_str::<Safety>(unreachable).is_err());
    }
}
