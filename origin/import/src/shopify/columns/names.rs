//! What the columns of a product export are called. Two generations of Shopify's headers and the lower-case ones of
//! programs like Spree are one table here; letter case, blanks and underscores do not matter.

use domain::Currency;

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

/// As many options as a product of any export has.
pub const MAX_OPTIONS: u8 = 10;

use Column::{
    AvailableOn, Backorder, Barcode, Body, CategoryPath, CompareAt, Content, ContentUnit, GiftCard, Grams, Handle, Per,
    PerUnit, Picture, Price, Published, Quantity, RequiresShipping, SeoDescription, Sku, Status, Taxable, Title,
    Tracked, Tracker, Type, Vendor, Weight, WeightUnit,
};

/// The names of the columns that are taken. Of two that are there, the earlier one here comes first.
pub const TAKEN: [(&str, Column); 61] = [
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

/// Of the pictures themselves.
pub const PICTURES: &str = "pictures are not taken over by themselves: --fetch-pictures has them fetched";
/// Of what is said of pictures.
const OF_PICTURES: &str = "pictures are not taken over with what is said of them: describe them in the office";
const OTHER_MARKETS: &str =
    "prices of other markets are not taken over: set them by the API, or import a file in each currency";
const ADVERTS: &str = "what other places are told of a product is not taken over";

/// Columns that are known and not taken, by how they begin, with the reason.
const LEFT_OUT: [(&str, &str); 27] = [
    ("image position", OF_PICTURES),
    ("image alt text", OF_PICTURES),
    ("image", OF_PICTURES),
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

pub const OTHER_REGIONS: &str = "the price of a region is read only where the currency's own price is blank";
pub const UNKNOWN: &str =
    "nobody knows what it means; a column of facts is called “Name (product.metafields.custom.name)”";
const LINKED: &str = "options are kept with their own values, not linked to others";
const OF_VARIANTS: &str = "facts are the product's, not a variant's";
pub const SAME_FACT: &str = "another column is called the same, and that one was read";
pub const TWICE: &str = "another column says the same; it is read where that one is blank";

/// A header's name without what programs write differently.
pub fn normal(name: &str) -> String {
    let lower = name.trim_start_matches('\u{feff}').to_lowercase().replace('_', " ");
    lower.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What the name of a column that is taken means, with its rank among those of one meaning.
pub fn meaning(name: &str) -> Option<(usize, Column)> {
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

/// Why a column that is not taken is left out.
pub fn why_left_out(name: &str) -> &'static str {
    let known = LEFT_OUT.iter().find(|(begin, _)| name.starts_with(begin));
    if name.contains("(variant.metafields.") {
        OF_VARIANTS
    } else if name.starts_with("option") && name.ends_with("linked to") {
        LINKED
    } else {
        known.map_or(UNKNOWN, |(_, why)| *why)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
