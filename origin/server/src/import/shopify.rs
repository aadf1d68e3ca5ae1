//! Product exports of Shopify as CSV, and their like: one row a variant, the first row of a
//! product holding its texts; further rows add prices in other currencies.

use std::collections::BTreeMap;
use std::io;

use anyhow::Context as _;
use api::catalog::{CollectionDocument, PriceEntry, ProductDocument, VariantDocument};
use csv::{Reader, ReaderBuilder, StringRecord};
use domain::catalog::{Choice, Localized, OptionAxis, OptionValue};
use domain::checkout::TaxClass;
use domain::{Currency, Sku, Slug};

use super::csv_columns::Columns;
use super::csv_groups::{Group, Groups, HANDLE, line_of};
use super::input::Input;
use super::row::{Record, Row, named};
use super::{gtin, plain_text};

const PRICE: [&str; 2] = ["variant price", "price"];
const SKU: [&str; 2] = ["variant sku", "sku"];

pub fn rows(input: Input, currency: Currency) -> anyhow::Result<impl Iterator<Item = io::Result<Row>> + Send> {
    let mut reader: Reader<Input> = ReaderBuilder::new().flexible(true).from_reader(input);
    let columns = Columns::of(reader.headers().context("the header cannot be read")?);
    let known = |names: &[&str]| names.iter().any(|name| columns.has(name));
    anyhow::ensure!(
        known(&HANDLE) && known(&PRICE),
        "this is not a product export of Shopify: it needs a column Handle (or slug) and a column Variant Price (or price)"
    );
    let products = Products { columns, currency };
    let mut groups = None;
    Ok(std::iter::from_fn(move || {
        let groups = groups.get_or_insert_with(|| Groups::of(&mut reader, &products.columns));
        let row = groups.next()?;
        Some(row.map(|(line, group)| {
            let record = group.and_then(|Group { handle, rows }| products.record(&handle, &rows));
            Row { line, record }
        }))
    }))
}

/// What every row of a file shares.
struct Products {
    columns: Columns,
    currency: Currency,
}

impl Products {
    fn record(&self, handle: &str, group: &[StringRecord]) -> Result<Record, String> {
        // Shopify repeats neither title nor texts: each is taken from the first row that has it.
        let get = |names: &[&str]| {
            group.iter().map(|record| self.columns.get(record, names)).find(|cell| !cell.is_empty()).unwrap_or_default()
        };
        let status = get(&["status"]).to_lowercase();
        if !matches!(status.as_str(), "" | "active") {
            return Err(format!("“{handle}” is {status}, not on sale"));
        }
        let slug: Slug = Slug::from_title(handle).ok_or("the row has no handle")?;
        let (collections, implied) = self.collections(get(&["category1"]), get(&["type", "product type"]));
        let mut axes = self.axes(group);
        let variants = self.variants(&slug, group, &mut axes)?;
        let title = get(&["title", "name"]);
        let document = ProductDocument {
            title: Localized::same(if title.is_empty() { handle } else { title }),
            summary: Localized::same(plain_text::of(get(&["seo description", "meta description"]))),
            description: Localized::same(plain_text::of(get(&["body (html)", "body html", "description"]))),
            brand: get(&["vendor", "brand"]).to_owned(),
            collections,
            attributes: attributes(&self.columns, group),
            released_on: get(&["available on"]).get(..10).map(str::to_owned),
            options: axes.into_iter().map(|axis| axis.option).collect(),
            media: Vec::new(),
            variants,
            slug,
        };
        Ok(Record::Product(Box::new(document), implied))
    }

    /// One collection: the first part of a category path (`Kitchen -> Kettles`), else the type.
    fn collections(&self, category: &str, kind: &str) -> (Vec<Slug>, Vec<CollectionDocument>) {
        let first = category.split("->").next().unwrap_or_default().trim();
        let title = if first.is_empty() { kind } else { first };
        let implied: Vec<_> = Slug::from_title(title).into_iter().map(|slug| named(slug, title)).collect();
        (implied.iter().map(|collection| collection.slug.clone()).collect(), implied)
    }

    /// The options some row makes a choice on. “Title: Default Title” stands for none.
    fn axes(&self, group: &[StringRecord]) -> Vec<Axis> {
        let axis = |number: u8| {
            let (name, value) = (format!("option{number} name"), format!("option{number} value"));
            let cell = |column: &str| {
                group.iter().map(|record| self.columns.get(record, &[column])).find(|cell| !cell.is_empty())
            };
            let label = cell(&name)?;
            let chosen = cell(&value).filter(|value| *value != "Default Title")?;
            let code = code_of(label).unwrap_or_else(|| format!("option-{number}"));
            let option = OptionAxis { code, label: Localized::same(label), values: Vec::new() };
            (!chosen.is_empty()).then_some(Axis { column: value, option })
        };
        (1..=3).filter_map(axis).collect()
    }

