//! Turns the browser's `.wasm` into what a browser loads: `xtask-bindgen IN.wasm OUT_DIR NAME`.
//!
//! It writes `NAME.js` and `NAME_bg.wasm` into `OUT_DIR`, then a `.br` and a `.gz` sibling of
//! every file there whose name begins with `NAME` (a stylesheet put there beforehand too). The script it writes is made
//! small by esbuild.
//! It is a program apart from `xtask`, which is thereby spared these dependencies.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use walrus::Module;

/// Brotli's highest quality: the files are compressed once a build and served for ever.
const BROTLI_QUALITY: i32 = 11;
/// The window Brotli looks back over, as a power of two; 22 is what every browser accepts.
const BROTLI_WINDOW: i32 = 22;
/// What a library of the bundle offers to scripts so that they may read and write streams of ours. Such an offer is
/// kept whether anybody uses it or not, and with it all that it calls.
const STREAMS: [&str; 2] = ["intounderlying", "__wbg_intounderlying"];
/// How the bundle's own code would make one for a script, were it to.
const MAKES_STREAMS: &str = "_into_underlying_";

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
    let unreadable = || format!("wasm-bindgen could not process {}", input.display());
    let mut output = bindgen.generate_output().with_context(unreadable)?;
    forget_streams(output.wasm_mut());
    output.emit(out_dir).with_context(unreadable)?;
    minify(&out_dir.join(format!("{name}.js")))
}

/// Leaves out what is offered of streams, and what only that needs, as long as the bundle makes none.
fn forget_streams(module: &mut Module) {
    if module.imports.iter().any(|import| import.name.contains(MAKES_STREAMS)) {
        return;
    }
    let is_of_streams = |name: &str| STREAMS.iter().any(|prefix| name.starts_with(prefix));
    let offered: Vec<_> =
        module.exports.iter().filter(|export| is_of_streams(&export.name)).map(|export| export.id()).collect();
    for export in offered {
        module.exports.delete(export);
    }
    walrus::passes::gc::run(module);
}

/// Has a script say the same in fewer bytes, in its own place.
fn minify(script: &Path) -> Result<()> {
    let mut esbuild = Command::new("esbuild");
    esbuild.arg(script).args(["--minify", "--format=esm", "--target=es2020", "--log-level=warning"]);
    esbuild.arg("--allow-overwrite").arg(format!("--outfile={}", script.display()));
    let status = esbuild.status().context("cannot run esbuild: install Debian's `esbuild`")?;
    ensure!(status.success(), "esbuild could not process {}", script.display());
    Ok(())
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

#[cfg(test)]
mod tests {
    use walrus::FunctionBuilder;

    use super::*;

    /// A module that offers a stream's part, which calls this import, and something else.
    fn module(import: &str) -> Module {
        let mut module = Module::default();
        let kind = module.types.add(&[], &[]);
        let (import, _) = module.add_import_func("wbg", import, kind);
        for name in ["intounderlyingsink_write", "__wbg_intounderlyingsink_free", "hydrate"] {
            let mut offered = FunctionBuilder::new(&mut module.types, &[], &[]);
            if name != "hydrate" {
                offered.func_body().call(import);
            }
            let offered = offered.finish(Vec::new(), &mut module.funcs);
            module.exports.add(name, offered);
        }
        module
    }

    fn offered(module: &Module) -> Vec<&str> {
        module.exports.iter().map(|export| export.name.as_str()).collect()
    }

    #[test]
    fn streams_that_nobody_makes_are_left_out_with_what_they_call() {
        let mut module = module("__wbg_byobRequest_0123");
        forget_streams(&mut module);
        assert_eq!(offered(&module), ["hydrate"]);
        assert_eq!((module.imports.iter().count(), module.funcs.iter().count()), (0, 1));
    }

    #[test]
    fn streams_that_are_made_are_kept() {
        let mut module = module("__wbg_new_with_into_underlying_sink_0123");
        forget_streams(&mut module);
        assert_eq!(offered(&module).len(), 3);
    }
}
