//! Who may have an account: passwords long enough to matter, names that fit on a label.

use serde::{Deserialize, Serialize};

/// A new password: 10 to 200 characters, any of them (NIST SP 800-63B, 3.1.1.2: length over rules).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Password(String);

/// The text cannot be a password here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a password has at least 10 and at most 200 characters")]
pub struct InvalidPassword;

impl Password {
    /// The password in clear, for hashing only.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password(…)")
    }
}

impl TryFrom<String> for Password {
    type Error = InvalidPassword;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        if (10..=200).contains(&text.chars().count()) { Ok(Self(text)) } else { Err(InvalidPassword) }
    }
}

impl From<Password> for String {
    fn from(password: Password) -> Self {
        password.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn length_is_the_only_rule_and_the_password_is_never_printed() {
        assert!(Password::try_from("short".to_owned()).is_err());
        assert!(Password::try_from("x".repeat(201)).is_err());
        let password = Password::try_from("correct horse".to_owned()).expect("long enough");
        assert_eq!(format!("{password:?}"), "Password(…)");
        assert_eq!(password.reveal(), "correct horse");
    }
}
