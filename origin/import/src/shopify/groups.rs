//! The rows of a table by the product they are about.

use std::collections::{HashMap, VecDeque};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io;

use crate::note::shown;
use crate::noted::Noted;
use crate::table::TableRow;

/// How many bytes of rows are held.
struct Bounds {
    /// Of all products together: rows may be about one of which others stand far above. In a larger file a product's
    /// rows stand together, or the late ones are refused.
    all: usize,
    /// Of one. Its 2,048 variants and their pictures need a fifth of it.
    one: usize,
    /// How many products, since it is noted of each where it began.
    products: usize,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { all: 64 * 1024 * 1024, one: 32 * 1024 * 1024, products: 5_000_000 }
    }
}

/// The rows about one product, in the order of the file.
#[derive(Debug)]
pub struct Group {
    /// What the file calls it; empty if it does not.
    pub handle: String,
    /// Its title.
    pub title: String,
    /// Its rows, at least one.
    pub rows: Vec<TableRow>,
}

/// The product that a row is about.
#[derive(Debug, PartialEq, Eq)]
pub struct Place {
    /// What it has in common with the product's other rows; empty if nothing.
    pub key: String,
    /// What the row calls the product.
    pub handle: String,
    /// The title that the row gives it; empty if none.
    pub title: String,
}

/// A group being gathered.
struct Open {
    group: Group,
    bytes: usize,
    /// The last row with its handle belonged to another product, which was refused.
    rival: Option<u64>,
}

/// Gathers rows into groups.
#[derive(Default)]
pub struct Groups {
    open: HashMap<String, Open>,
    /// The keys of the open groups as they began.
    order: VecDeque<String>,
    /// Where products began whose groups are closed, by a hash of their keys.
    closed: Noted,
    /// How many these are.
    ended: usize,
    /// The key of the last row's group.
    last: Option<String>,
    held: usize,
    bounds: Bounds,
}

impl Groups {
    /// Takes a row with the product that it is about, or says why it belongs to nothing.
    ///
    /// A key that comes again with another title is another product, which cannot have the same address.
    ///
    /// # Errors
    /// The row and the reason.
    pub fn take_at(&mut self, row: TableRow, place: &Place) -> Result<(), (u64, String)> {
        let line = row.line;
        let Place { key, handle, title } = place;
        let key = match (key.as_str(), title.as_str()) {
            ("", "") => match self.last.clone().filter(|key| key.starts_with('#') && self.open.contains_key(key)) {
                Some(key) => key,
                None => return Err((line, "it has neither a handle nor a title: give it one".to_owned())),
            },
            // Nothing says that two titles without handles are one product.
            ("", _) => format!("#{line}"),
            (key, _) => format!("={}", key.to_lowercase()),
        };
        self.last = Some(key.clone());
        if let Some(first) = self.closed.get(hash(&key)) {
            let reason = format!(
                "its product “{}” began on line {first}, too far above in so large a file: put a product's rows together",
                shown(handle)
            );
            return Err((line, reason));
        }
        let bytes = bytes_of(&row);
        let begun = self.ended + self.open.len();
        let Some(open) = self.open.get_mut(&key) else {
            if begun >= self.bounds.products {
                return Err((line, "the file has more than 5 million products: split it".to_owned()));
            }
            let group = Group { handle: handle.clone(), title: title.clone(), rows: vec![row] };
            self.open.insert(key.clone(), Open { group, bytes, rival: None });
            self.order.push_back(key);
            self.held += bytes;
            return Ok(());
        };
        let group = &mut open.group;
        let first = group.rows[0].line;
        if !title.is_empty() && !group.title.is_empty() {
            open.rival = (*title != group.title).then_some(line);
        }
        if let Some(rival) = open.rival {
            let reason = match rival == line {
                true => format!(
                    "its handle “{}” is that of “{}” on line {first}, and two products cannot have one address: give it another",
                    shown(handle),
                    shown(&group.title)
                ),
                false => format!("it belongs to the product on line {rival}, which was refused"),
            };
            return Err((line, reason));
        }
        if open.bytes + bytes > self.bounds.one {
            let reason =
                format!("no product is so large as “{}”, which began on line {first}: mend its handle", shown(handle));
            return Err((line, reason));
        }
        open.bytes += bytes;
        if group.title.is_empty() {
            title.clone_into(&mut group.title);
        }
        group.rows.push(row);
        self.held += bytes;
        Ok(())
    }

    /// A group to go on with before the file has ended, because too much is held; never the one that the last row
    /// belongs to.
    pub fn overflow(&mut self) -> Option<Group> {
        if self.held <= self.bounds.all {
            return None;
        }
        let at = self.order.iter().position(|key| Some(key) != self.last.as_ref())?;
        let key = self.order.remove(at)?;
        let group = self.close(&key)?;
        self.closed.insert(hash(&key), group.rows[0].line);
        self.ended += 1;
        Some(group)
    }

    /// The next group once the file has ended.
    pub fn next(&mut self) -> Option<Group> {
        let key = self.order.pop_front()?;
        self.close(&key)
    }

