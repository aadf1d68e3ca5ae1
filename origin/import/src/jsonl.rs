//! The shop's own format: one JSON object a line, its `kind` being `product` if it names none.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use api::catalog::product_types::ProductTypeDocument;
use api::catalog::{CollectionDocument, ProductDocument};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_ignored::Path;
use serde_json::Value;

use crate::encoding::Text;
use crate::lines::{next_line, too_long};
use crate::report::{ColumnLeftOut, FileSummary};
use crate::row::{Item, Record, Row};

const UNKNOWN: &str = "nobody knows what it means";
/// So many names of fields that were not taken over are told apart.
const MAX_NAMES: usize = 1_000;
/// So many pictures of one product are fetched at most.
const MAX_PICTURES: usize = 250;

/// What a file says, line by line.
pub(crate) fn items(text: Text) -> impl Iterator<Item = io::Result<Item>> + Send {
    of_lines(text, |text, left_out| {
        let record = record(text, left_out)?;
        let pictures = if matches!(record, Record::Product(..)) { pictures(text)? } else { Vec::new() };
        Ok((record, pictures))
    })
}

/// Fields of a file's lines that are not taken over.
#[derive(Default)]
pub(crate) struct LeftOut {
    /// How many there were of a name, and why.
    fields: BTreeMap<String, (u64, &'static str)>,
    /// Those whose names were too many.
    others: u64,
}

impl LeftOut {
    /// Counts one.
    pub(crate) fn add(&mut self, field: &str, reason: &'static str) {
        let is_full = self.fields.len() >= MAX_NAMES;
        match self.fields.get_mut(field) {
            Some((count, _)) => *count += 1,
            None if is_full => self.others += 1,
            None => {
                self.fields.insert(field.to_owned(), (1, reason));
            }
        }
    }

