//! Making the files of a picture.

use std::fs;
use std::path::Path;

use anyhow::Context as _;
use origin_platform::power_cut;

use crate::store::{Output, outputs};
use crate::{Hash, Store, child, format, strip};

/// Bytes of one file at most: what an edge takes of the origin in one answer, with what stands around it.
const MAX_FILE: usize = 8 * 1000 * 1000;

/// What was made of a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Made {
    /// The size of the largest, upright.
    pub(crate) width: u32,
    pub(crate) height: u32,
    /// Each file's bytes.
    pub(crate) files: Vec<(Output, u64)>,
}

/// Makes every file of an original, upright and in sRGB, and puts them where the edge finds them. Can be repeated.
///
/// Returns why nothing can be made of it, if so.
///
/// # Errors
/// If the store fails or libvips cannot be run.
pub(crate) async fn derive(store: &Store, hash: &Hash) -> anyhow::Result<Result<Made, String>> {
    let original = store.original(hash).await?;
    let workshop = store.workshop(&hash.to_string())?;
    let folder = workshop.folder();
    // A copy: whatever the child does to it, the original stays.
    fs::write(folder.join("original"), &original).context("there is no room for a copy of the original")?;
    drop(original);
    let made = match make(folder).await? {
        Ok(made) => made,
        Err(reason) => return Ok(Err(reason)),
    };
    for (output, _) in &made.files {
        power_cut("picture half kept");
        store.put_file(hash, *output, fs::read(folder.join(name(*output)))?).await?;
    }
    Ok(Ok(made))
}

fn name(output: Output) -> String {
    format!("made-{}.{}", output.width, output.format)
}

async fn make(workshop: &Path) -> anyhow::Result<Result<Made, String>> {
    let mut made = Made { width: 0, height: 0, files: Vec::new() };
    for output in outputs() {
        let name = name(output);
        let (target, width) = (format!("{name}{}", output.options), output.width.to_string());
        // Upright, in sRGB, never enlarged; one that breaks off is refused, where libvips would fill it up.
        let shape = ["--height", "100000", "--size", "down", "--export-profile", "srgb", "--fail-on", "truncated"];
        let args = [["thumbnail", "original", &target, &width].as_slice(), &shape].concat();
        if let Err(reason) = child::run("vips", &args, workshop).await? {
            return Ok(Err(reason));
        }
        let place = workshop.join(&name);
        let mut bytes = fs::read(&place).unwrap_or_default();
        if output.format == "webp" {
            let bare = strip::webp(&bytes).and_then(|bare| Some((format::read(&bare).ok()?, bare)));
            let Some((header, bare)) = bare else { return Ok(Err("vips wrote no WebP".to_owned())) };
            (made.width, made.height) = (header.width, header.height);
            fs::write(&place, &bare)?;
            bytes = bare;
        } else if bytes.get(4..12) != Some(b"ftypavif") {
            return Ok(Err("vips wrote no AVIF".to_owned()));
        }
        if bytes.len() > MAX_FILE {
            return Ok(Err(format!("made {} pixels wide, it has more than 8 MB: make it less tall", output.width)));
        }
        made.files.push((output, u64::try_from(bytes.len())?));
        power_cut("picture half made");
    }
    Ok(Ok(made))
}
