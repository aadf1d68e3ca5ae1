//! A package of Debian's, and an archive, of a tree. No time and no user of the machine that made them is in them.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::image::tree::write;
use crate::step::output;

/// What the programs and `selvedge-setup` cannot do without. The C library is at least this machine's.
const DEPENDS: &str = "libgcc-s1, systemd, openssl, ca-certificates, curl";
/// All that `selvedge-setup` puts beside the shop; it installs what is missing.
const RECOMMENDS: &str = "postgresql, redis-server, nats-server, haproxy, nginx-light, libnginx-mod-http-modsecurity, \
                          modsecurity-crs, pgbackrest, prometheus, prometheus-alertmanager, prometheus-node-exporter, \
                          libvips-tools";
/// What dpkg runs, by when.
const SCRIPTS: [(&str, &str); 3] = [
    ("postinst", include_str!("postinst.sh")),
    ("prerm", include_str!("prerm.sh")),
    ("postrm", include_str!("postrm.sh")),
];

/// Debian's word for this machine.
pub(super) fn architecture() -> &'static str {
    match std::env::consts::ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        other => other,
    }
}

/// Makes the archive.
pub(super) fn archive(tree: &Path, file: &Path) -> Result<()> {
    let mut tar = Command::new("tar");
    tar.args(["--sort=name", "--format=gnu", "--mtime=@0", "--owner=0", "--group=0", "--numeric-owner"]);
    tar.args(["--mode=u+rwX,go+rX,go-w", "--use-compress-program=gzip -n -9"]);
    output(tar.arg("-C").arg(tree).arg("-cf").arg(file).arg(".")).context("making the archive").map(drop)
}

/// Makes the package, packed as well as `level` of 9 says.
pub(super) fn package(tree: &Path, version: &str, file: &Path, level: u8) -> Result<()> {
    let control = tree.join("DEBIAN");
    write(&control.join("control"), &about(version, &library()?), 0o644)?;
    for (name, script) in SCRIPTS {
        write(&control.join(name), script, 0o755)?;
    }
    output(Command::new("chmod").args(["-R", "u+rwX,go+rX,go-w"]).arg(tree))?;
    let mut build = Command::new("dpkg-deb");
    // Everything is as old as time itself.
    build.env("SOURCE_DATE_EPOCH", "0").args(["--root-owner-group", "-Zgzip", &format!("-z{level}"), "--build"]);
    output(build.arg(tree).arg(file)).context("dpkg-deb, which Debian has, makes the package")?;
    fs::remove_dir_all(control).context("cannot remove the package's own files")
}

/// The version of the C library that programs are linked to here.
fn library() -> Result<String> {
    let said = output(Command::new("ldd").arg("--version")).context("asking for the version of the C library")?;
    let version = said.lines().next().and_then(|line| line.split_whitespace().last());
    Ok(version.context("ldd does not say its version")?.to_owned())
}

fn about(version: &str, library: &str) -> String {
    let architecture = architecture();
    format!(
        "Package: selvedge\nVersion: {version}\nArchitecture: {architecture}\nSection: web\nPriority: optional\n\
         Maintainer: Selvedge <selvedge@selvedge.invalid>\nDepends: libc6 (>= {library}), {DEPENDS}\n\
         Recommends: {RECOMMENDS}\nDescription: storefront that is rendered at the edge\n \
         The origin with its API, office and jobs, and an edge node with the worker that renders the pages.\n \
         selvedge-setup makes a shop of this machine, with load balancer, firewall, backups and alerts.\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_tree_is_the_same_package_to_the_byte() {
        let folder = std::env::temp_dir().join(format!("xtask-package-{}", std::process::id()));
        let made = |name: &str| {
            let tree = folder.join(name);
            write(&tree.join("usr/bin/thing"), "a program", 0o755).expect("the folder is ours");
            let (deb, tar) = (folder.join(format!("{name}.deb")), folder.join(format!("{name}.tar.gz")));
            archive(&tree, &tar).expect("tar and gzip are everywhere");
            package(&tree, "1.2.3", &deb, 9).expect("Debian has dpkg-deb");
            assert!(!tree.join("DEBIAN").exists());
            (deb, fs::read(tar).expect("written"))
        };
        let (first, first_archive) = made("first");
        std::thread::sleep(std::time::Duration::from_millis(1100));
        let (second, second_archive) = made("second");
        assert_eq!(fs::read(&first).expect("written"), fs::read(second).expect("written"));
        assert_eq!(first_archive, second_archive);

        let said = |option: &str| {
            output(Command::new("dpkg-deb").env("TZ", "UTC").arg(option).arg(&first)).expect("a package")
        };
        let field =
            output(Command::new("dpkg-deb").arg("-f").arg(&first).args(["Package", "Version"])).expect("fields");
        assert_eq!(field, "Package: selvedge\nVersion: 1.2.3");
        assert!(said("-I").contains("postinst"), "{}", said("-I"));
        assert!(said("-c").contains("root/root") && said("-c").contains("1970-01-01"), "{}", said("-c"));
        fs::remove_dir_all(folder).expect("the folder is ours");
    }

    #[test]
    fn setup_installs_what_the_package_recommends() {
        let script = include_str!("../../../deploy/setup/check.sh");
        let (_, rest) = script.split_once("PACKAGES=\"").expect("it names packages");
        let named: Vec<&str> = rest.split('"').next().unwrap_or_default().split_whitespace().collect();
        let all = format!("{RECOMMENDS}, {DEPENDS}");
        let known: Vec<&str> = all.split(", ").collect();
        assert!(named.len() > 10 && named.iter().all(|name| known.contains(name)), "{named:?} beside {known:?}");
        assert!(RECOMMENDS.split(", ").all(|name| named.contains(&name)), "{named:?}");
    }
}
