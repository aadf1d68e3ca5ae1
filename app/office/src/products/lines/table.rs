//! Lines of a spreadsheet: separated by tabs as they come out of one, or by semicolons or commas as its files are, with
//! quotation marks around what holds one of these.

use super::changes::{Fault, Slip};

/// More lines than a product has variants, with the first.
const MAX_ROWS: usize = 2_049;
/// More columns than anybody has use for.
const MAX_COLUMNS: usize = 100;

/// A line that says something, with its number from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    /// Where it begins.
    pub line: usize,
    /// What is in its columns, without spaces around.
    pub cells: Vec<String>,
}

/// The lines of a text. Quotation marks that are not closed are part of the text.
///
/// # Errors
/// Lines that are too many or too long.
pub(super) fn separated(text: &str) -> Result<Vec<Row>, Fault> {
    let text = text.trim_start_matches('\u{feff}');
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let separator = ['\t', ';', ','].into_iter().find(|one| first.contains(*one)).unwrap_or('\t');
    let mut rows: Vec<Row> = Vec::new();
    let mut row = Row { line: 1, cells: Vec::new() };
    let (mut cell, mut is_quoted, mut line) = (String::new(), false, 1);
    let mut letters = text.chars().peekable();
    loop {
        let letter = letters.next();
        match letter {
            Some('"') if is_quoted && letters.peek() == Some(&'"') => {
                letters.next();
                cell.push('"');
            }
            Some('"') if is_quoted => is_quoted = false,
            Some('"') if cell.trim().is_empty() => is_quoted = true,
            Some(letter) if is_quoted => {
                line += usize::from(letter == '\n');
                cell.push(letter);
            }
            Some(letter) if letter == separator => {
                row.cells.push(std::mem::take(&mut cell).trim().to_owned());
                if row.cells.len() > MAX_COLUMNS {
                    return Err(Fault::at(row.line, Slip::TooManyColumns));
                }
            }
            Some('\n') | None => {
                row.cells.push(std::mem::take(&mut cell).trim().to_owned());
                line += 1;
                let full = std::mem::replace(&mut row, Row { line, cells: Vec::new() });
                if full.cells.iter().any(|cell| !cell.is_empty()) {
                    rows.push(full);
                }
                if rows.len() > MAX_ROWS {
                    return Err(Fault::at(MAX_ROWS, Slip::TooManyLines));
                }
                if letter.is_none() {
                    return Ok(rows);
                }
            }
            Some(letter) => cell.push(letter),
        }
    }
}

/// A cell as a spreadsheet takes it.
pub(super) fn quoted(cell: &str) -> String {
    match cell.contains(['\t', '\n', '\r', '"']) {
        true => format!("\"{}\"", cell.replace('"', "\"\"")),
        false => cell.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str) -> Vec<(usize, Vec<String>)> {
        separated(text).expect("few").into_iter().map(|row| (row.line, row.cells)).collect()
    }

    #[test]
    fn lines_come_as_spreadsheets_give_them() {
        let expected =
            vec![(1, vec!["SKU".to_owned(), "EUR".to_owned()]), (3, vec!["A \"1\"; b".to_owned(), "12,50".to_owned()])];
        assert_eq!(cells("SKU\tEUR\r\n\r\n\"A \"\"1\"\"; b\"\t12,50\r\n"), expected);
        assert_eq!(cells("\u{feff}SKU;EUR\n\n\"A \"\"1\"\"; b\"; 12,50"), expected);
        assert_eq!(cells("SKU,EUR\n\n\"A \"\"1\"\"; b\",\"12,50\"\n\n"), expected);
        assert_eq!(cells(""), []);
        assert_eq!(cells("a\t\"two\nlines\"\nb\tc")[1].0, 3);
        assert_eq!(cells(&quoted("a\t\"b\"")), [(1, vec!["a\t\"b\"".to_owned()])]);
        assert!(separated(&"x\n".repeat(MAX_ROWS + 1)).is_err());
        assert!(separated(&"\t".repeat(MAX_COLUMNS + 1)).is_err());
    }
}
