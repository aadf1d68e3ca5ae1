//! Product files of other shops and programs, read into the documents the catalogue keeps: pure, without a store. Every
//! row of a file is accounted for: taken, with notes of what was changed or left out on the way, or refused with its line.

mod encoding;
mod exports;
mod html;
mod icecat;
mod input;
mod jsonl;
mod lines;
mod medusa;
mod note;
mod noted;
mod options;
mod own;
mod report;
mod row;
mod said;
mod shopify;
mod table;
#[cfg(test)]
mod testing;
mod values;
mod woocommerce;

use std::io;

use api::catalog::admin::ImportColumns;
use encoding_rs::Encoding;

use said::Teller;

pub use html::{Plain, plain_text};
pub use input::{Input, is_json, open, read};
pub use note::{Note, Topic};
pub use noted::Noted;
pub use options::{Format, Reading};
pub use own::{Sheet, guarded, unguarded};
pub use report::{ColumnLeftOut, FileSummary, Outcome, Report, Told};
pub use row::{Item, Items, Record, Row};
pub use values::address::of as address_of;

/// More things than these are no catalogue: of each something is remembered to the file's end.
const MAX_THINGS: usize = 5_000_000;

impl Reading {
    /// What a file says. Nothing is read yet but what the format needs to know first.
    ///
    /// # Errors
    /// If the file is not of this format.
    pub fn items(&self, input: Input) -> anyhow::Result<Items> {
        self.items_by(input, Teller::Nobody)
    }

    /// The same, with what a command says of columns whose names nobody knows.
    ///
    /// # Errors
    /// If the file is not of this format, or no column of it can mean what is said.
    pub fn items_told(&self, input: Input, columns: &ImportColumns) -> anyhow::Result<Items> {
        let is_table = !matches!(self.format, Format::Jsonl | Format::Icecat);
        anyhow::ensure!(is_table || columns.is_empty(), "a file of JSON lines has no columns: leave --column out");
        self.items_by(input, Teller::Command(columns))
    }

    /// The same for whoever gave the file and can be asked, with what they said of columns whose names nobody knows. Of a
    /// table whose header lacks what it needs, all that is told is what its columns are called.
    ///
    /// # Errors
    /// If the file is not of this format.
    pub fn items_asking(&self, input: Input, columns: &ImportColumns) -> anyhow::Result<Items> {
        self.items_by(input, Teller::Person(columns))
    }

    fn items_by(&self, input: Input, teller: Teller<'_>) -> anyhow::Result<Items> {
        let text = encoding::Text::new(input, self.encoding);
        let items: Items = match self.format {
            Format::Jsonl => Box::new(jsonl::items(text)),
            Format::Icecat => Box::new(icecat::items(text)),
            Format::ShopifyCsv | Format::WoocommerceCsv | Format::MedusaCsv | Format::SelvedgeCsv | Format::Csv => {
                exports::items(text, self, teller)?
            }
        };
        let reading = self.clone();
        Ok(Box::new(bounded(items, MAX_THINGS).map(move |item| item.map(|item| reading.adjust(item)))))
    }

    /// A row with what the command line says about all rows.
    fn adjust(&self, mut item: Item) -> Item {
        if let Item::Row(row) = &mut item
            && self.format == Format::Icecat
        {
            row.types = Some(Vec::new());
        }
        if let Item::Row(row) = &mut item
            && let Ok(Record::Product(document, implied)) = &mut row.record
        {
            if let Some(slug) = &self.collection {
                document.collections = vec![slug.clone()];
                *implied = vec![row::named(slug.clone(), &row::title_of(slug))];
            }
            let otherwise = self.on_hand.or((self.format == Format::Icecat).then_some(icecat::ON_HAND));
            for variant in &mut document.variants {
                variant.on_hand = variant.on_hand.or(otherwise);
            }
        }
        item
    }
}

/// As many of the items as there may be, and an error in place of the next.
fn bounded(items: Items, most: usize) -> impl Iterator<Item = io::Result<Item>> + Send {
    let mut ended = false;
    items.enumerate().map_while(move |(at, item)| {
        let is_too_many = at == most;
        let item = if is_too_many { Err(too_many(most)) } else { item };
        (!std::mem::replace(&mut ended, is_too_many)).then_some(item)
    })
}

fn too_many(most: usize) -> io::Error {
    io::Error::other(format!("it tells of more than {most} things: split it"))
}

/// A short text of bytes, whatever wrote them: as files are read.
pub fn text_of(bytes: Vec<u8>) -> String {
    // Bytes that are there can be read, and what comes of them is UTF-8.
    io::read_to_string(encoding::Text::new(Box::new(io::Cursor::new(bytes)), None)).unwrap_or_default()
}

/// The encoding of a label such as `windows-1252`, `latin1` or `utf-16le` (the WHATWG's Encoding Standard).
///
/// # Errors
/// If nobody knows the label.
pub fn encoding_of(label: &str) -> Result<&'static Encoding, String> {
    Encoding::for_label(label.as_bytes())
        .ok_or_else(|| format!("“{label}” is no encoding; try utf-8, utf-16le or windows-1252"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    #[test]
    fn a_short_text_is_read_whatever_wrote_it() {
        assert_eq!(text_of("Größe;5 €".as_bytes().to_vec()), "Größe;5 €");
        assert_eq!(text_of(b"Gr\xf6\xdfe;5 \x80".to_vec()), "Größe;5 €", "Windows-1252 has a sign for euro");
        assert_eq!(text_of(b"\xef\xbb\xbfa".to_vec()), "a");
        assert_eq!(text_of(Vec::new()), "");
    }

    #[test]
    fn l06_a_file_tells_of_so_many_things() {
        let reading = Reading {
            format: Format::Jsonl,
            collection: None,
            currency: domain::Currency::Eur,
            on_hand: None,
            encoding: None,
            now: 0,
        };
        let read = |most| {
            let items = reading.items(Box::new(Cursor::new(b"{}\n{}\n{}\n".to_vec()))).unwrap();
            bounded(items, most).map(|item| item.is_ok()).collect::<Vec<_>>()
        };
        assert_eq!(read(4), [true; 4], "three lines and the summary");
        assert_eq!(read(2), [true, true, false]);
    }
}
