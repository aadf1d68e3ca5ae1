//! What real files hold, one test a kind, in words of our own.

use super::*;
use domain::catalog::ProductStatus;
use domain::inventory::StockPolicy;
use serde_json::json;

#[test]
fn a01_the_present_template_lands() {
    let (rows, file_summary) = read_bytes(
        b"Title,URL handle,Description,Vendor,Product category,Type,Tags,Published on online store,Status,SKU,Barcode,\
          Option1 name,Option1 value,Option1 Linked To,Price,Compare-at price,Cost per item,Charge tax,Inventory tracker,\
          Inventory quantity,Continue selling when out of stock,Weight value (grams),Weight unit for display,\
          Requires shipping,Product image URL,Gift card,SEO title,SEO description\n\
          Oil lamp,oil-lamp,<p>Glows.</p>,Selvedge,Home,Lamps,\"warm, old\",TRUE,Active,LAMP-S,4006381333931,Size,Small,,\
          24.00,30.00,9,TRUE,shopify,7,DENY,450,g,TRUE,a.jpg,FALSE,Lamp!,A lamp.\n\
          ,oil-lamp,,,,,,,,LAMP-L,,,Large,,34.00,,,FALSE,shopify,3,CONTINUE,900,g,TRUE,,,,\n",
    );
    let [row] = rows.as_slice() else { panic!("one product") };
    let lamp = product(row);
    assert_eq!((row.lines.as_slice(), skus(row)), ([2, 3].as_slice(), vec!["LAMP-S", "LAMP-L"]));
    assert_eq!(
        (lamp.title.en.as_str(), lamp.description.en.as_str(), lamp.summary.en.as_str()),
        ("Oil lamp", "Glows.", "A lamp.")
    );
    let [small, large] = lamp.variants.as_slice() else { panic!("two variants") };
    assert_eq!((small.prices[0].amount_minor, small.prices[0].compare_at_minor), (2400, Some(3000)));
    assert_eq!((small.on_hand, small.weight_grams, small.policy), (Some(7), Some(450), Some(StockPolicy::Tracked)));
    assert_eq!((large.policy, large.tax_class.code()), (Some(StockPolicy::Backorder { limit: None }), "zero"));
    assert_eq!(small.gtin.as_deref(), Some("4006381333931"));
    let names: Vec<&str> = file_summary.columns_left_out.iter().map(|column| column.name.as_str()).collect();
    assert_eq!(names, ["Product category", "Tags", "Cost per item", "Product image URL", "SEO title"]);
    assert!(said(row).contains("1 picture\n"), "{}", said(row));
}

#[test]
fn prices_by_measure_come_along_and_what_cannot_be_read_is_named() {
    let (rows, file_summary) = read_bytes(
        b"Title,URL handle,SKU,Price,Unit price total measure,Unit price total measure unit,Unit price base measure,\
          Unit price base measure unit\n\
          Oil,oil,OIL,9.90,75,cl,1,L\n\
          Tea,tea,TEA,4.98,12,fl oz,1,fl oz\n\
          Cup,cup,CUP,8.00,,g,,\n",
    );
    let measures: Vec<Option<String>> =
        rows.iter().map(|row| product(row).variants[0].measure.map(|measure| measure.to_string())).collect();
    assert_eq!(measures, [Some("750 ml / 1 l".to_owned()), None, None]);
    assert!(said(&rows[1]).contains("no price by measure"), "{}", said(&rows[1]));
    assert!(!said(&rows[2]).contains("by measure"), "{}", said(&rows[2]));
    assert_eq!(file_summary.columns_left_out, []);
}

