//! Draws the pictures of the demo shop that `catalog.jsonl` describes.
//!
//! ```text
//! demo draw [WORD]        every picture, or those whose name contains WORD, into public/
//! demo svg DIR [WORD]     the same as SVG, to look at while drawing
//! ```

mod art;
mod catalog;
#[cfg(test)]
mod checks;
#[cfg(feature = "render")]
mod render;
mod studio;

use std::{env, fs, path::Path};

use anyhow::{Result, bail};

fn main() -> Result<()> {
    let words: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["svg", dir, rest @ ..] => {
            fs::create_dir_all(dir)?;
            fs::write(Path::new(dir).join("icon.svg"), art::icon(false))?;
            for picture in studio::pictures(rest.first().copied().unwrap_or_default())? {
                let file = Path::new(dir).join(picture.path.replace('/', "-")).with_extension("svg");
                fs::write(file, picture.svg)?;
            }
            Ok(())
        }
        #[cfg(feature = "render")]
        ["draw", rest @ ..] => render::all(rest.first().copied().unwrap_or_default()),
        _ => bail!("say `demo draw [WORD]` (built with --features render) or `demo svg DIR [WORD]`"),
    }
}
