//! What somebody has looked at before the shop opens.

use api::settings::{CreateSetupConfirmation, GetSetup, Setup, SetupStep};
use origin_platform::{Call, ServiceError, Stores};
use serde_json::json;
use sqlx::PgExecutor;

/// Which steps somebody has looked at.
pub(crate) async fn get_setup(stores: Stores, _: Call<GetSetup>) -> Result<Setup, ServiceError> {
    Ok(confirmed(&stores.db).await?)
}

/// One step more.
pub(crate) async fn create_setup_confirmation(
    stores: Stores,
    call: Call<CreateSetupConfirmation>,
) -> Result<Setup, ServiceError> {
    let step = call.endpoint.step.code();
    let mut tx = call.begin(&stores.db).await?;
    let added = sqlx::query("insert into settings.setup_confirmations (step) values ($1) on conflict do nothing")
        .bind(step)
        .execute(&mut *tx)
        .await?;
    let setup = confirmed(&mut *tx).await?;
    if added.rows_affected() > 0 {
        call.audit(&mut tx, &format!("setup {step}"), None, Some(json!({ "confirmed": true }))).await?;
    }
    call.commit(tx, setup).await
}

async fn confirmed(db: impl PgExecutor<'_>) -> sqlx::Result<Setup> {
    let steps: Vec<String> =
        sqlx::query_scalar("select step from settings.setup_confirmations order by confirmed_at, step")
            .fetch_all(db)
            .await?;
    Ok(Setup { confirmed: steps.iter().filter_map(|step| SetupStep::of_code(step)).collect() })
}
