//! What the columns of a product export mean. Two generations of Shopify's headers and the lower-case ones of programs
//! like Spree are one table here; letter case, blanks and underscores do not matter.

use std::collections::HashMap;

use domain::Currency;

use crate::report::ColumnLeftOut;
use crate::shopify::metafields::{self, Metafield};
use crate::table::TableRow;
use crate::values::spreadsheet;

/// What a column says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Column {
    Handle,
    Title,
    Body,
    SeoDescription,
    Vendor,
    CategoryPath,
    Type,
    Status,
    Published,
    AvailableOn,
    GiftCard,
    OptionName(u8),
    OptionValue(u8),
    Sku,
    Barcode,
    Price,
    CompareAt,
    /// The currency of the row's price.
    CurrencyCode,
    Taxable,
    /// Who counts the stock; blank is nobody.
    Tracker,
    /// Whether the stock is counted; blank is yes.
    Tracked,
    Quantity,
    /// Whether it is sold when there is none: `continue`, `deny`, or a truth value.
    Backorder,
    Grams,
    Weight,
    WeightUnit,
    /// How much is in it, and in what that is measured.
    Content,
    ContentUnit,
    /// For how much of it the price is told besides.
    Per,
    PerUnit,
    RequiresShipping,
    Picture,
    /// The price in a currency.
    PriceIn(Currency),
    /// A tax class of the shop's own.
    TaxClass,
    /// What a row says of a variant that is of no use but to tell that it stands for one.
    Variant,
}

