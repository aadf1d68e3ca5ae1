use api::catalog::CollectionDocument;
use domain::catalog::ProductStatus;
use domain::checkout::TaxClass;
use domain::inventory::StockPolicy;

use crate::report::FileSummary;
use crate::row::{Record, Row};
use crate::testing::{self, input, product, reading};
use crate::{Format, Reading};

const ENGLISH: &str = "ID,Type,SKU,\"GTIN, UPC, EAN, or ISBN\",Name,Published,Visibility in catalog,Short description,\
    Description,Date sale price starts,Date sale price ends,Tax status,Tax class,In stock?,Stock,Backorders allowed?,\
    Weight (kg),Sale price,Regular price,Categories,Tags,Images,Parent,Grouped products,Brands,Attribute 1 name,\
    Attribute 1 value(s),Attribute 1 visible,Attribute 1 global,Attribute 2 name,Attribute 2 value(s),Meta: _x";

/// 2026-11-28.
const NOW: i64 = 1_795_824_000;

/// Rows by the cells that are not blank, under the English header.
fn file(rows: &[&[(&str, &str)]]) -> String {
    let names: Vec<String> =
        ENGLISH.replace("\"GTIN, UPC, EAN, or ISBN\"", "GTIN").split(',').map(str::to_owned).collect();
    let mut file = ENGLISH.to_owned();
    for row in rows {
        assert!(row.iter().all(|(name, _)| names.iter().any(|known| known == name)), "{row:?}");
        let cell = |name: &String| {
            let value = row.iter().find(|(known, _)| known == name).map_or("", |(_, value)| *value);
            format!("\"{}\"", value.replace('"', "\"\""))
        };
        file.push('\n');
        file.push_str(&names.iter().map(cell).collect::<Vec<_>>().join(","));
    }
    file
}

fn read(format: Format, file: &[u8]) -> (Vec<Row>, FileSummary) {
    let reading = Reading { now: NOW, ..reading(format) };
    testing::rows(reading.items(input(file)).expect("a header"))
}

fn rows(all: &[&[(&str, &str)]]) -> Vec<Row> {
    read(Format::Csv, file(all).as_bytes()).0
}

fn said(row: &Row) -> String {
    row.notes.iter().map(|note| format!("line {}: {}\n", note.line, note.text)).collect()
}

#[test]
fn a_simple_product_comes_whole() {
    let read = rows(&[&[
        ("ID", "7"),
        ("Type", "simple, virtual"),
        ("SKU", "TEA"),
        ("GTIN", "4006381333931"),
        ("Name", "Green tea"),
        ("Published", "1"),
        ("Short description", "<p>Fresh.</p>"),
        ("Description", "First.\\n\\nSecond &amp; last."),
        ("Tax status", "taxable"),
        ("Tax class", "reduced-rate"),
        ("In stock?", "1"),
        ("Stock", "12"),
        ("Backorders allowed?", "notify"),
        ("Weight (kg)", "0.25"),
        ("Sale price", "4.50"),
        ("Regular price", "5"),
        ("Categories", "Food, Food > Tea, Gifts\\, small"),
        ("Tags", "new"),
        ("Images", "https://a.example/1.jpg, https://a.example/2.jpg, lost.jpg"),
        ("Brands", "Kontor"),
        ("Attribute 1 name", "Origin"),
        ("Attribute 1 value(s)", "Japan, China"),
    ]]);
    let tea = product(&read[0]);
    assert_eq!((tea.slug.as_str(), tea.status, tea.brand.as_str()), ("green-tea", ProductStatus::Active, "Kontor"));
    assert_eq!((tea.summary.en.as_str(), tea.description.en.as_str()), ("Fresh.", "First.\n\nSecond & last."));
    let slugs: Vec<&str> = tea.collections.iter().map(|slug| slug.as_str()).collect();
    assert_eq!(slugs.len(), 3, "{slugs:?}");
    assert!(slugs.contains(&"food") && slugs.contains(&"gifts-small"), "{slugs:?}");
    assert_eq!(tree(&read[0]), ["food: Food", "food-tea: Tea, under food", "gifts-small: Gifts, small"]);
    assert_eq!(tea.attributes["origin"]["value"], "Japan, China");
    let [variant] = &tea.variants[..] else { panic!("one variant") };
    assert_eq!((variant.prices[0].amount_minor, variant.prices[0].compare_at_minor), (450, Some(500)));
    assert_eq!((variant.on_hand, variant.weight_grams, variant.tax_class), (Some(12), Some(250), TaxClass::Reduced));
    assert_eq!(variant.policy, Some(StockPolicy::Backorder { limit: None }));
    assert_eq!(variant.gtin.as_deref(), Some("4006381333931"));
    assert_eq!(read[0].pictures, ["https://a.example/1.jpg", "https://a.example/2.jpg"]);
    assert!(said(&read[0]).contains("lost.jpg"), "{}", said(&read[0]));
}

