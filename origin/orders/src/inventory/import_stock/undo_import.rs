//! Asking for an import to be taken back. The worker does it.

use api::inventory::CreateImportUndo;
use api::problem::{Code, Problem};
use domain::staff::Permission;
use origin_platform::{Call, ServiceError, Stores};

use super::has_moved_stock;

/// The worker looks for it every other second.
///
/// # Errors
/// `not_found` if there is no such import, or no longer; `forbidden` for whoever may not change stock, if it moved any.
#[tracing::instrument(name = "inventory.undo_import", skip_all)]
pub(crate) async fn undo_import(stores: Stores, call: Call<CreateImportUndo>) -> Result<(), ServiceError> {
    let import = call.endpoint.import;
    let mut tx = call.begin(&stores.db).await?;
    if origin_catalog::imports::ask_undo(&mut tx, import).await?.is_none() {
        let detail = format!("There is no import {import} to take back: what one did is kept for thirty days.");
        return Err(Problem::new(Code::NotFound, detail).into());
    }
    // After it is asked for: a batch that was under way has landed by now, and none comes behind it.
    if has_moved_stock(&mut *tx, import).await? {
        call.require(Permission::StockWrite).map_err(of_stock)?;
    }
    call.audit(&mut tx, &format!("import {import}"), None, None).await?;
    call.commit(tx, ()).await
}

fn of_stock(missing: Problem) -> Problem {
    let detail = format!("This import set stock, which is taken back with it. {}", missing.detail);
    Problem { detail, ..missing }
}

#[cfg(test)]
mod tests {
    use api::Code;
    use domain::staff::Permission::{CatalogRead, CatalogWrite, StockWrite};
    use domain::staff::{Permissions, Role};
    use origin_catalog::imports;
    use uuid::Uuid;

    use super::*;
    use crate::inventory::{Count, set_counts_of_import};
    use crate::testing::Shop;

    #[tokio::test]
    async fn whoever_takes_stock_back_may_change_stock() {
        let shop = Shop::open().await;
        let db = &shop.stores.db;
        shop.sells(&[("MUG", 2000, 5)]).await;
        let texts = Permissions::of(&[CatalogRead, CatalogWrite]);
        let both = Permissions::of(&[CatalogRead, CatalogWrite, StockWrite]);
        let begin = async || imports::begin(db, "goods.csv", false).await.expect("PostgreSQL is up").id;
        let (moved, still) = (begin().await, begin().await);
        let count = Count { sku: "MUG".parse().expect("a SKU"), location: None, units: 9 };
        set_counts_of_import(db, &[count], &[], Some(moved)).await.expect("set");

        let undo = async |may, import| shop.call_as_staff_who(may, &CreateImportUndo { import }).await;
        let refused = undo(texts, moved).await.expect_err("it moved stock");
        assert_eq!(refused.code, Code::Forbidden);
        assert!(refused.detail.contains("set stock") && refused.detail.contains("stock.write"), "{}", refused.detail);
        assert_eq!(imports::next_asked(db).await.expect("PostgreSQL is up"), None, "nothing was asked for");
        undo(texts, still).await.expect("it moved none");
        undo(both, moved).await.expect("may do both");
        let packer = shop.call_as_role(Role::Orders, &CreateImportUndo { import: moved }).await;
        assert_eq!(packer.expect_err("no catalogue of theirs").code, Code::Forbidden);
        let nowhere = undo(both, Uuid::now_v7()).await.expect_err("there is none");
        assert_eq!(nowhere.code, Code::NotFound);
    }
}
