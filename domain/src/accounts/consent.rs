//! What a shopper may agree to beyond what an order takes.

use serde::{Deserialize, Serialize};

/// What a consent is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConsentPurpose {
    /// News of the shop by mail.
    Newsletter,
}

impl ConsentPurpose {
    /// Every one.
    pub const ALL: [Self; 1] = [Self::Newsletter];

    /// Its word on the wire and in the database.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Newsletter => "newsletter",
        }
    }

    /// The purpose with this word; none if there is none.
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.code() == code)
    }

    /// The version of what is read before agreeing. Whoever changes that text's meaning raises it: who has agreed to
    /// an older one has not agreed to the newer.
    pub const fn text_version(self) -> u32 {
        match self {
            Self::Newsletter => 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_purpose_has_one_word() {
        for purpose in ConsentPurpose::ALL {
            assert_eq!(ConsentPurpose::of_code(purpose.code()), Some(purpose));
        }
        assert_eq!(ConsentPurpose::of_code("profiling"), None);
    }
}
