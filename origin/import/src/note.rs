//! What a merchant must know of a row that was taken.

use serde::Serialize;

/// What a note is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// A draft or archived product: it was taken and cannot be bought.
    OffSale,
    /// There is no price, or it is zero.
    Price,
    /// How its stock is kept was not said, or not as it was taken.
    Stock,
    /// A value was changed on the way, such as an address or a SKU.
    Changed,
    /// A value was missing and was made up.
    MadeUp,
    /// A value was not taken over.
    LeftOut,
    /// Pictures, videos and the like were not taken over.
    Media,
}

impl Topic {
    /// The heading in the report.
    pub const fn heading(self) -> &'static str {
        match self {
            Self::OffSale => "taken, but not on sale",
            Self::Price => "prices to look at",
            Self::Stock => "stock to look at",
            Self::Changed => "changed on the way",
            Self::MadeUp => "made up, because the file does not say it",
            Self::LeftOut => "not taken over",
            Self::Media => "pictures and other media, not taken over",
        }
    }
}

/// Something to know of a row that was taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Note {
    /// The line it is about, from 1.
    pub line: u64,
    /// What it is about.
    pub topic: Topic,
    /// What was done, in a sentence.
    pub text: String,
}

impl Note {
    /// A note about a line.
    pub fn new(line: u64, topic: Topic, text: impl Into<String>) -> Self {
        Self { line, topic, text: text.into() }
    }
}

/// A value as a report shows it: short, and without what would move the cursor.
pub(crate) fn shown(text: &str) -> String {
    let clean = |letter: char| if letter.is_control() { ' ' } else { letter };
    let mut short: String = text.chars().take(60).map(clean).collect();
    if text.chars().nth(60).is_some() {
        short.push('…');
    }
    short
}
