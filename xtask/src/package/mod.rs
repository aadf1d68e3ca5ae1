//! `cargo xtask package`: the shop for a machine of one's own, as a package of Debian's and as an archive: programs, worker,
//! site, units, what `selvedge-setup` puts beside them, and pages of the manual. Made again from the same programs, both are
//! the same to the byte.

mod debian;
mod manual;
#[cfg(test)]
mod pictures_script_tests;
#[cfg(test)]
mod setup_script_tests;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use lexopt::{Arg, Parser};

use crate::build::setup::{Need, setup};
use crate::build::{Built, build};
use crate::image::tree::{copy, copy_all, copy_site, program, write};
use crate::image::{linked_to, parts, version};
use crate::step::{output, step};
use crate::supply::sums;
use crate::workspace::Workspace;

/// Where what is no program goes, in a package.
const SHARE: &str = "usr/share/selvedge";
const UNITS: &str = "usr/lib/systemd/system";
const DOCUMENTS: &str = "usr/share/doc/selvedge";
const PROGRAMS: [(&str, &str); 2] = [("origin", "origin-server"), ("edge-node", "edge-node")];
/// Folders of `deploy/` that go along, for `selvedge-setup` or for whoever sets up by hand.
const FOLDERS: [&str; 7] = ["backup", "ha", "haproxy", "logs", "monitoring", "setup", "waf"];
/// What is only for trying the firewall, relative to `SHARE`.
const NOT_SHIPPED: [&str; 2] = ["waf/attacks", "waf/journey.txt"];

/// What was made.
pub struct Packages {
    /// For `dpkg -i` and `apt install`.
    pub debian: PathBuf,
    /// To be unpacked at `/`.
    pub archive: PathBuf,
}

/// Builds everything that changed, makes both, and says where they are and how large.
pub fn package(workspace: &Workspace, mut parser: Parser) -> Result<()> {
    let (mut folder, mut key) = (workspace.target.join("packages"), None);
    while let Some(argument) = parser.next()? {
        match argument {
            Arg::Long("output") => folder = PathBuf::from(parser.value()?),
            Arg::Long("sign-with") => key = Some(PathBuf::from(parser.value()?)),
            other => return Err(other.unexpected().into()),
        }
    }
    sums::is_there(key.as_deref())?;
    let compiler = setup(workspace, Need::Build, false)?;
    let built = build(workspace, &compiler)?;
    let Packages { debian, archive } = make(workspace, &built, &folder)?;
    let files = [debian, archive];
    for file in &files {
        let megabytes = f64::from(u32::try_from(fs::metadata(file)?.len() / 1000)?) / 1000.0;
        println!("{}  {megabytes:.1} MB", file.display());
    }
    sums::write(&folder, &files, key.as_deref())
}

/// Makes both of what was built.
pub fn make(workspace: &Workspace, built: &Built, folder: &Path) -> Result<Packages> {
    step("making the packages", || {
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        let (tree, version, machine) = (folder.join("tree"), version(workspace)?, debian::architecture());
        if tree.exists() {
            fs::remove_dir_all(&tree)?;
        }
        lay_out(workspace, built, &tree)?;
        let archive = folder.join(format!("selvedge-{version}-linux-{machine}.tar.gz"));
        debian::archive(&tree, &archive)?;
        let file = folder.join(format!("selvedge_{version}_{machine}.deb"));
        debian::package(&tree, &version, &file, 9)?;
        fs::remove_dir_all(&tree)?;
        Ok(Packages { debian: file, archive })
    })
}

/// Makes the package alone, of what was built, packed in haste: it is installed once.
pub fn make_for_a_trial(workspace: &Workspace, built: &Built, folder: &Path) -> Result<PathBuf> {
    step("making the package", || {
        let (tree, file) = (folder.join("tree"), folder.join("selvedge.deb"));
        lay_out(workspace, built, &tree)?;
        debian::package(&tree, &version(workspace)?, &file, 1)?;
        fs::remove_dir_all(&tree)?;
        Ok(file)
    })
}

/// Puts everything where it belongs on a machine.
fn lay_out(workspace: &Workspace, built: &Built, tree: &Path) -> Result<()> {
    let (share, root) = (tree.join(SHARE), &workspace.root);
    for (name, package) in PROGRAMS {
        let binary = workspace.binary(name);
        program(&binary, &tree.join("usr/bin").join(name))?;
        let parts = parts(workspace, package, &linked_to(&binary)?)?;
        write(&tree.join(DOCUMENTS).join(format!("{name}.cdx.json")), &parts, 0o644)?;
        page(tree, name, 1, &manual::of(name, &|words| help(&binary, words))?)?;
    }
    copy(&built.component, &share.join("worker.wasm"), 0o644)?;
    copy_site(workspace, &share.join("site"))?;
    // Where the merchant's pictures are shown to the edge.
    fs::create_dir_all(share.join("site/media"))?;
    for name in FOLDERS {
        fs::create_dir_all(share.join(name))?;
        copy_all(&root.join("deploy").join(name), &share.join(name))?;
    }
    for name in NOT_SHIPPED {
        let unwanted = share.join(name);
        let gone = if unwanted.is_dir() { fs::remove_dir_all(&unwanted) } else { fs::remove_file(&unwanted) };
        gone.with_context(|| format!("cannot leave out {name}"))?;
    }
    copy(&root.join("docs/nats-users.conf"), &share.join("nats-users.conf"), 0o644)?;
    let script = tree.join("usr/sbin/selvedge-setup");
    fs::create_dir_all(tree.join("usr/sbin"))?;
    fs::rename(share.join("setup/selvedge-setup"), &script)?;
    page(tree, "selvedge-setup", 8, &manual::of("selvedge-setup", &|_| help(&script, &[]))?)?;
    fs::create_dir_all(tree.join("usr/lib/sysusers.d"))?;
    fs::rename(share.join("setup/selvedge.sysusers"), tree.join("usr/lib/sysusers.d/selvedge.conf"))?;
    fs::create_dir_all(tree.join(UNITS))?;
    copy_all(&root.join("deploy/systemd"), &tree.join(UNITS))?;
    documents(root, &tree.join(DOCUMENTS))
}

fn documents(root: &Path, to: &Path) -> Result<()> {
    for entry in fs::read_dir(root.join("docs"))? {
        let file = entry?.path();
        if let (Some(name), true) = (file.file_name(), file.extension().is_some_and(|kind| kind == "md")) {
            copy(&file, &to.join(name), 0o644)?;
        }
    }
    for (name, called) in [("README.md", "README.md"), ("CHANGELOG.md", "CHANGELOG.md"), ("LICENSE", "copyright")] {
        copy(&root.join(name), &to.join(called), 0o644)?;
    }
    Ok(())
}

/// What a program says of itself, or of one of its commands.
fn help(program: &Path, command: &[&str]) -> Result<String> {
    output(Command::new(program).args(command).arg("--help")).context("asking a program for its help")
}

/// A page of the manual.
fn page(tree: &Path, name: &str, section: u8, text: &str) -> Result<()> {
    let file = tree.join(format!("usr/share/man/man{section}/{name}.{section}"));
    write(&file, text, 0o644)?;
    let packed = Command::new("gzip").args(["-n", "-9"]).arg(&file).status().context("cannot run gzip")?;
    ensure!(packed.success(), "gzip does not take {}", file.display());
    Ok(())
}
