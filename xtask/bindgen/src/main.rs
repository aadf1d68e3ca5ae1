//! Turns the browser's `.wasm` into what a browser loads: `xtask-bindgen IN.wasm OUT_DIR NAME`.
//!
//! It writes `NAME.js` and `NAME_bg.wasm` into `OUT_DIR`, then a `.br` and a `.gz` sibling of
//! every file there whose name begins with `NAME` (a stylesheet put there beforehand too).
//! It is a program apart from `xtask`, which is thereby spared these dependencies.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

/// Brotli's highest quality: the files are compressed once a build and served for ever.
const BROTLI_QUALITY: i32 = 11;
/// The window Brotli looks back over, as a power of two; 22 is what every browser accepts.
const BROTLI_WINDOW: i32 = 22;

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [input, out_dir, name] = args.as_slice() else {
        bail!("usage: xtask-bindgen IN.wasm OUT_DIR NAME");
    };
    let out_dir = Path::new(out_dir);
    generate(Path::new(input), out_dir, name)?;
    for file in files_named(out_dir, name)? {
        compress(&file)?;
    }
    Ok(())
}

fn generate(input: &Path, out_dir: &Path, name: &str) -> Result<()> {
    let mut bindgen = wasm_bindgen_cli_support::Bindgen::new();
    bindgen
        .input_path(input)
        .out_name(name)
        .typescript(false)
        .keep_debug(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .web(true)
        .context("could not choose the browser's module format")?;
    bindgen.generate(out_dir).with_context(|| format!("wasm-bindgen could not process {}", input.display()))
}

fn files_named(folder: &Path, name: &str) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let path = entry?.path();
        let file = path.file_name().and_then(|n| n.to_str()).unwrap_or_default();
        let compressed = file.ends_with(".br") || file.ends_with(".gz");
        if path.is_file() && file.starts_with(name) && !compressed {
            files.push(path);
        }
    }
    Ok(files)
}

fn compress(file: &Path) -> Result<()> {
    let plain = fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;

    let mut br = Vec::new();
    let settings = brotli::enc::BrotliEncoderParams {
        quality: BROTLI_QUALITY,
        lgwin: BROTLI_WINDOW,
        size_hint: plain.len(),
        ..Default::default()
    };
    brotli::BrotliCompress(&mut plain.as_slice(), &mut br, &settings)
        .with_context(|| format!("cannot compress {}", file.display()))?;
    write_sibling(file, "br", &br)?;

    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gz.write_all(&plain)?;
    write_sibling(file, "gz", &gz.finish()?)
}

fn write_sibling(file: &Path, extension: &str, bytes: &[u8]) -> Result<()> {
    let mut name = file.as_os_str().to_owned();
    name.push(".");
    name.push(extension);
    let path = PathBuf::from(name);
    fs::write(&path, bytes).with_context(|| format!("cannot write {}", path.display()))
}
