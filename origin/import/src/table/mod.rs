//! Tabular text: records of fields, as spreadsheets and shops export them (RFC 4180 and what is really written).

mod separator;

use std::io::{self, BufRead};

use crate::encoding::Text;
use crate::lines::MAX_RECORD_BYTES;

/// A record of more fields is none of a product: the widest exports have some hundreds.
const MAX_FIELDS: usize = 10_000;

/// One record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableRow {
    /// The line it begins on, from 1, as an editor shows it.
    pub line: u64,
    /// Its fields, without their quotation marks.
    pub cells: Vec<String>,
    /// A quotation mark inside a quoted field was not doubled; it was taken as it stands.
    pub odd_quote: bool,
}

/// What a table's next record is.
#[derive(Debug, PartialEq, Eq)]
pub enum Next {
    /// A record that can be read.
    Row(TableRow),
    /// One that cannot: the line it begins on, and why.
    Unreadable(u64, String),
}

/// A table being read, record by record.
pub struct Table {
    text: Text,
    separator: char,
    /// The line the next byte is on.
    line: u64,
    /// The byte before was a carriage return, which counted as a line's end already.
    after_return: bool,
}

/// Where in a field the reader is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    FieldBegin,
    Plain,
    Quoted,
    /// After a quotation mark in a quoted field: its end, or the first of two.
    QuoteInQuoted,
}

impl Table {
    /// The table in `text`. Its separator is the one that the first line has most of, outside of quotation marks; a
    /// line `sep=;`, as Excel writes it, names it.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn new(mut text: Text) -> io::Result<Self> {
        let head = text.fill_buf()?;
        let (separator, skip) = separator::of(head);
        let mut line = 1;
        if skip > 0 {
            text.consume(skip);
            line += 1;
        }
        Ok(Self { text, separator, line, after_return: false })
    }

    /// What separates fields.
    pub fn separator(&self) -> char {
        self.separator
    }

    /// What the text is encoded in, so far.
    pub fn encoding(&self) -> &'static str {
        self.text.encoding()
    }

    /// The next record; lines that are altogether empty are passed over.
    ///
    /// # Errors
    /// If the file cannot be read any further.
    pub fn next(&mut self) -> io::Result<Option<Next>> {
        let mut record = Building::default();
        let mut place = Place::FieldBegin;
        let mut begun = None;
        let mut opened = 0;
        loop {
            let chunk = self.text.fill_buf()?;
            if chunk.is_empty() {
                let Some(line) = begun else { return Ok(None) };
                if place == Place::Quoted {
                    let reason = format!(
                        "the quotation mark opened on line {opened} is never closed, so lines {line} to {} were not read: close it",
                        self.line
                    );
                    return Ok(Some(Next::Unreadable(line, reason)));
                }
                return Ok(Some(record.end(line)));
            }
            let length = chunk.len();
            let mut used = 0;
            let mut done = false;
            for &byte in chunk {
                used += 1;
                let after_return = std::mem::take(&mut self.after_return);
                let here = self.line;
                match byte {
                    b'\n' if after_return => {}
                    b'\n' => self.line += 1,
                    b'\r' => {
                        self.line += 1;
                        self.after_return = true;
                    }
                    _ => {}
                }
                let ends_line = matches!(byte, b'\n' | b'\r');
                if begun.is_none() {
                    if ends_line {
                        continue;
                    }
                    begun = Some(here);
                }
                let separates = byte == self.separator as u8;
                place = match place {
                    Place::FieldBegin if byte == b'"' => {
                        opened = here;
                        Place::Quoted
                    }
                    Place::FieldBegin | Place::Plain | Place::QuoteInQuoted if ends_line => {
                        done = true;
                        break;
                    }
                    Place::FieldBegin | Place::Plain | Place::QuoteInQuoted if separates => {
                        record.end_field();
                        Place::FieldBegin
                    }
                    Place::FieldBegin | Place::Plain => record.push(byte, Place::Plain),
                    Place::Quoted if byte == b'"' => Place::QuoteInQuoted,
                    Place::Quoted => record.push(byte, Place::Quoted),
                    Place::QuoteInQuoted if byte == b'"' => record.push(byte, Place::Quoted),
                    Place::QuoteInQuoted => {
                        record.odd_quote = true;
                        record.push(b'"', Place::Quoted);
                        record.push(byte, Place::Quoted)
                    }
                };
            }
            debug_assert!(used <= length, "no more was read than is there");
            self.text.consume(used);
            if done {
                return Ok(begun.map(|line| record.end(line)));
            }
        }
    }
}

/// A record as far as it was read.
#[derive(Default)]
struct Building {
    cells: Vec<String>,
    field: Vec<u8>,
    bytes: usize,
    fields: usize,
    odd_quote: bool,
}

impl Building {
    /// Adds a byte, unless the record is too long; then it is only counted.
    fn push(&mut self, byte: u8, place: Place) -> Place {
        self.bytes += 1;
        if self.bytes <= MAX_RECORD_BYTES {
            self.field.push(byte);
        }
        place
    }

    fn end_field(&mut self) {
        self.bytes += 1;
        self.fields += 1;
        if self.bytes <= MAX_RECORD_BYTES && self.fields <= MAX_FIELDS {
            // The text is UTF-8, and neither separators nor quotation marks cut a character of it.
            self.cells.push(String::from_utf8_lossy(&self.field).into_owned());
        }
        self.field.clear();
    }

    fn end(mut self, line: u64) -> Next {
        if self.bytes >= MAX_RECORD_BYTES {
            return Next::Unreadable(
                line,
                format!("{}; if that surprises, a quotation mark is not closed", crate::lines::too_long()),
            );
        }
        self.end_field();
        if self.fields > MAX_FIELDS {
            let reason = format!("it has {} fields, and {MAX_FIELDS} is the most: nothing of it was read", self.fields);
            return Next::Unreadable(line, reason);
        }
        if self.cells.iter().any(|cell| cell.contains('\u{fffd}')) {
            let reason = "it has a character that is no text in the file's encoding: save the file as UTF-8, or name its encoding by --encoding";
            return Next::Unreadable(line, reason.to_owned());
        }
        Next::Row(TableRow { line, cells: self.cells, odd_quote: self.odd_quote })
    }
}

#[cfg(test)]
mod tests;
