//! Product files of other shops and programs, read into the documents the catalogue keeps: pure, without a store. Every
//! row of a file is accounted for: taken, with notes of what was changed or left out on the way, or refused with its line.

mod encoding;
mod html;
mod icecat;
mod input;
mod jsonl;
mod lines;
mod note;
mod options;
mod report;
mod row;
mod shopify;
mod table;
mod values;

use encoding_rs::Encoding;

pub use html::{Plain, plain_text};
pub use input::{Input, open};
pub use note::{Note, Topic};
pub use options::{Format, Reading};
pub use report::{ColumnLeftOut, FileSummary, Outcome, Report, Told};
pub use row::{Item, Items, Record, Row};
pub use values::address::of as address_of;

impl Reading {
    /// What a file says. Nothing is read yet but what the format needs to know first.
    ///
    /// # Errors
    /// If the file is not of this format.
    pub fn items(&self, input: Input) -> anyhow::Result<Items> {
        let text = encoding::Text::new(input, self.encoding);
        let items: Items = match self.format {
            Format::Jsonl => Box::new(jsonl::items(text)),
            Format::Icecat => Box::new(icecat::items(text)),
            Format::ShopifyCsv => Box::new(shopify::items(text, self)?),
        };
        let reading = self.clone();
        Ok(Box::new(items.map(move |item| item.map(|item| reading.adjust(item)))))
    }

    /// A row with what the command line says about all rows.
    fn adjust(&self, mut item: Item) -> Item {
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

/// The encoding of a label such as `windows-1252`, `latin1` or `utf-16le` (the WHATWG's Encoding Standard).
///
/// # Errors
/// If nobody knows the label.
pub fn encoding_of(label: &str) -> Result<&'static Encoding, String> {
    Encoding::for_label(label.as_bytes())
        .ok_or_else(|| format!("“{label}” is no encoding; try utf-8, utf-16le or windows-1252"))
}
