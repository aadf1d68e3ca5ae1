//! What became of a file's rows, as it is shown to people who have given the file: bounded, whatever the file says.

use api::catalog::admin::{ImportOutcome, ImportReport, ImportRow, MAX_IMPORT_ROWS};

use super::{ColumnLeftOut, FileSummary, Outcome, Told};

/// Notes that a row is shown with.
const MAX_NOTES: usize = 5;
/// Columns, and notes of the file, that are shown.
const MAX_COLUMNS: usize = 200;
/// Characters of a note and of a name.
const MAX_NOTE: usize = 300;
const MAX_NAME: usize = 120;

/// The rows that are kept to be shown.
#[derive(Debug, Default)]
pub(crate) struct Kept {
    refused: Vec<ImportRow>,
    others: Vec<ImportRow>,
}

impl Kept {
    /// Keeps a thing, if there is room.
    pub(crate) fn take(&mut self, told: &Told, outcome: &Outcome) {
        let has_note = !told.notes.is_empty() || !told.refused.is_empty();
        let (rows, code) = match outcome {
            Outcome::New => (&mut self.others, ImportOutcome::New),
            Outcome::Changed => (&mut self.others, ImportOutcome::Changed),
            Outcome::Unchanged if has_note => (&mut self.others, ImportOutcome::Unchanged),
            // Of what is as it was nothing is to be seen.
            Outcome::Unchanged => return,
            Outcome::Refused(_) => (&mut self.refused, ImportOutcome::Refused),
        };
        if rows.len() >= MAX_IMPORT_ROWS {
            return;
        }
        let notes = match outcome {
            Outcome::Refused(reason) => vec![short(reason, MAX_NOTE)],
            _ => {
                let refused = told.refused.iter().map(|(line, reason)| format!("line {line}: {reason}"));
                let noted = told.notes.iter().map(|note| note.text.clone());
                refused.chain(noted).take(MAX_NOTES).map(|text| short(&text, MAX_NOTE)).collect()
            }
        };
        let line = told.lines.first().copied().unwrap_or(1);
        rows.push(ImportRow { line, name: short(&told.name, MAX_NAME), outcome: code, notes });
    }

    /// What is shown: what was refused first.
    pub(crate) fn report(&self, file: &FileSummary) -> ImportReport {
        let rows = self.refused.iter().chain(&self.others).take(MAX_IMPORT_ROWS).cloned().collect();
        let column = |column: &ColumnLeftOut| {
            let ColumnLeftOut { name, values, reason } = column;
            let name = short(name, MAX_NAME);
            match values {
                1 => format!("“{name}”, 1 value: {reason}"),
                _ => format!("“{name}”, {values} values: {reason}"),
            }
        };
        ImportReport {
            rows,
            columns_left_out: file.columns_left_out.iter().take(MAX_COLUMNS).map(column).collect(),
            notes: file.notes.iter().take(MAX_COLUMNS).map(|note| short(note, MAX_NOTE)).collect(),
            columns: file.columns.clone(),
            fields: file.fields.iter().take(MAX_COLUMNS).cloned().collect(),
            header: file.header.clone(),
        }
    }
}

/// The beginning of a text, without what nobody sees.
fn short(text: &str, most: usize) -> String {
    let clean = |letter: char| if letter.is_control() { ' ' } else { letter };
    let mut short: String = text.chars().take(most).map(clean).collect();
    if text.chars().nth(most).is_some() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_refused_comes_first_and_nothing_is_without_bounds() {
        let mut kept = Kept::default();
        let told = Told { lines: vec![7, 8], name: "\u{7}cup".repeat(200), ..Told::default() };
        for _ in 0..MAX_IMPORT_ROWS + 9 {
            kept.take(&told, &Outcome::New);
            kept.take(&told, &Outcome::Unchanged);
        }
        kept.take(&told, &Outcome::Refused("x".repeat(9_000)));
        let columns = (0..999).map(|_| ColumnLeftOut { name: "y".repeat(999), values: 1, reason: "nobody needs it" });
        let file = FileSummary { columns_left_out: columns.collect(), ..FileSummary::default() };
        let report = kept.report(&file);
        assert_eq!((report.rows.len(), report.columns_left_out.len()), (MAX_IMPORT_ROWS, MAX_COLUMNS));
        let first = &report.rows[0];
        assert_eq!((first.line, first.outcome, first.notes[0].chars().count()), (7, ImportOutcome::Refused, 301));
        assert_eq!(first.name.chars().count(), 121);
        assert!(!first.name.contains('\u{7}'));
    }
}