/// The collections to make for a product: address, title, and what each stands under.
fn tree(row: &Row) -> Vec<String> {
    let Ok(Record::Product(_, implied)) = &row.record else { panic!("no product") };
    let told = |one: &CollectionDocument| {
        let under = one.parent.as_ref().map(|parent| format!(", under {parent}")).unwrap_or_default();
        format!("{}: {}{under}", one.slug, one.title.en)
    };
    implied.iter().map(told).collect()
}

#[test]
fn categories_stand_under_each_other_as_deep_as_collections_do() {
    let read = rows(&[&[
        ("ID", "1"),
        ("Type", "simple"),
        ("Name", "Cap"),
        ("Regular price", "5"),
        ("Categories", "A > B > C > D > E > F > G, A > B, B > A"),
    ]]);
    assert_eq!(
        tree(&read[0]),
        [
            "a: A",
            "a-b: B, under a",
            "a-b-c: C, under a-b",
            "a-b-c-d: D, under a-b-c",
            "a-b-c-d-e: E, under a-b-c-d",
            "a-b-c-d-e-f: E › F, under a-b-c-d",
            "a-b-c-d-e-f-g: E › F › G, under a-b-c-d",
            "b: B",
            "b-a: A, under b",
        ]
    );
    assert!(said(&read[0]).contains("at most 5 deep"), "{}", said(&read[0]));
}

#[test]
fn variations_find_their_product_by_id_or_sku_wherever_they_stand() {
    let read = rows(&[
        &[
            ("ID", "3"),
            ("Type", "variation"),
            ("SKU", "S-R"),
            ("Parent", "SHIRT"),
            ("Regular price", "9"),
            ("In stock?", "1"),
            ("Attribute 1 name", "Colour"),
            ("Attribute 1 value(s)", "red"),
        ],
        &[
            ("ID", "2"),
            ("Type", "variable"),
            ("SKU", "SHIRT"),
            ("Name", "Shirt"),
            ("Published", "1"),
            ("Weight (kg)", "0.2"),
            ("Attribute 1 name", "Colour"),
            ("Attribute 1 value(s)", "Red, Blue"),
            ("Attribute 2 name", "Cloth"),
            ("Attribute 2 value(s)", "Linen"),
        ],
        &[
            ("ID", "4"),
            ("Type", "variation"),
            ("SKU", "S-B"),
            ("Parent", "id:2"),
            ("Regular price", "10"),
            ("Stock", "parent"),
            ("Weight (kg)", "0.3"),
            ("Attribute 1 name", "Colour"),
            ("Attribute 1 value(s)", "Blue"),
        ],
        &[
            ("ID", "5"),
            ("Type", "variation"),
            ("Parent", "id:2"),
            ("Published", "0"),
            ("Regular price", "10"),
            ("Attribute 1 name", "Colour"),
            ("Attribute 1 value(s)", "Green"),
        ],
        &[("ID", "6"), ("Type", "variation"), ("Parent", "id:99"), ("Regular price", "10")],
        &[("ID", "8"), ("Type", "variation"), ("Regular price", "10")],
    ]);
    let shirts: Vec<&Row> = read.iter().filter(|row| row.record.is_ok()).collect();
    let [shirt] = &shirts[..] else { panic!("one product of {}", read.len()) };
    assert_eq!(shirt.lines.len(), 4);
    let document = product(shirt);
    assert_eq!((document.title.en.as_str(), document.options.len()), ("Shirt", 1));
    let skus: Vec<&str> = document.variants.iter().map(|variant| variant.sku.as_str()).collect();
    assert_eq!(skus, ["S-R", "S-B"]);
    let labels: Vec<&str> = document.options[0].values.iter().map(|value| value.label.en.as_str()).collect();
    assert_eq!(labels, ["Red", "Blue"], "as the product writes them");
    assert_eq!(document.variants.iter().map(|v| v.weight_grams).collect::<Vec<_>>(), [Some(200), Some(300)]);
    assert_eq!(document.variants[0].policy, Some(StockPolicy::Untracked));
    assert_eq!(document.attributes["cloth"]["value"], "Linen");
    assert!(said(shirt).contains("switched off") && said(shirt).contains("count each"), "{}", said(shirt));
    let reasons: Vec<&String> = read.iter().filter_map(|row| row.record.as_ref().err()).collect();
    assert_eq!(reasons.len(), 2, "{reasons:?}");
    assert!(reasons.iter().any(|reason| reason.contains("id:99")), "{reasons:?}");
}