    fn columns(&mut self) -> Vec<ColumnLeftOut> {
        let others = (self.others > 0).then(|| ("others".to_owned(), (self.others, UNKNOWN)));
        let fields = std::mem::take(&mut self.fields).into_iter().chain(others);
        fields.map(|(name, (values, reason))| ColumnLeftOut { name, values, reason }).collect()
    }
}

/// What each line says by `record`, with where pictures of it lie, and at the end what is known of the file.
pub(crate) fn of_lines(
    mut text: Text,
    mut record: impl FnMut(&[u8], &mut LeftOut) -> Result<(Record, Vec<String>), String> + Send,
) -> impl Iterator<Item = io::Result<Item>> + Send {
    let (mut number, mut ended) = (0, false);
    let mut left_out = LeftOut::default();
    std::iter::from_fn(move || {
        if ended {
            return None;
        }
        let line = next_line(&mut text, &mut number).transpose();
        ended = !matches!(line, Some(Ok(_)));
        Some(match line {
            Some(line) => line.map(|(line, bytes)| {
                let read = bytes.ok_or_else(too_long).and_then(|bytes| record(&bytes, &mut left_out));
                let (record, pictures) = match read {
                    Ok((record, pictures)) => (Ok(record), pictures),
                    Err(reason) => (Err(reason), Vec::new()),
                };
                Item::Row(Box::new(Row { pictures, ..Row::plain(line, record) }))
            }),
            None => Ok(Item::FileSummary(FileSummary {
                encoding: text.encoding(),
                columns_left_out: left_out.columns(),
                ..FileSummary::default()
            })),
        })
    })
}

#[derive(Deserialize)]
struct Kind {
    #[serde(default = "product")]
    kind: Value,
}

fn product() -> Value {
    "product".into()
}

fn record(text: &[u8], left_out: &mut LeftOut) -> Result<Record, String> {
    if !text.trim_ascii().starts_with(b"{") {
        return Err("a line is one JSON object: {…}".to_owned());
    }
    let Kind { kind } = serde_json::from_slice(text).map_err(|error| error.to_string())?;
    match kind.as_str() {
        Some("product") => {
            let product: ProductDocument = document(text, left_out, &["kind", "pictures"])?;
            Ok(Record::Product(Box::new(product), Vec::new()))
        }
        Some("collection") => {
            let collection: CollectionDocument = document(text, left_out, &["kind"])?;
            Ok(Record::Collection(Box::new(collection)))
        }
        Some("product_type") => {
            let product_type: ProductTypeDocument = document(text, left_out, &["kind"])?;
            Ok(Record::ProductType(Box::new(product_type)))
        }
        // About the shop itself: the pages know it.
        Some("shop") => Ok(Record::Nothing),
        _ => Err(format!("kind {kind} is none of product, collection, product_type and shop")),
    }
}

#[derive(Deserialize)]
struct Pictures {
    #[serde(default)]
    pictures: Vec<String>,
}

/// Where pictures of a product lie, in their order, each once: `"pictures": ["https://…"]`. What `media` names is in the
/// shop already.
fn pictures(text: &[u8]) -> Result<Vec<String>, String> {
    let Pictures { pictures } = serde_json::from_slice(text).map_err(|error| format!("pictures: {error}"))?;
    if pictures.len() > MAX_PICTURES {
        return Err(format!("pictures: there are at most {MAX_PICTURES}, not {}", pictures.len()));
    }
    let mut seen = BTreeSet::new();
    Ok(pictures.into_iter().filter(|address| seen.insert(address.clone())).collect())
}

/// The document of a line; fields that it does not have, and that are not known otherwise, are counted.
fn document<T: DeserializeOwned>(text: &[u8], left_out: &mut LeftOut, known: &[&str]) -> Result<T, String> {
    let mut unknown = Vec::new();
    let mut json = serde_json::Deserializer::from_slice(text);
    let document = serde_ignored::deserialize(&mut json, |path| unknown.push(named(&path)));
    let document = document.and_then(|document| json.end().map(|()| document)).map_err(|error| error.to_string())?;
    for field in unknown.iter().filter(|field| !known.contains(&field.as_str())) {
        left_out.add(field, UNKNOWN);
    }
    Ok(document)
}

/// A field by the names on its way: `variants.price`.
fn named(path: &Path<'_>) -> String {
    match path {
        Path::Root => String::new(),
        Path::Seq { parent, .. }
        | Path::Some { parent }
        | Path::NewtypeStruct { parent }
        | Path::NewtypeVariant { parent } => named(parent),
        Path::Map { parent, key } => match named(parent) {
            above if above.is_empty() => key.clone(),
            above => format!("{above}.{key}"),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    fn record(text: &[u8]) -> Result<Record, String> {
        super::record(text, &mut LeftOut::default())
    }

    #[test]
    fn fields_that_nobody_knows_are_named() {
        let lines = r#"{"slug":"cup","title":{"en":"Cup"},"weight":5,"variants":[{"sku":"A","pricee":1},{"sku":"B","pricee":2}]}
{"kind":"collection","slug":"table","title":{"en":"Table"},"colour":"red"}
{"slug":"pot","title":{"en":"Pot"},"title":{"en":"Pan"},"variants":[{"sku":"C"}]}
{"slug":"pan","colour":"red"}
"#;
        let text = Text::new(Box::new(Cursor::new(lines.as_bytes())), None);
        let mut items: Vec<Item> = items(text).map(Result::unwrap).collect();
        let Some(Item::FileSummary(summary)) = items.pop() else { panic!("the summary comes last") };
        let left_out: Vec<_> =
            summary.columns_left_out.iter().map(|column| (column.name.as_str(), column.values)).collect();
        assert_eq!(left_out, [("colour", 1), ("variants.pricee", 2), ("weight", 1)]);
        let refused = |at: usize| match &items[at] {
            Item::Row(row) => row.record.as_ref().err().map(String::as_str),
            Item::FileSummary(_) => None,
        };
        assert_eq!((refused(0), refused(1)), (None, None));
        assert!(refused(2).is_some_and(|reason| reason.contains("duplicate field `title`")));
        assert!(refused(3).is_some_and(|reason| reason.contains("title")));
    }

    #[test]
    fn pictures_that_lie_elsewhere_are_told_in_their_order() {
        let lines = r#"{"slug":"cup","title":{"en":"Cup"},"variants":[{"sku":"A"}],"pictures":["https://a/1","https://a/2","https://a/1"]}
{"kind":"collection","slug":"table","title":{"en":"Table"},"pictures":["https://a/3"]}
{"slug":"pot","title":{"en":"Pot"},"variants":[{"sku":"B"}],"pictures":"https://a/4"}
"#;
        let text = Text::new(Box::new(Cursor::new(lines.as_bytes())), None);
        let mut items: Vec<Item> = items(text).map(Result::unwrap).collect();
        let Some(Item::FileSummary(summary)) = items.pop() else { panic!("the summary comes last") };
        let left_out: Vec<_> = summary.columns_left_out.iter().map(|column| column.name.as_str()).collect();
        assert_eq!(left_out, ["pictures"], "of a collection");
        let rows: Vec<&Row> = items
            .iter()
            .filter_map(|item| match item {
                Item::Row(row) => Some(&**row),
                Item::FileSummary(_) => None,
            })
            .collect();
        assert_eq!(rows[0].pictures, ["https://a/1", "https://a/2"]);
        assert!(rows[1].record.is_ok() && rows[1].pictures.is_empty());
        assert!(rows[2].record.as_ref().err().is_some_and(|reason| reason.contains("pictures")));
        let many = format!(r#"{{"pictures":[{}]}}"#, vec![r#""a""#; MAX_PICTURES + 1].join(","));
        assert!(pictures(many.as_bytes()).is_err());
    }

    #[test]
    fn l06_json_is_neither_deep_nor_are_its_names_without_number() {
        let nested = |depth: usize| {
            let value = format!("{}1{}", "[".repeat(depth), "]".repeat(depth));
            format!(
                r#"{{"slug":"cup","title":{{"en":"Cup"}},"attributes":{{"a":{value}}},"variants":[{{"sku":"A"}}]}}"#
            )
        };
        assert!(record(nested(100).as_bytes()).is_ok());
        for depth in [130, 100_000] {
            assert!(record(nested(depth).as_bytes()).is_err_and(|reason| reason.contains("recursion limit")));
        }
        let names: String = (0..5_000).map(|number| format!(r#","x{number}":1"#)).collect();
        let mut left_out = LeftOut::default();
        let line = format!(r#"{{"slug":"cup","title":{{"en":"Cup"}},"variants":[{{"sku":"A"}}]{names}}}"#);
        assert!(super::record(line.as_bytes(), &mut left_out).is_ok());
        let columns = left_out.columns();
        assert_eq!((columns.len(), columns.last().map(|column| column.values)), (MAX_NAMES + 1, Some(4_000)));
    }

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
        let branch = br#"{"kind":"collection","slug":"oak","title":{"en":"Oak"},"parent":"table","rule":{"any":true,"conditions":[{"kind":"reduced"},{"kind":"attribute","key":"material","text":"Oak"}]}}"#;
        let is_read = |document: &CollectionDocument| {
            let rule = document.rule.as_ref().map(|rule| (rule.any, rule.conditions.len()));
            document.parent.as_ref().map(domain::Slug::as_str) == Some("table") && rule == Some((true, 2))
        };
        assert!(matches!(record(branch), Ok(Record::Collection(document)) if is_read(&document)));
        let mugs = br#"{"kind":"product_type","handle":"mug","name":{"en":"Mug"},"attributes":[{"key":"capacity","required":true,"kind":"number","unit":"ml","label":{"en":"Capacity"}}]}"#;
        let asks = |document: &ProductTypeDocument| document.attributes.iter().any(|asked| asked.required);
        assert!(matches!(record(mugs), Ok(Record::ProductType(document)) if asks(&document)));
        let cup = br#"{"slug":"cup","title":{"en":"Cup"},"product_type":"mug","variants":[{"sku":"CUP"}]}"#;
        let is_typed =
            |document: &ProductDocument| document.product_type.as_ref().is_some_and(|one| one.as_str() == "mug");
        assert!(matches!(record(cup), Ok(Record::Product(document, _)) if is_typed(&document)));
        assert!(matches!(record(br#"{"kind":"shop","name":"Selvedge"}"#), Ok(Record::Nothing)));
        let check = |text: &[u8], reason: &str| {
            let rejection = record(text).err().expect(reason);
            assert!(rejection.contains(reason), "{rejection}");
        };
        check(b"{", "EOF");
        check(b"[]", "one JSON object");
        check(b"\xff\xfe", "one JSON object");
        check(b"{}{}", "trailing");
        check(br#"{"kind":"order"}"#, "none of product");
        check(
            br#"{"kind":"collection","slug":"a","title":{"en":"A"},"rule":{"conditions":[{"kind":"smell"}]}}"#,
            "smell",
        );
        check(br#"{"slug":"Cup","title":{"en":"Cup"},"variants":[]}"#, "slug");
        check(br#"{"slug":"cup","variants":[]}"#, "title");
    }
}
