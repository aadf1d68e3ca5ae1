//! Imports as staff see them.

use api::catalog::admin::{ImportLeft, ImportState, ImportView, ListImportLeft, ListImports};
use origin_platform::{Call, ServiceError};

use super::{Left, Listed};
use crate::Catalog;

/// The newest first.
pub(crate) async fn list_imports(service: Catalog, _: Call<ListImports>) -> Result<Vec<ImportView>, ServiceError> {
    let listed = super::list(&service.stores.db).await?;
    Ok(listed.into_iter().map(view).collect::<Result<_, _>>().map_err(anyhow::Error::new)?)
}

fn view(listed: Listed) -> Result<ImportView, std::num::TryFromIntError> {
    let Listed { id, file, begun_at, ended, undo_asked, undone, made, changed, deleted, archived, restored, left } =
        listed;
    let state = match (undone, undo_asked, ended) {
        (true, ..) => ImportState::Undone,
        (_, true, _) => ImportState::Undoing,
        (.., true) => ImportState::Ended,
        (.., false) => ImportState::Begun,
    };
    let (made, changed, left) = (made.try_into()?, changed.try_into()?, left.try_into()?);
    let (deleted, archived, restored) = (deleted.try_into()?, archived.try_into()?, restored.try_into()?);
    Ok(ImportView { id, file, begun_at, state, made, changed, deleted, archived, restored, left })
}

/// By their addresses.
pub(crate) async fn list_import_left(
    service: Catalog,
    call: Call<ListImportLeft>,
) -> Result<Vec<ImportLeft>, ServiceError> {
    let left = super::left(&service.stores.db, call.endpoint.import).await?;
    Ok(left.into_iter().map(|Left { slug, reason }| ImportLeft { slug, reason }).collect())
}
