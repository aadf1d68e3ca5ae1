//! Tables of which somebody says what the columns mean.

use domain::Currency;

use super::*;
use crate::Format;
use crate::report::FileSummary;
use crate::testing::{input, product, reading, rows};

fn field(name: &str) -> ImportColumnMeaning {
    ImportColumnMeaning::Field { name: name.to_owned() }
}

fn fact(name: &str) -> ImportColumnMeaning {
    ImportColumnMeaning::Attribute { name: name.to_owned() }
}

/// The products of a table, and what is known of all of it.
fn read(csv: &str, said: Option<&[(&str, ImportColumnMeaning)]>) -> anyhow::Result<(Vec<Row>, FileSummary)> {
    let columns: Option<ImportColumns> =
        said.map(|all| all.iter().map(|(name, meaning)| ((*name).to_owned(), meaning.clone())).collect());
    let reading = reading(Format::Csv);
    Ok(rows(match columns {
        Some(columns) => reading.items_asking(input(csv), &columns)?,
        None => reading.items(input(csv))?,
    }))
}

fn names(summary: &FileSummary) -> Vec<&str> {
    summary.columns.iter().map(|column| column.name.as_str()).collect()
}

const SHOPIFY: &str = "Handle,Title,Variant SKU,Variant Price,Stoff,Marke,Regal,Form\n\
                       mug,Mug,M-1,12.50,Steingut,Hafen,B 7,rund\n\
                       jug,Jug,J-1,9,,Hafen,B 8,\n";

#[test]
fn a_column_that_nobody_knows_is_shown_with_its_first_values_and_taken_once_somebody_says_what_it_is() {
    let (_, summary) = read(SHOPIFY, Some(&[])).unwrap();
    assert_eq!(names(&summary), ["Stoff", "Marke", "Regal", "Form"]);
    assert_eq!(summary.columns[2].first, ["B 7", "B 8"]);
    assert_eq!(summary.columns[1].first, ["Hafen"], "none twice");
    assert!(summary.fields.iter().any(|name| name == "vendor") && !summary.fields.iter().any(|name| name == "title"));
    let said = [
        ("Stoff", fact("Material")),
        ("Marke", field("vendor")),
        ("Regal", ImportColumnMeaning::Ignored),
        ("Form", fact("Wie ES aussieht")),
    ];
    let (rows, told) = read(SHOPIFY, Some(&said)).unwrap();
    let mug = product(&rows[0]);
    assert_eq!((mug.brand.as_str(), &mug.attributes["material"]), ("Hafen", &json!("Steingut")));
    assert_eq!(
        mug.attributes["wie_es_aussieht"],
        json!({ "label": { "en": "Wie ES aussieht" }, "value": "rund", "unit": "" })
    );
    assert!(product(&rows[1]).attributes.is_empty(), "of blank cells nothing is made");
    assert!(told.columns_left_out.is_empty(), "{:?}", told.columns_left_out);
    assert_eq!(names(&told), ["Stoff", "Marke", "Regal", "Form"]);
    assert_eq!((told.fields, &told.header), (summary.fields, &summary.header), "it can be said anew");
}

const BARE: &str = "Artikel;Bezeichnung;Preis\nB-1;Becher;12,50\nK-1;Kanne;9\n";

#[test]
fn a_table_that_is_no_export_is_asked_about_and_read_once_its_columns_are_named() {
    assert!(read(BARE, None).is_err(), "of a command nobody can be asked");
    let (rows, summary) = read(BARE, Some(&[])).unwrap();
    assert_eq!((rows.len(), names(&summary)), (0, vec!["Artikel", "Bezeichnung", "Preis"]));
    assert_eq!(summary.columns[1].first, ["Becher", "Kanne"]);
    assert!(summary.notes[0].contains("needs a column Handle"), "{:?}", summary.notes);
    let said = [("Artikel", field("variant sku")), ("Bezeichnung", field("title")), ("Preis", field("variant price"))];
    let (rows, _) = read(BARE, Some(&said)).unwrap();
    let mug = product(&rows[0]);
    assert_eq!((mug.title.en.as_str(), mug.variants[0].sku.as_str()), ("Becher", "B-1"));
    assert_eq!(mug.variants[0].prices[0].amount_minor, 1250);
    assert!(read("Dear Sir,\nwe write to you", Some(&[])).is_err(), "a letter has no columns");
}

