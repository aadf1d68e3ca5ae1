//! The fields of the index. Each text has one field a language, because words are stemmed differently.

use domain::Locale;
use tantivy::schema::{
    Field, IndexRecordOption, STORED, STRING, Schema, SchemaBuilder, TextFieldIndexing, TextOptions,
};

use crate::analysis::Taken;

/// The shape of the index and the way words are made from text. A change of either gets the next
/// number: an index of another number is left alone and a new one is filled beside it.
pub(crate) const VERSION: u32 = 3;

/// The fields of the index.
#[derive(Clone)]
pub(crate) struct Fields {
    pub(crate) schema: Schema,
    /// The product's id: what replaces and removes an entry.
    pub(crate) id: Field,
    /// What a hit shows, as JSON.
    pub(crate) shown: Field,
    /// SKUs, barcodes and model numbers with their parts, each joined into one word.
    pub(crate) codes: Field,
    texts: [Texts; Locale::ALL.len()],
}

/// The searchable texts in one language.
#[derive(Clone)]
pub(crate) struct Texts {
    pub(crate) title: Field,
    pub(crate) brand: Field,
    pub(crate) summary: Field,
    pub(crate) description: Field,
    pub(crate) attributes: Field,
    pub(crate) collections: Field,
    /// Words of all the others that stand beside each other, joined. They are not among the [`Self::weighted`], for
    /// what a text is worth does not change by how its words could be written.
    pub(crate) joined: Field,
}

impl Texts {
    /// Each field with its weight: a word in the title says more than one in a long text.
    pub(crate) fn weighted(&self) -> [(Field, f32); 6] {
        [
            (self.title, 1.0),
            (self.summary, 0.7),
            (self.attributes, 0.7),
            (self.brand, 0.6),
            (self.collections, 0.5),
            (self.description, 0.4),
        ]
    }
}

impl Fields {
    pub(crate) fn new() -> Self {
        let mut builder = Schema::builder();
        let id = builder.add_text_field("id", STRING);
        let shown = builder.add_bytes_field("shown", STORED);
        let codes = builder.add_text_field("codes", STRING);
        let texts = Locale::ALL.map(|locale| texts(&mut builder, locale));
        Self { schema: builder.build(), id, shown, codes, texts }
    }

    /// The texts in a language.
    pub(crate) fn texts(&self, locale: Locale) -> &Texts {
        &self.texts[locale.index()]
    }
}

fn texts(builder: &mut SchemaBuilder, locale: Locale) -> Texts {
    let mut field = |name: &str, record: IndexRecordOption| {
        let taken = if name == "joined" { Taken::Joined } else { Taken::Words };
        let indexing = TextFieldIndexing::default().set_tokenizer(&taken.name(locale)).set_index_option(record);
        let options = TextOptions::default().set_indexing_options(indexing);
        builder.add_text_field(&format!("{name}_{}", locale.code()), options)
    };
    Texts {
        title: field("title", IndexRecordOption::WithFreqsAndPositions),
        brand: field("brand", IndexRecordOption::WithFreqs),
        summary: field("summary", IndexRecordOption::WithFreqsAndPositions),
        description: field("description", IndexRecordOption::WithFreqs),
        attributes: field("attributes", IndexRecordOption::WithFreqs),
        collections: field("collections", IndexRecordOption::WithFreqs),
        joined: field("joined", IndexRecordOption::Basic),
    }
}
