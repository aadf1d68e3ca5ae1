//! `cargo xtask image`: images of the shop's programs for any runtime of containers (OCI). Each has the program, the
//! libraries it is linked to and the list of what it was made of, and nothing else: no shell, no user but its own. Made
//! again from the same programs it is the same to the byte.

mod layout;
mod part;
mod sbom;
pub mod tree;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use lexopt::{Arg, Parser, ValueExt as _};
use serde_json::json;

use crate::build::setup::{Need, setup};
use crate::build::toolchain::{BROWSER_TARGET, WORKER_TARGET, WasmToolchain};
use crate::build::{Built, build};
use crate::step::{output, step};
use crate::supply::sums;
use crate::workspace::{Workspace, cargo};
use layout::{Image, Settings};
use part::Part;
use tree::{copy, copy_site, write};

/// The folder of what is no program, in an image.
const SHARE: &str = "usr/share/selvedge";
/// The programs, and the packages that they are of.
const PARTS: [(&str, &str); 2] = [("origin", "origin-server"), ("edge-node", "edge-node")];
/// Names for the user that programs run as, and where names of hosts are looked up.
const ETC: [(&str, &str); 3] = [
    ("etc/passwd", "selvedge:x:65532:65532::/:/nonexistent\n"),
    ("etc/group", "selvedge:x:65532:\n"),
    ("etc/nsswitch.conf", "hosts: files dns\n"),
];

/// Builds both images, and says where they are, how large, and by which digest they are known. With `--twice` everything
/// of ours is compiled once more, and the digests have to be the same; with `--only PART` that is done with one part of them
/// alone, and no image is made.
pub fn image(workspace: &Workspace, mut parser: Parser) -> Result<()> {
    let (mut folder, mut twice, mut key, mut only) = (workspace.target.join("images"), false, None, None);
    while let Some(argument) = parser.next()? {
        match argument {
            Arg::Long("output") => folder = PathBuf::from(parser.value()?),
            Arg::Long("sign-with") => key = Some(PathBuf::from(parser.value()?)),
            Arg::Long("twice") => twice = true,
            Arg::Long("only") => only = Some(Part::named(&parser.value()?.string()?)?),
            other => return Err(other.unexpected().into()),
        }
    }
    sums::is_there(key.as_deref())?;
    let compiler = setup(workspace, Need::Build, false)?;
    if let Some(part) = only {
        ensure!(twice, "--only PART says of what --twice compares: `cargo xtask image --twice --only worker`");
        return part.twice(workspace, &compiler, &folder);
    }
    let first = make(workspace, &compiler, &folder)?;
    if twice {
        step("forgetting what was compiled of ours", || forget(workspace, &compiler))?;
        let again = folder.join("again");
        let second = make(workspace, &compiler, &again)?;
        compare(&first, &second)?;
        fs::remove_dir_all(&again).with_context(|| format!("cannot delete {}", again.display()))?;
        println!("Compiled twice, each image has the same digest.");
    }
    let version = version(workspace)?;
    let files: Vec<_> = first.iter().map(|(name, _)| image_file(&folder, name, &version)).collect();
    sums::write(&folder, &files, key.as_deref())
}

/// Where an image is written.
fn image_file(folder: &Path, name: &str, version: &str) -> PathBuf {
    folder.join(format!("selvedge-{name}-{version}.tar"))
}