/// What a header's name means.
pub enum Meaning {
    /// A column that is taken; of two of one meaning the lower rank comes first.
    Taken(usize, Column),
    /// An attribute.
    Fact(Metafield),
    /// A column that is not taken, and why.
    LeftOut(&'static str),
}

/// As many options as a product of any export has.
pub const MAX_OPTIONS: u8 = 10;

use Column::{
    AvailableOn, Backorder, Barcode, Body, CategoryPath, CompareAt, Content, ContentUnit, GiftCard, Grams, Handle, Per,
    PerUnit, Picture, Price, Published, Quantity, RequiresShipping, SeoDescription, Sku, Status, Taxable, Title,
    Tracked, Tracker, Type, Vendor, Weight, WeightUnit,
};

/// The names of the columns that are taken. Of two that are there, the earlier one here comes first.
pub(super) const TAKEN: [(&str, Column); 61] = [
    ("handle", Handle),
    ("url handle", Handle),
    ("slug", Handle),
    ("title", Title),
    ("name", Title),
    ("body (html)", Body),
    ("body html", Body),
    ("description", Body),
    ("seo description", SeoDescription),
    ("meta description", SeoDescription),
    ("vendor", Vendor),
    ("brand", Vendor),
    ("category1", CategoryPath),
    ("type", Type),
    ("product type", Type),
    ("status", Status),
    ("published", Published),
    ("published on online store", Published),
    ("available on", AvailableOn),
    ("gift card", GiftCard),
    ("variant sku", Sku),
    ("sku", Sku),
    ("variant barcode", Barcode),
    ("barcode", Barcode),
    ("variant price", Price),
    ("price", Price),
    ("variant compare at price", CompareAt),
    ("compare at price", CompareAt),
    ("compare-at price", CompareAt),
    ("currency", Column::CurrencyCode),
    ("variant currency", Column::CurrencyCode),
    ("variant taxable", Taxable),
    ("taxable", Taxable),
    ("charge tax", Taxable),
    ("variant inventory tracker", Tracker),
    ("inventory tracker", Tracker),
    ("track inventory", Tracked),
    ("variant inventory qty", Quantity),
    ("variant inventory quantity", Quantity),
    ("inventory quantity", Quantity),
    ("inventory count", Quantity),
    ("variant inventory policy", Backorder),
    ("continue selling when out of stock", Backorder),
    ("inventory backorderable", Backorder),
    ("variant grams", Grams),
    ("weight value (grams)", Grams),
    ("weight", Weight),
    ("variant weight", Weight),
    ("variant weight unit", WeightUnit),
    ("weight unit", WeightUnit),
    ("weight unit for display", WeightUnit),
    ("unit price total measure", Content),
    ("unit price total measure unit", ContentUnit),
    ("unit price base measure", Per),
    ("unit price base measure unit", PerUnit),
    ("variant requires shipping", RequiresShipping),
    ("requires shipping", RequiresShipping),
    ("image src", Picture),
    ("product image url", Picture),
    ("variant image", Picture),
    ("variant image url", Picture),
];

const PICTURES: &str = "pictures are not taken over; what they show is not known without them";
const OTHER_MARKETS: &str =
    "prices of other markets are not taken over: set them by the API, or import a file in each currency";
const ADVERTS: &str = "what other places are told of a product is not taken over";

/// Columns that are known and not taken, by how they begin, with the reason.
const LEFT_OUT: [(&str, &str); 27] = [
    ("image position", PICTURES),
    ("image alt text", PICTURES),
    ("image", PICTURES),
    ("tags", "the shop has no tags; collections and facts take their part"),
    ("product category", "a product's collection is made of its type"),
    ("category", "a product's collection is made of the first category or the type"),
    ("seo title", "the page's title is the product's"),
    ("meta title", "the page's title is the product's"),
    ("meta keywords", "no search engine reads them"),
    ("cost per item", "the shop does not keep what a product costs you"),
    ("variant tax code", "the shop knows tax classes; give them by JSON lines"),
    ("tax code", "the shop knows tax classes; give them by JSON lines"),
    ("tax category", "the shop knows tax classes; give them by JSON lines"),
    ("unit price", "prices by measure follow from the price and the measures"),
    ("variant fulfillment service", "the shop sends everything itself"),
    ("fulfillment service", "the shop sends everything itself"),
    ("included /", OTHER_MARKETS),
    ("price /", OTHER_MARKETS),
    ("compare at price /", OTHER_MARKETS),
    ("compare-at price /", OTHER_MARKETS),
    ("google shopping", ADVERTS),
    ("published scope", ADVERTS),
    ("template suffix", "the look of a page is not taken over"),
    ("width", "measures are not taken over; delivery goes by weight"),
    ("height", "measures are not taken over; delivery goes by weight"),
    ("depth", "measures are not taken over; delivery goes by weight"),
    ("dimensions unit", "measures are not taken over; delivery goes by weight"),
];

const OTHER_REGIONS: &str = "the price of a region is read only where the currency's own price is blank";
pub const UNKNOWN: &str =
    "nobody knows what it means; a column of facts is called “Name (product.metafields.custom.name)”";
const LINKED: &str = "options are kept with their own values, not linked to others";
const OF_VARIANTS: &str = "facts are the product's, not a variant's";
const SAME_FACT: &str = "another column is called the same, and that one was read";
pub const TWICE: &str = "another column says the same; it is read where that one is blank";

/// Which column of a file holds what.
pub struct Columns {
    /// The places of each, the one that is preferred first.
    places: HashMap<Column, Vec<usize>>,
    /// Attributes and their columns.
    pub metafields: Vec<(Metafield, usize)>,
    /// What is not taken: its place, and what is to be told of it.
    left_out: Vec<(usize, ColumnLeftOut)>,
    /// The place of the path of a category in a taxonomy. It is not taken, but may end in the name of a type.
    pub category: Option<usize>,
    /// How many columns there are.
    pub count: usize,
    /// Prices in a currency are whole numbers of its minor unit.
    pub minor_units: bool,
}

impl Columns {
    /// A table of which each column is known, and each once.
    pub fn known(all: &[Column]) -> Self {
        let places = all.iter().enumerate().map(|(place, column)| (*column, vec![place])).collect();
        Self {
            places,
            metafields: Vec::new(),
            left_out: Vec::new(),
            category: None,
            count: all.len(),
            minor_units: false,
        }
    }

