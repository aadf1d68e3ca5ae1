//! A text cut into lines, each with its number.

use std::io::{self, BufRead, Read as _};

use crate::encoding::Text;

/// No product is described by more than this; what is longer is refused, not kept in memory.
pub const MAX_RECORD_BYTES: usize = 4 * 1024 * 1024;

/// The next line that is not blank with its number, which `number` counts on; `None` in place of a line that is too
/// long, and `None` altogether at the end.
///
/// # Errors
/// If the file cannot be read any further.
pub fn next_line(text: &mut Text, number: &mut u64) -> io::Result<Option<(u64, Option<Vec<u8>>)>> {
    loop {
        *number += 1;
        match read_line(text)? {
            None => return Ok(None),
            Some(line) if line.as_ref().is_some_and(|line| line.trim_ascii().is_empty()) => {}
            Some(line) => return Ok(Some((*number, line))),
        }
    }
}

/// `None` at the end, `Some(None)` for a line that is too long.
fn read_line(text: &mut Text) -> io::Result<Option<Option<Vec<u8>>>> {
    let mut line = Vec::new();
    let most = MAX_RECORD_BYTES as u64 + 1;
    if text.by_ref().take(most).read_until(b'\n', &mut line)? == 0 {
        return Ok(None);
    }
    if line.last() == Some(&b'\n') || line.len() <= MAX_RECORD_BYTES {
        return Ok(Some(Some(line)));
    }
    // The rest of the line, in bites.
    loop {
        line.clear();
        let read = text.by_ref().take(most).read_until(b'\n', &mut line)?;
        if read == 0 || line.last() == Some(&b'\n') {
            return Ok(Some(None));
        }
    }
}

/// Why a record that is too long is refused.
pub fn too_long() -> String {
    format!("it is longer than {MAX_RECORD_BYTES} bytes: nothing of it was read")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    #[test]
    fn lines_are_counted_and_long_ones_skipped() {
        let mut bytes = b"a\n\nbc\r\n".to_vec();
        bytes.extend(vec![b'x'; 2 * MAX_RECORD_BYTES + 5]);
        bytes.extend(b"\nlast");
        let (mut text, mut number) = (Text::new(Box::new(Cursor::new(bytes)), None), 0);
        let mut lines = Vec::new();
        while let Some((number, line)) = next_line(&mut text, &mut number).unwrap() {
            lines.push((number, line.map(|line| line.len())));
        }
        assert_eq!(lines, [(1, Some(2)), (3, Some(4)), (4, None), (5, Some(4))]);
    }
}
