use super::*;
use proptest::prelude::*;
use std::io::{BufReader, Cursor};

fn read(text: &str) -> Vec<Next> {
    let input = BufReader::with_capacity(5, Cursor::new(text.as_bytes().to_vec()));
    let mut table = Table::new(Text::new(Box::new(input), None)).unwrap();
    std::iter::from_fn(|| table.next().unwrap()).collect()
}

fn rows(text: &str) -> Vec<(u64, Vec<String>)> {
    let row = |next| match next {
        Next::Row(row) => (row.line, row.cells),
        Next::Unreadable(line, reason) => panic!("line {line}: {reason}"),
    };
    read(text).into_iter().map(row).collect()
}

fn cells(line: u64, cells: &[&str]) -> (u64, Vec<String>) {
    (line, cells.iter().map(|cell| (*cell).to_owned()).collect())
}

#[test]
fn a43_line_numbers_are_an_editor_s_whatever_ends_lines() {
    for end in ["\n", "\r\n", "\r"] {
        let text = ["a,b", "1,\"two", "lines\"", "", "3,4", "5,6"].join(end);
        let two_lines = format!("two{end}lines");
        let expect =
            [cells(1, &["a", "b"]), cells(2, &["1", &two_lines]), cells(5, &["3", "4"]), cells(6, &["5", "6"])];
        assert_eq!(rows(&text), expect, "{end:?}");
        assert_eq!(rows(&format!("{text}{end}")), expect, "{end:?}");
    }
}

#[test]
fn quotation_marks_and_blanks_are_kept_where_they_are_text() {
    let text = "a,b,c\n\"say \"\"hi\"\"\",5\" pipe,\n,\"\",x\n";
    assert_eq!(rows(text)[1..], [cells(2, &["say \"hi\"", "5\" pipe", ""]), cells(3, &["", "", "x"])]);
    let [_, Next::Row(row)] = &read("a,b\n\"5\" pipe\",x\n")[..] else { panic!("a row") };
    assert_eq!((row.cells.as_slice(), row.odd_quote), (["5\" pipe".to_owned(), "x".to_owned()].as_slice(), true));
}

#[test]
fn a_quotation_mark_that_is_never_closed_is_named() {
    let [_, Next::Unreadable(2, reason)] = &read("a,b\n1,\"2\n3,4\n")[..] else { panic!("one refusal") };
    assert!(reason.contains("opened on line 2") && reason.contains("lines 2 to 4"), "{reason}");
}

#[test]
fn l06_a_record_has_a_bound() {
    let text = format!("a,b\n{},x\n3,4\n", "y".repeat(2 * MAX_RECORD_BYTES));
    let input = Cursor::new(text.into_bytes());
    let mut table = Table::new(Text::new(Box::new(input), None)).unwrap();
    let mut next = || table.next().unwrap().expect("a record");
    assert!(matches!(next(), Next::Row(_)));
    assert!(matches!(next(), Next::Unreadable(2, reason) if reason.contains("longer than")));
    assert!(matches!(next(), Next::Row(row) if row.line == 3));
}

#[test]
fn l06_a_record_has_so_many_fields() {
    let row = |fields: usize| ",".repeat(fields - 1);
    let text = format!("a,b\n1{}\n2{}\n3{}\n4\n", row(MAX_FIELDS), row(MAX_FIELDS + 1), row(1_000_000));
    let read = read(&text);
    assert!(matches!(&read[1], Next::Row(row) if row.cells.len() == MAX_FIELDS));
    assert!(matches!(&read[2], Next::Unreadable(3, reason) if reason.contains("it has 10001 fields")));
    assert!(matches!(&read[3], Next::Unreadable(4, reason) if reason.contains("it has 1000000 fields")));
    assert!(matches!(&read[4], Next::Row(row) if row.line == 5));
}

proptest! {
    /// Whatever fields hold, they come back, on the lines they were written on.
    #[test]
    fn what_is_written_is_read(
        table in prop::collection::vec(prop::collection::vec("[a-z \"\n;,\u{e4}]{0,6}", 3), 1..8),
        separator in prop::sample::select(vec![',', ';', '\t', '|']),
        crlf: bool,
    ) {
        let end = if crlf { "\r\n" } else { "\n" };
        let (mut text, mut expect) = (format!("h1{separator}h2{separator}h3{end}"), Vec::new());
        let mut line = 2;
        for fields in &table {
            let quoted: Vec<String> = fields.iter().map(|field| format!("\"{}\"", field.replace('"', "\"\""))).collect();
            expect.push((line, fields.clone()));
            line += 1 + fields.iter().map(|field| field.matches('\n').count() as u64).sum::<u64>();
            text.push_str(&quoted.join(&separator.to_string()));
            text.push_str(end);
        }
        prop_assert_eq!(&rows(&text)[1..], &expect[..]);
    }
}
