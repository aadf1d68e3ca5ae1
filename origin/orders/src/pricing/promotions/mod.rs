//! Promotions as staff set them.

mod create_promotion;
mod list_promotions;
mod update_promotion;

use api::checkout::promotions::PromotionView;
use api::problem::{Code, Problem};
use axum::Router;
use domain::PromotionId;
use domain::checkout::{PromotionError, PromotionTerms};
use origin_platform::mount as mount_one;
use origin_platform::{ServiceError, Stores};
use serde_json::Value;
use sqlx::types::Json;
use sqlx::{FromRow, PgConnection};

use super::timestamps::timestamp;

/// Mounts the staff's endpoints.
pub(super) fn mount(router: Router<Stores>) -> Router<Stores> {
    let router = mount_one(router, list_promotions::list_promotions);
    let router = mount_one(router, create_promotion::create_promotion);
    mount_one(router, update_promotion::update_promotion)
}

#[derive(FromRow)]
struct PromotionRow {
    terms: Json<PromotionTerms>,
    active: bool,
    used: i64,
    created_at: String,
    version: i64,
}

impl From<PromotionRow> for PromotionView {
    fn from(row: PromotionRow) -> Self {
        let PromotionRow { terms: Json(terms), active, used, created_at, version } = row;
        Self { terms, active, used, created_at, version }
    }
}

async fn promotion(tx: &mut PgConnection, id: PromotionId) -> Result<PromotionView, ServiceError> {
    let found: Option<PromotionRow> = sqlx::query_as(
        "select whole.terms, whole.active, whole.used, orders.utc(whole.created_at) as created_at, promotion.version
         from orders.promotions_whole as whole join orders.promotions as promotion on promotion.id = whole.id
         where whole.id = $1",
    )
    .bind(id.0)
    .fetch_optional(tx)
    .await?;
    let missing = || Problem::new(Code::PromotionNotFound, "No promotion has this id.");
    Ok(found.ok_or_else(missing)?.into())
}

/// What the audit log calls a promotion.
fn subject(id: PromotionId) -> String {
    format!("promotion {id}")
}

fn faulty(fault: PromotionError) -> Problem {
    Problem::field(fault.field, format!("{}.", fault.message))
}

/// The terms as their column keeps them: without what has columns of its own.
fn kept(terms: &PromotionTerms) -> Result<Value, ServiceError> {
    let mut kept = serde_json::to_value(terms)?;
    if let Some(fields) = kept.as_object_mut() {
        for column in ["id", "code", "starts_at", "ends_at", "max_uses", "max_uses_per_customer"] {
            fields.remove(column);
        }
    }
    Ok(kept)
}