#[test]
fn a03_semicolons_and_encodings_are_recognised() {
    let file = old(&[&[
        ("Handle", "ofen"),
        ("Title", "Öfchen für Größe 5"),
        ("Variant SKU", "O-1"),
        ("Variant Price", "19,90"),
    ]]);
    let german = file.replace(',', ";").replace("19;90", "19,90").replace('\n', "\r\n");
    let utf16: Vec<u8> = "\u{feff}"
        .chars()
        .chain(german.chars())
        .collect::<String>()
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let windows = encoding_rs::WINDOWS_1252.encode(&german).0.into_owned();
    for (bytes, encoding) in
        [(format!("\u{feff}{german}").into_bytes(), "UTF-8"), (utf16, "UTF-16LE"), (windows, "windows-1252")]
    {
        let (rows, file_summary) = read_bytes(&bytes);
        assert_eq!((file_summary.encoding, file_summary.separator), (encoding, Some(';')));
        assert_eq!(product(&rows[0]).title.en, "Öfchen für Größe 5");
        assert_eq!(product(&rows[0]).variants[0].prices[0].amount_minor, 1990);
        assert_eq!(file_summary.notes.iter().any(|note| note.contains("--encoding")), encoding == "windows-1252");
    }
}

#[test]
fn a05_a42_skus_are_the_merchant_s() {
    for sku in ["7:771#Ink;3:14#XL", "Ring+Band", "HOOK(3)", "FILM/DVD/9", "Größe 4"] {
        let rows =
            read(&old(&[&[("Handle", "thing"), ("Title", "Thing"), ("Variant SKU", sku), ("Variant Price", "1")]]));
        assert_eq!(skus(&rows[0]), [sku]);
    }
}

#[test]
fn a06_without_a_sku_one_is_made_up_and_said() {
    let handle = "harbour-heavy-blend-crewneck-sweatshirt-with-embroidered-lighthouse-motif";
    let row = |colour: &'static str, title: &'static str| -> Vec<(&'static str, &'static str)> {
        vec![
            ("Handle", handle),
            ("Title", title),
            ("Option1 Name", "Colour"),
            ("Option1 Value", colour),
            ("Variant Price", "9"),
        ]
    };
    let rows = read(&old(&[&row("Dark Maroon", "Sweatshirt"), &row("Ash", "")]));
    let skus = skus(&rows[0]);
    assert!(skus.len() == 2 && skus[0] != skus[1] && skus.iter().all(|sku| sku.len() <= 64), "{skus:?}");
    assert!(said(&rows[0]).contains("there is no SKU"));
}

#[test]
fn a07_a47_a_handle_is_one_product_s() {
    let long =
        "harbour-tour-evermore-unisex-heavy-blend-crewneck-sweatshirt-in-fifteen-colours-and-nine-sizes-brand-new";
    let (one, two) = (long.to_owned(), format!("{long}-1"));
    let thing =
        |handle, title, sku| vec![("Handle", handle), ("Title", title), ("Variant SKU", sku), ("Variant Price", "1")];
    let rows = read(&old(&[&thing(&one, "One", "A"), &thing(&two, "Two", "B")]));
    assert_ne!(product(&rows[0]).slug, product(&rows[1]).slug);
    assert_eq!(product(&rows[0]).slug.as_str(), one);

    let rows = read(&old(&[&thing("cup", "Cup", "A"), &thing("pot", "Pot", "B"), &thing("cup", "Other cup", "C")]));
    let refused: Vec<_> =
        rows.iter().filter_map(|row| Some((row.lines.as_slice(), row.record.as_ref().err()?))).collect();
    let [([4], reason)] = refused.as_slice() else { panic!("one refusal: {refused:?}") };
    assert!(reason.contains("“cup”") && reason.contains("line 2"), "{reason}");
}

