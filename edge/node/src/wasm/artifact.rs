//! The worker's compiled form, kept beside the component so that a start takes milliseconds.

use std::fs::File;
use std::hash::{Hash as _, Hasher as _};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use sha2::{Digest as _, Sha256};
use wasmtime::Engine;
use wasmtime::component::Component;

/// Bytes of the component that are read at once to name it. All of it would be held by the allocator for as long as the
/// node runs, 7 MiB that nobody needs again.
const PART: usize = 64 * 1024;

/// Loads the component, compiling it only when no artifact fits. Blocks for seconds then.
///
/// # Errors
/// When the file cannot be read or is no component.
pub fn load(engine: &Engine, path: &Path) -> anyhow::Result<Component> {
    let unreadable = || format!("cannot read the component {}; build it first", path.display());
    let artifact = File::open(path).and_then(|file| artifact_path(engine, path, file)).with_context(unreadable)?;
    if artifact.exists() {
        match deserialize_file(engine, &artifact) {
            Ok(component) => return Ok(component),
            Err(error) => tracing::warn!(%error, "the compiled component is unusable, compiling again"),
        }
    }
    let wasm = std::fs::read(path).with_context(unreadable)?;
    // Named again: it may have been exchanged since.
    let artifact = artifact_path(engine, path, wasm.as_slice()).with_context(unreadable)?;
    let compiled = compiler_threads()?
        .install(|| engine.precompile_component(&wasm))
        .map_err(anyhow::Error::from)
        .with_context(|| format!("{} is not a component this node can run", path.display()))?;
    match write_atomically(&artifact, &compiled) {
        Ok(()) => {
            remove_older(&artifact);
            deserialize_file(engine, &artifact)
        }
        Err(error) => {
            tracing::warn!(%error, path = %artifact.display(), "cannot keep the compiled component");
            deserialize(engine, &compiled)
        }
    }
}

/// Threads for the compiler alone, which end with it. What a thread gave back, the allocator keeps for as long as the thread
/// lives, and the compiler has 150 MiB, once.
fn compiler_threads() -> anyhow::Result<rayon::ThreadPool> {
    let threads = rayon::ThreadPoolBuilder::new().thread_name(|number| format!("compiler-{number}"));
    threads.build().context("cannot start the threads that compile the component")
}

/// `NAME.HASH.cwasm`. The hash covers the component, and by way of the engine also
/// wasmtime's version, its settings and the processor's features.
fn artifact_path(engine: &Engine, component: &Path, mut wasm: impl Read) -> io::Result<PathBuf> {
    let mut settings = std::hash::DefaultHasher::new();
    engine.precompile_compatibility_hash().hash(&mut settings);
    let mut hash = Sha256::new();
    let mut part = vec![0; PART];
    loop {
        match wasm.read(&mut part) {
            Ok(0) => break,
            Ok(length) => hash.update(&part[..length]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    hash.update(settings.finish().to_le_bytes());
    let digest: String = const_hex::encode(&hash.finalize()[..10]);
    Ok(component.with_extension(format!("{digest}.cwasm")))
}

fn write_atomically(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let unfinished = path.with_extension(format!("{}.part", std::process::id()));
    std::fs::write(&unfinished, bytes)?;
    std::fs::rename(&unfinished, path)
}

/// Removes artifacts of earlier builds of the same component. A node that still has one
/// mapped keeps its pages.
fn remove_older(newest: &Path) {
    let Some((folder, stem)) = newest.parent().zip(component_stem(newest)) else { return };
    let Ok(files) = std::fs::read_dir(folder) else { return };
    for file in files.flatten().map(|entry| entry.path()) {
        let older =
            file != newest && file.extension().is_some_and(|ext| ext == "cwasm") && component_stem(&file) == Some(stem);
        if older && let Err(error) = std::fs::remove_file(&file) {
            tracing::debug!(%error, path = %file.display(), "cannot remove an older artifact");
        }
    }
}

/// `NAME` of `NAME.HASH.cwasm`.
fn component_stem(artifact: &Path) -> Option<&str> {
    let name = artifact.file_name()?.to_str()?.strip_suffix(".cwasm")?;
    Some(name.rsplit_once('.')?.0)
}

#[expect(unsafe_code, reason = "the node wrote this file itself, beside a component it trusts")]
fn deserialize_file(engine: &Engine, path: &Path) -> anyhow::Result<Component> {
    // SAFETY: the artifact was made by `precompile_component`; whoever may write to the
    // folder may replace the component itself, and nobody changes a finished artifact.
    unsafe { Component::deserialize_file(engine, path) }.map_err(anyhow::Error::from)
}

#[expect(unsafe_code, reason = "the bytes come from this very engine")]
fn deserialize(engine: &Engine, compiled: &[u8]) -> anyhow::Result<Component> {
    // SAFETY: `compiled` is the unchanged result of `precompile_component`.
    unsafe { Component::deserialize(engine, compiled) }.map_err(anyhow::Error::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The magic number, then version 13 of the component layer.
    const EMPTY_COMPONENT: [u8; 8] = *b"\0asm\x0d\0\x01\0";

    #[test]
    fn an_artifact_is_made_once_and_older_ones_go() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("worker.wasm");
        let engine = crate::wasm::runtime::engine(&crate::wasm::runtime::Limits::default()).expect("an engine");
        std::fs::write(&path, EMPTY_COMPONENT).expect("a writable folder");
        std::fs::write(folder.path().join("worker.00.cwasm"), "old").expect("a writable folder");
        load(&engine, &path).expect("an empty component");
        let names = || -> Vec<_> {
            let files = std::fs::read_dir(folder.path()).expect("the folder").flatten();
            files.filter(|f| f.path().extension().is_some_and(|e| e == "cwasm")).collect()
        };
        assert_eq!(names().len(), 1);
        let made = names()[0].metadata().and_then(|m| m.modified()).expect("a time");
        load(&engine, &path).expect("from the artifact");
        let kept = names()[0].metadata().and_then(|m| m.modified()).expect("a time");
        assert_eq!(made, kept);
    }

    #[test]
    fn a_component_has_one_name_however_it_is_read() {
        let engine = crate::wasm::runtime::engine(&crate::wasm::runtime::Limits::default()).expect("an engine");
        let named = |wasm: &[u8]| artifact_path(&engine, Path::new("worker.wasm"), wasm).expect("bytes can be read");
        let wasm = vec![7; 2 * PART + 1];
        let (one, other) = wasm.split_at(PART / 3);
        let in_parts = artifact_path(&engine, Path::new("worker.wasm"), one.chain(other)).expect("bytes can be read");
        assert_eq!(in_parts, named(&wasm));
        assert_ne!(named(&wasm[1..]), named(&wasm));
    }

    #[test]
    fn a_file_that_is_no_component_is_refused() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("worker.wasm");
        let engine = crate::wasm::runtime::engine(&crate::wasm::runtime::Limits::default()).expect("an engine");
        std::fs::write(&path, "no wasm").expect("a writable folder");
        assert!(load(&engine, &path).is_err());
        assert!(load(&engine, &folder.path().join("absent.wasm")).is_err());
    }
}
