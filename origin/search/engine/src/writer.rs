//! Changing the index. One process at a time may.

use std::fs;

use anyhow::Context as _;
use api::catalog::ProductDocument;
use domain::ProductId;
use tantivy::{IndexWriter, TantivyDocument, Term};

use crate::document::entry;
use crate::fields::VERSION;
use crate::index::Index;

/// What may wait in memory for a commit, in bytes.
const MEMORY: usize = 64 << 20;

/// The index, open for writing. Nothing is seen by readers before [`IndexWriterHandle::commit`].
/// Commits write files: not for an async thread.
pub struct IndexWriterHandle {
    index: Index,
    writer: IndexWriter<TantivyDocument>,
}

impl Index {
    /// Opens the index for writing and removes what older versions left.
    ///
    /// # Errors
    /// If another process has it open for writing, or the disk fails.
    pub fn writer(&self) -> anyhow::Result<IndexWriterHandle> {
        let writer = self.inner.writer_with_num_threads(1, MEMORY).with_context(|| {
            let dir = self.dir.display();
            format!(
                "the search index in {dir} cannot be written; another process may be writing it: stop that one first"
            )
        })?;
        self.remove_older_versions();
        Ok(IndexWriterHandle { index: self.clone(), writer })
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
    /// Adds or replaces products, each with the version of its prices. One that has nothing to sell is removed.
    ///
    /// # Errors
    /// If the disk fails.
    pub fn upsert(&mut self, products: &[(ProductId, i64, ProductDocument)]) -> anyhow::Result<()> {
        for (id, prices_version, product) in products {
            self.delete(&[*id]);
            if let Some(entry) = entry(&self.index.fields, *id, *prices_version, product) {
                self.writer.add_document(entry).context("adding to the search index")?;
            }
        }
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
        Ok(())
    }
}
