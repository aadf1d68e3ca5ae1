//! Who may see an order, and who may change it (ADR 38).

use api::problem::{Code, Problem};
use domain::staff::Permission;
use domain::{CustomerId, Email, OrderId};
use origin_platform::throttle::{self, Limit};
use origin_platform::{Call, ServiceError, Stores, Who, secret};
use uuid::Uuid;

use super::links;
use super::read::order_not_found;

/// How often the e-mail address of an order may be guessed at by a link to it. Each link is counted by itself: whoever was
/// passed one keeps nobody from cancelling who has another.
const WRONG_ADDRESS: Limit = Limit { what: "order address", max: 10, seconds: 15 * 60 };

/// As whom a caller may see an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    /// As its account, or as staff.
    Known,
    /// As somebody who has a link to it.
    Link,
}

/// As whom the caller may see this order, which belongs to the account `owner`, or to nobody's. An id opens nothing.
///
/// # Errors
/// “Please log in” for whoever is nobody and asks for an account's order; to everybody else there is no such order.
pub(crate) async fn access<E>(
    stores: &Stores,
    call: &Call<E>,
    order: OrderId,
    owner: Option<CustomerId>,
) -> Result<Access, ServiceError> {
    match (&call.who, owner) {
        (Who::Staff(staff), _) => {
            staff.require(Permission::OrdersRead)?;
            return Ok(Access::Known);
        }
        (Who::Shopper(customer), Some(owner)) if *customer == owner => return Ok(Access::Known),
        (Who::Shopper(_) | Who::Nobody, _) => {}
    }
    if let Some(token) = &call.order_token
        && links::opens(&stores.db, order, token).await?
    {
        return Ok(Access::Link);
    }
    Err(match (&call.who, owner) {
        (Who::Nobody, Some(_)) => {
            Problem::new(Code::Unauthenticated, "This order belongs to an account. Please log in to see it.")
        }
        _ => order_not_found(),
    }
    .into())
}

/// Checks that the caller may see this order. Returns the SHA-256 of their link's token if it is by a link alone that they
/// may: what they are given by that ends with the link ([`super::link_is_open`]).
///
/// # Errors
/// As [`access`]; that there is no such order.
pub async fn check_may_see<E>(
    stores: &Stores,
    call: &Call<E>,
    order: OrderId,
) -> Result<Option<[u8; 32]>, ServiceError> {
    let owner: Option<Option<Uuid>> = sqlx::query_scalar("select customer_id from orders.orders where id = $1")
        .bind(order.0)
        .fetch_optional(&stores.db)
        .await?;
    let owner = owner.ok_or_else(order_not_found)?;
    let access = access(stores, call, order, owner.map(CustomerId)).await?;
    Ok(call.order_token.as_deref().filter(|_| access == Access::Link).map(secret::sha256))
}

/// Checks that the caller may cancel or send back what is in this order. A link may have been passed on, or read over
/// a shoulder, so whoever has no more than that says the order's e-mail address as well. Staff need the permission that
/// the same takes of them elsewhere: seeing an order changes none.
///
/// # Errors
/// As [`access`]; a problem with the field `email` if the address is missing or another one, and after ten of
/// this link that were.
pub(crate) async fn check_may_change<E>(
    stores: &Stores,
    call: &Call<E>,
    order: OrderId,
    said: Option<&Email>,
    permission: Permission,
) -> Result<(), ServiceError> {
    if let Who::Staff(staff) = &call.who {
        staff.require(permission)?;
    }
    let kept: Option<(Option<Uuid>, String)> =
        sqlx::query_as("select customer_id, email from orders.orders where id = $1")
            .bind(order.0)
            .fetch_optional(&stores.db)
            .await?;
    let (owner, email) = kept.ok_or_else(order_not_found)?;
    if access(stores, call, order, owner.map(CustomerId)).await? == Access::Known {
        return Ok(());
    }
    let Some(said) = said else {
        let detail = "Say the e-mail address that the order was placed with: a link alone changes nothing.";
        return Err(Problem::field("email", detail).into());
    };
    let whom = format!("{order} {}", call.order_token.as_deref().unwrap_or_default());
    if !throttle::allows(stores, WRONG_ADDRESS, &whom).await? {
        let detail = "Other e-mail addresses were tried too often. Please wait 15 minutes and try again.";
        let left = throttle::seconds_left(stores, WRONG_ADDRESS, &whom).await?;
        return Err(Problem::new(Code::TooManyRequests, detail).at("email").after(left).into());
    }
    // What an order keeps may be from before addresses had one way of writing.
    let is_same = email.parse::<Email>().map_or(email == said.as_str(), |email| email.canonical() == said.canonical());
    if !is_same {
        return Err(Problem::field("email", "The order was placed with another e-mail address.").into());
    }
    throttle::take_back(stores, &[(WRONG_ADDRESS, &whom)]).await
}
