//! Changing the index. One process at a time may.

mod mend;
mod merging;

use std::collections::HashMap;
use std::fs;

use anyhow::Context as _;
use api::catalog::ProductDocument;
use domain::catalog::Localized;
use domain::{ProductId, Slug};
use tantivy::indexer::IndexWriterOptions;
use tantivy::{IndexWriter, TantivyDocument, Term};

use crate::document::{Entries, Volatile};
use crate::fields::VERSION;
use crate::index::Index;
use crate::product_type::Dictionary;
use crate::vocabulary::{Vocabulary, Words};
use merging::Merging;

/// What may wait in memory for a commit, in bytes.
const MEMORY: usize = 64 << 20;
/// Merges that run at the same time: a large one, and small ones beside it. Each takes a processor from whoever searches.
const MERGING: usize = 2;

/// The index, open for writing. Nothing is seen by readers before [`IndexWriterHandle::commit`].
/// Commits write files: not for an async thread.
pub struct IndexWriterHandle {
    index: Index,
    writer: IndexWriter<TantivyDocument>,
    entries: Entries,
    /// The types that products have taught this writer before any was in the index.
    taught: Dictionary,
    /// The words that they have taught.
    words: Words,
    /// The types with what the last commit teaches; none if there was a commit since.
    types: Option<Dictionary>,
    /// Whether it has committed: from then on others search what it writes.
    is_kept: bool,
}

impl Index {
    /// Opens the index for writing and removes what older versions left.
    ///
    /// # Errors
    /// If another process has it open for writing, or the disk fails.
    pub fn writer(&self) -> anyhow::Result<IndexWriterHandle> {
        let options = IndexWriterOptions::builder().num_worker_threads(1).memory_budget_per_thread(MEMORY);
        let writer = self.inner.writer_with_options(options.num_merge_threads(MERGING).build()).with_context(|| {
            let dir = self.dir.display();
            format!(
                "the search index in {dir} cannot be written; another process may be writing it: stop that one first"
            )
        })?;
        writer.set_merge_policy(Box::new(Merging::filling()));
        self.remove_older_versions();
        let entries = Entries::new(self.fields.clone());
        let (taught, words) = (Dictionary::default(), Words::default());
        Ok(IndexWriterHandle { index: self.clone(), writer, entries, taught, words, types: None, is_kept: false })
    }

    /// Joins the small segments that a filling has left, and waits for it. Not while anybody writes.
    ///
    /// # Errors
    /// If another process has the index open for writing, or the disk fails.
    pub fn settle(&self) -> anyhow::Result<()> {
        let small = merging::small(&self.inner.searchable_segment_metas()?);
        if !small.is_empty() {
            let mut writer = self.writer()?.writer;
            writer.merge(&small).wait().context("merging the search index")?;
            writer.wait_merging_threads().context("merging the search index")?;
        }
        Ok(())
    }

    fn remove_older_versions(&self) {
        let Some(parent) = self.dir.parent() else { return };
        for version in 0..VERSION {
            let old = parent.join(format!("v{version}"));
            if old.is_dir() {
                match fs::remove_dir_all(&old) {
                    Ok(()) => tracing::info!(dir = %old.display(), "removed the index of an older version"),
                    Err(error) => tracing::warn!(dir = %old.display(), %error, "an old index could not be removed"),
                }
            }
        }
    }
}

impl IndexWriterHandle {
    /// Takes the merchant's names of types, by their handles: what is added from here on is of the type that it has.
    pub fn name_types(&mut self, names: HashMap<Slug, Localized>) {
        self.entries.name_types(names);
    }

    /// Learns from products what types there are, before the first of them is added: an index that holds nothing yet
    /// knows none.
    pub fn learn(&mut self, products: &[(ProductId, i64, ProductDocument)]) {
        for (_, _, product) in products {
            self.entries.teach(product, &mut self.taught, &mut self.words);
        }
        self.types = None;
    }

    /// Adds or replaces products, each with the version of its prices. One that has nothing to sell is removed.
    ///
    /// # Errors
    /// If the disk fails.
    pub fn upsert(&mut self, products: &[(ProductId, i64, ProductDocument)]) -> anyhow::Result<()> {
        self.upsert_with(products, &HashMap::new())
    }

    /// The same with what the shop knows of each beside that; nothing of one that `volatile` does not name.
    ///
    /// # Errors
    /// If the disk fails.
    pub fn upsert_with(
        &mut self,
        products: &[(ProductId, i64, ProductDocument)],
        volatile: &HashMap<ProductId, Volatile>,
    ) -> anyhow::Result<()> {
        let searcher = self.index.searcher()?;
        let types = match self.types.take() {
            Some(types) => types,
            None => Dictionary::of(&searcher, &self.index.fields)?.or(&self.taught),
        };
        let vocabulary = Vocabulary { taught: &self.words, searcher: &searcher };
        for (id, prices_version, product) in products {
            self.writer.delete_term(Term::from_field_text(self.index.fields.id, &id.to_string()));
            let volatile = volatile.get(id).copied().unwrap_or_default();
            if let Some(entry) = self.entries.entry(*id, *prices_version, product, volatile, &types, &vocabulary) {
                self.writer.add_document(entry).context("adding to the search index")?;
            }
        }
        self.types = Some(types);
        Ok(())
    }

    /// Removes products; those that are not there stay so.
    pub fn delete(&mut self, products: &[ProductId]) {
        for id in products {
            self.writer.delete_term(Term::from_field_text(self.index.fields.id, &id.to_string()));
        }
    }

    /// Makes all changes visible to every reader, at once and durably.
    ///
    /// # Errors
    /// If the disk fails. What was not committed is lost then, and another writer has to be opened.
    pub fn commit(&mut self) -> anyhow::Result<()> {
        self.writer.commit().context("committing the search index")?;
        self.types = None;
        if !self.is_kept {
            self.writer.set_merge_policy(Box::new(Merging::kept()));
            self.is_kept = true;
        }
        Ok(())
    }

    /// Begins to join the small segments. Nobody waits for it: if some of them are being merged already, or this process ends
    /// before, they are joined another time.
    pub fn join_small(&mut self) {
        match self.index.inner.searchable_segment_metas().map(|segments| merging::small(&segments)) {
            Ok(small) if !small.is_empty() => drop(self.writer.merge(&small)),
            Ok(_) => {}
            Err(error) => tracing::debug!(%error, "small segments of the search index stay as they are"),
        }
    }

    #[cfg(test)]
    fn set_merge_policy(&mut self, merging: Merging) {
        self.writer.set_merge_policy(Box::new(merging));
        self.is_kept = true;
    }

    /// Ends once everything is merged that its commits have begun: a writer that is only dropped throws that away.
    ///
    /// # Errors
    /// If the disk fails.
    pub fn end(self) -> anyhow::Result<()> {
        self.writer.wait_merging_threads().context("merging the search index")
    }
}
