//! Small files that may be replaced while the program runs.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant};

/// How long what was read is taken for what is there.
const GLANCE: Duration = Duration::from_secs(1);

/// How a file is read: with the checks of who else may read it, or how long it may be.
type Read<E> = fn(&Path) -> Result<Vec<u8>, E>;
/// What the contents mean.
type Parse<T, E> = fn(&[Vec<u8>]) -> Result<T, E>;

/// What a small and local file says, or several that belong together. They are read again while they are used, so
/// nobody has to say that they changed. Contents are compared, not times: a link that is turned to another folder is
/// noticed too.
pub struct WatchedFile<T, E> {
    paths: Vec<PathBuf>,
    read: Read<E>,
    parse: Parse<T, E>,
    /// The last good value stands in while a file is being replaced or was spoilt.
    value: RwLock<Arc<T>>,
    seen: Mutex<Seen>,
}

struct Seen {
    /// The contents at the last look, whether they were good or not.
    contents: Vec<Vec<u8>>,
    looked: Instant,
}

/// What the files say may be secret, so it is not shown.
impl<T, E> fmt::Debug for WatchedFile<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WatchedFile").field("paths", &self.paths).finish_non_exhaustive()
    }
}

impl<T, E> WatchedFile<T, E> {
    /// The files at `paths`.
    ///
    /// # Errors
    /// If they cannot be read now, or say nothing of use.
    pub fn open(paths: &[&Path], read: Read<E>, parse: Parse<T, E>) -> Result<Self, E> {
        let contents = paths.iter().map(|path| read(path)).collect::<Result<Vec<_>, E>>()?;
        let value = RwLock::new(Arc::new(parse(&contents)?));
        let seen = Mutex::new(Seen { contents, looked: Instant::now() });
        Ok(Self { paths: paths.iter().map(|path| (*path).to_owned()).collect(), read, parse, value, seen })
    }

    /// What was last found to be good, without a look.
    pub fn latest(&self) -> Arc<T> {
        Arc::clone(&self.value.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Looks now, and says whether anything new was taken up.
    ///
    /// # Errors
    /// As [`WatchedFile::open`], but of the same contents once; what was good before stays.
    pub fn look(&self) -> Result<bool, E> {
        self.look_at(&mut self.seen.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// What the file says, or said a second ago. `complain` is called with the reason if it has become useless; what it
    /// last said is used then.
    pub fn current(&self, complain: impl FnOnce(&E)) -> Arc<T> {
        self.read_after(GLANCE, complain)
    }

    /// The same, but what the file says at this moment.
    pub fn read_now(&self, complain: impl FnOnce(&E)) -> Arc<T> {
        self.read_after(Duration::ZERO, complain)
    }

    fn read_after(&self, glance: Duration, complain: impl FnOnce(&E)) -> Arc<T> {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.looked.elapsed() >= glance
            && let Err(error) = self.look_at(&mut seen)
        {
            complain(&error);
        }
        drop(seen);
        self.latest()
    }

    fn look_at(&self, seen: &mut Seen) -> Result<bool, E> {
        seen.looked = Instant::now();
        let contents = self.paths.iter().map(|path| (self.read)(path)).collect::<Result<Vec<_>, E>>()?;
        if contents == seen.contents {
            return Ok(false);
        }
        let value = (self.parse)(&contents);
        seen.contents = contents;
        *self.value.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(value?);
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Error, ErrorKind};

    fn sum(contents: &[Vec<u8>]) -> Result<u32, Error> {
        let number = |text: &Vec<u8>| std::str::from_utf8(text).ok()?.trim().parse::<u32>().ok();
        contents.iter().map(number).sum::<Option<u32>>().ok_or_else(|| Error::from(ErrorKind::InvalidData))
    }

    #[test]
    fn what_it_says_is_not_shown() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("keys");
        std::fs::write(&path, "4242").expect("the folder is ours");
        let file = WatchedFile::open(&[&path], |path| std::fs::read(path), sum).expect("a number");
        let shown = format!("{file:?}");
        assert!(shown.contains("keys") && !shown.contains("4242") && !shown.contains("52, 50"), "{shown}");
    }

    #[test]
    fn several_files_say_one_thing_and_what_is_spoilt_is_said_once() {
        let folder = tempfile::tempdir().expect("a folder");
        let [one, two] = ["one", "two"].map(|name| folder.path().join(name));
        let write = |path: &Path, text: &str| std::fs::write(path, text).expect("the folder is ours");
        write(&one, "1");
        write(&two, "2");
        let file = WatchedFile::open(&[&one, &two], |path| std::fs::read(path), sum).expect("two numbers");
        assert!(!file.look().expect("the same contents"));
        write(&two, "40");
        assert_eq!(*file.current(|_| ()), 3, "it was looked at just now");
        assert!(file.look().expect("two numbers"));
        assert_eq!(*file.latest(), 41);
        write(&one, "none");
        let mut complaints = 0;
        for _ in 0..2 {
            assert_eq!(*file.read_now(|_| complaints += 1), 41);
        }
        assert_eq!(complaints, 1);
        write(&one, "2");
        assert_eq!(*file.read_now(|_| complaints += 1), 42);
        assert_eq!(complaints, 1);
    }
}