/// The names and digests of images.
type Digests = Vec<(&'static str, String)>;

/// Fails with the images whose digests differ.
fn compare(first: &Digests, second: &Digests) -> Result<()> {
    let differ: Vec<_> = first.iter().zip(second).filter(|(one, other)| one != other).map(|(one, _)| one.0).collect();
    let all = !first.is_empty() && first.len() == second.len();
    ensure!(all && differ.is_empty(), "compiled twice, these images are not the same: {}", differ.join(", "));
    Ok(())
}

/// Removes what the members of the workspace were compiled to, for release and for WebAssembly, and the site.
fn forget(workspace: &Workspace, compiler: &WasmToolchain) -> Result<()> {
    forget_programs(workspace)?;
    let bundles = [WORKER_TARGET, BROWSER_TARGET].map(|target| compiler.artifact(workspace, target, ""));
    for folder in bundles.into_iter().chain([workspace.site()]).filter(|folder| folder.exists()) {
        fs::remove_dir_all(&folder).with_context(|| format!("cannot delete {}", folder.display()))?;
    }
    Ok(())
}

/// Removes what the members of the workspace were compiled to for release.
fn forget_programs(workspace: &Workspace) -> Result<()> {
    let members = workspace.packages.iter().flat_map(|package| ["-p", &package.name]);
    output(cargo().current_dir(&workspace.root).args(["clean", "--quiet", "--release"]).args(members)).map(drop)
}

/// Builds everything that changed, and both images of it.
fn make(workspace: &Workspace, compiler: &WasmToolchain, folder: &Path) -> Result<Digests> {
    let built = build(workspace, compiler)?;
    let version = version(workspace)?;
    let mut digests = Digests::new();
    for (name, package) in PARTS {
        let digest = step(&format!("making the image {name}"), || {
            let file = image_file(folder, name, &version);
            let Image { digest, size } = make_one(workspace, &built, (name, package), &file)?;
            println!("{}  {digest}  {:.1} MB", file.display(), f64::from(u32::try_from(size / 1000)?) / 1000.0);
            Ok(digest)
        })?;
        digests.push((name, digest));
    }
    Ok(digests)
}

/// Makes the images of `origin` and `edge-node`, in this order, of what was built, however it was compiled, and returns
/// their files.
pub fn of_built(workspace: &Workspace, built: &Built, folder: &Path) -> Result<[PathBuf; 2]> {
    let version = version(workspace)?;
    let files = PARTS.map(|(name, _)| image_file(folder, name, &version));
    for (part, file) in PARTS.into_iter().zip(&files) {
        make_one(workspace, built, part, file)?;
    }
    Ok(files)
}

/// Makes the image of a program of a package.
fn make_one(workspace: &Workspace, built: &Built, (name, package): (&str, &str), file: &Path) -> Result<Image> {
    let folder = file.parent().context("an image is in a folder")?;
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let tree = folder.join(format!("{name}.tree"));
    if tree.exists() {
        fs::remove_dir_all(&tree)?;
    }
    let libraries = program(&workspace.binary(name), name, &tree)?;
    if name == "edge-node" {
        worker(workspace, built, &tree)?;
    }
    write(&tree.join(SHARE).join("sbom.cdx.json"), &parts(workspace, package, &libraries)?, 0o644)?;
    let image = layout::write(&tree, &settings(name, &version(workspace)?), file)?;
    fs::remove_dir_all(&tree)?;
    Ok(image)
}

/// What a program is made of, crate by crate, and what it is linked to: CycloneDX.
pub fn parts(workspace: &Workspace, package: &str, libraries: &[PathBuf]) -> Result<String> {
    let mut metadata = cargo();
    metadata.current_dir(&workspace.root).args(["metadata", "--format-version=1", "--locked"]);
    let metadata = output(metadata.arg(format!("--filter-platform={}", host()?)))?;
    let metadata = serde_json::from_str(&metadata).context("cargo metadata is no JSON")?;
    Ok(serde_json::to_string_pretty(&sbom::of(&metadata, package, libraries)?)? + "\n")
}

/// The version of all of ours.
pub fn version(workspace: &Workspace) -> Result<String> {
    let manifest = fs::read_to_string(workspace.root.join("Cargo.toml"))?;
    let line = manifest.lines().find_map(|line| line.strip_prefix("version = \""));
    Ok(line.context("Cargo.toml names no version")?.trim_end_matches('"').to_owned())
}

/// What the programs are built for.
fn host() -> Result<String> {
    let said = output(Command::new("rustc").arg("-vV"))?;
    let host = said.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(host.context("rustc does not say what it builds for")?.to_owned())
}

fn settings(name: &str, version: &str) -> Settings {
    let (command, environment) = match name {
        "origin" => ("serve", vec![("SEARCH_INDEX", "/var/lib/selvedge/search-index".to_owned())]),
        _ => {
            let share = |file: &str| format!("/{SHARE}/{file}");
            ("", vec![("EDGE_COMPONENT", share("worker.wasm")), ("EDGE_SITE", share("site"))])
        }
    };
    let environment = environment.into_iter().map(|(name, value)| format!("{name}={value}"));
    Settings {
        name: format!("selvedge-{name}:{version}"),
        program: format!("/usr/bin/{name}"),
        command: Some(command.to_owned()).filter(|command| !command.is_empty()),
        environment: environment.chain(["LOG_FORMAT=json".to_owned()]).collect(),
        labels: json!({
            "org.opencontainers.image.title": format!("selvedge-{name}"),
            "org.opencontainers.image.version": version,
            "org.opencontainers.image.licenses": "Apache-2.0",
        }),
    }
}

/// Puts a program and all it is linked to into a tree. Returns the libraries, as they are named there.
fn program(binary: &Path, name: &str, tree: &Path) -> Result<Vec<PathBuf>> {
    tree::program(binary, &tree.join("usr/bin").join(name))?;
    let libraries = linked_to(binary)?;
    for library in &libraries {
        // Under the name it is looked for; what stands there is most often a link.
        copy(library, &tree.join(library.strip_prefix("/")?), 0o755)?;
    }
    for (file, text) in ETC {
        write(&tree.join(file), text, 0o644)?;
    }
    for folder in ["tmp", "var/lib/selvedge"] {
        fs::create_dir_all(tree.join(folder))?;
    }
    Ok(libraries)
}

/// The libraries that a program is linked to.
pub fn linked_to(binary: &Path) -> Result<Vec<PathBuf>> {
    libraries(&output(Command::new("ldd").arg(binary)).context("asking what the program is linked to")?)
}

/// The files that `ldd` names. The kernel's own is none.
fn libraries(ldd: &str) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for line in ldd.lines().map(str::trim).filter(|line| !line.starts_with("linux-vdso")) {
        ensure!(!line.contains("not found"), "a library is not on this machine: {line}");
        let named = line.split_once(" => ").map_or(line, |(_, file)| file);
        let file = named.split_whitespace().next().unwrap_or_default();
        ensure!(file.starts_with('/'), "ldd says what nobody understands: {line}");
        files.push(PathBuf::from(file));
    }
    ensure!(!files.is_empty(), "ldd names no libraries");
    Ok(files)
}

