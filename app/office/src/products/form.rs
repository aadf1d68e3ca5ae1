//! A product as the fields of a form, and what a form changes of it.

use std::collections::BTreeMap;

use api::catalog::admin::ProductInput;
use api::catalog::{PriceEntry, ProductDocument, VariantDocument};
use domain::catalog::{Localized, ProductStatus};
use domain::{Currency, Locale, Money, Sku, Slug};
use origin_import::address_of;
use words::Office;

use super::{safety, sale_times, terms, types};
use crate::fields::{Fields, minor_units, set_localized};
use crate::shop::currencies::currencies;

/// What is wrong with which field.
pub type Faults = BTreeMap<String, &'static str>;

/// Units at the main location, of the variants that have stock of their own.
pub type Stock = BTreeMap<Sku, i64>;

/// The fields of a product as it is kept.
pub fn fields_of(product: &ProductDocument, stock: &Stock, locale: Locale) -> Fields {
    let mut fields = Fields::default();
    fields.set("slug", product.slug.to_string());
    fields.set("status", product.status.code());
    sale_times::set(&mut fields, product.on_sale);
    safety::set(&mut fields, &product.safety);
    terms::set(&mut fields, product);
    types::fields::set(&mut fields, product);
    fields.set("brand", product.brand.as_str());
    for (name, text) in
        [("title", &product.title), ("summary", &product.summary), ("description", &product.description)]
    {
        set_localized(&mut fields, name, text);
    }
    for collection in &product.collections {
        fields.set(format!("collection.{collection}"), "on");
    }
    for variant in &product.variants {
        let sku = &variant.sku;
        fields.set(format!("row.{sku}"), "");
        for price in &variant.prices {
            let text = Money::new(price.amount_minor, price.currency).typed(locale);
            fields.set(format!("price.{}.{sku}", price.currency), text);
            if let Some(former) = price.compare_at_minor {
                let text = Money::new(former, price.currency).typed(locale);
                fields.set(format!("former.{}.{sku}", price.currency), text);
            }
        }
        if let Some(measure) = variant.measure {
            fields.set(format!("measure.{sku}"), measure.to_string());
        }
        if let Some(units) = stock.get(sku) {
            fields.set(format!("stock.{sku}"), units.to_string());
            fields.set(format!("had.{sku}"), units.to_string());
        }
    }
    fields
}

/// Lays rows that a form did not have yet into it, as they are kept, and learns what the stock is by now.
pub fn adopt(typed: &mut Fields, product: &ProductDocument, kept: &Fields) {
    for variant in &product.variants {
        let sku = &variant.sku;
        let is_new = !typed.has(&format!("row.{sku}"));
        typed.set(format!("row.{sku}"), "");
        let had = format!("had.{sku}");
        // Of what was not touched, what is kept counts.
        let stock = format!("stock.{sku}");
        if is_new || typed.get(&stock) == typed.get(&had) {
            typed.set(stock.as_str(), kept.get(&stock));
        }
        typed.set(had.as_str(), kept.get(&had));
        if is_new {
            let measure = format!("measure.{sku}");
            typed.set(measure.as_str(), kept.get(&measure));
        }
        for currency in currencies().into_iter().filter(|_| is_new) {
            for name in [format!("price.{currency}.{sku}"), format!("former.{currency}.{sku}")] {
                typed.set(name.as_str(), kept.get(&name));
            }
        }
    }
}

