//! `deploy/backup/pictures` in folders of its own: what is no part of the drill, which has real pictures.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, SystemTime};

/// Originals, files, the copy, and what Prometheus is told.
struct Place(PathBuf);

impl Place {
    fn new() -> Self {
        let folder = std::env::temp_dir().join(format!("xtask-pictures-{}", std::process::id()));
        drop(fs::remove_dir_all(&folder));
        fs::create_dir_all(folder.join("files/p1")).expect("the folder is ours");
        fs::create_dir_all(folder.join("originals")).expect("the folder is ours");
        Self(folder)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// A picture with one file made of it; its name.
    fn give(&self, text: &str) -> String {
        let file = self.path("given");
        fs::write(&file, text).expect("the folder is ours");
        let said = Command::new("sha256sum").arg(&file).output().expect("coreutils are everywhere").stdout;
        let name = String::from_utf8_lossy(&said)[..64].to_owned();
        fs::rename(file, self.path("originals").join(&name)).expect("the folder is ours");
        fs::write(self.path(&format!("files/p1/{name}-400.webp")), format!("small {text}"))
            .expect("the folder is ours");
        name
    }

    /// Runs the script; whether it ended well, and what it said.
    fn run(&self, words: &[&str]) -> (bool, String) {
        let script = Path::new("..").join("deploy/backup/pictures").canonicalize().expect("the workspace");
        let out = Command::new("sh").arg(script).args(words).current_dir(&self.0).output().expect("sh is everywhere");
        let said = [out.stdout, out.stderr].concat();
        (out.status.success(), String::from_utf8_lossy(&said).into_owned())
    }

    fn copy(&self) -> (bool, String) {
        self.run(&["copy", "originals", "files", "copy", "told.prom"])
    }

    fn copied(&self) -> BTreeSet<String> {
        let folders = ["copy/originals", "copy/files/p1"].map(|name| self.path(name));
        let entries = folders.iter().flat_map(|folder| fs::read_dir(folder).expect("it was copied"));
        entries.map(|entry| entry.expect("it was copied").file_name().to_string_lossy()[..64].to_owned()).collect()
    }
}

#[test]
fn a_copy_only_adds_and_lets_go_of_what_was_deleted_weeks_ago() {
    let place = Place::new();
    let (kept, deleted) = (place.give("kept"), place.give("deleted"));
    // What the shop came with, uploads under way, and links to what is none of the pictures.
    fs::create_dir_all(place.path("files/collections")).expect("the folder is ours");
    fs::write(place.path("files/collections/a.webp"), "the package's").expect("the folder is ours");
    std::os::unix::fs::symlink("/etc/passwd", place.path(&format!("files/p1/{kept}-800.webp"))).expect("a link");
    assert_eq!(place.copy(), (true, "4 files are new, and the copy is whole: 2 pictures\n".to_owned()));
    assert_eq!(place.copied(), BTreeSet::from([kept.clone(), deleted.clone()]));

    fs::remove_file(place.path(&format!("originals/{deleted}"))).expect("it is there");
    fs::remove_file(place.path(&format!("files/p1/{deleted}-400.webp"))).expect("it is there");
    assert!(place.copy().0 && place.copied().contains(&deleted), "it can be brought back");
    for mark in fs::read_dir(place.path("copy/gone")).expect("it was noted").flatten() {
        let weeks = SystemTime::now() - Duration::from_secs(36 * 86_400);
        let file = fs::File::options().write(true).open(mark.path()).expect("a file");
        file.set_modified(weeks).expect("the file is ours");
    }
    let (well, said) = place.copy();
    assert!(well, "{said}");
    assert_eq!(place.copied(), BTreeSet::from([kept.clone()]));
    assert_eq!(fs::read_dir(place.path("copy/gone")).expect("a folder").count(), 0);

    // A disk that is not mounted looks like this, and is no reason to forget anything.
    fs::remove_file(place.path(&format!("originals/{kept}"))).expect("it is there");
    let (well, said) = place.copy();
    assert!(!well && said.contains("originals is empty, and the copy has 1 pictures"), "{said}");
    fs::remove_dir_all(place.path("files/p1")).expect("it is there");
    assert_eq!(place.run(&["restore", "copy", "originals", "files"]), (true, "2 files were put back\n".to_owned()));
    let small = fs::read_to_string(place.path(&format!("files/p1/{kept}-400.webp"))).expect("it is back");
    assert_eq!((small.as_str(), place.copy().0), ("small kept", true));

    // With a bucket there is nothing to copy, and nobody waits for it.
    assert_eq!(place.run(&["copy", "", "", "copy", "told.prom"]), (true, String::new()));
    assert!(!place.path("told.prom").exists());
    assert!(!place.run(&["copy"]).0 && !place.run(&["restore", "nowhere", "originals", "files"]).0);
    fs::remove_dir_all(&place.0).expect("the folder is ours");
}
