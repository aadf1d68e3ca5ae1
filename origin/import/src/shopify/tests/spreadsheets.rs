//! Files that went through a spreadsheet on their way.

use super::*;

fn thing(sku: &'static str, barcode: &'static str) -> Vec<(&'static str, &'static str)> {
    vec![("Handle", "a"), ("Title", "A"), ("Variant SKU", sku), ("Variant Barcode", barcode), ("Variant Price", "1")]
}

#[test]
fn a05_a_sku_or_barcode_that_became_a_number_is_said() {
    let rows = read(&old(&[&thing("4.00638E+12", "4,00638E+12")]));
    assert_eq!(skus(&rows[0]), ["4.00638E+12"]);
    for expect in ["Changed: SKU “4.00638E+12” is what a spreadsheet shows", "LeftOut: barcode “4,00638E+12” is what a"]
    {
        assert!(said(&rows[0]).contains(expect), "{}", said(&rows[0]));
    }
    let rows = read(&old(&[&thing("#N/A", "4006381333931.0")]));
    assert!(said(&rows[0]).contains("SKU “#N/A” is an error of a spreadsheet"), "{}", said(&rows[0]));
    assert_eq!(product(&rows[0]).variants[0].gtin.as_deref(), Some("4006381333931"));
    assert!(!said(&read(&old(&[&thing("LAMP-E+5", "4006381333931")]))[0]).contains("spreadsheet"));
}

#[test]
fn a05_a_text_is_read_out_of_the_formula_that_keeps_it() {
    let file = "Handle,Title,Variant SKU,Variant Barcode,Variant Price,Cloth (product.metafields.custom.cloth)\n\
                a,\"=\"\"Lamp\"\"\",=\"00123\",=\"4006381333931\",=\"19.90\",=\"Silk\"\n";
    let rows = read(file);
    let lamp = product(&rows[0]);
    assert_eq!((lamp.title.en.as_str(), skus(&rows[0])), ("Lamp", vec!["00123"]));
    assert_eq!(
        (lamp.variants[0].gtin.as_deref(), lamp.variants[0].prices[0].amount_minor),
        (Some("4006381333931"), 1990)
    );
    assert_eq!(lamp.attributes["cloth"], "Silk");
    assert!(!said(&rows[0]).contains("SKU"), "{}", said(&rows[0]));
}

#[test]
fn a21_weights_with_separators_of_thousands_are_no_fractions() {
    let of = |grams: &str, separator: &str| {
        let file = format!("Handle{0}Title{0}Variant Price{0}Variant Grams\na{0}A{0}1{0}\"{grams}\"\n", separator);
        let mut rows = read(&file);
        let row = rows.remove(0);
        (product(&row).variants[0].weight_grams, said(&row).contains("LeftOut: weight"))
    };
    assert_eq!(of("1,500", ","), (Some(1500), false));
    assert_eq!(of("1.500,0", ";"), (Some(1500), false));
    assert_eq!(of("1.500", ";"), (None, true), "it may be either, and that is said");
}

#[test]
fn a03_what_stands_above_the_table_is_passed_over() {
    let table = "Handle;Title;Variant Price\n;;\na;\"A\r\nB\";\"1.234,50 €\"\n\n;;\nb;B;5\n";
    for (above, lines) in [("", [3, 7]), ("sep=;\n", [4, 8]), ("\u{feff}sep=;\r\n", [4, 8]), (";;\n\n;;;\n", [6, 10])] {
        let (rows, summary) = read_bytes(format!("{above}{table}").as_bytes());
        assert_eq!(summary.separator, Some(';'), "{above:?}");
        assert_eq!(rows.iter().map(|row| row.lines[0]).collect::<Vec<_>>(), lines, "{above:?}");
        assert_eq!(product(&rows[0]).title.en, "A B");
        assert_eq!(product(&rows[0]).variants[0].prices[0].amount_minor, 123_450);
    }
}

#[test]
fn a03_one_row_in_another_encoding_costs_that_row_alone() {
    let mut file = "Handle,Title,Variant Price\nbecher,Becher für Öl,1\n".as_bytes().to_vec();
    file.extend(b"tasse,Gr\xf6\xdfe,2\nkanne,Kanne,3\n");
    let (rows, summary) = read_bytes(&file);
    assert_eq!(summary.encoding, "UTF-8");
    let refused: Vec<_> =
        rows.iter().filter_map(|row| Some((row.lines.as_slice(), row.record.as_ref().err()?))).collect();
    let [([3], reason)] = refused.as_slice() else { panic!("one refusal: {refused:?}") };
    assert!(reason.contains("--encoding"), "{reason}");
    assert_eq!(rows.len(), 3);
}

#[test]
fn l06_a_description_of_three_megabytes_is_one_text() {
    let sentences = |count: usize| "Warm & \"soft\". ".repeat(count).trim_end().to_owned();
    let body = format!("<p>{}</p>\r\n", sentences(75).replace('&', "&amp;")).repeat(2_000);
    assert!(body.len() > 2_800_000 && body.len() < crate::lines::MAX_RECORD_BYTES, "{}", body.len());
    let rows = read(&old(&[&[("Handle", "a"), ("Title", "A"), ("Body (HTML)", &body), ("Variant Price", "1")]]));
    let text = &product(&rows[0]).description.en;
    let paragraphs: Vec<&str> = text.split("\n\n").collect();
    assert_eq!(paragraphs.len(), 2_000);
    assert!(paragraphs.iter().all(|paragraph| *paragraph == sentences(75)), "{}", paragraphs[0]);
    // A text of more tags than any has is refused aloud.
    let tags = "<p>Warm</p>".repeat(110_000);
    let rows = read(&old(&[&[("Handle", "a"), ("Title", "A"), ("Body (HTML)", &tags), ("Variant Price", "1")]]));
    assert!(rows[0].record.as_ref().err().is_some_and(|reason| reason.contains("tags")));
}

#[test]
fn columns_that_are_called_the_same_are_named() {
    let file = "Handle,Title,Title,Variant Price,Cloth (product.metafields.custom.cloth),Cloth (product.metafields.custom.cloth),\
                Cloth (product.metafields.other.cloth)\na,A,B,1,Silk,Hemp,Wool\n";
    let (rows, summary) = read_bytes(file.as_bytes());
    let columns: Vec<(&str, u64)> =
        summary.columns_left_out.iter().map(|column| (column.name.as_str(), column.values)).collect();
    assert_eq!(columns, [("Title", 1), ("Cloth (product.metafields.custom.cloth)", 1)]);
    let attributes = &product(&rows[0]).attributes;
    assert_eq!((&attributes["cloth"], &attributes["other_cloth"]), (&"Silk".into(), &"Wool".into()));
    assert_eq!((product(&rows[0]).title.en.as_str(), attributes.len()), ("A", 2));
}
