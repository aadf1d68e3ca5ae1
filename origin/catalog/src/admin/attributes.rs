//! Properties: what staff declare of them.

use api::catalog::admin::{AdminAttribute, ListAttributes, UpdateAttribute};
use api::problem::{Code, Problem};
use origin_messaging::outbox;
use origin_platform::{Call, ServiceError, audit};
use sqlx::PgConnection;
use sqlx::types::Json;

use super::write::{admits, outdated};
use crate::{Catalog, definitions, event, store};

/// Characters of a name.
const MAX_LABEL: usize = 80;

/// Every property, in the order of lists.
pub(super) async fn list_attributes(
    service: Catalog,
    _: Call<ListAttributes>,
) -> Result<Vec<AdminAttribute>, ServiceError> {
    Ok(definitions::all(&service.stores.db).await?)
}

/// What is said takes the place of what was; the rest stays. From then on it is declared, and what products say of it is
/// not asked.
///
/// # Errors
/// `not_found`; `version_missing`; `version_outdated` with the property as it is now; a problem with the field to mend.
pub(super) async fn update_attribute(
    service: Catalog,
    call: Call<UpdateAttribute>,
) -> Result<AdminAttribute, ServiceError> {
    let UpdateAttribute { key, if_match, label, filterable, position } = call.endpoint.clone();
    let is_named = |label: &domain::catalog::Localized| {
        !label.en.trim().is_empty() && label.en.chars().count() <= MAX_LABEL && !label.en.contains('\0')
    };
    if label.as_ref().is_some_and(|label| !is_named(label)) {
        let detail = format!("Give it a name in English of at most {MAX_LABEL} characters.");
        return Err(Problem::field("label", detail).into());
    }
    let mut tx = call.begin(&service.stores.db).await?;
    store::lock_catalog(&mut tx, false).await?;
    let before = find(&mut tx, &key).await?.ok_or_else(|| not_found(&key))?;
    if !admits(if_match, before.version)? {
        return Err(outdated(before.version, &before));
    }
    let after = AdminAttribute {
        label: label.unwrap_or_else(|| before.label.clone()),
        filterable: filterable.unwrap_or(before.filterable),
        position: position.unwrap_or(before.position),
        declared: true,
        ..before.clone()
    };
    if after != before {
        sqlx::query(
            "update catalog.attributes
             set label = $2, is_filterable = $3, position = $4, is_declared = true, version = version + 1,
                 updated_at = now()
             where key = $1",
        )
        .bind(&key)
        .bind(Json(&after.label))
        .bind(after.filterable)
        .bind(after.position)
        .execute(&mut *tx)
        .await?;
        outbox::record(&mut tx, &[event::attribute_changed()]).await?;
        let (old, new) = audit::changes(&serde_json::to_value(&before)?, &serde_json::to_value(&after)?);
        call.audit(&mut tx, &format!("attribute {key}"), Some(old), Some(new)).await?;
    }
    let reply = find(&mut tx, &key).await?.ok_or_else(|| not_found(&key))?;
    call.commit(tx, reply).await
}

async fn find(tx: &mut PgConnection, key: &str) -> sqlx::Result<Option<AdminAttribute>> {
    let row: Option<Json<AdminAttribute>> = sqlx::query_scalar(
        "select jsonb_build_object('key', key, 'version', version, 'kind', kind, 'unit', unit, 'label', label,
                                   'filterable', is_filterable, 'position', position, 'declared', is_declared)
         from catalog.attributes where key = $1",
    )
    .bind(key)
    .fetch_optional(tx)
    .await?;
    Ok(row.map(|Json(attribute)| attribute))
}

fn not_found(key: &str) -> Problem {
    let detail = format!("No product has had a property “{key}”. GET /v1/admin/attributes lists those that there are.");
    Problem::new(Code::NotFound, detail)
}
