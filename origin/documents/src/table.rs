//! A table that goes over pages: what was sold or credited, line by line.

use crate::font::Face;
use crate::sheet::{BODY, Ink, LEFT, NOTE, RIGHT, STRONG, Sheet, Style};

/// A column of amounts: its name, and where its texts end.
pub(crate) struct Column {
    pub(crate) name: &'static str,
    pub(crate) right: f32,
}

/// A line of the table.
pub(crate) struct Row {
    /// What it is about.
    pub(crate) title: String,
    /// Smaller, below the title.
    pub(crate) notes: Vec<String>,
    /// One text a column.
    pub(crate) cells: Vec<String>,
}

/// How wide the first column is.
const TITLE_WIDTH: f32 = 205.0;
const HEAD: Style = Style { face: Face::Bold, size: 8.0, ink: Ink::Soft };
const TITLE_LINE: f32 = 12.5;
const NOTE_LINE: f32 = 10.5;
const GAP: f32 = 15.0;

/// Draws the table. Where it goes over to another page, its head is there again. `first` names the
/// first column.
pub(crate) fn draw(sheet: &mut Sheet, first: &str, columns: &[Column], rows: &[Row]) {
    head(sheet, first, columns);
    for row in rows {
        let titles = BODY.face.wrap(&row.title, BODY.size, TITLE_WIDTH);
        let notes: Vec<String> =
            row.notes.iter().flat_map(|note| NOTE.face.wrap(note, NOTE.size, TITLE_WIDTH)).collect();
        if !sheet.fits(height(titles.len(), TITLE_LINE) + height(notes.len(), NOTE_LINE)) {
            sheet.turn();
            head(sheet, first, columns);
        }
        for (column, cell) in columns.iter().zip(&row.cells) {
            sheet.right(column.right, BODY, cell);
        }
        for (index, line) in titles.iter().enumerate() {
            if index > 0 {
                sheet.down(TITLE_LINE);
            }
            sheet.left(LEFT, BODY, line);
        }
        if !notes.is_empty() {
            sheet.down(1.5);
        }
        for line in &notes {
            sheet.down(NOTE_LINE);
            sheet.left(LEFT, NOTE, line);
        }
        sheet.down(7.0);
        sheet.rule(LEFT, RIGHT, 0.4, Ink::Faint);
        sheet.down(GAP);
    }
}

fn height(lines: usize, each: f32) -> f32 {
    f32::from(u16::try_from(lines).unwrap_or(u16::MAX)) * each
}

fn head(sheet: &mut Sheet, first: &str, columns: &[Column]) {
    sheet.left(LEFT, HEAD, first);
    for column in columns {
        sheet.right(column.right, HEAD, column.name);
    }
    sheet.down(6.0);
    sheet.rule(LEFT, RIGHT, 0.8, Ink::Dark);
    sheet.down(GAP);
}

/// How wide the name of a sum is before it goes over lines.
const SUM_WIDTH: f32 = 135.0;

/// How much more height sums need whose names go over lines.
pub(crate) fn height_of_more_lines(sums: &[(String, String)]) -> f32 {
    let more = |(name, _): &(String, String)| BODY.face.wrap(name, BODY.size, SUM_WIDTH).len().saturating_sub(1);
    height(sums.iter().map(more).sum(), TITLE_LINE)
}

/// Sums on the right below a table, each a name and an amount; the last of them stands out.
pub(crate) fn sums(sheet: &mut Sheet, sums: &[(String, String)]) {
    const FROM: f32 = 330.0;
    let (last, others) = match sums.split_last() {
        Some(split) => split,
        None => return,
    };
    sheet.down(3.0);
    for (name, amount) in others {
        sheet.right(RIGHT, BODY, amount);
        for (index, line) in BODY.face.wrap(name, BODY.size, SUM_WIDTH).iter().enumerate() {
            if index > 0 {
                sheet.down(TITLE_LINE);
            }
            sheet.left(FROM, BODY, line);
        }
        sheet.down(15.0);
    }
    sheet.down(-4.0);
    sheet.rule(FROM, RIGHT, 0.8, Ink::Dark);
    sheet.down(16.0);
    let total = Style { size: 11.5, ..STRONG };
    sheet.left(FROM, total, &last.0);
    sheet.right(RIGHT, total, &last.1);
    sheet.down(20.0);
}
