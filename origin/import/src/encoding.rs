//! Text of bytes, whatever wrote them: UTF-8 with or without a mark, UTF-16, or Windows-1252.

use std::io::{self, BufRead, Read};

use encoding_rs::{Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::input::Input;

/// How much is decoded at a time.
const CHUNK: usize = 64 * 1024;

/// A file as UTF-8, however it is encoded. A byte that is no text in its encoding becomes U+FFFD.
///
/// Without a byte order mark the text is taken for UTF-8 as long as it can be. The first byte that is not decides: if
/// everything before it is ASCII, the rest is Windows-1252, as spreadsheets in western Europe save; if there was UTF-8
/// before, the byte is broken.
pub struct Text {
    input: Input,
    mode: Mode,
    /// Decoded and not yet read, from `at`.
    buffer: Vec<u8>,
    at: usize,
    ended: bool,
}

enum Mode {
    /// Nothing was read yet; perhaps the command line names the encoding.
    Begin(Option<&'static Encoding>),
    /// UTF-8 so far: the head of a character that a chunk cut, and whether there was one beyond ASCII.
    Utf8 { cut: Vec<u8>, proven: bool },
    /// Another encoding.
    Other(Box<Decoder>),
}

impl Text {
    /// The text of `input`, in `encoding` if one is given.
    pub fn new(input: Input, encoding: Option<&'static Encoding>) -> Self {
        Self { input, mode: Mode::Begin(encoding), buffer: Vec::new(), at: 0, ended: false }
    }

    /// What the text has turned out to be encoded in, so far.
    pub fn encoding(&self) -> &'static str {
        match &self.mode {
            Mode::Begin(encoding) => encoding.unwrap_or(UTF_8).name(),
            Mode::Utf8 { .. } => UTF_8.name(),
            Mode::Other(decoder) => decoder.encoding().name(),
        }
    }

    fn decode(&mut self) -> io::Result<()> {
        self.buffer.clear();
        self.at = 0;
        while self.buffer.is_empty() && !self.ended {
            let mut bytes = Vec::with_capacity(CHUNK + 4);
            if let Mode::Utf8 { cut, .. } = &mut self.mode {
                bytes.append(cut);
            }
            let begins = matches!(self.mode, Mode::Begin(_));
            // Two bytes at least to begin with: a byte order mark must not be cut.
            let wanted = if begins { 4096 } else { 1 };
            let before = bytes.len();
            while bytes.len() - before < wanted {
                let chunk = self.input.fill_buf()?;
                let taken = chunk.len().min(CHUNK);
                if taken == 0 {
                    self.ended = true;
                    break;
                }
                bytes.extend_from_slice(&chunk[..taken]);
                self.input.consume(taken);
            }
            if let Mode::Begin(named) = self.mode {
                let (encoding, mark) = begin(&bytes, named);
                bytes.drain(..mark);
                self.mode = match encoding == UTF_8 {
                    true => Mode::Utf8 { cut: Vec::new(), proven: mark > 0 || named.is_some() },
                    false => Mode::Other(Box::new(encoding.new_decoder_without_bom_handling())),
                };
            }
            self.take(&bytes);
        }
        Ok(())
    }

    /// Decodes bytes to the end of the buffer.
    fn take(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        if let Mode::Utf8 { cut, proven } = &mut self.mode {
            loop {
                let error = match std::str::from_utf8(rest) {
                    Ok(text) => {
                        *proven |= !text.is_ascii();
                        self.buffer.extend_from_slice(rest);
                        return;
                    }
                    Err(error) => error,
                };
                let (good, bad) = rest.split_at(error.valid_up_to());
                *proven |= !good.is_ascii();
                self.buffer.extend_from_slice(good);
                rest = bad;
                match error.error_len() {
                    None if !self.ended => {
                        cut.extend_from_slice(bad);
                        return;
                    }
                    _ if !*proven => break,
                    length => {
                        self.buffer.extend_from_slice("\u{fffd}".as_bytes());
                        rest = &bad[length.unwrap_or(bad.len())..];
                    }
                }
            }
            self.mode = Mode::Other(Box::new(WINDOWS_1252.new_decoder_without_bom_handling()));
        }
        if let Mode::Other(decoder) = &mut self.mode {
            let mut text = String::with_capacity(decoder.max_utf8_buffer_length(rest.len()).unwrap_or(rest.len() * 3));
            let _replaced = decoder.decode_to_string(rest, &mut text, self.ended);
            self.buffer.extend_from_slice(text.as_bytes());
        }
    }
}

/// The encoding by the first bytes, and how long its mark is.
fn begin(bytes: &[u8], named: Option<&'static Encoding>) -> (&'static Encoding, usize) {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return (encoding, mark);
    }
    if let Some(encoding) = named {
        return (encoding, 0);
    }
    // Without a mark UTF-16 is known by its zeros: what a file begins with is ASCII, of which every other byte is one.
    let bytes = &bytes[..bytes.len().min(64)];
    let zeros = |odd: usize| bytes.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let half = bytes.len() / 2;
    match half >= 4 {
        true if odd * 10 > half * 4 && even * 10 < half => (UTF_16LE, 0),
        true if even * 10 > half * 4 && odd * 10 < half => (UTF_16BE, 0),
        _ => (UTF_8, 0),
    }
}

