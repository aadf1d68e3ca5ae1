//! Pictures are not brought along yet: whatever a file calls their columns, each is named with the rows that say
//! something in it, and a product says how many it had.

use super::*;
use crate::report::Report;

/// The columns of a file that were left out, and what the report prints of them.
fn left_out(format: Format, file: &str) -> (Vec<(String, u64)>, String) {
    let items = reading(format).items(input(file)).expect("a file of this format");
    let mut report = Report::begin(None).expect("no file is written");
    let mut columns = Vec::new();
    for item in items {
        if let Item::FileSummary(summary) = item.expect("readable") {
            columns = summary.columns_left_out.iter().map(|column| (column.name.clone(), column.values)).collect();
            report.file_summary(summary);
        }
    }
    (columns, report.to_string())
}

fn check(format: Format, file: &str, expect: &[(&str, u64)]) {
    let (columns, printed) = left_out(format, file);
    let columns: Vec<(&str, u64)> = columns.iter().map(|(name, values)| (name.as_str(), *values)).collect();
    assert_eq!(columns, expect);
    for (name, values) in expect {
        let begin = format!("“{name}”, {values} values: ");
        assert!(printed.contains(&begin), "{printed}");
        // The shop's own format has no such fields; what is not known is named all the same.
        assert!(
            format == Format::Jsonl || printed.contains(&format!("{begin}pictures are not taken over")),
            "{printed}"
        );
    }
}

#[test]
fn pictures_of_both_generations_of_exports_are_named_and_counted() {
    let old = "Handle,Title,Variant Price,Option1 Name,Option1 Value,Image Src,Image Position,Image Alt Text,Variant Image\n\
               mug,Mug,5,Size,S,https://cdn.example/a.jpg,1,A mug,\n\
               mug,,5,,L,https://cdn.example/b.jpg,2,,https://cdn.example/b.jpg\n\
               mug,,,,,https://cdn.example/c.jpg,3,,\n\
               cup,Cup,4,,,,,,\n";
    check(
        Format::ShopifyCsv,
        old,
        &[("Image Src", 3), ("Image Position", 3), ("Image Alt Text", 1), ("Variant Image", 1)],
    );
    let rows = read(old);
    assert!(said(&rows[0]).contains("line 2 Media: 3 pictures\n"), "{}", said(&rows[0]));
    assert!(!said(&rows[1]).contains("Media"), "{}", said(&rows[1]));
    let new = "Title,URL handle,Price,Product image URL,Image position,Image alt text,Variant image URL\n\
               Mug,mug,5,https://cdn.example/a.jpg,1,A mug,https://cdn.example/a.jpg\n\
               ,mug,,https://cdn.example/b.jpg,2,,\n";
    check(
        Format::ShopifyCsv,
        new,
        &[("Product image URL", 2), ("Image position", 2), ("Image alt text", 1), ("Variant image URL", 1)],
    );
    assert!(said(&read(new)[0]).contains("2 pictures\n"));
}

#[test]
fn pictures_of_other_programs_are_named_and_counted() {
    check(
        Format::ShopifyCsv,
        "slug;name;price;IMAGE_1_SRC;image2_src\nmug;Mug;5;a.jpg;b.jpg\ncup;Cup;4;;c.jpg\n",
        &[("IMAGE_1_SRC", 1), ("image2_src", 2)],
    );
    check(Format::ShopifyCsv, "Name,SKU,Price,Images\nMug,M-1,5,\"a.jpg, b.jpg\"\nCup,C-1,4,\n", &[("Images", 1)]);
    let item = |id: u32| format!(r#"{{"id":"{id}","title":"Toner","price":500,"img_high":"a.jpg","img_low":"b.jpg"}}"#);
    check(Format::Icecat, &format!("{}\n{}\n", item(1), item(2)), &[("img_high", 2), ("img_low", 2)]);
    let line = |slug: &str, more: &str| {
        format!(
            r#"{{"slug":"{slug}","title":{{"en":"Mug"}},"variants":[{{"sku":"{slug}"{more}}}],"images":["a.jpg"]}}"#
        )
    };
    let lines = format!("{}\n{}\n", line("mug", ""), line("cup", r#","image":"a.jpg""#));
    check(Format::Jsonl, &lines, &[("images", 2), ("variants.image", 1)]);
}

#[test]
fn pictures_inside_a_text_are_counted() {
    let rows = read(&old(&[&[
        ("Handle", "mug"),
        ("Title", "Mug"),
        ("Variant Price", "5"),
        ("Body (HTML)", "<p>See <img src=a.jpg> and <img src=b.jpg></p>"),
    ]]));
    assert!(said(&rows[0]).contains("line 2 Media: 2 pictures in its text"), "{}", said(&rows[0]));
}
