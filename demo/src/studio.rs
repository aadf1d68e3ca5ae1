//! Every picture the catalogue names, drawn.

use anyhow::{Context, Result};

use crate::{
    art,
    catalog::{self, Line},
};

/// A drawn picture and the widths it is wanted in.
pub struct Picture {
    /// Its name below `public/media`, without width and extension.
    pub path: String,
    /// The drawing.
    pub svg: String,
    /// Pixel widths.
    #[cfg_attr(not(feature = "render"), expect(dead_code, reason = "only the renderer needs widths"))]
    pub widths: &'static [u32],
}

/// Widths of a product picture.
pub const PRODUCT_WIDTHS: &[u32] = &[400, 800, 1200];
/// Widths of a collection's header and of the home page's.
pub const WIDE_WIDTHS: &[u32] = &[800, 1600];

/// Draws each picture whose path contains `word`.
pub fn pictures(word: &str) -> Result<Vec<Picture>> {
    let mut all = vec![Picture { path: "hero/home".into(), svg: art::scene::home(), widths: WIDE_WIDTHS }];
    for line in catalog::read()? {
        match line {
            Line::Shop { .. } => {}
            Line::Collection(collection) => all.push(Picture {
                svg: art::scene::collection(&collection.slug)
                    .with_context(|| format!("stage the collection {} in art/scene.rs", collection.slug))?,
                path: collection.image.path,
                widths: WIDE_WIDTHS,
            }),
            Line::Product(product) => {
                let sketch = art::sketch(&product.slug)
                    .with_context(|| format!("add a sketch of {} to art/mod.rs", product.slug))?;
                let home = product.collections.first().map_or("", String::as_str);
                for medium in &product.media {
                    let ink = product.swatch(medium).and_then(art::Ink::hex);
                    all.push(Picture {
                        path: medium.path.clone(),
                        svg: art::product(sketch, home, ink),
                        widths: PRODUCT_WIDTHS,
                    });
                }
            }
        }
    }
    all.retain(|picture| picture.path.contains(word));
    Ok(all)
}