/// Puts the worker and the browser's files into a tree.
fn worker(workspace: &Workspace, built: &Built, tree: &Path) -> Result<()> {
    let share = tree.join(SHARE);
    copy(&built.component, &share.join("worker.wasm"), 0o644)?;
    copy_site(workspace, &share.join("site"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_that_differ_are_named() {
        let digests = |of_node: &str| vec![("origin", "sha256:1".to_owned()), ("edge-node", of_node.to_owned())];
        assert!(compare(&digests("sha256:2"), &digests("sha256:2")).is_ok());
        let error = compare(&digests("sha256:2"), &digests("sha256:3")).expect_err("they differ").to_string();
        assert!(error.ends_with("edge-node") && !error.contains("origin"), "{error}");
        assert!(compare(&Digests::new(), &Digests::new()).is_err(), "nothing was compared");
    }

    #[test]
    fn a_library_that_is_missing_is_said() {
        let ldd = "\tlinux-vdso.so.1 (0x7ff)\n\tlibgcc_s.so.1 => /lib/x86_64-linux-gnu/libgcc_s.so.1 (0x7f1)\n\
                   \tlibc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x7f2)\n\t/lib64/ld-linux-x86-64.so.2 (0x7f3)\n";
        let expect =
            ["/lib/x86_64-linux-gnu/libgcc_s.so.1", "/lib/x86_64-linux-gnu/libc.so.6", "/lib64/ld-linux-x86-64.so.2"];
        assert_eq!(libraries(ldd).expect("readable"), expect.map(PathBuf::from));
        assert!(libraries("\tlibssl.so.3 => not found\n").is_err());
        assert!(libraries("\tstatically linked\n").is_err());
    }
}