#[test]
fn a_variation_of_any_value_stands_for_those_that_no_other_names() {
    let read = rows(&[
        &[
            ("ID", "2"),
            ("Type", "variable"),
            ("Name", "Cap"),
            ("Attribute 1 name", "Size"),
            ("Attribute 1 value(s)", "S, M, L"),
        ],
        &[
            ("ID", "3"),
            ("Type", "variation"),
            ("SKU", "C"),
            ("Parent", "id:2"),
            ("Regular price", "9"),
            ("Stock", "5"),
            ("Attribute 1 name", "Size"),
            ("Attribute 1 value(s)", ""),
        ],
        &[
            ("ID", "4"),
            ("Type", "variation"),
            ("SKU", "C-M"),
            ("Parent", "id:2"),
            ("Regular price", "8"),
            ("Stock", "3"),
            ("Attribute 1 name", "Size"),
            ("Attribute 1 value(s)", "M"),
        ],
    ]);
    let cap = product(&read[0]);
    let of = |value: &str| cap.variants.iter().find(|variant| variant.options["size"] == value).expect("it is there");
    assert_eq!(cap.variants.len(), 3);
    assert_eq!((of("m").prices[0].amount_minor, of("m").on_hand), (800, Some(3)));
    assert_eq!((of("l").prices[0].amount_minor, of("l").on_hand), (900, None));
    assert!(said(&read[0]).contains("taken for 2 variants"), "{}", said(&read[0]));
    assert_eq!(read[0].lines, [2, 3, 4]);
}

#[test]
fn a_grouped_product_is_a_collection_of_its_things() {
    let read = rows(&[
        &[("ID", "1"), ("Type", "simple"), ("SKU", "CUP"), ("Name", "Cup"), ("Regular price", "5"), ("Published", "1")],
        &[
            ("ID", "9"),
            ("Type", "grouped"),
            ("Name", "Tea set"),
            ("Description", "<b>All</b>"),
            ("Grouped products", "CUP, id:2"),
        ],
        &[
            ("ID", "2"),
            ("Type", "simple"),
            ("SKU", "POT"),
            ("Name", "Pot"),
            ("Regular price", "9"),
            ("Published", "-1"),
        ],
    ]);
    for row in read.iter().filter(|row| row.name != "Tea set") {
        assert_eq!(product(row).collections.iter().map(|slug| slug.as_str()).collect::<Vec<_>>(), ["tea-set"]);
    }
    let set = read.iter().find(|row| row.name == "Tea set").expect("it is there");
    let Ok(Record::Collection(document)) = &set.record else { panic!("a collection") };
    assert_eq!((document.slug.as_str(), document.description.en.as_str()), ("tea-set", "All"));
    let pot = read.iter().find(|row| row.name == "Pot").expect("it is there");
    assert_eq!(product(pot).status, ProductStatus::Draft);
}

