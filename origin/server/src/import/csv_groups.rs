//! The rows of a CSV file by what they are about. Rows about one thing need not be together, so
//! the whole file is held; exports of this kind have some megabytes.

use std::collections::{HashMap, VecDeque};
use std::io;

use csv::{Reader, StringRecord};

use super::csv_columns::Columns;
use super::input::Input;

/// What names the product a row is about.
pub const HANDLE: [&str; 2] = ["handle", "slug"];

/// The rows about one product, in the order of the file.
pub struct Group {
    pub handle: String,
    pub rows: Vec<StringRecord>,
}

/// Every group, in the order in which they begin; rows that cannot be read come first.
pub struct Groups {
    unreadable: VecDeque<(u64, String)>,
    groups: VecDeque<Group>,
    broke_off: Option<io::Error>,
}

impl Groups {
    /// Reads the whole file, or up to where it cannot be read any further.
    pub fn of(reader: &mut Reader<Input>, columns: &Columns) -> Self {
        let mut groups = Self { unreadable: VecDeque::new(), groups: VecDeque::new(), broke_off: None };
        let mut places: HashMap<String, usize> = HashMap::new();
        for record in reader.records() {
            match record {
                Ok(row) => {
                    let handle = columns.get(&row, &HANDLE).to_owned();
                    let place = *places.entry(handle.clone()).or_insert_with(|| {
                        groups.groups.push_back(Group { handle, rows: Vec::new() });
                        groups.groups.len() - 1
                    });
                    groups.groups[place].rows.push(row);
                }
                Err(error) => {
                    let line = error.position().map_or(0, csv::Position::line);
                    match error.into_kind() {
                        csv::ErrorKind::Io(error) => {
                            groups.broke_off = Some(error);
                            break;
                        }
                        csv::ErrorKind::Utf8 { err, .. } => groups.unreadable.push_back((line, err.to_string())),
                        other => groups.unreadable.push_back((line, format!("{other:?}"))),
                    }
                }
            }
        }
        groups
    }
}

impl Iterator for Groups {
    type Item = io::Result<(u64, Result<Group, String>)>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some((line, reason)) = self.unreadable.pop_front() {
            return Some(Ok((line, Err(reason))));
        }
        if let Some(group) = self.groups.pop_front() {
            let line = group.rows.first().map_or(0, line_of);
            return Some(Ok((line, Ok(group))));
        }
        self.broke_off.take().map(Err)
    }
}

/// The line a row begins on, from 1.
pub fn line_of(record: &StringRecord) -> u64 {
    record.position().map_or(0, csv::Position::line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_about_one_thing_are_gathered_and_bad_ones_named() {
        let csv = b"handle,price\nmug,1\ncup,2\n\xff,3\nmug,4\n".to_vec();
        let mut reader = Reader::from_reader(Box::new(io::Cursor::new(csv)) as Input);
        let columns = Columns::of(reader.headers().unwrap());
        let brief = |row: io::Result<(u64, Result<Group, String>)>| {
            let (line, group) = row.unwrap();
            (line, group.ok().map(|group| (group.handle, group.rows.len())))
        };
        let groups: Vec<_> = Groups::of(&mut reader, &columns).map(brief).collect();
        assert_eq!(groups, [(4, None), (2, Some(("mug".to_owned(), 2))), (3, Some(("cup".to_owned(), 1)))]);
    }
}