#[test]
fn a08_a45_letters_of_any_script_make_addresses() {
    let thing = |handle, sku| {
        vec![
            ("Handle", handle),
            ("Title", handle),
            ("Type", "Küche & Bäder"),
            ("Variant SKU", sku),
            ("Variant Price", "1"),
        ]
    };
    let rows = read(&old(&[&thing("護膝", "A"), &thing("лампа", "B"), &thing("Küche", "C"), &thing("kueche", "D")]));
    let slugs: Vec<&str> = rows.iter().map(|row| product(row).slug.as_str()).collect();
    assert_eq!(slugs[..3], ["hu-xi", "lampa", "kueche"]);
    assert!(slugs[3].starts_with("kueche-"), "{slugs:?}");
    assert_eq!(product(&rows[1]).handle.as_deref(), Some("лампа"));
    assert_eq!(product(&rows[0]).collections[0].as_str(), "kueche-baeder");
    let rows = read(&old(&[&[
        ("Handle", "a"),
        ("Title", "A"),
        ("Option1 Name", "Größe"),
        ("Option1 Value", "Groß"),
        ("Variant Price", "1"),
    ]]));
    assert_eq!(product(&rows[0]).variants[0].options, [("groesse".to_owned(), "gross".to_owned())].into());
}

#[test]
fn a10_one_sku_for_all_sizes_is_told_apart_and_said() {
    let row = |title: &'static str, size| {
        vec![
            ("Handle", "tee"),
            ("Title", title),
            ("Option1 Name", "Size"),
            ("Option1 Value", size),
            ("Variant SKU", "T"),
            ("Variant Price", "1"),
        ]
    };
    let rows = read(&old(&[&row("Tee", "S"), &row("", "M"), &row("", "L")]));
    assert_eq!(skus(&rows[0]), ["T", "T-M", "T-L"]);
    assert_eq!(said(&rows[0]).matches("has the SKU “T” too").count(), 2, "{}", said(&rows[0]));
}

#[test]
fn a12_a44_off_sale_is_off_sale() {
    let of = |published, status| {
        let rows = read(&old(&[&[
            ("Handle", "a"),
            ("Title", "A"),
            ("Published", published),
            ("Status", status),
            ("Variant Price", "1"),
        ]]));
        assert_eq!(said(&rows[0]).contains("OffSale"), product(&rows[0]).status != ProductStatus::Active);
        product(&rows[0]).status
    };
    assert_eq!(of("true", "active"), ProductStatus::Active);
    assert_eq!(of("false", "active"), ProductStatus::Draft);
    assert_eq!(of("true", "draft"), ProductStatus::Draft);
    assert_eq!(of("true", "archived"), ProductStatus::Archived);
}

#[test]
fn a14_stock_is_kept_as_the_file_says() {
    let row = |tracker, policy| {
        let rows = read(&old(&[&[
            ("Handle", "a"),
            ("Title", "A"),
            ("Variant Inventory Tracker", tracker),
            ("Variant Inventory Qty", "0"),
            ("Variant Inventory Policy", policy),
            ("Variant Price", "1"),
        ]]));
        product(&rows[0]).variants[0].policy
    };
    assert_eq!(row("shopify", "continue"), Some(StockPolicy::Backorder { limit: None }));
    assert_eq!(row("", "deny"), Some(StockPolicy::Untracked));
    assert_eq!(row("shopify", "deny"), Some(StockPolicy::Tracked));
    // A file without quantities: everything would be sold out, and that is said with what to do.
    let (rows, file_summary) = read_bytes(b"Handle,Title,Variant Price\na,A,1\nb,B,2\n");
    assert_eq!((rows.len(), product(&rows[0]).variants[0].policy), (2, None));
    let note = file_summary.notes.first().expect("a word about stock");
    assert!(note.starts_with("2 variants") && note.contains("--on-hand"), "{note}");
}

#[test]
fn a21_a43_numbers_and_lines_are_read_as_they_are_meant() {
    let rows = read(
        &old(&[
            &[
                ("Handle", "a"),
                ("Title", "A"),
                ("Variant Inventory Tracker", "x"),
                ("Variant Inventory Qty", "7.0"),
                ("Variant Price", "1,499.00"),
            ],
            &[("Handle", "b"), ("Title", "B"), ("Variant Price", "29,90"), ("Variant Compare At Price", "0.00")],
            &[("Handle", "c"), ("Title", "C"), ("Variant Price", "about 5")],
            &[("Handle", "d"), ("Title", "D"), ("Variant SKU", "D")],
        ])
        .replace('\n', "\r\n"),
    );
    let first = |at: usize| &product(&rows[at]).variants[0];
    assert_eq!((first(0).on_hand, first(0).prices[0].amount_minor), (Some(7), 149_900));
    assert_eq!((first(1).prices[0].amount_minor, first(1).prices[0].compare_at_minor), (2990, None));
    assert!(rows[2].lines == [4] && rows[2].record.as_ref().is_err_and(|reason| reason.contains("about 5")));
    assert!(first(3).prices.is_empty() && said(&rows[3]).contains("line 5 Price"), "{}", said(&rows[3]));
}

