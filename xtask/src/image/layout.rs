//! An image as a file: the layout that the Open Container Initiative has written down (image-spec 1.0), in an archive
//! that `podman load`, `skopeo copy oci-archive:…` and `ctr image import` read.
//!
//! Every time in it is the beginning of 1970 and every owner is root, so that the same tree is the same digest.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::step::output;

/// The time of everything in an image.
const THEN: &str = "1970-01-01T00:00:00Z";
/// Who programs run as: nobody that a machine has.
const USER: &str = "65532:65532";

/// How an image is to be run.
pub(super) struct Settings {
    /// `name:version`.
    pub(super) name: String,
    /// The program, in the image.
    pub(super) program: String,
    /// What it is told if nobody tells it anything else.
    pub(super) command: Option<String>,
    /// `NAME=value`.
    pub(super) environment: Vec<String>,
    /// What it says of itself.
    pub(super) labels: Value,
}

/// An image that was written.
pub(super) struct Image {
    /// By which registries know it.
    pub(super) digest: String,
    /// Bytes of the archive.
    pub(super) size: u64,
}

/// Writes the image of a tree.
pub(super) fn write(tree: &Path, settings: &Settings, file: &Path) -> Result<Image> {
    let layout = tree.with_extension("layout");
    if layout.exists() {
        fs::remove_dir_all(&layout)?;
    }
    fs::create_dir_all(layout.join("blobs/sha256"))?;
    let layer = layout.join("layer.tar");
    archive(tree, &layer)?;
    let plain = sha256(&layer)?;
    // Without the name and the time of the file.
    ensure!(Command::new("gzip").args(["-n", "-9"]).arg(&layer).status().context("cannot run gzip")?.success(), "gzip");
    let layer = keep(&layout, &layout.join("layer.tar.gz"), "layer.v1.tar+gzip")?;
    let config = keep_json(&layout, &config(settings, &plain), "config.v1+json")?;
    let manifest = json!({
        "schemaVersion": 2, "mediaType": media_type("manifest.v1+json"), "config": config, "layers": [layer],
    });
    let mut manifest = keep_json(&layout, &manifest, "manifest.v1+json")?;
    let digest = manifest["digest"].as_str().context("a digest")?.to_owned();
    manifest["annotations"] = json!({ "org.opencontainers.image.ref.name": settings.name });
    let index = json!({ "schemaVersion": 2, "mediaType": media_type("index.v1+json"), "manifests": [manifest] });
    fs::write(layout.join("index.json"), index.to_string())?;
    fs::write(layout.join("oci-layout"), json!({ "imageLayoutVersion": "1.0.0" }).to_string())?;
    archive(&layout, file)?;
    fs::remove_dir_all(&layout)?;
    Ok(Image { digest, size: fs::metadata(file)?.len() })
}

fn media_type(kind: &str) -> String {
    format!("application/vnd.oci.image.{kind}")
}

fn config(settings: &Settings, layer: &str) -> Value {
    let architecture = match std::env::consts::ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        other => other,
    };
    json!({
        "created": THEN, "architecture": architecture, "os": "linux",
        "config": {
            "User": USER, "Env": settings.environment, "Entrypoint": [settings.program],
            "Cmd": settings.command.iter().collect::<Vec<_>>(), "WorkingDir": "/", "Labels": settings.labels,
            "StopSignal": "SIGTERM",
        },
        "rootfs": { "type": "layers", "diff_ids": [format!("sha256:{layer}")] },
        "history": [{ "created": THEN, "created_by": "cargo xtask image" }],
    })
}

/// Puts all that is in a folder into an archive that says nothing of when and by whom it was made.
fn archive(folder: &Path, file: &Path) -> Result<()> {
    let mut tar = Command::new("tar");
    tar.args(["--sort=name", "--format=gnu", "--mtime=@0", "--owner=0", "--group=0", "--numeric-owner"]);
    // Whatever the umask was when the folders were made.
    tar.arg("--mode=u+rwX,go+rX,go-w").arg("-C").arg(folder).arg("-cf").arg(file).arg(".");
    output(&mut tar).map(drop)
}