/// What a form changes of a product, or says of one that is made.
///
/// # Errors
/// Each field that cannot be what it should.
pub fn change(fields: &Fields, kept: Option<&ProductDocument>, words: Office) -> Result<ProductInput, Faults> {
    let mut faults = Faults::new();
    let title = format!("title.{}", Locale::default().code());
    // One that is made gets the address that its title makes, unless another was typed.
    let made_of_title = fields.some(&title).filter(|_| kept.is_none() && fields.some("slug").is_none());
    let slug: Option<Slug> = made_of_title.map(address_of).or_else(|| fields.get("slug").parse().ok());
    if fields.some(&title).is_none() {
        faults.insert(title, words.title_needed());
    } else if slug.is_none() {
        faults.insert("slug".to_owned(), words.not_an_address());
    }
    let text =
        |name: &str| {
            let own = |locale: Locale| fields.typed(&format!("{name}.{}", locale.code())).replace("\r\n", "\n");
            let others = Locale::ALL.into_iter().filter(|locale| *locale != Locale::default());
            let others = others.map(|locale| (locale, own(locale))).filter(|(_, text)| !text.trim().is_empty());
            Some(others.fold(Localized::same(own(Locale::default()).trim()), |all, (locale, text)| {
                all.with(locale, text.trim())
            }))
        };
    let mut variants: Vec<VariantDocument> = kept.map(|kept| kept.variants.clone()).unwrap_or_default();
    variants.retain(|variant| !fields.has(&format!("remove.{}", variant.sku)));
    for variant in &mut variants {
        let sku = variant.sku.clone();
        if fields.has(&format!("row.{sku}")) {
            set_prices(variant, fields, |noun, currency| format!("{noun}.{currency}.{sku}"), words, &mut faults);
            set_measure(variant, fields, format!("measure.{sku}"), &mut faults, words);
            check_count(fields, &format!("stock.{sku}"), words, &mut faults);
        }
    }
    if let Some(variant) = added(fields, kept, words, &mut faults) {
        variants.push(variant);
    }
    terms::set_class(fields, &mut variants);
    let released_on = terms::released_on(fields, kept, words, &mut faults);
    let status = ProductStatus::ALL.into_iter().find(|status| status.code() == fields.get("status"));
    let on_sale = Some(sale_times::read(fields, status, words, &mut faults));
    let safety = Some(safety::read(fields, words, &mut faults));
    let collections = fields.below("collection.").filter_map(|slug| slug.parse().ok()).collect();
    let input = ProductInput {
        slug,
        status,
        on_sale,
        product_type: fields.has(types::fields::TYPE).then(|| fields.get(types::fields::TYPE).to_owned()),
        safety,
        title: text("title"),
        summary: text("summary"),
        description: text("description"),
        brand: Some(fields.get("brand").to_owned()),
        released_on,
        collections: Some(collections),
        variants: Some(variants),
        ..ProductInput::default()
    };
    if faults.is_empty() { Ok(input) } else { Err(faults) }
}

/// The variant of the form's last row, if it names one.
fn added(
    fields: &Fields,
    kept: Option<&ProductDocument>,
    words: Office,
    faults: &mut Faults,
) -> Option<VariantDocument> {
    let sku = fields.some("new.sku").or(kept.is_none().then_some(""))?;
    let Ok(sku) = sku.parse::<Sku>() else {
        faults.insert("new.sku".to_owned(), words.not_a_sku());
        return None;
    };
    let axes = kept.map(|kept| kept.options.as_slice()).unwrap_or_default();
    let chosen = axes
        .iter()
        .filter_map(|axis| Some((axis.code.clone(), fields.some(&format!("new.option.{}", axis.code))?.to_owned())));
    let mut variant = VariantDocument {
        sku,
        gtin: None,
        options: chosen.collect(),
        prices: Vec::new(),
        on_hand: None,
        stock: BTreeMap::new(),
        policy: None,
        components: Vec::new(),
        weight_grams: None,
        measure: None,
        tax_class: Default::default(),
    };
    set_prices(&mut variant, fields, |noun, currency| format!("new.{noun}.{currency}"), words, faults);
    set_measure(&mut variant, fields, "new.measure".to_owned(), faults, words);
    check_count(fields, "new.stock", words, faults);
    Some(variant)
}

/// Prices of the shop's currencies as typed, with the former ones; those of others stay.
fn set_prices(
    variant: &mut VariantDocument,
    fields: &Fields,
    name: impl Fn(&str, Currency) -> String,
    words: Office,
    faults: &mut Faults,
) {
    for currency in currencies() {
        let (name, former) = (name("price", currency), name("former", currency));
        // What the form did not ask for stays: it may be older than a market.
        if !fields.has(&name) {
            continue;
        }
        let place = variant.prices.iter().position(|price| price.currency == currency);
        let amount = fields.some(&name).map(|text| minor_units(text, currency));
        let compare_at = fields.some(&former).map(|text| minor_units(text, currency));
        let (amount_minor, compare_at_minor) = match (amount, compare_at) {
            (None, _) => {
                variant.prices.retain(|price| price.currency != currency);
                continue;
            }
            (Some(None), _) => {
                faults.insert(name, words.not_a_price());
                continue;
            }
            (_, Some(None)) => {
                faults.insert(former, words.not_a_price());
                continue;
            }
            (Some(Some(amount)), former) => (amount, former.flatten()),
        };
        if compare_at_minor.is_some_and(|former| former <= amount_minor) {
            faults.insert(former, words.former_too_low());
            continue;
        }
        match place {
            Some(place) => {
                variant.prices[place].amount_minor = amount_minor;
                variant.prices[place].compare_at_minor = compare_at_minor;
            }
            None => {
                variant.prices.push(PriceEntry { currency, amount_minor, compare_at_minor, lowest_before_minor: None })
            }
        }
    }
}

/// What the variant measures, as typed.
fn set_measure(variant: &mut VariantDocument, fields: &Fields, name: String, faults: &mut Faults, words: Office) {
    match fields.some(&name).map(str::parse) {
        None => variant.measure = None,
        Some(Ok(measure)) => variant.measure = Some(measure),
        Some(Err(_)) => drop(faults.insert(name, words.not_a_measure())),
    }
}