    /// Reads the header of an export of Shopify, or of its like.
    pub fn of(header: &TableRow) -> Self {
        Self::by(header, |written, name| {
            if let Some((rank, column)) = meaning(name) {
                return Meaning::Taken(rank, column);
            }
            if let Some(metafield) = metafields::of_header(written) {
                return Meaning::Fact(metafield);
            }
            let known = LEFT_OUT.iter().find(|(begin, _)| name.starts_with(begin));
            Meaning::LeftOut(if name.contains("(variant.metafields.") {
                OF_VARIANTS
            } else if name.starts_with("option") && name.ends_with("linked to") {
                LINKED
            } else {
                known.map_or(UNKNOWN, |(_, why)| *why)
            })
        })
    }

    /// Reads a header by what each of its names means, as it is written and without what programs write differently.
    pub fn by(header: &TableRow, meaning: impl Fn(&str, &str) -> Meaning) -> Self {
        let mut columns = Self {
            places: HashMap::new(),
            metafields: Vec::new(),
            left_out: Vec::new(),
            category: None,
            count: header.cells.len(),
            minor_units: false,
        };
        let mut ranks: HashMap<Column, Vec<(usize, usize)>> = HashMap::new();
        for (place, written) in header.cells.iter().enumerate() {
            let name = normal(written);
            let left_out = |reason| ColumnLeftOut { name: written.trim().to_owned(), values: 0, reason };
            if name.is_empty() {
                columns.left_out.push((place, left_out("it has no name")));
                continue;
            }
            if name == "product category" {
                columns.category = Some(place);
            }
            match meaning(written, &name) {
                Meaning::Taken(rank, column) => ranks.entry(column).or_default().push((rank, place)),
                Meaning::Fact(metafield) => {
                    if !columns.add_metafield(metafield, place) {
                        columns.left_out.push((place, left_out(SAME_FACT)));
                    }
                }
                Meaning::LeftOut(reason) => columns.left_out.push((place, left_out(reason))),
            }
        }
        for (column, mut places) in ranks {
            places.sort_unstable();
            // Of pictures nothing is kept but how many a product has.
            let (spare, reason) = match column {
                Picture => (&places[..], PICTURES),
                Column::Variant => (&places[..0], TWICE),
                Column::PriceIn(_) => (&places[1..], OTHER_REGIONS),
                _ => (&places[1..], TWICE),
            };
            for (_, place) in spare {
                let name = header.cells[*place].trim().to_owned();
                columns.left_out.push((*place, ColumnLeftOut { name, values: 0, reason }));
            }
            columns.places.insert(column, places.into_iter().map(|(_, place)| place).collect());
        }
        columns.left_out.sort_by_key(|(place, _)| *place);
        columns
    }

    /// Two attributes of one name are told apart by their namespace. Says whether there was none of both yet.
    fn add_metafield(&mut self, mut metafield: Metafield, place: usize) -> bool {
        let is_known = |key: &str| self.metafields.iter().any(|(known, _)| known.key == key);
        if is_known(&metafield.key) {
            let namespace = &metafield.namespace;
            let same = |(known, _): &(Metafield, usize)| known.key == metafield.key && known.namespace == *namespace;
            let longer = format!("{namespace}_{}", metafield.key);
            if self.metafields.iter().any(same) || is_known(&longer) {
                return false;
            }
            metafield.key = longer;
        }
        self.metafields.push((metafield, place));
        true
    }

    /// Whether there is such a column.
    pub fn has(&self, column: Column) -> bool {
        self.places.contains_key(&column)
    }

    /// What the row says in this column, trimmed; empty if nothing.
    pub fn get<'r>(&self, row: &'r TableRow, column: Column) -> &'r str {
        self.all(row, column).next().unwrap_or_default()
    }

    /// All that the row says in columns of this meaning.
    pub fn all<'r>(&self, row: &'r TableRow, column: Column) -> impl Iterator<Item = &'r str> {
        let places = self.places.get(&column).map_or(&[][..], Vec::as_slice);
        let cells = places.iter().filter_map(|place| row.cells.get(*place));
        cells.map(|cell| spreadsheet::content(cell)).filter(|cell| !cell.is_empty())
    }

    /// Counts what the row says in columns that are not taken.
    pub fn count_left_out(&mut self, row: &TableRow) {
        for (place, left_out) in &mut self.left_out {
            left_out.values += u64::from(row.cells.get(*place).is_some_and(|cell| !cell.trim().is_empty()));
        }
    }

    /// The columns that were not taken; those that are known and say nothing are not worth a word.
    pub fn left_out(&self) -> Vec<ColumnLeftOut> {
        let worth = |left_out: &&ColumnLeftOut| left_out.values > 0 || left_out.reason == UNKNOWN;
        self.left_out.iter().map(|(_, left_out)| left_out).filter(worth).cloned().collect()
    }
}

