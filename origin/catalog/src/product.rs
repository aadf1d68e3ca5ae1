//! One product by its address.

use api::catalog::{
    CollectionLink, GetProduct, OptionValueView, OptionView, ProductDocument, ProductView, SafetyView, Text,
    VariantDocument, VariantView,
};
use domain::catalog::{Localized, OptionAxis};
use domain::{Locale, Market, ProductId};
use origin_platform::{Call, ServiceError};
use sqlx::types::Json;

use crate::{Catalog, attributes, former_slugs, store};

/// One product with its variants. At an address that it had before it is told with the one that it has.
///
/// # Errors
/// `product_not_found`, or `product_gone` if it was deleted.
pub(crate) async fn get_product(service: Catalog, call: Call<GetProduct>) -> Result<ProductView, ServiceError> {
    let GetProduct { slug, market } = call.endpoint;
    let db = &service.stores.db;
    let (id, prices_version, document) = match store::product_by_slug(db, &slug).await? {
        Some(product) => product,
        None => former_slugs::product(db, &slug).await?,
    };
    let collections: Vec<(String, Json<Localized>)> = sqlx::query_as(
        "select c.slug, c.title from catalog.collection_products m join catalog.collections c on c.slug = m.collection_slug
         where m.product_id = $1 order by c.position, c.slug",
    )
    .bind(id.0)
    .fetch_all(db)
    .await?;
    let link = |(slug, title): (String, Json<Localized>)| {
        anyhow::Ok(CollectionLink { slug: store::stored(&slug)?, title: Text::of(&title, market.locale()) })
    };
    let collections = collections.into_iter().map(link).collect::<Result<_, _>>()?;
    Ok(ProductView { prices_version, ..view(id, document, collections, market) })
}

fn view(id: ProductId, document: ProductDocument, collections: Vec<CollectionLink>, market: Market) -> ProductView {
    let locale = market.locale();
    let mut variants = document.variants;
    variants.sort_by_cached_key(|variant| rank(&document.options, variant));
    ProductView {
        id,
        slug: document.slug,
        title: Text::of(&document.title, locale),
        summary: Text::of(&document.summary, locale),
        description: Text::of(&document.description, locale),
        brand: document.brand,
        collections,
        attributes: document
            .attributes
            .iter()
            .filter_map(|(name, value)| attributes::readable(name, &value.into(), locale))
            .collect(),
        safety: SafetyView::of(&document.safety, locale),
        options: document.options.iter().map(|axis| option_view(axis, locale)).collect(),
        media: document.media.iter().map(|media| media.view(locale)).collect(),
        variants: variants.into_iter().map(|variant| variant_view(variant, market)).collect(),
        prices_version: 0,
    }
}

/// Where a variant stands: the place of its value on the first option, then on the second, …
fn rank(options: &[OptionAxis], variant: &VariantDocument) -> Vec<usize> {
    let place = |axis: &OptionAxis| {
        let chosen = variant.options.get(&axis.code);
        axis.values.iter().position(|value| Some(&value.code) == chosen).unwrap_or(usize::MAX)
    };
    options.iter().map(place).collect()
}

fn option_view(axis: &OptionAxis, locale: Locale) -> OptionView {
    let value = |value: &domain::catalog::OptionValue| OptionValueView {
        code: value.code.clone(),
        label: Text::of(&value.label, locale),
        swatch: value.swatch.clone(),
    };
    OptionView {
        code: axis.code.clone(),
        label: Text::of(&axis.label, locale),
        values: axis.values.iter().map(value).collect(),
    }
}

