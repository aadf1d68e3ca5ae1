//! One table as many programs write it: encodings, separators, quotation marks, line ends.

use encoding_rs::WINDOWS_1252;
use proptest::prelude::*;

/// What a file is encoded in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coding {
    Utf8,
    Utf8Mark,
    Utf16Le,
    Utf16LeMark,
    Utf16Be,
    Utf16BeMark,
    /// Where every letter has a place in it; else UTF-8.
    Windows1252,
}

/// Which fields stand in quotation marks.
#[derive(Clone, Copy, Debug)]
pub enum Quotes {
    All,
    /// Those that hold what would end them.
    Needed,
    /// These, and every one whose place this divides.
    Every(usize),
}

/// How a table is written.
#[derive(Clone, Copy, Debug)]
pub struct Written {
    pub coding: Coding,
    pub separator: char,
    pub end: &'static str,
    pub quotes: Quotes,
    /// Whether the last line has an end.
    pub ended: bool,
    /// Whether a line `sep=;` comes first.
    pub named: bool,
    /// A blank line comes behind each row whose place this divides.
    pub gaps: usize,
}

pub fn written() -> impl Strategy<Value = Written> {
    use Coding::{Utf8, Utf8Mark, Utf16Be, Utf16BeMark, Utf16Le, Utf16LeMark, Windows1252};
    let coding = prop::sample::select(vec![
        Utf8,
        Utf8Mark,
        Utf16Le,
        Utf16LeMark,
        Utf16Be,
        Utf16BeMark,
        Windows1252,
        Windows1252,
    ]);
    let separator = prop::sample::select(vec![',', ';', '\t', '|']);
    let end = prop::sample::select(vec!["\n", "\r\n", "\r"]);
    let quotes = prop_oneof![Just(Quotes::All), Just(Quotes::Needed), (2..5_usize).prop_map(Quotes::Every)];
    (coding, separator, end, quotes, any::<bool>(), prop::bool::weighted(0.2), 2..9_usize).prop_map(
        |(coding, separator, end, quotes, ended, named, gaps)| Written {
            coding,
            separator,
            end,
            quotes,
            ended,
            named,
            gaps,
        },
    )
}

impl Written {
    /// The file of these rows, the header being the first, and the line on which an editor shows each.
    pub fn file(&self, rows: &[Vec<String>]) -> (Vec<u8>, Vec<u64>) {
        let (mut text, mut lines, mut line) = (String::new(), Vec::new(), 1);
        if self.named {
            text.push_str(&format!("sep={}{}", self.separator, self.end));
            line += 1;
        }
        for (at, row) in rows.iter().enumerate() {
            lines.push(line);
            let cells: Vec<String> = row.iter().enumerate().map(|(place, cell)| self.cell(place, cell)).collect();
            text.push_str(&cells.join(&self.separator.to_string()));
            line += 1 + row.iter().map(|cell| cell.matches('\n').count() as u64).sum::<u64>();
            if self.ended || at + 1 < rows.len() {
                text.push_str(self.end);
            }
            if at % self.gaps == 1 && at + 1 < rows.len() {
                text.push_str(self.end);
                line += 1;
            }
        }
        (self.bytes(&text), lines)
    }

    fn cell(&self, place: usize, cell: &str) -> String {
        let needed = cell.contains([self.separator, '"', '\n', '\r']);
        let quoted = match self.quotes {
            Quotes::All => true,
            Quotes::Needed => needed,
            Quotes::Every(number) => needed || place.is_multiple_of(number),
        };
        if quoted { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.to_owned() }
    }

    fn bytes(&self, text: &str) -> Vec<u8> {
        let marked = || std::iter::once('\u{feff}').chain(text.chars()).collect::<String>();
        let units = |text: &str, bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect();
        match self.coding {
            Coding::Utf8 => text.as_bytes().to_vec(),
            Coding::Utf8Mark => marked().into_bytes(),
            Coding::Utf16Le => units(text, u16::to_le_bytes),
            Coding::Utf16LeMark => units(&marked(), u16::to_le_bytes),
            Coding::Utf16Be => units(text, u16::to_be_bytes),
            Coding::Utf16BeMark => units(&marked(), u16::to_be_bytes),
            Coding::Windows1252 => match WINDOWS_1252.encode(text) {
                (bytes, _, false) => bytes.into_owned(),
                (_, _, true) => text.as_bytes().to_vec(),
            },
        }
    }
}
