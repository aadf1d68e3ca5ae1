//! What a merchant has is what lands, whichever program wrote the file.

use std::collections::BTreeSet;

use domain::checkout::TaxClass;
use domain::inventory::StockPolicy;
use proptest::prelude::*;

use super::files::{Written, written};
use super::*;
use crate::note::Topic;

/// The columns of both generations of headers, by what they hold here.
const COLUMNS: [[&str; 3]; 22] = [
    ["handle", "Handle", "URL handle"],
    ["title", "Title", "Title"],
    ["body", "Body (HTML)", "Description"],
    ["vendor", "Vendor", "Vendor"],
    ["type", "Type", "Type"],
    ["tags", "Tags", "Tags"],
    ["published", "Published", "Published on online store"],
    ["status", "Status", "Status"],
    ["option1", "Option1 Name", "Option1 name"],
    ["value1", "Option1 Value", "Option1 value"],
    ["option2", "Option2 Name", "Option2 name"],
    ["value2", "Option2 Value", "Option2 value"],
    ["sku", "Variant SKU", "SKU"],
    ["grams", "Variant Grams", "Weight value (grams)"],
    ["tracker", "Variant Inventory Tracker", "Inventory tracker"],
    ["quantity", "Variant Inventory Qty", "Inventory quantity"],
    ["policy", "Variant Inventory Policy", "Continue selling when out of stock"],
    ["price", "Variant Price", "Price"],
    ["former", "Variant Compare At Price", "Compare-at price"],
    ["taxable", "Variant Taxable", "Charge tax"],
    ["seo", "SEO Description", "SEO description"],
    ["mood", "Mood", "Mood"],
];

#[derive(Clone, Debug)]
struct Article {
    handle: &'static str,
    title: &'static str,
    vendor: &'static str,
    kind: &'static str,
    tags: bool,
    status: &'static str,
    published: &'static str,
    sizes: Vec<Size>,
}

#[derive(Clone, Debug)]
struct Size {
    sku: &'static str,
    minor: i64,
    former: Option<i64>,
    quantity: u32,
    tracker: bool,
    beyond: bool,
    grams: u32,
    is_taxed: bool,
}

const HANDLES: [&str; 6] = ["", "mug", "Harbour-Mug", "лампа", "Größe 5", "高階護膝"];
const SKUS: [&str; 6] = ["", "A/1", "Ring+Band", "7:7#Ö;5", "x y", "\"5\""];

fn article() -> impl Strategy<Value = Article> {
    let size = (
        prop::sample::select(SKUS.to_vec()),
        1..10_000_000_i64,
        prop::option::of(1..500_i64),
        0..5000_u32,
        any::<[bool; 3]>(),
        1..5000_u32,
    )
        .prop_map(|(sku, minor, above, quantity, [tracker, beyond, is_taxed], grams)| Size {
            sku,
            minor,
            former: above.map(|above| minor + above),
            quantity,
            tracker,
            beyond,
            grams,
            is_taxed,
        });
    (
        prop::sample::select(HANDLES.to_vec()),
        prop::sample::select(vec!["Mug", "Becher, groß", "He said “hi”", "Ärmel; lang", "Two\"inch"]),
        prop::sample::select(vec!["", "Acme", "Söhne & Co"]),
        prop::sample::select(vec!["", "Lamps", "Küche & Bäder"]),
        any::<bool>(),
        prop::sample::select(vec!["", "active", "Active", "draft", "archived"]),
        prop::sample::select(vec!["", "true", "TRUE", "wahr", "false"]),
        prop::collection::vec(size, 1..4),
    )
        .prop_map(|(handle, title, vendor, kind, tags, status, published, sizes)| Article {
            handle,
            title,
            vendor,
            kind,
            tags,
            status,
            published,
            sizes,
        })
}

/// A price as people write it.
fn money(minor: i64, style: usize) -> String {
    let (whole, part) = (minor / 100, minor % 100);
    match style % 5 {
        0 => format!("{whole}.{part:02}"),
        1 => format!("{whole},{part:02}"),
        2 => format!("€ {whole}.{part:02}"),
        3 => format!("{whole}.{part:02}00"),
        _ if whole >= 1000 => format!("{},{:03}.{part:02}", whole / 1000, whole % 1000),
        _ => format!("{whole}.{part:02} EUR"),
    }
}

impl Article {
    /// What a row says in a column: the texts stand on the first of them.
    fn cell(&self, number: usize, row: usize, what: &str, style: usize) -> String {
        let (size, first) = (&self.sizes[row], row == 0);
        let once = |text: String| if first { text } else { String::new() };
        let has_sizes = self.sizes.len() > 1;
        match what {
            // Rows without a handle cannot be told apart from the next product's by anything but their place.
            "handle" if self.handle.is_empty() => String::new(),
            "handle" => format!("{}-{number}", self.handle),
            "title" => once(format!("{} {number}", self.title)),
            "body" => once(format!("<p>It is a &quot;{}&quot;.</p>\n<p>{number}</p>", self.title)),
            "vendor" => once(self.vendor.to_owned()),
            "type" => once(self.kind.to_owned()),
            "tags" if self.tags => once("red, old".to_owned()),
            "published" => once(self.published.to_owned()),
            "status" => once(self.status.to_owned()),
            "option1" => once(if has_sizes { "Größe" } else { "Title" }.to_owned()),
            "value1" if has_sizes => format!("No. {row}"),
            "value1" => "Default Title".to_owned(),
            "sku" if size.sku.is_empty() => String::new(),
            "sku" => format!("{}{number}.{row}", size.sku),
            "grams" => format!("{}.0", size.grams),
            "tracker" if size.tracker => "shopify".to_owned(),
            "quantity" if style.is_multiple_of(2) => format!("{}.0", size.quantity),
            "quantity" => size.quantity.to_string(),
            "policy" => if size.beyond { "continue" } else { "deny" }.to_owned(),
            "price" => money(size.minor, style),
            "former" => size.former.map(|former| money(former, style + 1)).unwrap_or_default(),
            "taxable" => if size.is_taxed { "true" } else { "FALSE" }.to_owned(),
            "seo" => once("Short.".to_owned()),
            "mood" => once("calm".to_owned()),
            _ => String::new(),
        }
    }

