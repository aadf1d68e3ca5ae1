//! The documents about an order.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// What kind of document. Each kind is numbered by itself, without gaps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    /// What was sold, once the money is ours.
    Invoice,
    /// What was given back of an invoice.
    CreditNote,
}

/// The text is not a kind of document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no such kind of document; there are invoice and credit_note")]
pub struct UnknownDocumentKind;

impl DocumentKind {
    /// Every kind.
    pub const ALL: [Self; 2] = [Self::Invoice, Self::CreditNote];

    /// The kind's word in data and addresses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Invoice => "invoice",
            Self::CreditNote => "credit_note",
        }
    }

    /// What its file is called: `invoice-17.pdf`.
    pub fn file_name(self, number: i64) -> String {
        format!("{}-{number}.pdf", self.code().replace('_', "-"))
    }
}

impl fmt::Display for DocumentKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for DocumentKind {
    type Err = UnknownDocumentKind;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|kind| kind.code() == text).ok_or(UnknownDocumentKind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_read_back_from_their_words() {
        for kind in DocumentKind::ALL {
            assert_eq!(kind.to_string().parse(), Ok(kind));
        }
        assert_eq!("receipt".parse::<DocumentKind>(), Err(UnknownDocumentKind));
        assert_eq!(DocumentKind::CreditNote.file_name(17), "credit-note-17.pdf");
    }
}
