//! Making the files of a picture.

use std::fs;
use std::io;
use std::path::Path;

use anyhow::Context as _;
use origin_platform::power_cut;

use crate::{Folders, Hash, child, format, strip};

/// One file to be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Output {
    /// The most pixels from left to right: a smaller picture is not enlarged.
    pub(crate) width: u32,
    pub(crate) format: &'static str,
    /// Of libvips. Everything but the pixels is left out: where and by whom a picture was taken is nobody's business.
    options: &'static str,
}

/// What the pages ask for (`app/src/ui/picture.rs`). The last is the largest WebP, of which the size is read.
const WIDTHS: [u32; 4] = [400, 800, 1200, 1600];

/// What was made of a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Made {
    /// The size of the largest, upright.
    pub(crate) width: u32,
    pub(crate) height: u32,
    /// Each file's bytes.
    pub(crate) files: Vec<(Output, u64)>,
}

/// Every file there is of a picture.
pub(crate) fn outputs() -> impl Iterator<Item = Output> {
    let avif = |width| Output { width, format: "avif", options: "[Q=55,effort=4,strip]" };
    let webp = |width| Output { width, format: "webp", options: "[Q=80,strip]" };
    WIDTHS.into_iter().flat_map(move |width| [avif(width), webp(width)])
}

/// Makes every file of an original, upright and in sRGB, and puts them where the edge finds them. Can be repeated.
///
/// Returns why nothing can be made of it, if so.
///
/// # Errors
/// If the folders fail or libvips cannot be run.
pub(crate) async fn derive(folders: &Folders, hash: &Hash) -> anyhow::Result<Result<Made, String>> {
    let workshop = folders.workshop(hash);
    clear(&workshop)?;
    fs::create_dir_all(&workshop).with_context(|| format!("cannot make {}", workshop.display()))?;
    let made = make(folders, hash, &workshop).await;
    clear(&workshop)?;
    made
}

fn clear(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

async fn make(folders: &Folders, hash: &Hash, workshop: &Path) -> anyhow::Result<Result<Made, String>> {
    // A copy: whatever the child does to it, the original stays.
    fs::copy(folders.original(hash), workshop.join("original")).context("the original cannot be read")?;
    let mut made = Made { width: 0, height: 0, files: Vec::new() };
    for output in outputs() {
        let name = format!("made-{}.{}", output.width, output.format);
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
        made.files.push((output, u64::try_from(bytes.len())?));
        power_cut("picture half made");
    }
    for (output, _) in &made.files {
        let place = folders.file(hash, *output);
        let name = workshop.join(format!("made-{}.{}", output.width, output.format));
        fs::File::open(&name)?.sync_all()?;
        fs::rename(name, place)?;
    }
    Ok(Ok(made))
}
