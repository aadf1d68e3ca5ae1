//! What becomes of an index whose writer is killed, whose disk is full, or whose files are damaged.
//!
//! Writers that end badly are processes of their own: this very program, called for the same test by the folder of the index.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::*;

/// Names the folder of the index to the writer.
const FOLDER: &str = "SELVEDGE_CRASHING_INDEX";
/// Products of each commit.
const PRODUCTS: u128 = 40;

/// All products with the number of a round in their titles.
fn round(number: usize) -> Vec<(ProductId, i64, ProductDocument)> {
    (0..PRODUCTS).map(|place| (id(place), 7, plain(&format!("p-{place}"), &format!("Lamp round{number}")))).collect()
}

/// Commits round after round, and says so.
fn write_rounds(dir: &Path, rounds: impl Iterator<Item = usize>) -> anyhow::Result<()> {
    let mut writer = Index::open_sound(dir)?.writer()?;
    for number in rounds {
        writer.upsert(&round(number))?;
        writer.commit()?;
        println!("committed {number}");
    }
    Ok(())
}

/// Writes more than its files may hold: what a full disk says, too.
fn write_too_much(dir: &Path) -> anyhow::Result<()> {
    let mut large = round(1_000);
    for (place, (_, _, product)) in large.iter_mut().enumerate() {
        let words = (0..20_000).map(|word| format!("w{place}x{word} "));
        product.description = domain::catalog::Localized::same(words.collect::<String>());
    }
    let mut writer = Index::open_sound(dir)?.writer()?;
    writer.upsert(&large)?;
    writer.commit()
}

/// This program once more for the same test, which then does what the parent says.
fn child(test: &str, before: &str, dir: &Path) -> Command {
    let mut command = Command::new("sh");
    command.arg("-c").arg(format!("{before} exec \"$0\" \"$@\""));
    command.arg(std::env::current_exe().expect("this program"));
    command.args(["--exact", "--nocapture"]).arg(format!("tests::crashes::{test}"));
    command.env(FOLDER, dir).stdout(Stdio::piped()).stderr(Stdio::null());
    command
}

/// The round of which all products are, and nothing else is found.
fn only_round(index: &Index) -> usize {
    let found = index.search("lamp", Market::Eu, Sort::Featured, 1).expect("a readable index");
    assert_eq!((found.total, index.len().expect("readable")), (PRODUCTS as u64, PRODUCTS as u64), "each once");
    let title = found.hits[0].title.bare().to_owned();
    let number = title.strip_prefix("Lamp round").and_then(|number| number.parse().ok()).expect("a round's number");
    let of_round = index.search(&title, Market::Eu, Sort::BestSelling, 1).expect("a readable index");
    assert_eq!(of_round.total, PRODUCTS as u64, "all are of the same round");
    number
}

#[test]
fn a_writer_that_is_killed_leaves_the_last_commit_whole() {
    if let Some(dir) = std::env::var_os(FOLDER) {
        return write_rounds(Path::new(&dir), 0..).expect("it is killed before");
    }
    let dir = tempfile::tempdir().expect("a directory");
    write_rounds(dir.path(), 0..1).expect("room on the disk");
    for lines in [1, 2, 5, 9] {
        let mut writing =
            child("a_writer_that_is_killed_leaves_the_last_commit_whole", "", dir.path()).spawn().expect("a process");
        let out = BufReader::new(writing.stdout.take().expect("a pipe")).lines().map_while(Result::ok);
        let last = out.filter_map(|line| line.strip_prefix("committed ")?.parse().ok()).nth(lines - 1);
        let last: usize = last.expect("it goes on until it is killed");
        writing.kill().expect("it still writes");
        writing.wait().expect("it has ended");
        let index = Index::open_sound(dir.path()).expect("an index");
        assert!(only_round(&index) >= last, "what was committed stays");
        write_rounds(dir.path(), 0..1).expect("the lock of the killed one is gone");
        assert_eq!(only_round(&index), 0);
    }
}

#[test]
fn a_full_disk_loses_nothing_that_was_committed() {
    if let Some(dir) = std::env::var_os(FOLDER) {
        println!("{}", if write_too_much(Path::new(&dir)).is_err() { "no room" } else { "room" });
        return;
    }
    let dir = tempfile::tempdir().expect("a directory");
    write_rounds(dir.path(), 0..3).expect("room on the disk");
    // Files of at most 256 blocks, and whoever goes beyond is told so instead of being ended.
    let limit = "trap '' XFSZ; ulimit -f 256;";
    let out = child("a_full_disk_loses_nothing_that_was_committed", limit, dir.path()).output().expect("a process");
    let out = String::from_utf8_lossy(&out.stdout);
    assert!(out.contains("no room"), "{out}");
    let index = Index::open_sound(dir.path()).expect("an index");
    assert_eq!(only_round(&index), 2);
    write_rounds(dir.path(), 3..5).expect("room on the disk");
    assert_eq!(only_round(&index), 4);
}

/// The files of the index that hold anything, but for locks.
fn files(dir: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(crate::index::folder(dir)).expect("a folder");
    let files = entries.map(|entry| entry.expect("a file").path());
    let mut files: Vec<PathBuf> = files
        .filter(|path| path.extension().is_none_or(|extension| extension != "lock"))
        .filter(|path| fs::metadata(path).expect("a file").len() > 0)
        .collect();
    files.sort();
    files
}

#[test]
fn a_damaged_file_of_any_kind_has_the_index_made_anew_and_readers_go_on() {
    let dir = tempfile::tempdir().expect("a directory");
    write_rounds(dir.path(), 0..1).expect("room on the disk");
    let reader = Index::open(dir.path()).expect("an index");
    assert_eq!(only_round(&reader), 0);
    let kinds = files(dir.path()).len();
    assert!(kinds > 5, "postings, positions, columns, the store: {:?}", files(dir.path()));
    for kind in 0..kinds {
        let file = files(dir.path()).into_iter().nth(kind).expect("an index has as many files each time");
        if file.ends_with(".managed.json") {
            continue;
        }
        let mut bytes = fs::read(&file).expect("readable");
        let middle = bytes.len() / 3;
        bytes[middle] ^= 0x55;
        // In another file, as whoever restores a folder does: readers still have the one before.
        fs::remove_file(&file).and_then(|()| fs::write(&file, bytes)).expect("room on the disk");
        let index = Index::open_sound(dir.path()).expect("it is made anew");
        assert!(index.is_empty().expect("readable"), "{} was damaged", file.display());
        write_rounds(dir.path(), kind..kind + 1).expect("room on the disk");
        assert_eq!((only_round(&index), only_round(&reader)), (kind, kind));
    }
}

#[test]
fn an_index_that_somebody_writes_is_not_looked_at() {
    let dir = tempfile::tempdir().expect("a directory");
    write_rounds(dir.path(), 0..1).expect("room on the disk");
    let writing = Index::open(dir.path()).expect("an index").writer().expect("nobody else writes");
    assert_eq!(only_round(&Index::open_sound(dir.path()).expect("an index")), 0);
    drop(writing);
}
