//! What the three changes of a line share: one statement that changes the line if all is well, and
//! otherwise says what is not.

use api::cart::CartView;
use api::problem::{Code, Problem};
use domain::catalog::Localized;
use domain::{CartId, Locale, Market};
use origin_base::Failure;
use sqlx::FromRow;
use sqlx::types::Json;

use super::cart_not_found;
use super::cart_view::cart_view;
use super::get_cart::Priceable;
use super::priced_line::{PricedLine, name, not_sold_here, out_of_stock};
use crate::checkout::means::Means;

/// The statement around a change of one line. `$1` is the cart, `$2` the SKU, `$3` the currency.
///
/// The selects do not see what `changed` writes, so its line is taken from what it returns.
/// A changed line has been seen at the price of now. Touching the cart first makes changes of one cart wait for each other.
macro_rules! line_change {
    ($changed:literal) => {
        concat!(
            "with cart as (
                 update orders.carts set updated_at = now(), version = version + 1 where id = $1
                 returning id, version
             ), offer as (
                 select sku, title, choice, prices, active and prices ? $3 as sold, ",
            available_to_cart!("known"),
            " as available
                 from orders.stocked_offers as known where sku = $2
             ), held as (
                 select coalesce(max(quantity) filter (where sku = $2), 0) as quantity,
                        count(*) filter (where sku <> $2) as other_lines
                 from orders.cart_lines where cart_id = $1
             ), changed as (",
            $changed,
            "), line as (
                 select sku, quantity, added_at, seen_prices from orders.cart_lines where cart_id = $1 and sku <> $2
                 union all
                 select sku, quantity, added_at, seen_prices from changed where quantity > 0
             )
             select (select version from cart) as version, exists (select from changed) as changed,
                    held.quantity as held, held.other_lines,
                    offer.title, offer.choice, offer.sold, offer.available,
                    coalesce((
                        select jsonb_agg(to_jsonb(stocked) || jsonb_build_object('quantity', line.quantity, 'seen_prices', line.seen_prices,
                                                                         'available', ",
            available_to_cart!("stocked"),
            ") order by line.added_at, line.sku)
                        from line join orders.stocked_offers as stocked on stocked.sku = line.sku
                    ), '[]') as lines, ",
            means!("null"),
            " as means
             from held left join offer on true"
        )
    };
}
pub(crate) use line_change;

/// What a change of one line came to.
#[derive(FromRow)]
pub(crate) struct LineChange {
    /// The cart's from now on; none if there is no such cart.
    version: Option<i64>,
    changed: bool,
    /// Pieces of the SKU the cart held before.
    held: i32,
    other_lines: i64,
    title: Option<Json<Localized>>,
    choice: Option<Json<Localized>>,
    sold: Option<bool>,
    available: Option<i64>,
    lines: Json<Vec<PricedLine>>,
    means: Json<Means>,
}

impl LineChange {
    /// The cart as it is now, if the line was changed.
    pub fn view(&self, cart: CartId, market: Market) -> Option<Result<CartView, Failure>> {
        let priceable = || {
            let (lines, means) = (self.lines.0.clone(), self.means.0.clone());
            Some(Priceable { version: self.version?, lines, means })
        };
        priceable().filter(|_| self.changed).map(|priceable| cart_view(cart, market, &priceable))
    }

    /// Why the line could not be added.
    pub fn refused_addition(&self, market: Market) -> Problem {
        let (name, available) = match self.sold_and_available(market) {
            Ok(sold) => sold,
            Err(problem) => return problem,
        };
        let most = domain::cart::MAX_LINES;
        if self.other_lines >= most as i64 {
            let detail =
                format!("A cart holds at most {most} different things. Take something out, or order these first.");
            return Problem::new(Code::CartFull, detail);
        }
        let mut problem = out_of_stock(&name, available);
        if self.held > 0 && available > 0 {
            problem.detail.push_str(&format!(" Your cart has {} already.", self.held));
        }
        problem.at("quantity")
    }

    /// Why the line could not be set to `pieces`.
    pub fn refused_update(&self, market: Market, pieces: u32) -> Problem {
        match self.sold_and_available(market) {
            _ if self.version.is_none() || self.held == 0 => self.absence(),
            Err(problem) => problem,
            Ok((name, available)) if available < i64::from(pieces) => out_of_stock(&name, available).at("quantity"),
            // There was a line and enough pieces: the line was taken out at the same moment.
            Ok(_) => line_not_found(),
        }
    }

    /// Why there was no line to take out.
    pub fn absence(&self) -> Problem {
        if self.version.is_some() { line_not_found() } else { cart_not_found() }
    }

    fn sold_and_available(&self, market: Market) -> Result<(String, i64), Problem> {
        if self.version.is_none() {
            return Err(cart_not_found());
        }
        let unknown = || Problem::new(Code::VariantNotFound, "No variant has this SKU.");
        let name = self.name(market.locale()).ok_or_else(unknown)?;
        if self.sold != Some(true) {
            return Err(not_sold_here(&name, market));
        }
        Ok((name, self.available.unwrap_or(0)))
    }

    fn name(&self, locale: Locale) -> Option<String> {
        Some(name(self.title.as_ref()?, self.choice.as_ref()?, locale))
    }
}

fn line_not_found() -> Problem {
    Problem::new(Code::LineNotFound, "This is not in the cart any more.")
}