    fn variants(&self, slug: &Slug, group: &[StringRecord], axes: &mut [Axis]) -> Result<Vec<VariantDocument>, String> {
        let has_choice = |record: &StringRecord| {
            axes.iter().any(|axis| !self.columns.get(record, &[axis.column.as_str()]).is_empty())
        };
        // Rows that choose nothing hold the product's texts, or just another picture.
        let of_variants: Vec<&StringRecord> = match axes.is_empty() {
            true => group.iter().find(|record| !self.columns.get(record, &PRICE).is_empty()).into_iter().collect(),
            false => group.iter().filter(|record| has_choice(record)).collect(),
        };
        let at_line = |record: &StringRecord, reason: String| format!("{reason} (line {})", line_of(record));
        let mut variants = Vec::with_capacity(of_variants.len());
        for record in &of_variants {
            variants.push(self.variant(slug, record, axes).map_err(|reason| at_line(record, reason))?);
        }
        // A SKU that comes again is not another variant but has another price, in another currency.
        for record in group.iter().filter(|record| !of_variants.iter().any(|known| std::ptr::eq(*known, *record))) {
            let same = |variant: &&mut VariantDocument| variant.sku.as_str() == self.columns.get(record, &SKU);
            let Some(variant) = variants.iter_mut().find(same) else { continue };
            for entry in self.prices(record).map_err(|reason| at_line(record, reason))? {
                if !variant.prices.iter().any(|known| known.currency == entry.currency) {
                    variant.prices.push(entry);
                }
            }
        }
        Ok(variants)
    }

    fn variant(&self, slug: &Slug, record: &StringRecord, axes: &mut [Axis]) -> Result<VariantDocument, String> {
        let get = |names: &[&str]| self.columns.get(record, names);
        let mut options = Choice::new();
        for axis in axes {
            let chosen = get(&[axis.column.as_str()]);
            if !chosen.is_empty() {
                options.insert(axis.option.code.clone(), axis.value(chosen));
            }
        }
        let gtin = get(&["variant barcode", "barcode"]).trim_start_matches('\'');
        Ok(VariantDocument {
            sku: sku(get(&SKU), slug, &options)?,
            gtin: gtin::is_valid(gtin).then(|| gtin.to_owned()),
            prices: self.prices(record)?,
            on_hand: on_hand(get(&["variant inventory qty", "inventory count"]))?,
            stock: Default::default(),
            policy: None,
            components: vec![],
            weight_grams: grams(
                get(&["variant grams"]),
                get(&["weight"]),
                get(&["weight unit", "variant weight unit"]),
            ),
            tax_class: tax_class(get(&["variant taxable", "taxable"])),
            options,
        })
    }

    fn prices(&self, record: &StringRecord) -> Result<Vec<PriceEntry>, String> {
        let get = |names: &[&str]| self.columns.get(record, names);
        let currency = match get(&["currency", "variant currency"]) {
            "" => self.currency,
            code => code.parse().map_err(|error: domain::money::UnknownCurrency| error.to_string())?,
        };
        let price = get(&PRICE);
        if price.is_empty() {
            return Ok(Vec::new());
        }
        let amount_minor = minor(price, currency)?;
        let former = match get(&["variant compare at price", "compare at price"]) {
            "" => None,
            former => Some(minor(former, currency)?).filter(|former| *former > amount_minor),
        };
        Ok(vec![PriceEntry { currency, amount_minor, compare_at_minor: former }])
    }
}

/// An option and the column its values are in.
struct Axis {
    column: String,
    option: OptionAxis,
}

impl Axis {
    /// The code of a value, which is added if it is new. Values whose codes would be the same are told apart.
    fn value(&mut self, label: &str) -> String {
        let values = &mut self.option.values;
        if let Some(known) = values.iter().find(|value| value.label.en == label) {
            return known.code.clone();
        }
        let code = code_of(label).unwrap_or_else(|| "value".to_owned());
        let taken = |code: &str| values.iter().any(|value| value.code == code);
        let code = if taken(&code) { format!("{code}-{}", values.len() + 1) } else { code };
        values.push(OptionValue { code: code.clone(), label: Localized::same(label), swatch: None });
        code
    }
}

fn code_of(label: &str) -> Option<String> {
    Slug::from_title(label).map(String::from)
}

