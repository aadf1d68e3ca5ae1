//! Staff set the level of one SKU.

use std::collections::BTreeMap;

use api::inventory::{StockLevel, UpdateStock};
use api::problem::{Code, Problem};
use origin_base::{Call, Failure};

use super::set_levels::set;
use crate::Service;

#[tracing::instrument(name = "inventory.update_stock", skip_all, fields(sku = %call.endpoint.sku))]
pub(crate) async fn update_stock(service: Service, call: Call<UpdateStock>) -> Result<StockLevel, Failure> {
    let UpdateStock { sku, on_hand } = &call.endpoint;
    let mut tx = service.stores.db.begin().await?;
    if let Some(reply) = call.key().claim(&mut tx).await? {
        return Ok(reply);
    }
    let known: bool = sqlx::query_scalar(
        "select exists (select from orders.offers where sku = $1)
             or exists (select from orders.stock_levels where sku = $1)",
    )
    .bind(sku.as_str())
    .fetch_one(&mut *tx)
    .await?;
    if !known {
        let detail = "No variant with this SKU is known here. If it has just been made, try again in a moment.";
        return Err(Problem::new(Code::VariantNotFound, detail).into());
    }
    if let Some(level) = set(&mut tx, &BTreeMap::from([(sku, *on_hand)])).await? {
        let detail =
            format!("{} pieces are reserved for shoppers who are paying; the level cannot be lower.", level.reserved);
        return Err(Problem::field("on_hand", detail).into());
    }
    let reply = StockLevel { sku: sku.clone(), on_hand: i64::from(*on_hand) };
    call.key().save(&mut tx, &reply).await?;
    tx.commit().await?;
    Ok(reply)
}

#[cfg(test)]
mod tests {
    use api::Code;
    use api::event::AVAILABILITY_CHANGED;
    use api::inventory::UpdateStock;

    use crate::fixture::Shop;

    fn set(sku: &str, on_hand: u32) -> UpdateStock {
        UpdateStock { sku: sku.parse().expect("a SKU"), on_hand }
    }

    #[tokio::test]
    async fn staff_set_a_level_and_a_repeat_changes_nothing() {
        let shop = Shop::open().await;
        shop.sells(&[("MUG", 1999, 10)]).await;
        shop.take_events(AVAILABILITY_CHANGED).await;
        let level = shop.call_as_staff(&set("MUG", 2), "stock-key-1").await.expect("set");
        assert_eq!((level.sku.as_str(), level.on_hand), ("MUG", 2));
        shop.call_as_staff(&set("MUG", 9), "stock-key-2").await.expect("set");
        let again = shop.call_as_staff(&set("MUG", 2), "stock-key-1").await.expect("repeated");
        assert_eq!((again, shop.on_hand("MUG").await), (level, 9));
        assert_eq!(shop.take_events(AVAILABILITY_CHANGED).await.len(), 2);
    }

    #[tokio::test]
    async fn only_staff_set_levels_and_only_of_what_there_is() {
        let shop = Shop::open().await;
        shop.sells(&[("MUG", 1999, 10)]).await;
        assert_eq!(shop.call(&set("MUG", 2)).await.expect_err("nobody").code, Code::Unauthenticated);
        assert_eq!(shop.call_as_shopper(&set("MUG", 2)).await.expect_err("a shopper").code, Code::Forbidden);
        let unknown = shop.call_as_staff(&set("NONE", 2), "stock-key-3").await.expect_err("unknown");
        assert_eq!(unknown.code, Code::VariantNotFound);
        shop.execute("update orders.stock_levels set reserved = 3").await;
        let refused = shop.call_as_staff(&set("MUG", 2), "stock-key-4").await.expect_err("reserved");
        assert_eq!((refused.code, refused.field.as_deref()), (Code::InvalidField, Some("on_hand")));
        assert_eq!(shop.on_hand("MUG").await, 10);
    }
}
