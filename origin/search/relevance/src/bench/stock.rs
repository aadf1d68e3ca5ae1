//! tantivy as its own example uses it: English stems, a query parser that asks for all words, and the score it gives.

use std::fs;
use std::path::Path;
use std::time::Instant;

use anyhow::Context as _;
use tantivy::collector::TopDocs;
use tantivy::query::QueryParser;
use tantivy::schema::{Field, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions, Value as _};
use tantivy::{Index, TantivyDocument};

use super::HITS;
use super::exchange::{COLUMNS, Plain, add_costs, ask_all, begin_costs, memory, plain};
use crate::catalogue::{Products, bytes_in, variations};

const NAME: &str = "tantivy";
/// What a writer may hold before it goes to the disk: as the shop's own has it.
const MEMORY: usize = 50_000_000;
/// What a word is worth in each of the texts.
const WEIGHTS: [f32; 6] = [1.0, 1.0, 0.7, 0.6, 0.7, 1.0];

fn schema() -> Schema {
    let mut builder = Schema::builder();
    builder.add_text_field("id", STRING | STORED);
    for column in COLUMNS {
        let stems = TextFieldIndexing::default().set_tokenizer("en_stem");
        let indexing = stems.set_index_option(IndexRecordOption::WithFreqsAndPositions);
        builder.add_text_field(column, TextOptions::default().set_indexing_options(indexing));
    }
    builder.build()
}

fn fields(schema: &Schema) -> tantivy::Result<(Field, Vec<Field>)> {
    let texts = COLUMNS.iter().map(|column| schema.get_field(column)).collect::<tantivy::Result<_>>()?;
    Ok((schema.get_field("id")?, texts))
}

pub(super) fn fill(dir: &Path, index: &Path, products: &Products, times: usize) -> anyhow::Result<()> {
    fs::create_dir_all(index)?;
    let begun = Instant::now();
    let schema = schema();
    let (id, texts) = fields(&schema)?;
    let mut writer = Index::create_in_dir(index, schema)?.writer_with_num_threads(1, MEMORY)?;
    for time in 0..times {
        let others = (time > 0).then(|| variations(products, time)).transpose()?;
        for (_, _, product) in others.as_ref().unwrap_or(products) {
            let plain: Plain = plain(product);
            let mut document = TantivyDocument::new();
            document.add_text(id, plain.id);
            texts.iter().zip(plain.texts).for_each(|(field, text)| document.add_text(*field, text));
            writer.add_document(document)?;
        }
    }
    writer.commit()?;
    writer.wait_merging_threads()?;
    begin_costs(dir, NAME, begun.elapsed(), bytes_in(index)?)
}

pub(super) fn ask(dir: &Path, index: &Path, queries: &[String]) -> anyhow::Result<()> {
    let index = Index::open_in_dir(index)?;
    let (id, texts) = fields(&index.schema())?;
    let mut parser = QueryParser::for_index(&index, texts.clone());
    parser.set_conjunction_by_default();
    texts.iter().zip(WEIGHTS).for_each(|(field, weight)| parser.set_field_boost(*field, weight));
    let reader = index.reader()?;
    ask_all(dir, NAME, queries, |query| {
        let searcher = reader.searcher();
        let (query, _) = parser.parse_query_lenient(query);
        let hits = searcher.search(&query, &TopDocs::with_limit(HITS).order_by_score())?;
        let ids = hits.into_iter().map(|(_, address)| {
            let document: TantivyDocument = searcher.doc(address)?;
            Ok(document.get_first(id).and_then(|id| id.as_str()).context("an entry without id")?.to_owned())
        });
        ids.collect()
    })?;
    add_costs(dir, NAME, &memory("memory")?)
}
