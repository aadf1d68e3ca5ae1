//! Pictures, where they lie in folders: given, copied by `deploy/backup/pictures` as its timer does, damaged on purpose, lost,
//! and brought back.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};

use super::Shop;
use crate::drill::Figure;
use crate::servers::private;
use crate::shop::picture_folders;
use crate::step::output;

/// Pictures to be given, relative to the root.
const GIVEN: [&str; 2] =
    ["public/media/collections/kitchen-800.webp", "public/media/collections/bed-and-bath-800.webp"];
/// How long the job may take to make the files of these.
const MADE: Duration = Duration::from_secs(600);
const UNMADE: &str = "select count(*) from media.originals where state <> 'ready'";
/// What the database says of each file: in which folder, its path, and how many bytes it has.
const NAMED: &str = "select 0, encode(hash, 'hex'), bytes from media.originals union all
    select 1, 'p1/' || encode(hash, 'hex') || '-' || width || '.' || format, bytes from media.derivatives";

/// Every file below a folder by its path there, with what is in it.
type Contents = BTreeMap<PathBuf, Vec<u8>>;

impl Shop<'_> {
    /// Gives pictures, and has the job make their files.
    pub(super) fn take_pictures(&mut self) -> Result<()> {
        let files = GIVEN.map(|file| self.workspace.root.join(file).display().to_string());
        let words: Vec<&str> = ["media", "add"].into_iter().chain(files.iter().map(String::as_str)).collect();
        output(&mut self.origin(&words))?;
        let mut work = self.origin(&["work", "media"]);
        self.processes.start("origin-work-media", "TERM", &mut work)?;
        let database = self.database();
        let are_made = || database.number(UNMADE).is_ok_and(|left| left == 0.0);
        self.processes.wait_until("the files of pictures", MADE, are_made)?;
        self.processes.kill("origin-work-media")?;
        self.see_pictures()
    }

    /// Copies them, and once more, which has nothing to do.
    pub(super) fn copy_pictures(&self) -> Result<Figure> {
        let begun = Instant::now();
        self.copy()?;
        let took = begun.elapsed().as_secs_f64();
        let said = self.copy()?;
        ensure!(said.starts_with("0 files are new"), "what was copied is copied again: {said}");
        let told = fs::read_to_string(self.told())?;
        ensure!(told.contains("backup_last_seconds{type=\"pictures\"} "), "Prometheus is told something else:\n{told}");
        Ok(Figure::new("a copy of the pictures, read whole", took, "s"))
    }

    /// What is damaged is copied neither there nor back, and is named, and Prometheus is told of no good copy.
    pub(super) fn spoil_pictures(&self) -> Result<()> {
        let told = fs::read_to_string(self.told())?;
        let ([originals, _], copy) = (picture_folders(&self.folder), self.folder.join("pictures"));
        let name = "a".repeat(64);
        private::write(&originals.join(&name), "nothing that is called so")?;
        refused(self.copy(), &name)?;
        fs::remove_file(originals.join(&name))?;
        let all = contents(&copy.join("originals"))?.len() + contents(&copy.join("files"))?.len();
        for kind in ["originals", "files/p1"] {
            let first = fs::read_dir(copy.join(kind))?.next().context("the copy is empty")??.path();
            let name = first.file_name().and_then(|name| name.to_str()).context("names of our own making")?;
            let whole = fs::read(&first)?;
            let mut bytes = whole.clone();
            let middle = bytes.len() / 2;
            bytes[middle] ^= 1;
            fs::write(&first, &bytes)?;
            refused(self.copy(), name)?;
            let elsewhere = ["elsewhere-originals", "elsewhere-files"].map(|name| self.folder.join(name));
            elsewhere.iter().try_for_each(|folder| private::folder(folder))?;
            refused(self.bring_back(&elsewhere), name)?;
            let back = contents(&elsewhere[0])?.len() + contents(&elsewhere[1])?.len();
            ensure!(back + 1 == all, "{back} of {all} files were put back, and one of these was damaged");
            elsewhere.iter().try_for_each(fs::remove_dir_all)?;
            fs::write(&first, whole)?;
        }
        ensure!(fs::read_to_string(self.told())? == told, "Prometheus is told that a damaged copy is whole");
        self.copy().map(drop)
    }

    /// Both folders are gone, and come back as they were; how long that took.
    pub(super) fn lose_pictures(&self) -> Result<Figure> {
        let folders = picture_folders(&self.folder);
        let before = [contents(&folders[0])?, contents(&folders[1])?];
        let begun = Instant::now();
        folders.iter().try_for_each(fs::remove_dir_all)?;
        self.bring_pictures_back()?;
        let took = begun.elapsed().as_secs_f64();
        let after = [contents(&folders[0])?, contents(&folders[1])?];
        for (was, is) in before.iter().zip(&after) {
            let other = was.keys().chain(is.keys()).find(|path| was.get(*path) != is.get(*path));
            ensure!(other.is_none(), "a picture is not what it was: {other:?}");
        }
        Ok(Figure::new("pictures lost: until they were back", took, "s"))
    }

    /// Fills both folders from the copy, and compares them with the database.
    pub(super) fn bring_pictures_back(&self) -> Result<()> {
        let folders = picture_folders(&self.folder);
        folders.iter().try_for_each(fs::create_dir_all)?;
        self.bring_back(&folders)?;
        self.see_pictures()
    }

    /// Fails unless every file that the database names is there.
    fn see_pictures(&self) -> Result<()> {
        let folders = picture_folders(&self.folder);
        let named = self.database().ask(NAMED)?;
        ensure!(named.lines().count() > GIVEN.len() * 2, "these are not all files of the pictures:\n{named}");
        for line in named.lines() {
            let parts: Vec<&str> = line.split('|').collect();
            let [folder, path, bytes] = parts[..] else { bail!("psql said {line:?}") };
            let file = folders[usize::from(folder == "1")].join(path);
            let there = fs::metadata(&file).with_context(|| format!("{} is not there", file.display()))?.len();
            ensure!(bytes.parse() == Ok(there), "{} has {there} bytes in place of {bytes}", file.display());
        }
        Ok(())
    }

    fn told(&self) -> PathBuf {
        self.folder.join("pictures.prom")
    }

    fn copy(&self) -> Result<String> {
        let [originals, files] = picture_folders(&self.folder);
        self.script(&["copy".as_ref(), &originals, &files, &self.folder.join("pictures"), &self.told()])
    }

    fn bring_back(&self, [originals, files]: &[PathBuf; 2]) -> Result<String> {
        self.script(&["restore".as_ref(), &self.folder.join("pictures"), originals, files])
    }

    fn script(&self, words: &[&Path]) -> Result<String> {
        output(Command::new("sh").arg(self.workspace.root.join("deploy/backup/pictures")).args(words))
    }
}

/// Fails unless something failed and named what is damaged.
fn refused(done: Result<String>, name: &str) -> Result<()> {
    match done {
        Ok(said) => bail!("{name} is damaged, and nobody minds: {said}"),
        Err(error) => {
            let said = format!("{error:#}");
            ensure!(said.contains(name), "{name} is damaged, and is not named: {said}");
            Ok(())
        }
    }
}

/// What is a file of a picture: no link to one that the shop came with, and nothing of a job that was killed while it made
/// one (`.making-…`).
fn contents(folder: &Path) -> Result<Contents> {
    let mut found = Contents::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).with_context(|| format!("cannot read {}", next.display()))? {
            let entry = entry?;
            let kind = entry.file_type()?;
            if entry.file_name().as_encoded_bytes().starts_with(b".") {
                continue;
            }
            if kind.is_dir() {
                folders.push(entry.path());
            } else if kind.is_file() {
                found.insert(entry.path().strip_prefix(folder)?.to_owned(), fs::read(entry.path())?);
            }
        }
    }
    Ok(found)
}