/// Keeps a file under its digest, and returns what points to it.
fn keep(layout: &Path, file: &Path, kind: &str) -> Result<Value> {
    let (hash, size) = (sha256(file)?, fs::metadata(file)?.len());
    fs::rename(file, layout.join("blobs/sha256").join(&hash))?;
    Ok(json!({ "mediaType": media_type(kind), "digest": format!("sha256:{hash}"), "size": size }))
}

fn keep_json(layout: &Path, value: &Value, kind: &str) -> Result<Value> {
    let file = layout.join("blob.json");
    fs::write(&file, value.to_string())?;
    keep(layout, &file, kind)
}

/// The SHA-256 of a file, in letters.
pub(super) fn sha256(file: &Path) -> Result<String> {
    let said = output(Command::new("sha256sum").arg("--").arg(file).stdin(Stdio::null()))?;
    let hash = said.split_whitespace().next().unwrap_or_default().trim_start_matches('\\');
    ensure!(hash.len() == 64, "sha256sum says what nobody understands: {said}");
    Ok(hash.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings() -> Settings {
        Settings {
            name: "thing:1".to_owned(),
            program: "/usr/bin/thing".to_owned(),
            command: Some("serve".to_owned()),
            environment: vec!["A=b".to_owned()],
            labels: json!({ "org.opencontainers.image.version": "1" }),
        }
    }

    #[test]
    fn the_same_tree_is_the_same_digest_and_another_is_another() {
        let folder = std::env::temp_dir().join(format!("xtask-image-{}", std::process::id()));
        let made = |name: &str, text: &str| {
            let tree = folder.join(name);
            fs::create_dir_all(tree.join("usr/bin")).expect("the folder is ours");
            fs::write(tree.join("usr/bin/thing"), text).expect("the folder is ours");
            let file = folder.join(format!("{name}.tar"));
            let image = write(&tree, &settings(), &file).expect("tar, gzip and sha256sum are everywhere");
            (image, file)
        };
        let (first, file) = made("first", "a program");
        std::thread::sleep(std::time::Duration::from_millis(1100));
        let (second, other_file) = made("second", "a program");
        let (third, _) = made("third", "another program");
        assert_eq!((&first.digest, first.size), (&second.digest, second.size));
        assert_eq!(fs::read(&file).expect("written"), fs::read(other_file).expect("written"), "to the byte");
        assert_ne!(first.digest, third.digest);

        // What a runtime reads: from the index to the manifest, the configuration and the layer.
        let read = |path: &str| {
            let said = Command::new("tar").arg("-xOf").arg(&file).arg(format!("./{path}")).output().expect("tar");
            assert!(said.status.success(), "{path}");
            said.stdout
        };
        let json = |path: &str| -> Value { serde_json::from_slice(&read(path)).expect("JSON") };
        let blob =
            |of: &Value| format!("blobs/sha256/{}", of["digest"].as_str().expect("a digest").replace("sha256:", ""));
        let index = json("index.json");
        assert_eq!(index["manifests"][0]["annotations"]["org.opencontainers.image.ref.name"], "thing:1");
        assert_eq!(index["manifests"][0]["digest"], first.digest);
        let manifest = json(&blob(&index["manifests"][0]));
        let config = json(&blob(&manifest["config"]));
        assert_eq!((&config["config"]["User"], &config["created"]), (&USER.into(), &THEN.into()));
        assert_eq!(config["config"]["Entrypoint"], json!(["/usr/bin/thing"]));
        let layer = read(&blob(&manifest["layers"][0]));
        assert_eq!(manifest["layers"][0]["size"], layer.len());
        fs::remove_dir_all(folder).expect("the folder is ours");
    }
}
