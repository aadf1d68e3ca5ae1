//! The fields of the index. Each text has one field a language, because words are stemmed differently.

use domain::{Currency, Locale};
use tantivy::schema::{
    FAST, Field, IndexRecordOption, STORED, STRING, Schema, SchemaBuilder, TextFieldIndexing, TextOptions,
};

use crate::analysis::Taken;

/// The shape of the index and the way words are made from text. A change of either gets the next
/// number: an index of another number is left alone and a new one is filled beside it.
pub(crate) const VERSION: u32 = 10;

/// The name of [`Fields::age`], by which the collector asks for it.
pub(crate) const AGE: &str = "age";

/// The name of [`Fields::order`].
pub(crate) const ORDER: &str = "order";

/// The name of [`Fields::released`].
pub(crate) const RELEASED: &str = "released";

/// The name of [`Fields::sold`].
pub(crate) const SOLD: &str = "sold";

/// The name of the field with the lowest price in a currency, in its smallest unit; there is none where it is not sold.
pub(crate) fn price_name(currency: Currency) -> String {
    format!("price_{}", currency.code())
}

/// The name of the field with values as shoppers of a language see them.
pub(crate) fn shown_values_name(locale: Locale) -> String {
    format!("values_{}", locale.code())
}

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
    /// Brands, each as one word.
    pub(crate) makers: Field,
    /// The beginning of the product's id, which rises with time: of two equally good hits the newer comes first, whatever
    /// the index has done to its files.
    pub(crate) age: Field,
    /// The rest of the product's id: with the beginning, the order in which products came into the catalogue.
    pub(crate) order: Field,
    /// The collections that it is in, by their slugs.
    pub(crate) members: Field,
    /// Its values, each with its property: what lists are narrowed by. See [`crate::facets`].
    pub(crate) values: Field,
    /// The same as shoppers of each language see them: see [`shown_values_name`].
    pub(crate) shown_values: [Field; Locale::ALL.len()],
    /// The day on which it came out, as digits: 20260301.
    pub(crate) released: Field,
    /// Units of it that were sold lately; none if none were.
    pub(crate) sold: Field,
    /// The lowest price in each currency: see [`price_name`].
    pub(crate) prices: [Field; Currency::ALL.len()],
    texts: [Texts; Locale::ALL.len()],
    /// Whether what sells and what is in stock makes a difference among products that are about as good.
    pub(crate) is_by_words_alone: bool,
}

/// The searchable texts in one language.
#[derive(Clone)]
pub(crate) struct Texts {
    pub(crate) title: Field,
    pub(crate) brand: Field,
    /// What the maker calls it: a part number or a model's name.
    pub(crate) model: Field,
    pub(crate) summary: Field,
    pub(crate) description: Field,
    pub(crate) attributes: Field,
    pub(crate) collections: Field,
    /// The names of what it has: “touchscreen” of a notebook. They are not among the [`Self::weighted`]: what a product has
    /// is not what it is.
    pub(crate) features: Field,
    /// The words of the product's type.
    pub(crate) kind: Field,
    /// The product's type as one word each: see [`crate::product_type`].
    pub(crate) kinds: Field,
    /// Words of all the others that stand beside each other, joined. They are not among the [`Self::weighted`], for
    /// what a text is worth does not change by how its words could be written.
    pub(crate) joined: Field,
    /// What compounds in the title, the type and the summary end in.
    pub(crate) heads: Field,
    /// Words as they are written, without stems: what a mistyped word may have been.
    pub(crate) spellings: Field,
}

impl Texts {
    /// Each field with its weight: a word in the title says more than one in a long text.
    pub(crate) fn weighted(&self) -> [(Field, f32); 8] {
        [
            (self.title, 1.0),
            (self.model, 1.0),
            (self.kind, 1.0),
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
        let makers = builder.add_text_field("makers", STRING);
        let age = builder.add_u64_field(AGE, FAST);
        let order = builder.add_u64_field(ORDER, FAST);
        let members = builder.add_text_field("members", STRING);
        let values = builder.add_text_field("values", STRING);
        let as_they_are = || TextOptions::default().set_fast("raw");
        let shown_values = Locale::ALL.map(|locale| builder.add_text_field(&shown_values_name(locale), as_they_are()));
        let released = builder.add_u64_field(RELEASED, FAST);
        let sold = builder.add_u64_field(SOLD, FAST);
        let prices = Currency::ALL.map(|currency| builder.add_u64_field(&price_name(currency), FAST));
        let texts = Locale::ALL.map(|locale| texts(&mut builder, locale));
        let schema = builder.build();
        Self {
            schema,
            id,
            shown,
            codes,
            makers,
            age,
            order,
            members,
            values,
            shown_values,
            released,
            sold,
            prices,
            texts,
            is_by_words_alone: false,
        }
    }

    /// The texts in a language.
    pub(crate) fn texts(&self, locale: Locale) -> &Texts {
        &self.texts[locale.index()]
    }
}

fn texts(builder: &mut SchemaBuilder, locale: Locale) -> Texts {
    let code = locale.code();
    let mut field = |name: &str, record: IndexRecordOption| {
        let taken = if name == "joined" { Taken::Joined } else { Taken::Words };
        let indexing = TextFieldIndexing::default().set_tokenizer(&taken.name(locale)).set_index_option(record);
        let indexing = indexing.set_fieldnorms(name != "features");
        let options = TextOptions::default().set_indexing_options(indexing);
        builder.add_text_field(&format!("{name}_{code}"), options)
    };
    Texts {
        title: field("title", IndexRecordOption::WithFreqsAndPositions),
        brand: field("brand", IndexRecordOption::WithFreqs),
        model: field("model", IndexRecordOption::WithFreqs),
        summary: field("summary", IndexRecordOption::WithFreqsAndPositions),
        description: field("description", IndexRecordOption::WithFreqs),
        attributes: field("attributes", IndexRecordOption::WithFreqs),
        collections: field("collections", IndexRecordOption::WithFreqs),
        features: field("features", IndexRecordOption::Basic),
        kind: field("kind", IndexRecordOption::WithFreqs),
        joined: field("joined", IndexRecordOption::Basic),
        heads: field("heads", IndexRecordOption::Basic),
        kinds: builder.add_text_field(&format!("kinds_{code}"), STRING),
        spellings: builder.add_text_field(&format!("spellings_{code}"), STRING),
    }
}
