//! Whatever a file holds, every row of it is told of once, and nothing of two products becomes one.

use super::files::written;
use super::*;
use proptest::prelude::*;
use std::collections::BTreeMap;

fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => Just(String::new()),
        1 => "[a-c]{1,2}",
        1 => prop::sample::select(vec!["1.00", "19,9", "x\"y", "Größe\n5", "-2", "true", "false", "draft", "active", "護膝", "A/B;C"]).prop_map(str::to_owned),
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
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    #[test]
    fn every_row_is_accounted_for(rows in rows(), written in written()) {
        let header = OLD.iter().map(|name| (*name).to_owned()).collect();
        let table: Vec<Vec<String>> = std::iter::once(header).chain(rows).collect();
        let (file, lines) = written.file(&table);
        // The model: each row that says anything, by its line.
        let rows = lines.into_iter().zip(&table).skip(1);
        let expect: BTreeMap<u64, &Vec<String>> =
            rows.filter(|(_, row)| row.iter().any(|cell| !cell.is_empty())).collect();
        let (read, file_summary) = read_bytes(&file);

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
                prop_assert!(!of(30).contains("draft") && !of(6).contains("false"));
            }
            // Every row that gives a price has a variant or a price of its own, or is refused.
            let priced = row.lines.iter().filter(|line| !expect[line][19].is_empty()).count();
            let prices: usize = document.variants.iter().map(|variant| variant.prices.len()).sum();
            prop_assert!(prices <= priced);
            let choices: std::collections::BTreeSet<_> = document.variants.iter().map(|variant| &variant.options).collect();
            prop_assert_eq!(choices.len(), document.variants.len());
        }
        // Columns that are never taken and say something are named.
        for (place, name) in [(5, "Tags"), (24, "Image Src"), (25, "Image Position"), (27, "SEO Title")] {
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

/// What a repeated row says otherwise is named, and so is a row that says nothing new.
#[test]
fn what_is_said_twice_is_named() {
    let base =
        [("Handle", "a"), ("Title", "A"), ("Variant SKU", "A"), ("Variant Price", "5"), ("Variant Inventory Qty", "3")];
    let again = |changed: &'static [(&'static str, &'static str)]| {
        let cells = base.iter().filter(|(name, _)| changed.iter().all(|(other, _)| other != name));
        cells.chain(changed).copied().collect::<Vec<_>>()
    };
    for (changed, expect) in [
        (&[][..], "about the variant of line 2 again"),
        (&[("Variant Inventory Qty", "9")], "its quantity “9” is another than on line 2"),
        (&[("Variant Barcode", "4006381333931")], "its barcode “4006381333931” is another"),
        (
            &[("Variant Price", ""), ("Variant Compare At Price", "9")],
            "no price to compare its compare-at price “9” with",
        ),
        (&[("Status", "draft")], "again"),
        (&[("Vendor", "Acme"), ("Type", "Lamps")], "again"),
    ] {
        let rows = read(&old(&[&base, &again(changed)]));
        assert!(rows[0].lines == [2, 3] && said(&rows[0]).contains(expect), "{}", said(&rows[0]));
    }
    let refused = &read(&old(&[&base, &again(&[("Variant Price", "6")])]))[0].refused;
    assert!(matches!(refused.as_slice(), [(3, reason)] if reason.contains("another price")), "{refused:?}");
}

/// Of two words on whether it is on sale the stricter counts, wherever it stands.
#[test]
fn a12_no_row_puts_on_sale_what_another_takes_off() {
    let with = |first: &[(&'static str, &'static str)], second: &[(&'static str, &'static str)]| {
        let row = |title, size, more: &[(&'static str, &'static str)]| {
            let cells = [
                ("Handle", "a"),
                ("Title", title),
                ("Option1 Name", "Size"),
                ("Option1 Value", size),
                ("Variant Price", "1"),
            ];
            cells.into_iter().chain(more.iter().copied()).collect::<Vec<_>>()
        };
        let mut rows = read(&old(&[&row("A", "S", first), &row("", "M", second)]));
        rows.remove(0)
    };
    for (first, second) in [
        (&[("Status", "active")][..], &[("Status", "draft")][..]),
        (&[("Published", "true")], &[("Published", "false")]),
        (&[("Status", "archived")], &[("Status", "active")]),
    ] {
        let row = with(first, second);
        assert!(!product(&row).status.is_on_sale());
        assert!(said(&row).contains("and another that it is"), "{}", said(&row));
    }
    assert!(with(&[("Status", "active")], &[("Status", "perhaps")]).record.is_err());
    assert!(with(&[], &[("Gift Card", "true")]).record.is_err());
}
