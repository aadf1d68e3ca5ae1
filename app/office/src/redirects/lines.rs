//! Addresses that lead elsewhere as lines of a spreadsheet, or of what another shop has exported.

use api::settings::Redirect;

use crate::products::lines::cells;

/// What stands above the lines of a file of ours.
pub(super) const HEADER: &str = "Redirect from,Redirect to,Status\n";

/// What lines say; none if they are too many, or none says anything. What a line lacks the origin asks for.
pub(super) fn read(text: &str) -> Option<Vec<Redirect>> {
    let mut rows = cells(text)?;
    // What stands above the columns is no address.
    let is_address = |row: &[String]| row.iter().any(|cell| cell.starts_with('/') || cell.starts_with("http"));
    if rows.first().is_some_and(|(_, row)| !is_address(row)) {
        rows.remove(0);
    }
    let redirect = |(_, row): (usize, Vec<String>)| {
        let mut cells = row.into_iter();
        let mut next = || cells.next().unwrap_or_default();
        let (from, to, status) = (next(), next(), next());
        // A number that is no status is refused by its line, as the others are.
        let status = if status.is_empty() { 308 } else { status.parse().unwrap_or_default() };
        Redirect { from, to, status }
    };
    Some(rows.into_iter().map(redirect).collect::<Vec<_>>()).filter(|all| !all.is_empty())
}

/// One as a line.
pub(super) fn write(text: &mut String, one: &Redirect) {
    let cell = |said: &str| match said.contains([',', '"', '\n', ';']) {
        true => format!("\"{}\"", said.replace('"', "\"\"")),
        false => said.to_owned(),
    };
    text.push_str(&format!("{},{},{}\n", cell(&one.from), cell(&one.to), one.status));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lead(from: &str, to: &str, status: u16) -> Redirect {
        Redirect { from: from.to_owned(), to: to.to_owned(), status }
    }

    #[test]
    fn what_other_shops_and_spreadsheets_write_is_read_and_what_is_exported_comes_back() {
        let shopify = "\u{feff}Redirect from,Redirect to\r\n/products/mug.html,/products/mug\r\n";
        assert_eq!(read(shopify), Some(vec![lead("/products/mug.html", "/products/mug", 308)]));
        let german = "/a;/b;301\n\nhttps://old.example/c;/d\n";
        assert_eq!(read(german), Some(vec![lead("/a", "/b", 301), lead("https://old.example/c", "/d", 308)]));
        assert_eq!(read("/a\t/b\tsoon\n/c"), Some(vec![lead("/a", "/b", 0), lead("/c", "", 308)]));
        assert_eq!((read(""), read("from,to\n")), (None, None));
        let all = [lead("/a,b", "/c?d=\"e\"", 301), lead("/f", "/g", 308)];
        let mut text = HEADER.to_owned();
        all.iter().for_each(|one| write(&mut text, one));
        assert_eq!(read(&text).as_deref(), Some(&all[..]));
    }
}