/// One that is as it was is not set, whatever it is.
fn check_count(fields: &Fields, name: &str, words: Office, faults: &mut Faults) {
    let had = name.strip_prefix("stock.").map(|sku| fields.get(&format!("had.{sku}")));
    let text = fields.get(name);
    if !text.is_empty() && had != Some(text) && text.parse::<u32>().is_err() {
        faults.insert(name.to_owned(), words.not_a_count());
    }
}

/// Which variants' stock is to be set to what: those whose number was changed.
pub fn counted(fields: &Fields) -> Vec<(Sku, u32)> {
    let rows =
        fields.below("stock.").filter(|sku| fields.get(&format!("stock.{sku}")) != fields.get(&format!("had.{sku}")));
    let rows = rows.filter(|sku| !fields.has(&format!("remove.{sku}")));
    let rows = rows.filter_map(|sku| Some((sku.parse().ok()?, fields.get(&format!("stock.{sku}")).parse().ok()?)));
    let new = fields.some("new.sku").and_then(|sku| Some((sku.parse().ok()?, fields.get("new.stock").parse().ok()?)));
    rows.chain(new).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::products::testing::product;

    #[test]
    fn a_form_sent_as_it_was_shown_changes_nothing() {
        let product = product();
        let stock = Stock::from([("MUG-2".parse().expect("a SKU"), -3)]);
        let fields = fields_of(&product, &stock, Locale::default());
        let change = change(&fields, Some(&product), words::office(Locale::default())).expect("no fault");
        assert_eq!(change.slug.as_ref(), Some(&product.slug));
        assert_eq!(change.status, Some(product.status));
        assert_eq!(change.title.as_ref(), Some(&product.title));
        assert_eq!(change.description.as_ref(), Some(&product.description));
        assert_eq!(change.collections.as_ref(), Some(&product.collections));
        assert_eq!(change.variants.as_ref(), Some(&product.variants));
        assert_eq!(counted(&fields), []);
    }

    #[test]
    fn each_fault_is_told_at_its_field() {
        let product = product();
        let mut fields = fields_of(&product, &Stock::new(), Locale::default());
        fields.set("slug", "No Address");
        fields.set("price.EUR.MUG-2", "12.505");
        fields.set("former.EUR.MUG / 1", "19.99");
        fields.set("stock.MUG-2", "many");
        fields.set("new.sku", "MUG-3");
        fields.set("new.price.USD", "x");
        fields.set("measure.MUG-2", "250 g");
        let faults = change(&fields, Some(&product), words::office(Locale::default())).expect_err("six faults");
        let at = ["former.EUR.MUG / 1", "measure.MUG-2", "new.price.USD", "price.EUR.MUG-2", "slug", "stock.MUG-2"];
        assert_eq!(faults.keys().collect::<Vec<_>>(), at);
    }

    #[test]
    fn one_that_is_made_has_the_address_of_its_title_unless_another_is_typed() {
        let words = words::office(Locale::default());
        let mut fields = Fields::default();
        fields.set("new.sku", "MUG-1");
        let faults = change(&fields, None, words).expect_err("no title");
        assert_eq!(faults.keys().collect::<Vec<_>>(), ["title.en"]);
        fields.set("title.en", "Tea & Rope Mug");
        let slug = |fields: &Fields| change(fields, None, words).expect("no fault").slug.map(String::from);
        assert_eq!(slug(&fields).as_deref(), Some("tea-rope-mug"));
        fields.set("slug", "mug");
        assert_eq!(slug(&fields).as_deref(), Some("mug"));
        fields.set("slug", "");
        let faults = change(&fields, Some(&product()), words).expect_err("a product keeps an address");
        assert_eq!(faults.keys().collect::<Vec<_>>(), ["slug"]);
    }

    #[test]
    fn what_others_added_meanwhile_stays_and_what_was_typed_too() {
        let mut product = product();
        let mut typed = fields_of(&product, &Stock::new(), Locale::default());
        typed.set("price.EUR.MUG-2", "21");
        let mut late = product.variants[0].clone();
        late.sku = "LATE".parse().expect("a SKU");
        product.variants.push(late.clone());
        let kept = fields_of(&product, &Stock::from([(late.sku.clone(), 7)]), Locale::default());
        adopt(&mut typed, &product, &kept);
        assert_eq!((typed.get("price.EUR.LATE"), typed.get("stock.LATE")), ("19.99", "7"));
        let change = change(&typed, Some(&product), words::office(Locale::default())).expect("no fault");
        let variants = change.variants.expect("told");
        assert_eq!((variants[1].prices[0].amount_minor, &variants[2]), (2100, &late));
        assert_eq!(counted(&typed), []);
    }
}