/// The SKU as given, blanks as dashes; Shopify allows none at all: then one is made of the handle and the choice.
fn sku(given: &str, slug: &Slug, options: &Choice) -> Result<Sku, String> {
    let text = match given.trim_start_matches('\'') {
        "" => {
            let parts: Vec<&str> = std::iter::once(slug.as_str()).chain(options.values().map(String::as_str)).collect();
            parts.join("-").to_uppercase()
        }
        given => given.split_whitespace().collect::<Vec<_>>().join("-"),
    };
    text.parse().map_err(|error| format!("SKU “{text}”: {error}"))
}

/// `19.99` EUR as 1999.
fn minor(text: &str, currency: Currency) -> Result<i64, String> {
    let wrong = || format!("price “{text}” is not a number such as 19.99 {currency}");
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let exponent = currency.exponent() as usize;
    let (kept, dropped) = decimals.split_at_checked(exponent).unwrap_or((decimals, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(kept) || dropped.bytes().any(|byte| byte != b'0') {
        return Err(wrong());
    }
    format!("{whole}{kept:0<exponent$}").parse().map_err(|_| wrong())
}

/// Shopify counts below zero when it oversells; there is nothing to sell then.
fn on_hand(text: &str) -> Result<Option<u32>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let units: i64 = text.parse().map_err(|_| format!("inventory “{text}” is not a whole number"))?;
    Ok(Some(u32::try_from(units.max(0)).unwrap_or(u32::MAX)))
}

/// Grams as given, or worked out from a weight with its unit; none if neither can be read.
fn grams(grams: &str, weight: &str, unit: &str) -> Option<u32> {
    let number = |text: &str| text.parse::<f64>().ok().filter(|number| number.is_finite() && *number > 0.0);
    let exact = match number(grams) {
        Some(grams) => grams,
        None => {
            let per_unit = match unit.to_lowercase().as_str() {
                "g" => 1.0,
                "kg" => 1000.0,
                "lb" => 453.592_37,
                "oz" => 28.349_523_125,
                _ => return None,
            };
            number(weight)? * per_unit
        }
    };
    (exact < f64::from(u32::MAX)).then(|| exact.round() as u32)
}

/// Shopify says only whether a variant is taxed at all.
fn tax_class(taxable: &str) -> TaxClass {
    match taxable.to_lowercase().as_str() {
        "false" | "no" | "0" => TaxClass::Zero,
        _ => TaxClass::Standard,
    }
}

fn attributes(columns: &Columns, group: &[StringRecord]) -> BTreeMap<String, serde_json::Value> {
    let mut attributes = BTreeMap::new();
    for (name, value) in group.iter().flat_map(|record| columns.attributes(record)) {
        attributes.entry(name.to_owned()).or_insert_with(|| value.into());
    }
    attributes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(csv: &str) -> Vec<(u64, Result<Record, String>)> {
        let input: Input = Box::new(io::Cursor::new(csv.as_bytes().to_vec()));
        rows(input, Currency::Eur)
            .expect("a header")
            .map(|row| row.map(|row| (row.line, row.record)).unwrap())
            .collect()
    }

    fn product(record: &Result<Record, String>) -> &ProductDocument {
        match record {
            Ok(Record::Product(document, _)) => document,
            Ok(_) => panic!("not a product"),
            Err(reason) => panic!("{reason}"),
        }
    }

    #[test]
    fn shopify_s_own_layout_is_read() {
        let rows = read(
            "Handle,Title,Body (HTML),Vendor,Type,Option1 Name,Option1 Value,Option2 Name,Option2 Value,Variant SKU,\
             Variant Grams,Variant Inventory Qty,Variant Price,Variant Compare At Price,Variant Barcode,Image Src,Status,Variant Taxable\n\
             wool-hat,Wool hat,<p>Warm.</p><p>Soft.</p>,Selvedge,Hats,Colour,Oat,Size,S,HAT-1,90,4,19.99,25.00,'4006381333931,x.jpg,active,true\n\
             wool-hat,,,,,,Ink,,S,,90,-2,19.9,19.9,123,,,false\n\
             wool-hat,,,,,,,,,,,,,,,y.jpg,\n\
             mug,Mug,,,,Title,Default Title,,,MUG 1,,,8,,,,active\n\
             old,Old,,,,,,,,OLD,,,8,,,,archived\n\
             odd,Odd,,,,,,,,ODD,,,\"1,99\",,,,active\n",
        );
        assert_eq!(rows.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [2, 5, 6, 7]);
        let hat = product(&rows[0].1);
        assert_eq!((hat.title.en.as_str(), hat.description.en.as_str()), ("Wool hat", "Warm.\n\nSoft."));
        assert_eq!((hat.brand.as_str(), hat.collections[0].as_str()), ("Selvedge", "hats"));
        let codes: Vec<&str> = hat.options.iter().map(|axis| axis.code.as_str()).collect();
        assert_eq!(codes, ["colour", "size"]);
        let [oat, ink] = hat.variants.as_slice() else { panic!("two variants") };
        assert_eq!((oat.sku.as_str(), ink.sku.as_str()), ("HAT-1", "WOOL-HAT-INK-S"));
        assert_eq!((oat.on_hand, ink.on_hand, oat.weight_grams), (Some(4), Some(0), Some(90)));
        assert_eq!((oat.gtin.as_deref(), ink.gtin.as_deref()), (Some("4006381333931"), None));
        let euro =
            |amount_minor, compare_at_minor| PriceEntry { currency: Currency::Eur, amount_minor, compare_at_minor };
        assert_eq!((oat.prices[0], ink.prices[0]), (euro(1999, Some(2500)), euro(1990, None)));
        let mug = product(&rows[1].1);
        assert_eq!((mug.options.len(), mug.variants[0].sku.as_str()), (0, "MUG-1"));
        let rejection = |at: usize| rows[at].1.as_ref().err().expect("refused").as_str();
        assert_eq!(rejection(2), "“old” is archived, not on sale");
        assert!(rejection(3).contains("price “1,99”") && rejection(3).contains("line 7"), "{}", rejection(3));
    }

    #[test]
    fn the_lower_case_layout_is_read() {
        let rows = read(
            "slug,sku,name,price,compare_at_price,currency,status,description,category1,option1_name,option1_value,\
             weight,weight_unit,inventory_count,custom_field.custom.wattage\n\
             kettle,KETTLE,Kettle,0,0,USD,active,Boils.,Kitchen -> Kettles,,,,lb,,1400W\n\
             kettle,KETTLE-RED,,49.5,0,USD,,,,Color,Red,2,lb,5000,\n\
             kettle,KETTLE-BLUE,,49.5,0,USD,,,,Color,Blue,2,lb,5000,\n\
             pot,POT,Pot,20,0,USD,active,,,,,,,,\n\
             kettle,KETTLE-RED,,45,0,EUR,,,,,,,,,\n\
             pot,POT,,19,0,EUR,,,,,,,,,\n",
        );
        let [(2, kettle), (5, pot)] = rows.as_slice() else { panic!("two products") };
        let currencies = |prices: &[PriceEntry]| prices.iter().map(|entry| entry.currency).collect::<Vec<_>>();
        assert_eq!(currencies(&product(pot).variants[0].prices), [Currency::Usd, Currency::Eur]);
        let kettle = product(kettle);
        let skus: Vec<&str> = kettle.variants.iter().map(|variant| variant.sku.as_str()).collect();
        assert_eq!(skus, ["KETTLE-RED", "KETTLE-BLUE"]);
        assert_eq!((kettle.collections[0].as_str(), &kettle.attributes["wattage"]), ("kitchen", &"1400W".into()));
        let red = &kettle.variants[0];
        let price = PriceEntry { currency: Currency::Usd, amount_minor: 4950, compare_at_minor: None };
        assert_eq!(currencies(&red.prices), [Currency::Usd, Currency::Eur]);
        assert_eq!(currencies(&kettle.variants[1].prices), [Currency::Usd]);
        assert_eq!((red.prices[0], red.on_hand, red.weight_grams), (price, Some(5000), Some(907)));
    }

    #[test]
    fn prices_are_read_to_the_last_digit_or_refused() {
        let check =
            |text: &str, currency, expect: Option<i64>| assert_eq!(minor(text, currency).ok(), expect, "{text}");
        check("19.99", Currency::Eur, Some(1999));
        check("19.990", Currency::Eur, Some(1999));
        check("19.9", Currency::Kwd, Some(19_900));
        check("1500", Currency::Jpy, Some(1500));
        check("1500.00", Currency::Jpy, Some(1500));
        for bad in ["", "-1", "1,5", "1.999", "x", ".5", "1.x", "99999999999999999999"] {
            check(bad, Currency::Eur, None);
        }
        check("1.5", Currency::Jpy, None);
    }

    #[test]
    fn another_file_is_not_taken_for_an_export() {
        let input: Input = Box::new(io::Cursor::new(b"query,docid,rating\n".to_vec()));
        assert!(rows(input, Currency::Eur).is_err());
    }
}