    fn is_on_sale(&self) -> bool {
        matches!(self.status, "" | "active" | "Active") && self.published != "false"
    }
}

/// The rows of a file of these articles, with the article and the row of it that each stands for.
fn rows(
    articles: &[Article],
    columns: &[[&'static str; 3]],
    generation: usize,
    apart: bool,
    style: usize,
) -> (Vec<Vec<String>>, Vec<(usize, usize)>) {
    let mut order: Vec<(usize, usize)> = articles
        .iter()
        .enumerate()
        .flat_map(|(number, article)| (0..article.sizes.len()).map(move |row| (number, row)))
        .collect();
    if apart && articles.iter().all(|article| !article.handle.is_empty()) {
        order.sort_by_key(|(number, row)| (*row, *number));
    }
    let header = columns.iter().map(|column| column[generation].to_owned()).collect();
    let cells = |(number, row): &(usize, usize)| {
        columns.iter().map(|column| articles[*number].cell(*number, *row, column[0], style + row)).collect()
    };
    (std::iter::once(header).chain(order.iter().map(cells)).collect(), order)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn what_is_meant_is_what_lands(
        articles in prop::collection::vec(article(), 1..5),
        columns in Just(COLUMNS.to_vec()).prop_shuffle(),
        generation in 1..3_usize,
        (apart, style) in (any::<bool>(), 0..10_usize),
        written in written(),
    ) {
        check(&articles, &columns, generation, apart, style, &written)?;
    }
}

fn check(
    articles: &[Article],
    columns: &[[&'static str; 3]],
    generation: usize,
    apart: bool,
    style: usize,
    written: &Written,
) -> Result<(), TestCaseError> {
    let (table, order) = rows(articles, columns, generation, apart, style);
    let (file, lines) = written.file(&table);
    let (read, summary) = read_bytes(&file);
    prop_assert_eq!((read.len(), summary.separator), (articles.len(), Some(written.separator)));
    let mut slugs = BTreeSet::new();
    for (number, article) in articles.iter().enumerate() {
        let wanted: Vec<u64> =
            order.iter().zip(&lines[1..]).filter(|((of, _), _)| *of == number).map(|(_, line)| *line).collect();
        let row = read.iter().find(|row| row.lines == wanted).expect("its rows are its own");
        prop_assert_eq!(&row.refused, &[]);
        let document = product(row);
        prop_assert!(slugs.insert(document.slug.clone()));
        if !article.handle.is_empty() {
            let handle = format!("{}-{number}", article.handle);
            prop_assert_eq!(document.handle.as_deref().unwrap_or(document.slug.as_str()), handle);
        }
        prop_assert_eq!(&document.title.en, &format!("{} {number}", article.title));
        prop_assert_eq!(&document.description.en, &format!("It is a \"{}\".\n\n{number}", article.title));
        prop_assert_eq!((document.summary.en.as_str(), document.brand.as_str()), ("Short.", article.vendor));
        prop_assert_eq!(document.collections.len(), usize::from(!article.kind.is_empty()));
        prop_assert_eq!(document.status.is_on_sale(), article.is_on_sale());
        prop_assert_eq!(said(row).contains("OffSale"), !article.is_on_sale());
        prop_assert_eq!(document.variants.len(), article.sizes.len());
        for (at, (size, variant)) in article.sizes.iter().zip(&document.variants).enumerate() {
            if !size.sku.is_empty() {
                prop_assert_eq!(variant.sku.as_str(), format!("{}{number}.{at}", size.sku));
            }
            let price = &variant.prices[0];
            prop_assert_eq!((price.amount_minor, price.compare_at_minor), (size.minor, size.former));
            prop_assert_eq!((variant.on_hand, variant.weight_grams), (Some(size.quantity), Some(size.grams)));
            let policy = match (size.tracker, size.beyond) {
                (false, _) => StockPolicy::Untracked,
                (true, true) => StockPolicy::Backorder { limit: None },
                (true, false) => StockPolicy::Tracked,
            };
            prop_assert_eq!(variant.policy, Some(policy));
            let is_odd = row.notes.iter().any(|note| note.line == wanted[at] && note.topic == Topic::Stock);
            prop_assert_eq!(is_odd, !size.tracker && size.quantity > 0);
            prop_assert_eq!(variant.tax_class, if size.is_taxed { TaxClass::Standard } else { TaxClass::Zero });
        }
        let skus: BTreeSet<&str> = document.variants.iter().map(|variant| variant.sku.as_str()).collect();
        prop_assert_eq!(skus.len(), document.variants.len());
    }
    let left_out: Vec<(&str, u64)> =
        summary.columns_left_out.iter().map(|column| (column.name.as_str(), column.values)).collect();
    for (name, count) in [("Mood", articles.len()), ("Tags", articles.iter().filter(|article| article.tags).count())] {
        let counted = left_out.iter().find(|(known, _)| *known == name).map_or(0, |(_, values)| *values);
        prop_assert_eq!(counted, count as u64, "{}", name);
    }
    prop_assert!(left_out.iter().all(|(name, _)| ["Mood", "Tags"].contains(name)), "{:?}", left_out);
    Ok(())
}
