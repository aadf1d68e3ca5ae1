//! Where rows come from: a file or standard input, plain or compressed, cut into lines.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use anyhow::Context as _;
use flate2::bufread::MultiGzDecoder;

/// Text to be read, decompressed.
pub type Input = Box<dyn BufRead + Send>;

/// No product is described by more than this; a line that is longer is refused, not kept in memory.
const MAX_LINE_BYTES: usize = 4 * 1024 * 1024;

/// Opens a file, or standard input for `-`. Gzip is known by its first two bytes.
pub fn open(path: &Path) -> anyhow::Result<Input> {
    let plain: Box<dyn Read + Send> = match path.as_os_str().as_encoded_bytes() {
        b"-" => Box::new(io::stdin()),
        _ => Box::new(File::open(path).with_context(|| format!("cannot open {}", path.display()))?),
    };
    let unreadable = || format!("cannot read {}", path.display());
    decompressed(Box::new(BufReader::with_capacity(256 * 1024, plain))).with_context(unreadable)
}

fn decompressed(mut plain: Input) -> io::Result<Input> {
    Ok(match plain.fill_buf()?.starts_with(&[0x1f, 0x8b]) {
        true => Box::new(BufReader::with_capacity(256 * 1024, MultiGzDecoder::new(plain))),
        false => plain,
    })
}

/// The lines of `input` that are not blank, each with its number from 1; `None` stands for a line
/// that is too long.
pub fn lines(mut input: Input) -> impl Iterator<Item = io::Result<(u64, Option<Vec<u8>>)>> + Send {
    let mut number = 0;
    std::iter::from_fn(move || {
        loop {
            number += 1;
            match read_line(&mut input) {
                Err(error) => return Some(Err(error)),
                Ok(None) => return None,
                Ok(Some(line)) if line.as_ref().is_some_and(|line| line.trim_ascii().is_empty()) => {}
                Ok(Some(line)) => return Some(Ok((number, line))),
            }
        }
    })
}

/// `None` at the end, `Some(None)` for a line that is too long.
fn read_line(input: &mut Input) -> io::Result<Option<Option<Vec<u8>>>> {
    let mut line = Vec::new();
    let most = MAX_LINE_BYTES as u64 + 1;
    if input.by_ref().take(most).read_until(b'\n', &mut line)? == 0 {
        return Ok(None);
    }
    if line.last() == Some(&b'\n') || line.len() <= MAX_LINE_BYTES {
        return Ok(Some(Some(line)));
    }
    // The rest of the line, in bites.
    loop {
        line.clear();
        let read = input.by_ref().take(most).read_until(b'\n', &mut line)?;
        if read == 0 || line.last() == Some(&b'\n') {
            return Ok(Some(None));
        }
    }
}

/// Why a line that is too long is refused.
pub fn too_long() -> String {
    format!("the line is longer than {MAX_LINE_BYTES} bytes")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Cursor, Write as _};

    fn numbers(bytes: Vec<u8>) -> Vec<(u64, Option<usize>)> {
        let input = decompressed(Box::new(Cursor::new(bytes))).unwrap();
        lines(input).map(|line| line.map(|(number, line)| (number, line.map(|line| line.len()))).unwrap()).collect()
    }

    #[test]
    fn lines_are_counted_and_long_ones_skipped() {
        let mut bytes = b"a\n\nbc\r\n".to_vec();
        bytes.extend(vec![b'x'; 2 * MAX_LINE_BYTES + 5]);
        bytes.extend(b"\nlast");
        assert_eq!(numbers(bytes.clone()), [(1, Some(2)), (3, Some(4)), (4, None), (5, Some(4))]);
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(&bytes).unwrap();
        assert_eq!(numbers(gzip.finish().unwrap()), numbers(bytes));
        assert_eq!(numbers(Vec::new()), []);
    }

    #[test]
    fn broken_gzip_is_an_error_not_an_end() {
        let input = decompressed(Box::new(Cursor::new(b"\x1f\x8bnonsense".to_vec()))).unwrap();
        assert!(lines(input).next().expect("an outcome").is_err());
    }
}