/// A header's name without what programs write differently.
pub fn normal(name: &str) -> String {
    let lower = name.trim_start_matches('\u{feff}').to_lowercase().replace('_', " ");
    lower.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn meaning(name: &str) -> Option<(usize, Column)> {
    if let Some(rest) = name.strip_prefix("option")
        && let Some((number, what)) = rest.trim_start().split_once(' ')
        && let Ok(number @ 1..=3) = number.parse::<u8>()
    {
        return match what {
            "name" => Some((0, Column::OptionName(number))),
            "value" => Some((0, Column::OptionValue(number))),
            _ => None,
        };
    }
    // `image1 src` and its like.
    let unnumbered: String = name.chars().filter(|letter| !letter.is_ascii_digit()).collect();
    let unnumbered = unnumbered.split_whitespace().collect::<Vec<_>>().join(" ");
    let by_name = |wanted: &str| TAKEN.iter().enumerate().find(|(_, (known, _))| *known == wanted);
    let found = by_name(name).or_else(|| by_name(&unnumbered).filter(|(_, (_, column))| *column == Picture));
    found.map(|(rank, (_, column))| (rank, *column))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: &[&str]) -> TableRow {
        TableRow { line: 1, cells: cells.iter().map(|cell| (*cell).to_owned()).collect(), odd_quote: false }
    }

    #[test]
    fn a01_both_generations_of_a_header_mean_the_same() {
        for header in [
            ["Handle", "Variant SKU", "Variant Compare At Price", "Variant Inventory Policy", "Option1 Value"],
            ["URL handle", "SKU", "Compare-at price", "Continue selling when out of stock", "Option1 value"],
            ["slug", " sku ", "compare_at_price", "inventory_backorderable", "option1_value"],
            ["HANDLE", "VARIANT  SKU", "VARIANT COMPARE AT PRICE", "Variant inventory policy", "option1 VALUE"],
        ] {
            let columns = Columns::of(&row(&header));
            let record = row(&["mug", " M-1 ", "9", "deny", "Red"]);
            let wanted = [Handle, Sku, CompareAt, Backorder, Column::OptionValue(1)];
            assert_eq!(
                wanted.map(|column| columns.get(&record, column)),
                ["mug", "M-1", "9", "deny", "Red"],
                "{header:?}"
            );
            assert_eq!(columns.left_out(), []);
        }
    }

    #[test]
    fn what_is_not_taken_is_named() {
        let mut columns =
            Columns::of(&row(&["Handle", "Tags", "Mood", "Cost per item", "sku", "Variant SKU", "image2_src"]));
        columns.count_left_out(&row(&["mug", "a, b", "", "", "S", "V", "x.jpg"]));
        let record = row(&["mug", "a, b", "", "", "S", "V", "x.jpg"]);
        assert_eq!((columns.get(&record, Sku), columns.get(&record, Picture)), ("V", "x.jpg"));
        let left_out = columns.left_out();
        let names: Vec<(&str, u64)> = left_out.iter().map(|column| (column.name.as_str(), column.values)).collect();
        assert_eq!(names, [("Tags", 1), ("Mood", 0), ("sku", 1), ("image2_src", 1)]);
    }

    #[test]
    fn every_name_is_written_as_it_is_compared() {
        for (name, _) in TAKEN {
            assert_eq!(normal(name), name);
        }
        for (begin, _) in LEFT_OUT {
            assert_eq!(normal(begin), begin);
            assert_eq!(meaning(begin), None, "{begin}");
        }
    }
}
