//! What is so of every product file, whatever is in it.

use std::collections::{BTreeSet, HashSet};
use std::io::Cursor;

use domain::Currency;
use origin_import::{Format, Item, Reading, Record, encoding_of};

/// Reads a file of this format, and checks what is told of it. Its first byte says how it is read.
pub fn check(format: Format, bytes: &[u8]) {
    let Some((options, file)) = bytes.split_first() else { return };
    let label = [None, Some("windows-1252"), Some("utf-16le"), Some("shift_jis")][usize::from(options & 3)];
    let currency = [Currency::Eur, Currency::Jpy, Currency::Kwd, Currency::Usd][usize::from(options >> 2 & 3)];
    let reading = Reading {
        format,
        collection: None,
        currency,
        on_hand: (options & 16 == 0).then_some(3),
        encoding: label.map(|label| encoding_of(label).expect("an encoding")),
        now: 1_790_000_000,
    };
    // A file without a header is none.
    let Ok(items) = reading.items(Box::new(Cursor::new(file.to_vec()))) else { return };
    let (mut lines, mut slugs, mut summaries) = (HashSet::new(), HashSet::new(), 0);
    let most = file.iter().filter(|byte| matches!(byte, b'\n' | b'\r')).count() as u64 + 2;
    for item in items {
        let row = match item.expect("memory can be read") {
            Item::Row(row) => row,
            Item::FileSummary(_) => {
                summaries += 1;
                continue;
            }
        };
        assert!(!row.lines.is_empty() && summaries == 0);
        for line in &row.lines {
            assert!(*line >= 1 && *line <= most, "line {line} of {most}");
            assert!(lines.insert(*line), "line {line} is told of twice");
        }
        assert!(row.refused.iter().all(|(line, _)| row.lines.contains(line)));
        assert!(row.notes.iter().all(|note| row.lines.contains(&note.line) && !note.text.is_empty()));
        let Ok(Record::Product(document, implied)) = &row.record else { continue };
        if !matches!(format, Format::Jsonl | Format::SelvedgeCsv | Format::Icecat) {
            assert!(slugs.insert(document.slug.clone()), "{} is the address of two", document.slug);
            assert!(!document.variants.is_empty() && implied.len() == document.collections.len());
            let skus: BTreeSet<&str> = document.variants.iter().map(|variant| variant.sku.as_str()).collect();
            assert_eq!(skus.len(), document.variants.len(), "{skus:?}");
            let choices: BTreeSet<_> = document.variants.iter().map(|variant| &variant.options).collect();
            assert_eq!(choices.len(), document.variants.len(), "{choices:?}");
            assert!(document.variants.iter().flat_map(|variant| &variant.prices).all(|price| price.amount_minor >= 0));
            assert!(!document.title.en.contains('\n') && !document.title.en.contains('\0'));
        }
        // What is kept is read as it was written.
        let line = serde_json::to_vec(&**document).expect("plain data");
        let again = Reading { format: Format::Jsonl, on_hand: None, encoding: None, ..reading.clone() };
        let mut again = again.items(Box::new(Cursor::new(line))).expect("lines have no header");
        match again.next() {
            Some(Ok(Item::Row(row))) => match row.record {
                Ok(Record::Product(read, _)) => assert_eq!(read, *document),
                Ok(_) => panic!("another kind"),
                Err(reason) => panic!("{reason}"),
            },
            _ => panic!("nothing is read"),
        }
    }
    assert_eq!(summaries, 1);
}