impl Read for Text {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let there = self.fill_buf()?;
        let taken = there.len().min(buffer.len());
        buffer[..taken].copy_from_slice(&there[..taken]);
        self.consume(taken);
        Ok(taken)
    }
}

impl BufRead for Text {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at == self.buffer.len() {
            self.decode()?;
        }
        Ok(&self.buffer[self.at..])
    }

    fn consume(&mut self, amount: usize) {
        self.at = (self.at + amount).min(self.buffer.len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::io::{BufReader, Cursor};

    /// Text and encoding of bytes that come `size` at a time.
    fn read(bytes: &[u8], size: usize) -> (String, &'static str) {
        let input: Input = Box::new(BufReader::with_capacity(size, Cursor::new(bytes.to_vec())));
        let mut text = Text::new(input, None);
        let mut out = String::new();
        text.read_to_string(&mut out).unwrap();
        (out, text.encoding())
    }

    fn utf16(text: &str, mark: bool, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        let mark = mark.then_some('\u{feff}');
        mark.into_iter().chain(text.chars()).collect::<String>().encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn a03_each_encoding_is_told_by_what_it_is() {
        let text = "Handle;Title\r\ngeraet;Heizgerät für 5 €\r\n";
        let windows = WINDOWS_1252.encode(text).0.into_owned();
        for size in [1, 3, 4096] {
            assert_eq!(read(text.as_bytes(), size), (text.to_owned(), "UTF-8"));
            assert_eq!(read(format!("\u{feff}{text}").as_bytes(), size), (text.to_owned(), "UTF-8"));
            assert_eq!(read(&windows, size), (text.to_owned(), "windows-1252"));
            for mark in [true, false] {
                assert_eq!(read(&utf16(text, mark, u16::to_le_bytes), size), (text.to_owned(), "UTF-16LE"));
                assert_eq!(read(&utf16(text, mark, u16::to_be_bytes), size), (text.to_owned(), "UTF-16BE"));
            }
        }
    }

    #[test]
    fn a_broken_byte_among_utf_8_is_marked() {
        assert_eq!(read("ä\u{0}".as_bytes(), 8), ("ä\0".to_owned(), "UTF-8"));
        assert_eq!(read(b"\xc3\xa4 \xff \xc3", 2), ("ä \u{fffd} \u{fffd}".to_owned(), "UTF-8"));
        assert_eq!(read(b"", 8), (String::new(), "UTF-8"));
    }

    proptest! {
        #[test]
        fn utf_8_comes_through_whatever_the_chunks(text in "[a-zäß€高\n,]{0,60}", size in 1_usize..9) {
            prop_assert_eq!(read(text.as_bytes(), size).0, text);
        }

        #[test]
        fn any_bytes_are_text(bytes in prop::collection::vec(any::<u8>(), 0..200), size in 1_usize..9) {
            read(&bytes, size);
        }
    }
}
