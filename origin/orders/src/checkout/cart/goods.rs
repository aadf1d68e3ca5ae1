//! What a cart's lines are to pricing.

use domain::Market;
use domain::checkout::Line;

use super::priced_line::PricedLine;

/// What is bought of the lines in a market; nothing of a line that is not sold there.
pub(crate) fn goods(market: Market, lines: &[PricedLine]) -> Vec<Line> {
    let line = |line: &PricedLine| {
        Some(Line {
            sku: line.sku.clone(),
            unit_price: line.unit_price(market.currency())?,
            quantity: line.quantity,
            tax_class: line.tax_class,
            grams: line.grams,
            collections: line.collections.clone(),
        })
    };
    lines.iter().filter_map(line).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use api::cart::GetCart;
    use api::checkout::promotions::CreatePromotion;
    use domain::checkout::{Target, TaxClass};
    use domain::{Currency, Money, Slug};

    use super::*;
    use crate::checkout::cart::get_cart::priceable;
    use crate::pricing::delivery::grams;
    use crate::testing::{Shop, percent_off, product};

    #[tokio::test]
    async fn what_the_catalogue_says_of_goods_bears_on_what_they_cost() {
        let shop = Shop::open().await;
        shop.sells(&[("MUG", 1999, 9)]).await;
        let books: Slug = "books".parse().expect("a slug");
        let (id, mut book) = product("BOOK", 3000);
        book.collections = vec![books.clone()];
        (book.variants[0].tax_class, book.variants[0].weight_grams) = (TaxClass::Reduced, Some(400));
        crate::inventory::upsert_snapshots(&shop.stores.db, &[(id, book.clone())]).await.expect("PostgreSQL");
        shop.stock("BOOK", 9).await;
        let target = Target::Goods { collections: BTreeSet::from([books.clone()]), skus: BTreeSet::new() };
        shop.promotion(&CreatePromotion { target, ..percent_off(None, 1000) }).await;
        let cart = shop.cart_with(&[("MUG", 2), ("BOOK", 1)]).await;

        let mut db = shop.stores.db.acquire().await.expect("PostgreSQL");
        let found = priceable(&mut db, cart, None).await.expect("PostgreSQL").expect("there");
        let goods = goods(Market::Eu, &found.lines);
        let known: Vec<_> =
            goods.iter().map(|line| (line.tax_class, line.grams, line.collections.as_slice())).collect();
        let none: &[Slug] = &[];
        assert_eq!(known, [(TaxClass::Standard, 0, none), (TaxClass::Reduced, 400, &[books])]);
        assert_eq!(grams(&goods), 400);

        let view = shop.call(&GetCart { cart, market: Market::Eu }).await.expect("shown");
        assert_eq!((view.subtotal.minor, view.discounts[0].amount.minor), (6998, 300));
        assert_eq!(view.missing_for_free_delivery, Some(Money::new(502, Currency::Eur)));
        // 39.98 hold 6.38 at 19 %, 27.00 hold 1.77 at 7 %, and delivery's 2.80 and 2.10 hold 0.45 and 0.14.
        let order = shop.call(&shop.placement(cart).await).await.expect("placed");
        assert_eq!((order.total.minor, order.included_tax.minor), (7188, 638 + 177 + 45 + 14));

        // A change reaches the snapshots as prices do.
        book.variants[0].tax_class = TaxClass::Standard;
        book.collections.clear();
        crate::inventory::upsert_snapshots(&shop.stores.db, &[(id, book)]).await.expect("PostgreSQL");
        let cart = shop.cart_with(&[("BOOK", 1)]).await;
        let order = shop.call(&shop.placement(cart).await).await.expect("placed");
        assert_eq!((order.total.minor, order.included_tax.minor), (3490, 479 + 78));
    }
}
