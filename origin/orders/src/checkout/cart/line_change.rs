//! What the three changes of a line share: one statement that changes the line if all is well, and
//! otherwise says what is not. These statements, in `sql/`, are no fast path: there is no other way for a line, and no
//! switch turns them off.

use api::cart::CartView;
use api::endpoint::Endpoint;
use api::problem::{Code, Problem};
use domain::cart::MAX_LINES;
use domain::catalog::Localized;
use domain::{CartId, Locale, Market, Quantity, Sku};
use origin_platform::idempotency::{Key, is_repeat};
use origin_platform::{Call, Database, ServiceError};
use serde::Deserialize;
use sqlx::postgres::PgArguments;
use sqlx::query::QueryAs;
use sqlx::types::Json;
use sqlx::{FromRow, Postgres};
use uuid::Uuid;

use super::cart_not_found;
use super::cart_view::cart_view;
use super::get_cart::Priceable;
use super::priced_line::{name, not_sold_here, out_of_stock};

/// What a change of one line came to.
#[derive(FromRow)]
pub(crate) struct LineChange {
    /// Of the request that used the key before; none if this is the first.
    fingerprint: Option<Vec<u8>>,
    /// What the reply is made of, then or now; none if nothing was changed.
    answer: Option<Json<Answer>>,
    /// Whether there is such a cart.
    found: bool,
    /// Units of the SKU the cart held before.
    held: i32,
    other_lines: i64,
    title: Option<Json<Localized>>,
    choice: Option<Json<Localized>>,
    sold: Option<bool>,
    available: Option<i64>,
    /// The cart that was made, then or now; none if it was there already.
    #[sqlx(default)]
    pub made: Option<Uuid>,
}

/// What is kept of a change.
#[derive(Deserialize)]
#[serde(untagged)]
enum Answer {
    /// What the reply is made of.
    Cart(Priceable),
    /// The reply itself, by versions before.
    View(Box<CartView>),
}

/// Does a change by its statement, one of those in `sql/` that take a line, or finds what came of it before.
///
/// # Errors
/// If PostgreSQL does not answer, or a problem if the key was used for another request.
pub(crate) async fn change_line<E: Endpoint>(
    db: &Database,
    sql: &'static str,
    call: &Call<E>,
    (cart, sku, market): (CartId, &Sku, Market),
    units: u32,
) -> Result<LineChange, ServiceError> {
    let asks = call.customer().map(|customer| customer.0);
    once(db, call.key(), || statement(sql, call.key(), (cart, sku, market), units).bind(asks)).await
}

type Statement<'q> = QueryAs<'q, Postgres, LineChange, PgArguments>;

/// The statement with what all changes need.
pub(super) fn statement<'q>(
    sql: &'static str,
    key: &'q Key,
    (cart, sku, market): (CartId, &'q Sku, Market),
    units: u32,
) -> Statement<'q> {
    sqlx::query_as(sql)
        .bind(cart.0)
        .bind(sku.as_str())
        .bind(market.currency().code())
        .bind(key.scope)
        .bind(&key.key)
        .bind(key.fingerprint.as_slice())
        .bind(units as i32)
        .bind(Quantity::MAX as i32)
        .bind(MAX_LINES as i64)
}

/// Does the statement, or finds what came of it before.
pub(super) async fn once<'q>(
    db: &Database,
    key: &'q Key,
    statement: impl Fn() -> Statement<'q>,
) -> Result<LineChange, ServiceError> {
    let mut change = match statement().fetch_one(db).await {
        Err(error) if is_repeat(&error) => statement().fetch_one(db).await?,
        first => first?,
    };
    if let Some(Json(Answer::Cart(priceable))) = &mut change.answer {
        // A repeat is answered by the rules of then, which its answer names.
        if !priceable.adjustments.with_remembered_rules() {
            priceable.adjustments.with_rules(&mut *db.acquire().await?).await?;
        }
    }
    if let Some(fingerprint) = &change.fingerprint {
        key.check(fingerprint)?;
    }
    Ok(change)
}

impl LineChange {
    /// The cart as it is now, if the line was changed.
    pub fn view(&self, cart: CartId, market: Market) -> Option<Result<CartView, ServiceError>> {
        match &self.answer.as_ref()?.0 {
            Answer::Cart(priceable) => Some(cart_view(cart, market, priceable)),
            Answer::View(view) => Some(Ok((**view).clone())),
        }
    }

    /// Why the line could not be added.
    pub fn refused_addition(&self, market: Market) -> Problem {
        let (name, available) = match self.sold_and_available(market) {
            Ok(sold) => sold,
            Err(problem) => return problem,
        };
        let most = MAX_LINES;
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

    /// Why the line could not be set to `units`.
    pub fn refused_update(&self, market: Market, units: u32) -> Problem {
        match self.sold_and_available(market) {
            _ if !self.found || self.held == 0 => self.absence(),
            Err(problem) => problem,
            Ok((name, available)) if available < i64::from(units) => out_of_stock(&name, available).at("quantity"),
            // There was a line and enough units: the line was taken out at the same moment.
            Ok(_) => line_not_found(),
        }
    }

    /// Why there was no line to take out.
    pub fn absence(&self) -> Problem {
        if self.found { line_not_found() } else { cart_not_found() }
    }

    fn sold_and_available(&self, market: Market) -> Result<(String, i64), Problem> {
        if !self.found {
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

#[cfg(test)]
mod tests {
    use origin_testing::parts_of_sql;

    /// What a change does to the line and to the cart is its own; what is read and answered is the same for all.
    #[test]
    fn the_statements_differ_in_what_they_change_alone() {
        let add = parts_of_sql(include_str!("sql/add_line.sql"));
        let set = parts_of_sql(include_str!("sql/set_line.sql"));
        let delete = parts_of_sql(include_str!("sql/delete_line.sql"));
        let create = parts_of_sql(include_str!("sql/create_cart_with_line.sql"));
        // A cart that is only being made is nobody's yet where its goods are read: whose prices hold is asked in the answer.
        let own_of_create = &["", "answer", "cart", "touched"][..];
        for (statement, own) in [(&set, &["changed"][..]), (&delete, &["changed"]), (&create, own_of_create)] {
            assert_eq!(statement.keys().collect::<Vec<_>>(), add.keys().collect::<Vec<_>>());
            for (name, part) in statement.iter().filter(|(name, _)| !own.contains(&name.as_str())) {
                assert_eq!(part, &add[name], "`{name}`");
            }
        }
    }
}
