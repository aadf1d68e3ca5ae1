//! Keys in a file that may be replaced at any time.

use std::fs::File;
use std::io::{Error, ErrorKind, Read as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::sync::Arc;

use crate::WatchedFile;
use crate::key::{BadKeys, Keys};

/// Longer than any number of keys that makes sense.
const MAX_BYTES: u64 = 64 * 1024;

/// Why a file of keys cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum BadKeyFile {
    /// It cannot be read.
    #[error(transparent)]
    Unreadable(#[from] Error),
    /// Every user of the machine may read or change it.
    #[error("it is open to all users of this machine: close it by chmod o= FILE")]
    Open,
    /// What is in it are no keys.
    #[error(transparent)]
    Keys(#[from] BadKeys),
}

/// A file with lines of the form `id:secret`.
#[derive(Debug)]
pub struct KeyFile(WatchedFile<Keys, BadKeyFile>);

impl KeyFile {
    /// The keys in this file.
    ///
    /// # Errors
    /// If there are none, or if everybody could read them.
    pub fn open(path: &Path) -> Result<Self, BadKeyFile> {
        WatchedFile::open(&[path], read, parse).map(Self)
    }

    /// The keys as they are in the file, or were a second ago. `complain` is called with the reason if
    /// the file has become useless; the last good keys are used then.
    pub fn current(&self, complain: impl FnOnce(&BadKeyFile)) -> Arc<Keys> {
        self.0.current(complain)
    }
}

fn read(path: &Path) -> Result<Vec<u8>, BadKeyFile> {
    let file = File::open(path)?;
    // Of the open file: another could have taken its name meanwhile.
    if file.metadata()?.permissions().mode() & 0o007 != 0 {
        return Err(BadKeyFile::Open);
    }
    let mut text = Vec::new();
    file.take(MAX_BYTES).read_to_end(&mut text)?;
    Ok(text)
}

fn parse(contents: &[Vec<u8>]) -> Result<Keys, BadKeyFile> {
    let text = String::from_utf8(contents.concat()).map_err(|error| Error::new(ErrorKind::InvalidData, error))?;
    Ok(text.parse()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::{Permissions, set_permissions, write};

    #[test]
    fn a_replaced_file_is_used_and_a_spoilt_one_never() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("keys");
        let line = |id: &str| format!("{id}:{}\n", "A".repeat(44));
        let now = |file: &KeyFile| file.0.read_now(|_| ()).signing().id().to_owned();
        write(&path, line("one")).expect("it can be written");
        set_permissions(&path, Permissions::from_mode(0o604)).expect("it is ours");
        assert!(matches!(KeyFile::open(&path), Err(BadKeyFile::Open)));
        set_permissions(&path, Permissions::from_mode(0o640)).expect("it is ours");
        let file = KeyFile::open(&path).expect("good keys");
        assert_eq!(now(&file), "one");
        write(&path, line("two") + &line("one")).expect("it can be written");
        assert_eq!(now(&file), "two");
        for spoilt in [String::new(), "x".to_owned(), line("two") + &line("two")] {
            write(&path, spoilt).expect("it can be written");
            assert!(KeyFile::open(&path).is_err());
            assert_eq!(now(&file), "two");
        }
        std::fs::remove_file(&path).expect("it is ours");
        let mut complaints = 0;
        file.0.read_now(|_| complaints += 1);
        assert_eq!((now(&file).as_str(), complaints), ("two", 1));
    }
}