#[test]
fn what_cannot_be_sold_here_is_refused_with_a_sentence() {
    let read = rows(&[
        &[("ID", "1"), ("Type", "external"), ("Name", "Away"), ("Regular price", "5")],
        &[("ID", "2"), ("Type", "simple, downloadable"), ("Name", "Song"), ("Regular price", "5")],
        &[("ID", "3"), ("Type", "subscription"), ("Name", "Box"), ("Regular price", "5")],
        &[("ID", "4"), ("Type", "variable"), ("Name", "Bare")],
        &[
            ("ID", "5"),
            ("Type", "simple"),
            ("Name", "Dated"),
            ("Regular price", "5"),
            ("Sale price", "4"),
            ("Date sale price starts", "soon"),
        ],
        &[("Type", "simple"), ("Regular price", "5")],
    ]);
    let reasons: Vec<&str> = read.iter().filter_map(|row| row.record.as_ref().err().map(String::as_str)).collect();
    assert_eq!(reasons.len(), 6, "{reasons:?}");
    for part in ["another site", "download", "subscription", "nothing to sell", "“soon” is no date", "neither an ID"]
    {
        assert!(reasons.iter().any(|reason| reason.contains(part)), "{part}: {reasons:?}");
    }
}

#[test]
fn a_german_file_with_semicolons_commas_and_a_mark_is_the_same() {
    let file = "\u{feff}ID;Typ;Artikelnummer;Name;Veröffentlicht;Sichtbarkeit im Katalog;Kurzbeschreibung;Vorrätig?;Lager;\
        Gewicht (g);Angebotspreis;Regulärer Preis;Kategorien;Übergeordnetes Produkt;Attribut 1 Name;Attribut 1 Wert(e)\r\n\
        1;variable;M;Möwe;1;visible;Kühn;1;;250;;;Vögel;;Größe;\"S, M\"\r\n\
        2;variation;M-S;Möwe – S;1;visible;;1;4;;17,50;19,90;;M;Größe;S\r\n\
        3;simple;K;Küste;1;hidden;;0;;'-1;;5,00;;;;\r\n";
    for bytes in
        [file.as_bytes().to_vec(), encoding_rs::WINDOWS_1252.encode(file.trim_start_matches('\u{feff}')).0.into_owned()]
    {
        let (rows, summary) = read(Format::Csv, &bytes);
        assert_eq!((rows.len(), summary.separator), (2, Some(';')));
        let gull = product(&rows[0]);
        assert_eq!((gull.slug.as_str(), gull.summary.en.as_str()), ("moewe", "Kühn"));
        let [small] = &gull.variants[..] else { panic!("one variant") };
        assert_eq!((small.prices[0].amount_minor, small.prices[0].compare_at_minor), (1750, Some(1990)));
        assert_eq!((small.on_hand, small.weight_grams), (Some(4), Some(250)));
        let coast = product(&rows[1]);
        assert_eq!((coast.status, coast.variants[0].on_hand), (ProductStatus::Draft, Some(0)));
        assert!(said(&rows[1]).contains("weight “-1”"), "{}", said(&rows[1]));
    }
}

#[test]
fn two_products_of_one_name_have_addresses_of_their_own() {
    let cup: &[(&str, &str)] =
        &[("ID", "1"), ("Type", "simple"), ("SKU", "A"), ("Name", "Cup"), ("Regular price", "5")];
    let other: &[(&str, &str)] =
        &[("ID", "2"), ("Type", "simple"), ("SKU", "B"), ("Name", "Cup"), ("Regular price", "6")];
    let third: &[(&str, &str)] = &[("ID", "3"), ("Type", "simple"), ("Name", "Cup"), ("Regular price", "6")];
    let again: &[(&str, &str)] =
        &[("ID", "1"), ("Type", "simple"), ("SKU", "A"), ("Name", "Cup"), ("Regular price", "7")];
    let read = rows(&[cup, other, third, again]);
    let slugs: Vec<&str> = read.iter().map(|row| product(row).slug.as_str()).collect();
    assert_eq!(slugs, ["cup", "cup-b", "cup-3"]);
    assert_eq!(read[0].refused.len(), 1, "the same row twice");
}

#[test]
fn columns_that_are_not_taken_are_named() {
    let (_, summary) = read(
        Format::WoocommerceCsv,
        file(&[&[
            ("ID", "1"),
            ("Type", "simple"),
            ("Name", "Cup"),
            ("Regular price", "5"),
            ("Tags", "x"),
            ("Meta: _x", "1"),
        ]])
        .as_bytes(),
    );
    let names: Vec<&str> = summary.columns_left_out.iter().map(|column| column.name.as_str()).collect();
    assert_eq!(names, ["Tags", "Meta: _x"]);
}