fn variant_view(variant: VariantDocument, market: Market) -> VariantView {
    let price = variant.price(market.currency());
    VariantView { sku: variant.sku, gtin: variant.gtin, options: variant.options, price }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Shop, mug};
    use api::cache::{CachePolicy, Lifetime, Tag};
    use api::problem::Code;
    use domain::{Currency, Money};
    use serde_json::json;

    fn get(slug: &str, market: Market) -> GetProduct {
        GetProduct { slug: slug.parse().expect("a slug"), market }
    }

    #[tokio::test]
    async fn a_product_reads_in_the_language_and_currency_of_its_market() {
        let shop = Shop::open().await;
        shop.upsert(&[mug()]).await;
        let eu = shop.client.call(&get("harbour-mug", Market::Eu)).await.expect("it is there");
        assert_eq!((eu.title.bare(), eu.brand.as_str()), ("Harbour mug", "Selvedge"));
        assert_eq!(eu.collections, [CollectionLink { slug: "table".parse().unwrap(), title: Text::plain("Table") }]);
        let attributes = |product: &ProductView| -> Vec<(String, String)> {
            product.attributes.iter().map(|(name, value)| (name.bare().to_owned(), value.bare().to_owned())).collect()
        };
        let pairs = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
            pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
        };
        assert_eq!(attributes(&eu), pairs(&[("Capacity l", "0.35"), ("Dishwasher safe", "Yes"), ("Pieces", "1")]));
        // The document lists ink before oat; the option offers oat first.
        let skus: Vec<&str> = eu.variants.iter().map(|variant| variant.sku.as_str()).collect();
        assert_eq!(skus, ["MUG-OAT", "MUG-INK"]);
        let euro = |minor| Money::new(minor, Currency::Eur);
        assert_eq!(eu.variants[0].price.map(|price| price.amount), Some(euro(1900)));
        assert_eq!(
            eu.variants[1].price.and_then(|price| price.reduced_from(Market::Eu)).map(|former| former.price),
            Some(euro(2500))
        );

        let de = shop.client.call(&get("harbour-mug", Market::De)).await.expect("it is there");
        assert_eq!((de.title.bare(), de.collections[0].title.bare()), ("Hafenbecher", "Tisch"));
        assert_eq!(attributes(&de), pairs(&[("Capacity l", "0,35"), ("Dishwasher safe", "Ja"), ("Pieces", "1")]));
        assert_eq!(de.options[0].label, "Farbe");
        assert_eq!(de.variants[0].price.map(|price| price.amount), Some(euro(1900)));

        let us = shop.client.call(&get("harbour-mug", Market::Us)).await.expect("it is there");
        assert_eq!(us.variants[0].price.map(|price| price.amount), Some(Money::new(2200, Currency::Usd)));
        assert_eq!(us.variants[1].price, None, "ink is not sold in dollars");
    }

    #[tokio::test]
    async fn a_product_tells_who_answers_for_it_and_one_that_says_nothing_is_as_it_was() {
        let shop = Shop::open().await;
        let mut safe = mug();
        safe.safety = serde_json::from_value(json!({
            "maker": { "name": "Kleiwarft", "address": "Am Deich 1\n10115 Berlin", "email": "hello@maker.example" },
            "warnings": { "en": "Hot inside." },
        }))
        .expect("plain data");
        shop.upsert(&[safe.clone(), crate::testing::plain("bowl", 300)]).await;
        let seen = shop.client.call(&get("harbour-mug", Market::De)).await.expect("it is there").safety.expect("told");
        assert_eq!((seen.maker, seen.responsible), (safe.safety.maker.clone(), None));
        assert_eq!(seen.warnings, Text::kept("Hot inside.", Some(Locale::En)));
        let bowl = shop.client.call(&get("bowl", Market::De)).await.expect("it is there");
        assert!(!serde_json::to_string(&bowl).expect("plain data").contains("safety"));
        safe.safety.maker.as_mut().expect("told").address = " ".to_owned();
        let refused = shop.upsert(&[safe]).await;
        assert!(matches!(&refused[..], [crate::Outcome::Refused(reason)] if reason.starts_with("safety.maker")));
    }

    #[test]
    fn j02_every_text_that_nobody_translated_says_that_it_is_english() {
        let document: ProductDocument = serde_json::from_value(json!({
            "slug": "stool", "title": { "en": "Stool" }, "summary": { "en": "To sit on." },
            "description": { "en": "Three legs." }, "brand": "Kleiwarft",
            "attributes": {
                "wood": "Oak", "glued": true, "height": { "label": { "en": "Height" }, "value": 45, "unit": "cm" },
            },
            "options": [{
                "code": "finish", "label": { "en": "Finish" },
                "values": [{ "code": "oiled", "label": { "en": "Oiled" } }, { "code": "raw", "label": { "en": "Raw", "de": "Roh" } }],
            }],
            "media": [{ "path": "products/stool", "alt": { "en": "A stool" }, "width": 4, "height": 5 }],
            "variants": [],
        }))
        .expect("a document");
        let link = CollectionLink { slug: "seats".parse().unwrap(), title: Text::plain("Sitze") };
        let seen = |market| view(ProductId(uuid::Uuid::nil()), document.clone(), vec![link.clone()], market);
        let english = |text: &str| Text::kept(text, Some(Locale::En));
        let stool = seen(Market::De);
        assert_eq!(
            [&stool.title, &stool.summary, &stool.description, &stool.options[0].label, &stool.media[0].alt],
            [
                &english("Stool"),
                &english("To sit on."),
                &english("Three legs."),
                &english("Finish"),
                &english("A stool")
            ]
        );
        let values: Vec<&Text> = stool.options[0].values.iter().map(|value| &value.label).collect();
        assert_eq!(values, [&english("Oiled"), &Text::plain("Roh")]);
        assert_eq!(
            stool.attributes,
            [
                (english("Glued"), Text::plain("Ja")),
                (english("Height"), Text::plain("45 cm")),
                (english("Wood"), english("Oak")),
            ]
        );
        assert!(!serde_json::to_string(&seen(Market::Eu)).expect("plain data").contains("lang"));
    }

    #[tokio::test]
    async fn an_unknown_address_is_absent_until_a_product_takes_it() {
        let shop = Shop::open().await;
        let answer = shop.client.call_cached(&get("harbour-mug", Market::Eu), &Default::default()).await;
        assert_eq!(answer.reply.expect_err("nothing there").code, Code::ProductNotFound);
        let tag = Tag::product_slug(&"harbour-mug".parse().unwrap());
        assert_eq!(answer.policy, CachePolicy::UntilPurged(Lifetime::ABSENT, vec![tag]));
    }
}
