//! Which index a folder is. Each has consumers of events of its own, so that several machines may keep one each.

use std::fs::{self, File};
use std::io::{ErrorKind, Read as _, Write as _};
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use std::time::UNIX_EPOCH;

use anyhow::Context as _;
use uuid::Uuid;

/// The file in the index directory that says it. It lies beside the indexes of all versions, and outlasts each.
const FILE: &str = "reader";
/// No such file is longer.
const MAX_BYTES: u64 = 256;

/// The id of the index in this folder, 32 hexadecimal digits that nobody can guess; made now if it has none. A copy of a folder
/// is another index: its consumers would be those of the first, of whose events each would get a part. What `followed` says of
/// the events that were taken in is another's then, and removed before. Reads and writes files.
///
/// # Errors
/// If the disk fails.
pub(super) fn id_of(folder: &Path, followed: &Path) -> anyhow::Result<String> {
    let file = folder.join(FILE);
    if let Some(id) = read(&file) {
        return Ok(id);
    }
    match fs::remove_file(followed) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            return Err(error).with_context(|| format!("removing {}", followed.display()));
        }
        _ => {}
    }
    let id = Uuid::new_v4().simple().to_string();
    let draft = folder.join(format!("{FILE}.{id}"));
    let advice = || format!("writing {}", draft.display());
    let mut written = File::create_new(&draft).with_context(advice)?;
    let text = format!("{id} {}", mark(&written).with_context(advice)?);
    written.write_all(text.as_bytes()).and_then(|()| written.sync_all()).with_context(advice)?;
    // Whole or not at all. Two processes that share the folder and begin at once know the last, or have one each until the next
    // start, which is harmless: each then hears all events.
    fs::rename(&draft, &file).with_context(advice)?;
    read(&file).with_context(|| format!("{} is not what was just written", file.display()))
}

/// The id in a file; none if there is none, it is damaged, or it is a copy.
fn read(file: &Path) -> Option<String> {
    let mut text = String::new();
    let open = File::open(file).ok()?;
    let mark = mark(&open).ok()?;
    open.take(MAX_BYTES).read_to_string(&mut text).ok()?;
    let (id, written) = text.split_once(' ')?;
    let id: Uuid = id.parse().ok()?;
    (written == mark).then(|| id.simple().to_string())
}

/// What a copy of a file does not have in common with it: its number on its disk, and when it was made, where that is kept.
fn mark(file: &File) -> std::io::Result<String> {
    let known = file.metadata()?;
    let made = known.created().ok().and_then(|made| made.duration_since(UNIX_EPOCH).ok());
    Ok(format!("{} {}", known.ino(), made.map_or(0, |made| made.as_nanos())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use tempfile::TempDir;

    #[test]
    fn a_folder_keeps_its_id_and_a_copy_has_another_and_has_followed_nothing() {
        let [first, copy] = [(); 2].map(|()| tempfile::tempdir().expect("a folder"));
        let followed = |folder: &TempDir| folder.path().join("followed");
        let id = |folder: &TempDir| id_of(folder.path(), &followed(folder)).expect("a disk");
        let known = id(&first);
        assert!(known.len() == 32 && known.bytes().all(|byte| byte.is_ascii_hexdigit()), "{known}");
        assert_eq!(fs::read_dir(first.path()).expect("a folder").count(), 1, "nothing else is left");
        fs::write(followed(&first), "7").expect("a disk");
        assert_eq!(id(&first), known);
        assert!(followed(&first).exists(), "it is still true");

        for file in [FILE, "followed"] {
            fs::copy(first.path().join(file), copy.path().join(file)).expect("a disk");
        }
        let other = id(&copy);
        assert_ne!(other, known);
        assert!(!followed(&copy).exists(), "that was the other's");
        assert_eq!(id(&copy), other);
        for damaged in ["", "x", "not-an-id 1 1", &known, &format!("{known} "), &"9".repeat(1000)] {
            fs::write(first.path().join(FILE), damaged).expect("a disk");
            assert_ne!(id(&first), known, "{damaged}");
        }
    }
}
