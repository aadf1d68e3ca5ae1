//! The columns of the shop's own table.

use domain::{Currency, Locale, Slug};

use crate::report::ColumnLeftOut;
use crate::table::TableRow;

/// What a column says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Column {
    /// Of the product, in its first row.
    Slug,
    Status,
    OnSaleFrom,
    OnSaleUntil,
    Handle,
    ProductType,
    Title(Locale),
    Summary(Locale),
    Description(Locale),
    Brand,
    Collections,
    Attributes,
    Safety,
    ReleasedOn,
    Options,
    Media,
    /// Of the variant, in every row.
    Sku,
    Gtin,
    Choices,
    WeightGrams,
    Measure,
    TaxClass,
    Components,
    Policy,
    OnHand,
    Price(Currency),
    FormerPrice(Currency),
    Stock(Slug),
}

impl Column {
    /// Whether it is of the product, and so in its first row alone.
    pub fn is_of_product(&self) -> bool {
        matches!(
            self,
            Self::Slug
                | Self::Status
                | Self::OnSaleFrom
                | Self::OnSaleUntil
                | Self::Handle
                | Self::ProductType
                | Self::Title(_)
                | Self::Summary(_)
                | Self::Description(_)
                | Self::Brand
                | Self::Collections
                | Self::Attributes
                | Self::Safety
                | Self::ReleasedOn
                | Self::Options
                | Self::Media
        )
    }

    /// What stands in the header.
    pub fn name(&self) -> String {
        match self {
            Self::Slug => "slug".to_owned(),
            Self::Status => "status".to_owned(),
            Self::OnSaleFrom => "on_sale_from".to_owned(),
            Self::OnSaleUntil => "on_sale_until".to_owned(),
            Self::Handle => "handle".to_owned(),
            Self::ProductType => "product_type".to_owned(),
            Self::Title(locale) => format!("title_{}", locale.code()),
            Self::Summary(locale) => format!("summary_{}", locale.code()),
            Self::Description(locale) => format!("description_{}", locale.code()),
            Self::Brand => "brand".to_owned(),
            Self::Collections => "collections".to_owned(),
            Self::Attributes => "attributes".to_owned(),
            Self::Safety => "safety".to_owned(),
            Self::ReleasedOn => "released_on".to_owned(),
            Self::Options => "options".to_owned(),
            Self::Media => "media".to_owned(),
            Self::Sku => "sku".to_owned(),
            Self::Gtin => "gtin".to_owned(),
            Self::Choices => "choices".to_owned(),
            Self::WeightGrams => "weight_grams".to_owned(),
            Self::Measure => "measure".to_owned(),
            Self::TaxClass => "tax_class".to_owned(),
            Self::Components => "components".to_owned(),
            Self::Policy => "policy".to_owned(),
            Self::OnHand => "on_hand".to_owned(),
            Self::Price(currency) => format!("price_{}", currency.code()),
            Self::FormerPrice(currency) => format!("former_price_{}", currency.code()),
            Self::Stock(location) => format!("stock_{location}"),
        }
    }

    /// The columns that do not depend on what the shop sells in, and where things lie.
    pub fn fixed() -> Vec<Self> {
        let of_product =
            [Self::Slug, Self::Status, Self::OnSaleFrom, Self::OnSaleUntil, Self::Handle, Self::ProductType];
        let texts = Locale::ALL.into_iter().map(Self::Title);
        let texts = texts.chain(Locale::ALL.into_iter().map(Self::Summary));
        let texts = texts.chain(Locale::ALL.into_iter().map(Self::Description));
        let more = [
            Self::Brand,
            Self::Collections,
            Self::Attributes,
            Self::Safety,
            Self::ReleasedOn,
            Self::Options,
            Self::Media,
            Self::Sku,
            Self::Gtin,
            Self::Choices,
            Self::WeightGrams,
            Self::Measure,
            Self::TaxClass,
            Self::Components,
            Self::Policy,
            Self::OnHand,
        ];
        of_product.into_iter().chain(texts).chain(more).collect()
    }

    /// What a name in a header means, in any letters; or why nothing.
    pub fn of(name: &str) -> Result<Self, &'static str> {
        let name = name.trim().to_lowercase();
        let currency =
            |code: &str| code.to_uppercase().parse::<Currency>().map_err(|_| "the shop has no such currency");
        if let Some(code) = name.strip_prefix("price_") {
            return currency(code).map(Self::Price);
        }
        if let Some(code) = name.strip_prefix("former_price_") {
            return currency(code).map(Self::FormerPrice);
        }
        if let Some(code) = name.strip_prefix("stock_") {
            return code.parse().map(Self::Stock).map_err(|_| "no place can be called so");
        }
        let known = Self::fixed().into_iter().find(|column| column.name() == name);
        let is_text = ["title_", "summary_", "description_"].iter().any(|begin| name.starts_with(begin));
        known.ok_or(if is_text { "the shop has no such language" } else { "nobody knows what it means" })
    }
}

/// Whether a header is that of the shop's own table.
pub fn is_header(header: &TableRow) -> bool {
    let has = |wanted: Column| header.cells.iter().any(|name| Column::of(name).as_ref() == Ok(&wanted));
    has(Column::Slug) && has(Column::Sku) && has(Column::Title(Locale::default()))
}

/// What a column can mean that a header lacks: the names of columns, prices in this currency among them.
pub fn fields(header: &TableRow, currency: Currency) -> Vec<String> {
    let has = |wanted: &Column| header.cells.iter().any(|name| Column::of(name).as_ref() == Ok(wanted));
    let prices = [Column::Price(currency), Column::FormerPrice(currency)];
    let all = Column::fixed().into_iter().chain(prices);
    all.filter(|column| !has(column)).map(|column| column.name()).collect()
}

/// The columns of a header that nobody knows.
pub fn unknown(header: &TableRow) -> Vec<ColumnLeftOut> {
    let named = header.cells.iter().map(|name| name.trim()).filter(|name| !name.is_empty());
    let unknown = named.filter_map(|name| Some((name, Column::of(name).err()?)));
    unknown.map(|(name, reason)| ColumnLeftOut { name: name.to_owned(), values: 0, reason }).collect()
}

/// The names of columns that a header lacks: whatever an import is not told of, it takes for empty. What is said of stock may
/// be missing, and so may the type, which tables of former releases do not have: it stays as it is then.
pub fn missing(header: &TableRow) -> Vec<String> {
    let has = |wanted: &Column| header.cells.iter().any(|name| Column::of(name).as_ref() == Ok(wanted));
    let may_be_missing = |column: &Column| matches!(column, Column::Policy | Column::OnHand | Column::ProductType);
    let needed = Column::fixed().into_iter().filter(|column| !may_be_missing(column));
    needed.filter(|column| !has(column)).map(|column| column.name()).collect()
}
