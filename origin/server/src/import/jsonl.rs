//! The shop's own format: one JSON object a line, its `kind` being `product` if it names none.

use std::io;

use api::catalog::{CollectionDocument, ProductDocument};
use serde_json::{Map, Value};

use super::input::{Input, lines, too_long};
use super::row::{Record, Row};

pub fn rows(input: Input) -> impl Iterator<Item = io::Result<Row>> + Send {
    lines(input).map(|line| {
        let (line, text) = line?;
        Ok(Row { line, record: text.ok_or_else(too_long).and_then(|text| record(&text)) })
    })
}

fn record(text: &[u8]) -> Result<Record, String> {
    let mut fields: Map<String, Value> = serde_json::from_slice(text).map_err(|error| error.to_string())?;
    let kind = fields.remove("kind").unwrap_or_else(|| "product".into());
    let document = Value::Object(fields);
    match kind.as_str() {
        Some("product") => {
            let product: ProductDocument = serde_json::from_value(document).map_err(|error| error.to_string())?;
            Ok(Record::Product(Box::new(product), Vec::new()))
        }
        Some("collection") => {
            let collection: CollectionDocument = serde_json::from_value(document).map_err(|error| error.to_string())?;
            Ok(Record::Collection(collection))
        }
        // About the shop itself: the pages know it.
        Some("shop") => Ok(Record::Nothing),
        _ => Err(format!("kind {kind} is none of product, collection and shop")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_is_told_and_mistakes_are_named() {
        let product = br#"{"slug":"cup","title":{"en":"Cup"},"variants":[{"sku":"CUP"}]}"#;
        assert!(matches!(record(product), Ok(Record::Product(document, _)) if document.slug.as_str() == "cup"));
        let book =
            br#"{"slug":"a","title":{"en":"A"},"variants":[{"sku":"A","weight_grams":400,"tax_class":"reduced"}]}"#;
        let taxed = |document: &ProductDocument| document.variants[0].tax_class == domain::checkout::TaxClass::Reduced;
        assert!(matches!(record(book), Ok(Record::Product(document, _)) if taxed(&document)));
        let collection = br#"{"kind":"collection","slug":"table","title":{"en":"Table"}}"#;
        assert!(matches!(record(collection), Ok(Record::Collection(document)) if document.title.en == "Table"));
        assert!(matches!(record(br#"{"kind":"shop","name":"Selvedge"}"#), Ok(Record::Nothing)));
        let check = |text: &[u8], reason: &str| {
            let rejection = record(text).err().expect(reason);
            assert!(rejection.contains(reason), "{rejection}");
        };
        check(b"{", "EOF");
        check(b"[]", "map");
        check(b"\xff\xfe", "expected value");
        check(br#"{"kind":"order"}"#, "none of product");
        check(br#"{"slug":"Cup","title":{"en":"Cup"},"variants":[]}"#, "slug");
        check(br#"{"slug":"cup","variants":[]}"#, "title");
    }
}