    /// What went wrong with what is remembered, if anything did.
    pub fn fault(&mut self) -> Option<io::Error> {
        self.closed.fault()
    }

    fn close(&mut self, key: &str) -> Option<Group> {
        let Open { group, bytes, .. } = self.open.remove(key)?;
        self.held = self.held.saturating_sub(bytes);
        Some(group)
    }
}

fn bytes_of(row: &TableRow) -> usize {
    size_of::<TableRow>() + row.cells.iter().map(|cell| cell.len() + size_of::<String>()).sum::<usize>()
}

/// What stands for a text where there may be millions.
pub fn hash(key: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(line: u64) -> TableRow {
        TableRow { line, cells: vec!["x".to_owned()], odd_quote: false }
    }

    impl Groups {
        /// One that holds so many bytes of rows.
        pub fn holding(all: usize) -> Self {
            Self { bounds: Bounds { all, ..Bounds::default() }, ..Self::default() }
        }

        fn take(&mut self, row: TableRow, handle: &str, title: &str) -> Result<(), (u64, String)> {
            let text = str::to_owned;
            self.take_at(row, &Place { key: text(handle), handle: text(handle), title: text(title) })
        }
    }

    fn lines(groups: &mut Groups) -> Vec<(String, Vec<u64>)> {
        std::iter::from_fn(|| groups.next())
            .map(|group| (group.title, group.rows.iter().map(|row| row.line).collect()))
            .collect()
    }

    #[test]
    fn rows_about_one_thing_are_gathered() {
        let mut groups = Groups::default();
        for (line, handle, title) in [(2, "mug", "Mug"), (3, "cup", "Cup"), (4, "Mug", ""), (5, "mug", "Mug")] {
            groups.take(row(line), handle, title).unwrap();
        }
        assert_eq!(lines(&mut groups), [("Mug".to_owned(), vec![2, 4, 5]), ("Cup".to_owned(), vec![3])]);
    }

    #[test]
    fn a47_a_handle_s_second_product_is_refused_with_its_rows() {
        let mut groups = Groups::default();
        groups.take(row(2), "mug", "Mug").unwrap();
        groups.take(row(3), "cup", "Cup").unwrap();
        assert!(groups.take(row(4), "mug", "Beaker").unwrap_err().1.contains("“Mug” on line 2"));
        assert!(groups.take(row(5), "mug", "").unwrap_err().1.contains("line 4"));
        groups.take(row(6), "mug", "Mug").unwrap();
        assert_eq!(lines(&mut groups)[0], ("Mug".to_owned(), vec![2, 6]));
    }

    #[test]
    fn a33_titles_without_handles_are_products_of_their_own() {
        let mut groups = Groups::default();
        assert!(groups.take(row(1), "", "").is_err());
        for (line, title) in [(2, "Mug"), (3, ""), (4, "Cup")] {
            groups.take(row(line), "", title).unwrap();
        }
        groups.take(row(5), "pot", "Pot").unwrap();
        assert!(groups.take(row(6), "", "").is_err());
        assert_eq!(lines(&mut groups).len(), 3);
    }

    #[test]
    fn l06_what_is_held_has_a_bound_and_what_comes_too_late_is_named() {
        let mut groups = Groups { bounds: Bounds { all: 1, ..Bounds::default() }, ..Groups::default() };
        groups.take(row(2), "mug", "Mug").unwrap();
        assert!(groups.overflow().is_none(), "its rows may go on");
        groups.take(row(3), "cup", "Cup").unwrap();
        assert_eq!(groups.overflow().expect("the first").title, "Mug");
        assert!(groups.take(row(4), "mug", "").unwrap_err().1.contains("line 2"));
        groups.take(row(5), "cup", "").unwrap();
    }

    #[test]
    fn l06_a_file_has_no_more_products_than_can_be_noted() {
        let mut groups = Groups { bounds: Bounds { products: 2, all: 1, ..Bounds::default() }, ..Groups::default() };
        groups.take(row(2), "mug", "Mug").unwrap();
        groups.take(row(3), "cup", "Cup").unwrap();
        assert_eq!(groups.overflow().expect("the first").title, "Mug");
        assert!(groups.take(row(4), "pot", "Pot").unwrap_err().1.contains("split it"));
        groups.take(row(5), "cup", "").unwrap();
        assert_eq!(lines(&mut groups), [("Cup".to_owned(), vec![3, 5])]);
    }

    #[test]
    fn l06_a_product_is_no_larger_than_any_is() {
        let mut groups =
            Groups { bounds: Bounds { one: 3 * bytes_of(&row(2)), ..Bounds::default() }, ..Groups::default() };
        for line in 2..5 {
            groups.take(row(line), "mug", "Mug").unwrap();
        }
        assert!(groups.take(row(5), "mug", "").unwrap_err().1.contains("no product is so large as “mug”"));
        groups.take(row(6), "cup", "Cup").unwrap();
        assert_eq!(groups.held, groups.open.values().map(|open| open.bytes).sum::<usize>());
        assert_eq!(lines(&mut groups), [("Mug".to_owned(), vec![2, 3, 4]), ("Cup".to_owned(), vec![6])]);
    }
}
