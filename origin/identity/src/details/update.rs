//! Changing what an account says of its owner.

use api::accounts::{CustomerView, UpdateCustomer};
use api::problem::Problem;
use domain::accounts::MAX_NAME;
use domain::line::LineError;
use origin_platform::{Call, ServiceError, Stores};

use crate::customer::{self, gone};

/// Changes name or market, or both.
#[tracing::instrument(name = "accounts.update_customer", skip_all)]
pub(crate) async fn update_customer(stores: Stores, call: Call<UpdateCustomer>) -> Result<CustomerView, ServiceError> {
    let id = call.shopper()?;
    let UpdateCustomer { name, market } = &call.endpoint;
    let bad_name = |why: LineError| {
        Problem::field("name", format!("Enter the name to greet you by, at most {MAX_NAME} characters: {why}."))
    };
    let name = name.as_deref().map(domain::accounts::name).transpose().map_err(bad_name)?;
    let mut tx = call.begin(&stores.db).await?;
    sqlx::query("update accounts.customers set name = coalesce($2, name), market = coalesce($3, market) where id = $1")
        .bind(id.0)
        .bind(name)
        .bind(market.map(domain::Market::code))
        .execute(&mut *tx)
        .await?;
    let after = customer::by_id(&mut *tx, id).await?.ok_or_else(gone)?;
    call.commit(tx, after.view).await
}

#[cfg(test)]
mod tests {
    use api::problem::Code;
    use domain::Market;

    use super::*;
    use crate::testing::{Scene, code};

    #[tokio::test]
    async fn a_shopper_is_called_otherwise_and_led_to_the_market_they_chose() {
        let scene = Scene::new().await;
        let ada = scene.register("Ada", "ada@example.com", "correct horse").await.expect("a free address");
        let bob = scene.register("Bob", "bob@example.com", "battery staple").await.expect("a free address");
        assert_eq!(ada.customer.market, None);
        let own = Some(ada.token.as_str());
        let change = UpdateCustomer { name: Some(" Ada  Lovelace".to_owned()), market: None };
        let named = scene.call(&change, own).await.expect("a name");
        assert!(named.name.starts_with("Ada") && named.name.ends_with("Lovelace"), "{}", named.name);
        let change = UpdateCustomer { name: None, market: Some(Market::De) };
        let led = scene.call(&change, own).await.expect("a market");
        assert_eq!((led.market, led.name), (Some(Market::De), named.name));
        let again = scene.login("ada@example.com", "correct horse").await.expect("right");
        assert_eq!(again.customer.market, Some(Market::De));
        let bad = UpdateCustomer { name: Some("\u{202e}".to_owned()), market: None };
        let refused = scene.call(&bad, own).await.expect_err("invisible");
        assert_eq!((refused.code, refused.field.as_deref()), (Code::InvalidField, Some("name")));
        assert_eq!(code(scene.call(&change, None).await), Code::Unauthenticated);
        assert_eq!(scene.get_customer(Some(&bob.token)).await.expect("another account"), bob.customer);
    }
}
