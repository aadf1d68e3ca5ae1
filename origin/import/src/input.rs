//! Where rows come from: a file or standard input, plain or compressed.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use anyhow::Context as _;
use flate2::bufread::MultiGzDecoder;

/// Bytes to be read, decompressed.
pub type Input = Box<dyn BufRead + Send>;

/// What a file may unpack to, in bytes: a million products take a quarter of it, and a bomb ends here.
const MAX_FILE_BYTES: u64 = 4 * 1024 * 1024 * 1024;

/// What a file may unpack to that was given to the office, where many can give one.
const MAX_GIVEN_BYTES: u64 = 1024 * 1024 * 1024;

/// Opens a file, or standard input for `-`. Gzip is known by its first two bytes.
///
/// # Errors
/// If the file cannot be opened or read.
pub fn open(path: &Path) -> anyhow::Result<Input> {
    let plain: Box<dyn Read + Send> = match path.as_os_str().as_encoded_bytes() {
        b"-" => Box::new(io::stdin()),
        _ => Box::new(File::open(path).with_context(|| format!("cannot open {}", path.display()))?),
    };
    let unreadable = || format!("cannot read {}", path.display());
    decompressed(Box::new(BufReader::with_capacity(256 * 1024, plain)), MAX_FILE_BYTES).with_context(unreadable)
}

/// What a reader says, decompressed if it is gzip: one GiB at most.
///
/// # Errors
/// If it cannot be read.
pub fn read(plain: impl Read + Send + 'static) -> io::Result<Input> {
    decompressed(Box::new(BufReader::with_capacity(256 * 1024, plain)), MAX_GIVEN_BYTES)
}

/// Whether JSON lines begin here: by the first letter that is no blank.
///
/// # Errors
/// If it cannot be read.
pub fn is_json(input: &mut Input) -> io::Result<bool> {
    let begins = input.fill_buf()?;
    let begins = begins.strip_prefix(b"\xef\xbb\xbf").unwrap_or(begins);
    Ok(begins.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{'))
}

fn decompressed(mut plain: Input, most: u64) -> io::Result<Input> {
    Ok(match plain.fill_buf()?.starts_with(&[0x1f, 0x8b]) {
        true => {
            let bounded = Bounded { inner: MultiGzDecoder::new(plain), left: most, most };
            Box::new(BufReader::with_capacity(256 * 1024, bounded))
        }
        false => plain,
    })
}

/// A reader that fails, instead of ending, when more comes than is allowed.
struct Bounded<R> {
    inner: R,
    left: u64,
    most: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.left = self.left.checked_sub(read as u64).ok_or_else(|| {
            let most = self.most / 1024 / 1024;
            io::Error::other(format!("the file unpacks to more than {most} MiB: split it"))
        })?;
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Cursor, Write as _};

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(bytes).unwrap();
        gzip.finish().unwrap()
    }

    fn all(bytes: Vec<u8>, most: u64) -> io::Result<Vec<u8>> {
        let mut out = Vec::new();
        decompressed(Box::new(Cursor::new(bytes)), most)?.read_to_end(&mut out).map(|_| out)
    }

    #[test]
    fn gzip_is_unpacked_and_plain_text_left_alone() {
        assert_eq!(all(b"plain".to_vec(), 100).unwrap(), b"plain");
        assert_eq!(all(gzip(b"packed"), 100).unwrap(), b"packed");
        assert_eq!(all(Vec::new(), 100).unwrap(), b"");
    }

    #[test]
    fn json_lines_are_known_by_how_they_begin() {
        for (text, expected) in
            [("{\"slug\":1}", true), ("\u{feff}\n {", true), ("Handle,Title\n{", false), ("", false)]
        {
            let mut input = read(Cursor::new(text.as_bytes().to_vec())).unwrap();
            assert_eq!(is_json(&mut input).unwrap(), expected, "{text}");
            let mut all = String::new();
            input.read_to_string(&mut all).unwrap();
            assert_eq!(all, text, "nothing of it was taken");
        }
    }

    #[test]
    fn broken_gzip_is_an_error_not_an_end() {
        assert!(all(b"\x1f\x8bnonsense".to_vec(), 100).is_err());
    }

    #[test]
    fn l06_a_bomb_ends_where_the_bound_is() {
        let bomb = gzip(&vec![b'x'; 1_000_000]);
        assert_eq!(all(bomb.clone(), 1_000_000).unwrap().len(), 1_000_000);
        assert!(all(bomb, 999_999).unwrap_err().to_string().contains("unpacks to more"));
    }
}
