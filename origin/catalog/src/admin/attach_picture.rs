//! Giving a product one more picture.

use api::catalog::MediaDocument;
use api::endpoint::if_match::IfMatch;
use domain::ProductId;
use origin_platform::{ServiceError, audit};
use serde_json::Value;
use sqlx::PgConnection;

use super::{get_product, write};
use crate::prices::recorded;

/// Makes a picture the last of a product's, in the caller's transaction. Returns how the product was and has become, as
/// far as it differs; none if it has the picture already.
///
/// # Errors
/// `product_not_found`; a problem that says why the product cannot be kept so.
pub async fn attach_picture(
    tx: &mut PgConnection,
    product: ProductId,
    picture: MediaDocument,
) -> Result<Option<(Value, Value)>, ServiceError> {
    let locked = write::lock_products(tx, &[(product, Some(IfMatch::Any))]).await?;
    let (_, _, before) = locked.into_iter().next().ok_or_else(|| get_product::not_found(product))?;
    if before.media.iter().any(|one| one.path == picture.path) {
        return Ok(None);
    }
    let mut after = before.clone();
    after.media.push(picture);
    write::save(tx, std::slice::from_ref(&after), |_| "media".to_owned()).await?;
    Ok(Some(audit::changes(&recorded(&before)?, &recorded(&after)?)))
}