#[test]
fn a_table_of_the_shop_s_own_lacks_nothing_once_its_columns_are_named() {
    let sheet = crate::Sheet::new(&[Currency::Eur], &[]);
    let line = json!({
        "kind": "product", "slug": "mug", "title": { "en": "Mug" }, "brand": "Hafen",
        "variants": [{ "sku": "M-1", "prices": [{ "currency": "EUR", "amount_minor": 900 }] }],
    });
    let table = format!("{}{}", sheet.header(), sheet.of_line(&line).unwrap());
    let table = table.replacen("brand", "Marke", 1);
    assert!(read(&table, None).is_err());
    let (rows, summary) = read(&table, Some(&[])).unwrap();
    assert_eq!((rows.len(), names(&summary)), (0, vec!["Marke"]));
    let (rows, _) = read(&table, Some(&[("Marke", field("brand"))])).unwrap();
    assert_eq!(product(&rows[0]).brand, "Hafen");
}

#[test]
fn a_fact_does_not_take_the_place_of_the_product_s_own() {
    let csv = "Handle,Title,Variant Price,Stoff,Material (product.metafields.custom.material)\nmug,Mug,1,Gips,Ton\n";
    let (rows, _) = read(csv, Some(&[("Stoff", fact("Material"))])).unwrap();
    assert_eq!(product(&rows[0]).attributes["material"], json!("Ton"));
    assert!(rows[0].notes.iter().any(|note| note.text.contains("such a fact already")));
}

#[test]
fn what_cannot_be_told_apart_or_shown_is_not_asked_about() {
    let long = "x".repeat(MAX_NAME + 1);
    let csv = format!("Handle,Title,Variant Price,Regal,Regal,{long},\nmug,Mug,1,a,b,c,d\n");
    let (_, summary) = read(&csv, Some(&[])).unwrap();
    assert!(summary.columns.is_empty(), "{:?}", summary.columns);
    let (_, summary) = read(&csv, None).unwrap();
    assert_eq!((summary.columns.len(), summary.header), (0, None));
}

/// The products of a table of which a command says this.
fn told(csv: &str, said: &[(&str, ImportColumnMeaning)]) -> anyhow::Result<Vec<Row>> {
    let said: ImportColumns = said.iter().map(|(name, meaning)| ((*name).to_owned(), meaning.clone())).collect();
    Ok(rows(reading(Format::Csv).items_told(input(csv), &said)?).0)
}

#[test]
fn a_command_says_what_columns_mean_as_the_office_does() {
    let said = [("Stoff", fact("Material")), ("Marke", field("vendor")), ("Regal", ImportColumnMeaning::Ignored)];
    let rows = told(SHOPIFY, &said).unwrap();
    assert_eq!(product(&rows[0]), product(&read(SHOPIFY, Some(&said)).unwrap().0[0]));
    assert_eq!(product(&rows[0]).brand, "Hafen");
    let bare = [("Artikel", field("variant sku")), ("Bezeichnung", field("title")), ("Preis", field("variant price"))];
    assert_eq!(product(&told(BARE, &bare).unwrap()[0]).variants[0].sku.as_str(), "B-1");
    assert_eq!(told(SHOPIFY, &[]).unwrap().len(), 2, "nothing needs to be said");
}

#[test]
fn what_a_command_says_wrongly_is_refused_with_what_can_be_said() {
    for (csv, said, expect) in [
        (SHOPIFY, vec![("Farbe", fact("Colour"))], "Columns of which it can be said: Stoff, Marke, Regal, Form"),
        (SHOPIFY, vec![("Title", field("vendor"))], "no such column"),
        (SHOPIFY, vec![("Marke", field("brand of it"))], "Fields that the file lacks: "),
        (BARE, vec![("Preis", field("variant price"))], "--column \"NAME=FIELD\""),
        (BARE, vec![], "needs a column Handle"),
    ] {
        let error = told(csv, &said).err().map(|error| format!("{error:#}")).unwrap_or_default();
        assert!(error.contains(expect), "{said:?}: {error}");
    }
    let said = ImportColumns::from([("a".to_owned(), ImportColumnMeaning::Ignored)]);
    assert!(reading(Format::Jsonl).items_told(input("{}"), &said).is_err(), "lines have no columns");
}
