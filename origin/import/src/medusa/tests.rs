use domain::Currency::{Eur, Usd};
use domain::catalog::ProductStatus;
use domain::inventory::StockPolicy;

use crate::Format;
use crate::report::FileSummary;
use crate::row::Row;
use crate::testing::{input, product, reading, rows};

const FIRST: &str = "Product Id;Product Handle;Product Title;Product Subtitle;Product Description;Product Status;\
    Product Thumbnail;Product Weight;Product Material;Product Collection Title;Product Collection Handle;Product Type;\
    Product Tags;Variant Id;Variant Title;Variant SKU;Variant Barcode;Variant Inventory Quantity;Variant Allow Backorder;\
    Variant Manage Inventory;Variant Weight;Price EUR;Price USD;Price France [EUR];Price BGN;Option 1 Name;Option 1 Value;\
    Option 2 Name;Option 2 Value;Image 1 Url;Image 2 Url";
const SECOND: &str = "Product Id,Product Handle,Product Title,Product Description,Product Status,Product Thumbnail,\
    Product Collection Id,Product Category 1,Product Tag 1,Variant Id,Variant Title,Variant SKU,Variant Allow Backorder,\
    Variant Manage Inventory,Variant Price EUR,Variant Price USD,Variant Option 1 Name,Variant Option 1 Value,\
    Product Image 1 Url";

fn read(format: Format, file: &str) -> (Vec<Row>, FileSummary) {
    rows(reading(format).items(input(file)).expect("a header"))
}

#[test]
fn the_first_version_s_prices_are_in_cents() {
    let file = format!(
        "\u{feff}{FIRST}\n\
         p1;mug;Mug;For two;Holds tea.;published;https://a.example/t.jpg;400;Clay;Kitchen;kitchen;Cups;t;v1;S;MUG-S;\
         4006381333931;12;false;true;;1050;1200;999;5;Size;S;;;https://a.example/1.jpg;https://a.example/2.jpg\n\
         p1;mug;Mug;For two;Holds tea.;published;https://a.example/t.jpg;400;Clay;Kitchen;kitchen;Cups;t;v2;L;MUG-L;;0;\
         true;true;500;;1400;999;5;Size;L;;;;\n"
    );
    let (rows, summary) = read(Format::Csv, &file);
    assert_eq!(rows.len(), 1);
    let mug = product(&rows[0]);
    assert_eq!((mug.slug.as_str(), mug.status, mug.summary.en.as_str()), ("mug", ProductStatus::Active, "For two"));
    assert_eq!(mug.attributes["material"], "Clay");
    assert_eq!(mug.collections.iter().map(|slug| slug.as_str()).collect::<Vec<_>>(), ["kitchen"]);
    let prices: Vec<Vec<_>> = mug
        .variants
        .iter()
        .map(|variant| variant.prices.iter().map(|price| (price.currency, price.amount_minor)).collect())
        .collect();
    assert_eq!(prices, [vec![(Eur, 1050), (Usd, 1200)], vec![(Eur, 999), (Usd, 1400)]], "a region's where none is");
    let [small, large] = &mug.variants[..] else { panic!("two variants") };
    assert_eq!(
        (small.on_hand, small.weight_grams, small.gtin.as_deref()),
        (Some(12), Some(400), Some("4006381333931"))
    );
    assert_eq!((small.policy, large.weight_grams), (Some(StockPolicy::Tracked), Some(500)));
    assert_eq!(large.policy, Some(StockPolicy::Backorder { limit: None }));
    assert_eq!(rows[0].pictures, ["https://a.example/t.jpg", "https://a.example/1.jpg", "https://a.example/2.jpg"]);
    let left: Vec<&str> = summary.columns_left_out.iter().map(|column| column.name.as_str()).collect();
    assert!(left.contains(&"Price BGN") && left.contains(&"Product Tags"), "{left:?}");
}

#[test]
fn the_second_version_s_prices_are_in_euros_and_its_numbers_are_left_out() {
    let file = format!(
        "{SECOND}\n\
         prod_1,sweatpants,Sweatpants,\"<p>Soft &amp; warm</p>\",draft,,pcol_1,pcat_1,ptag_1,variant_1,S,SP-S,FALSE,TRUE,\
         10.5,12,Size,S,https://a.example/1.jpg\n\
         prod_2,card,Card,,published,,,,,variant_2,Default variant,,false,false,3,,Default option,Default option value,\n"
    );
    let (rows, summary) = read(Format::MedusaCsv, &file);
    let (pants, card) = (product(&rows[0]), product(&rows[1]));
    assert_eq!((pants.status, pants.description.en.as_str()), (ProductStatus::Draft, "Soft & warm"));
    assert_eq!(pants.variants[0].prices[0].amount_minor, 1050);
    assert_eq!((pants.variants[0].sku.as_str(), pants.collections.len()), ("SP-S", 0));
    assert!(card.options.is_empty() && card.variants.len() == 1, "a default option is none");
    assert_eq!(card.variants[0].policy, Some(StockPolicy::Untracked));
    let left: Vec<&str> = summary.columns_left_out.iter().map(|column| column.name.as_str()).collect();
    assert!(left.contains(&"Product Category 1") && left.contains(&"Product Collection Id"), "{left:?}");
}

#[test]
fn odd_rows_are_told_of_and_harm_nothing() {
    let file = format!(
        "{SECOND}\n\
         ,lamp,Lamp,,shipped,,,,,v,One,L-1,,,1,,,,\n\
         ,rug,Rug,,published,,,,,v,One,R-1,,,-1,,,,\n\
         ,,,,,,,,,v,One,X-1,,,1,,,,\n\
         ,cup,Cup,,published,,,,,,,,,,,,,,\n"
    );
    let (rows, _) = read(Format::Csv, &file);
    assert_eq!(rows.len(), 4);
    let reasons: Vec<&str> = rows.iter().filter_map(|row| row.record.as_ref().err().map(String::as_str)).collect();
    assert_eq!(reasons.len(), 4, "{reasons:?}");
    for part in ["“shipped”", "below zero", "neither a handle nor a title", "nothing to sell"] {
        assert!(reasons.iter().any(|reason| reason.contains(part)), "{part}: {reasons:?}");
    }
}

#[test]
fn another_program_s_table_is_named() {
    let file = "ID,Type,SKU,Name,Regular price\n1,simple,A,A,1\n";
    let refusal = reading(Format::MedusaCsv).items(input(file)).err().expect("refused").to_string();
    assert!(refusal.contains("woocommerce-csv"), "{refusal}");
}