#[test]
fn a31_lists_are_no_brackets() {
    let file = "Handle,Title,Price,Cloth (product.metafields.custom.cloth),Länge (product.metafields.custom.laenge)\na,A,1,\"[\"\"Silk\"\",\"\"Hemp\"\"]\",12\n";
    let rows = read(file);
    let attributes = &product(&rows[0]).attributes;
    assert_eq!(attributes["cloth"], json!("Silk, Hemp"));
    assert_eq!(attributes["laenge"], json!({ "label": { "en": "Länge" }, "value": "12" }));
}

#[test]
fn a33_without_a_handle_the_title_is_the_address() {
    let row = |title, sku| vec![("Title", title), ("Variant SKU", sku), ("Variant Price", "1")];
    let rows = read(&old(&[&row("Blue bowl", "A"), &row("Red bowl", "B"), &row("Red bowl", "C")]));
    assert_eq!([product(&rows[0]).slug.as_str(), product(&rows[1]).slug.as_str()], ["blue-bowl", "red-bowl"]);
    assert!(product(&rows[2]).slug.as_str().starts_with("red-bowl-"));
}

#[test]
fn a37_a_product_may_have_many_variants() {
    let sizes: Vec<String> = (0..2048).map(|size| size.to_string()).collect();
    let rows: Vec<Vec<(&str, &str)>> = sizes
        .iter()
        .map(|size| {
            vec![("Handle", "a"), ("Option1 Name", "Size"), ("Option1 Value", size.as_str()), ("Variant Price", "1")]
        })
        .collect();
    let rows = read(&old(&rows.iter().map(Vec::as_slice).collect::<Vec<_>>()));
    assert_eq!(product(&rows[0]).variants.len(), 2048);
}

#[test]
fn prices_in_other_currencies_are_rows_of_their_own() {
    let rows = read(
        "slug,sku,name,price,currency,status,option1_name,option1_value,weight,weight_unit,inventory_count\n\
         kettle,KETTLE,Kettle,0,USD,active,,,,lb,\n\
         kettle,KETTLE-RED,,49.5,USD,,Color,Red,2,lb,5000\n\
         pot,POT,Pot,20,USD,active,,,,,\n\
         kettle,KETTLE-RED,,45,EUR,,,,,,\n\
         pot,POT,,19,EUR,,,,,,\n\
         kettle,KETTLE-BLUE,,45,EUR,,,,,,\n",
    );
    let [kettle, pot] = rows.as_slice() else { panic!("two products") };
    assert_eq!((kettle.lines.as_slice(), pot.lines.as_slice()), ([2, 3, 5, 7].as_slice(), [4, 6].as_slice()));
    for (row, amounts) in [(kettle, [4950, 4500]), (pot, [2000, 1900])] {
        let prices = &product(row).variants[0].prices;
        assert_eq!(prices.iter().map(|price| price.amount_minor).collect::<Vec<_>>(), amounts);
    }
    assert_eq!(kettle.refused.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [7]);
    assert_eq!(product(kettle).variants[0].weight_grams, Some(907));
}

#[test]
fn another_file_is_not_taken_for_an_export() {
    let rejection =
        reading(Format::ShopifyCsv).items(input(b"query;docid;rating\n")).err().expect("refused").to_string();
    assert!(rejection.contains("separated by “;”") && rejection.contains("docid"), "{rejection}");
}
