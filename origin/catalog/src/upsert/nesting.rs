//! A component of a bundle is a stock item, never a bundle itself.

use std::collections::HashSet;

use api::catalog::ProductDocument;
use sqlx::PgConnection;

/// The SKUs that are bundles, and those that are in bundles, among what some documents name.
pub(super) struct Nesting {
    bundles: HashSet<String>,
    components: HashSet<String>,
}

impl Nesting {
    /// What the catalogue keeps of bundles that the documents' variants are in or are made of. Only
    /// whoever writes products changes that, and they wait for each other.
    pub async fn read(tx: &mut PgConnection, documents: &[ProductDocument]) -> sqlx::Result<Self> {
        let variants = || documents.iter().flat_map(|document| &document.variants);
        let mut nesting = Self { bundles: HashSet::new(), components: HashSet::new() };
        let made_of: Vec<&str> = variants().flat_map(|v| &v.components).map(|part| part.sku.as_str()).collect();
        let bundles: Vec<&str> =
            variants().filter(|variant| !variant.components.is_empty()).map(|variant| variant.sku.as_str()).collect();
        if bundles.is_empty() {
            return Ok(nesting);
        }
        let kept: Vec<String> =
            sqlx::query_scalar("select sku from catalog.variants where sku = any($1) and components <> '[]'")
                .bind(made_of)
                .fetch_all(&mut *tx)
                .await?;
        // A component that one of the documents makes a stock item again is none any more.
        let freed: HashSet<&str> =
            variants().filter(|variant| variant.components.is_empty()).map(|variant| variant.sku.as_str()).collect();
        nesting.bundles = kept.into_iter().filter(|sku| !freed.contains(sku.as_str())).collect();
        let used: Vec<(String, String)> = sqlx::query_as(
            "select given.sku, v.sku from unnest($1::text[]) as given (sku)
             join catalog.variants v
                 on v.components <> '[]' and v.components @> jsonb_build_array(jsonb_build_object('sku', given.sku))",
        )
        .bind(bundles)
        .fetch_all(tx)
        .await?;
        // Of those that are written anew, what they are made of now counts.
        let written: HashSet<&str> = variants().map(|variant| variant.sku.as_str()).collect();
        nesting.components =
            used.into_iter().filter(|(_, bundle)| !written.contains(bundle.as_str())).map(|(sku, _)| sku).collect();
        Ok(nesting)
    }

    /// Why a document cannot be kept beside those that were added.
    pub fn fault(&self, document: &ProductDocument) -> Option<String> {
        let own: HashSet<&str> = document
            .variants
            .iter()
            .filter(|variant| !variant.components.is_empty())
            .map(|variant| variant.sku.as_str())
            .collect();
        document.variants.iter().filter(|variant| !variant.components.is_empty()).find_map(|variant| {
            let sku = &variant.sku;
            if self.components.contains(sku.as_str()) {
                return Some(format!("{sku} is in a bundle, so it cannot be one: take it out of that bundle first"));
            }
            let nested = variant.components.iter().map(|part| part.sku.as_str());
            nested
                .into_iter()
                .find(|part| self.bundles.contains(*part) || own.contains(part))
                .map(|part| format!("component {part} of {sku} is a bundle itself: name what that is made of instead"))
        })
    }

    /// Counts a document that is kept.
    pub fn add(&mut self, document: &ProductDocument) {
        for variant in document.variants.iter().filter(|variant| !variant.components.is_empty()) {
            self.bundles.insert(variant.sku.to_string());
            self.components.extend(variant.components.iter().map(|part| part.sku.to_string()));
        }
    }
}
