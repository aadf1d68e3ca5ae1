//! The options of a product, as its rows name them.

use domain::catalog::{Choice, Localized, OptionAxis, OptionValue};

use crate::note::{Note, Topic, shown};
use crate::shopify::columns::{Column, Columns, MAX_OPTIONS};
use crate::table::TableRow;
use crate::values::address;

/// What a product without options has for its only value: Shopify's word and Medusa's.
const NO_CHOICE: [&str; 2] = ["default title", "default option value"];

/// The options some row makes a choice on.
pub struct Axes {
    axes: Vec<(Column, OptionAxis)>,
}

impl Axes {
    /// Reads the names. “Title: Default Title” stands for none.
    pub fn of(columns: &Columns, rows: &[TableRow], notes: &mut Vec<Note>) -> Self {
        let mut axes: Vec<(Column, OptionAxis)> = Vec::new();
        for number in 1..=MAX_OPTIONS {
            let (name, value) = (Column::OptionName(number), Column::OptionValue(number));
            let cells = |column| {
                rows.iter().map(move |row| (row.line, columns.get(row, column))).filter(|(_, cell)| !cell.is_empty())
            };
            if !cells(value).any(|(_, cell)| !NO_CHOICE.iter().any(|none| cell.eq_ignore_ascii_case(none))) {
                continue;
            }
            let fallback = format!("Option {number}");
            let label = cells(name).next().map_or(fallback.as_str(), |(_, label)| label);
            if cells(name).next().is_none() {
                let line = rows.first().map_or(1, |row| row.line);
                notes.push(Note::new(
                    line,
                    Topic::MadeUp,
                    format!("option {number} has no name: it is called “{label}”"),
                ));
            }
            for (line, other) in cells(name).filter(|(_, other)| *other != label) {
                let text =
                    format!("option {number} is “{}” here and “{}” above, which was kept", shown(other), shown(label));
                notes.push(Note::new(line, Topic::LeftOut, text));
            }
            let code = free(address::of(label).to_string(), |code| axes.iter().any(|(_, axis)| axis.code == code));
            axes.push((value, OptionAxis { code, label: Localized::same(label), values: Vec::new() }));
        }
        Self { axes }
    }

    /// Whether there is nothing to choose.
    pub fn is_empty(&self) -> bool {
        self.axes.is_empty()
    }

    /// Whether the row makes a choice.
    pub fn chosen_by(&self, columns: &Columns, row: &TableRow) -> bool {
        self.axes.iter().any(|(column, _)| !columns.get(row, *column).is_empty())
    }

    /// The row's choice; its values are added if they are new.
    ///
    /// # Errors
    /// If it leaves one of the options open.
    pub fn choice(&mut self, columns: &Columns, row: &TableRow) -> Result<Choice, String> {
        let mut choice = Choice::new();
        for (column, axis) in &mut self.axes {
            let chosen = columns.get(row, *column);
            if chosen.is_empty() {
                return Err(format!("it names no value of the option “{}”", shown(&axis.label.en)));
            }
            choice.insert(axis.code.clone(), value(axis, chosen));
        }
        Ok(choice)
    }

    /// All of them with the values that were chosen.
    pub fn finish(self) -> Vec<OptionAxis> {
        self.axes.into_iter().map(|(_, axis)| axis).collect()
    }
}

/// The code of a value, which is added if it is new. Values whose codes would be the same are told apart.
fn value(axis: &mut OptionAxis, label: &str) -> String {
    if let Some(known) = axis.values.iter().find(|value| value.label.en == label) {
        return known.code.clone();
    }
    let code = free(address::of(label).to_string(), |code| axis.values.iter().any(|value| value.code == code));
    axis.values.push(OptionValue { code: code.clone(), label: Localized::same(label), swatch: None });
    code
}

/// The code, with a number behind it if it is taken.
fn free(code: String, taken: impl Fn(&str) -> bool) -> String {
    if !taken(&code) {
        return code;
    }
    (2..).map(|number| format!("{code}-{number}")).find(|code| !taken(code)).unwrap_or(code)
}
