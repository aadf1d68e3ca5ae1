//! Whatever a file holds, every row of it is told of once, and nothing of two products becomes one.

use super::*;
use proptest::prelude::*;
use std::collections::BTreeMap;

fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => Just(String::new()),
        1 => "[a-c]{1,2}",
        1 => prop::sample::select(vec!["1.00", "19,9", "x\"y", "Größe\n5", "-2", "true", "draft", "護膝", "A/B;C"]).prop_map(str::to_owned),
    ]
}

fn rows() -> impl Strategy<Value = Vec<Vec<String>>> {
    let handle = prop::sample::select(vec!["", "mug", "cup", "Küche", "kueche"]).prop_map(str::to_owned);
    let title = prop::sample::select(vec!["", "", "Mug", "Cup"]).prop_map(str::to_owned);
    let row = (handle, title, prop::collection::vec(cell(), OLD.len() - 2)).prop_map(|(handle, title, mut cells)| {
        cells.splice(0..0, [handle, title]);
        cells
    });
    prop::collection::vec(row, 1..14)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn every_row_is_accounted_for(rows in rows(), separator in prop::sample::select(vec![",", ";", "\t"]), crlf: bool) {
        let end = if crlf { "\r\n" } else { "\n" };
        let mut file = format!("{}{end}", OLD.join(separator));
        let mut line = 2;
        // The model: each row that says anything, by its line.
        let mut expect: BTreeMap<u64, &Vec<String>> = BTreeMap::new();
        for row in &rows {
            if row.iter().any(|cell| !cell.is_empty()) {
                expect.insert(line, row);
            }
            let quoted: Vec<String> = row.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
            file.push_str(&quoted.join(separator));
            file.push_str(end);
            line += 1 + row.iter().map(|cell| cell.matches('\n').count() as u64).sum::<u64>();
        }
        let (read, file_summary) = read_bytes(file.as_bytes());

        // Each is told of once.
        let mut told: Vec<u64> = read.iter().flat_map(|row| row.lines.iter().copied()).collect();
        told.sort_unstable();
        prop_assert_eq!(told, expect.keys().copied().collect::<Vec<_>>());

        let mut slugs = std::collections::BTreeSet::new();
        for row in &read {
            prop_assert!(row.refused.iter().all(|(line, _)| row.lines.contains(line)));
            let Ok(Record::Product(document, _)) = &row.record else { continue };
            // No two products share an address, and none was made of two titles or handles.
            prop_assert!(slugs.insert(document.slug.clone()), "{} twice", document.slug);
            let of = |place: usize| -> std::collections::BTreeSet<String> {
                row.lines.iter().map(|line| expect[line][place].to_lowercase()).filter(|cell| !cell.is_empty()).collect()
            };
            prop_assert!(of(0).len() <= 1 && of(1).len() <= 1, "{:?} {:?}", of(0), of(1));
            // On sale only if nothing says otherwise.
            if document.status.is_on_sale() {
                prop_assert!(!of(30).contains("draft"));
            }
            // Every row that gives a price has a variant or a price of its own, or is refused.
            let priced = row.lines.iter().filter(|line| !expect[line][19].is_empty()).count();
            let prices: usize = document.variants.iter().map(|variant| variant.prices.len()).sum();
            prop_assert!(prices <= priced);
            let choices: std::collections::BTreeSet<_> = document.variants.iter().map(|variant| &variant.options).collect();
            prop_assert_eq!(choices.len(), document.variants.len());
        }
        // Columns that are never taken and say something are named.
        for (place, name) in [(5, "Tags"), (27, "SEO Title")] {
            let values = expect.values().filter(|row| !row[place].is_empty()).count() as u64;
            let counted = file_summary.columns_left_out.iter().find(|column| column.name == name).map_or(0, |column| column.values);
            prop_assert_eq!(values, counted, "{}", name);
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(prop_oneof![Just(b','), Just(b'"'), Just(b'\n'), any::<u8>()], 0..300)) {
        let mut file = b"Handle,Title,Variant Price,Option1 Value\n".to_vec();
        file.extend(bytes);
        let (rows, _) = read_bytes(&file);
        prop_assert!(rows.iter().all(|row| !row.lines.is_empty()));
    }
}
