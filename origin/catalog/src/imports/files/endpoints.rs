//! Staff give files, look at what would become of them, and have them imported.

use api::catalog::admin::{
    AddImportFilePart, CreateImport, CreateImportFile, DeleteImportFile, GetImportFile, ImportFileState,
    ImportFileView, ListImportFiles, MAX_IMPORT_FILE,
};
use api::media::MAX_PART;
use api::problem::{Code, Problem};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::staff::Permission;
use domain::{Currency, Slug};
use origin_platform::{Call, ServiceError};
use serde_json::json;
use sqlx::PgConnection;
use uuid::Uuid;

use super::super::{Import, begin_in, name_of};
use super::{MAX_BYTES, MAX_OPEN, Record, code, forget_import_files};
use crate::Catalog;

/// Characters of an encoding's name.
const MAX_LABEL: usize = 40;
/// How files begin that are no text, and what to do about each.
const NO_TEXT: [(&[u8], &str); 5] = [
    (b"PK\x03\x04", "This is a spreadsheet or an archive, not a text. Save it as CSV (UTF-8), and give that."),
    (b"\xd0\xcf\x11\xe0", "This is a spreadsheet, not a text. Save it as CSV (UTF-8), and give that."),
    (b"%PDF", "This is a PDF. Give the export of the other shop's products, as CSV or JSON lines."),
    (b"\x89PNG", "This is a picture. Pictures are given on the page “Pictures”."),
    (b"\xff\xd8\xff", "This is a picture. Pictures are given on the page “Pictures”."),
];

/// Begins a file with its first part.
///
/// # Errors
/// `invalid_field` for what is no text; `unavailable` if there is no room; `forbidden` for whoever may not change stock, if
/// that of products that are there is to be set.
pub(crate) async fn create_import_file(
    service: Catalog,
    call: Call<CreateImportFile>,
) -> Result<ImportFileView, ServiceError> {
    let CreateImportFile { file, currency, fetch_pictures, set_stock, collection, on_hand, encoding, data, more } =
        call.endpoint.clone();
    if set_stock {
        call.require(Permission::StockWrite)?;
    }
    let part = decode(&data)?;
    if encoding.as_ref().is_some_and(|label| label.is_empty() || label.len() > MAX_LABEL || !label.is_ascii()) {
        return Err(Problem::field("encoding", "Name an encoding such as utf-8 or windows-1252, or none.").into());
    }
    if let Some((_, advice)) = NO_TEXT.iter().find(|(begins, _)| part.starts_with(begins)) {
        return Err(Problem::field("data", *advice).into());
    }
    let mut tx = call.begin(&service.stores.db).await?;
    // Those who begin at once take turns, so that they do not fill the room together.
    take_turns(&mut tx).await?;
    forget_import_files(&mut *tx).await?;
    let open: i64 =
        sqlx::query_scalar("select count(*) from catalog.import_files where state not in ('done', 'failed')")
            .fetch_one(&mut *tx)
            .await?;
    if open >= MAX_OPEN {
        return Err(no_room().into());
    }
    let id = Uuid::now_v7();
    sqlx::query(
        "insert into catalog.import_files (id, file, currency, fetches, set_stock, collection, on_hand, encoding, state)
         values ($1, $2, $3, $4, $5, $6, $7, $8, 'receiving')",
    )
    .bind(id)
    .bind(name_of(&file))
    .bind(currency.unwrap_or(Currency::Eur).code())
    .bind(fetch_pictures)
    .bind(set_stock)
    .bind(collection.as_ref().map(Slug::as_str))
    .bind(on_hand.map(i64::from))
    .bind(&encoding)
    .execute(&mut *tx)
    .await?;
    receive(&mut tx, id, 0, &part, more).await?;
    let reply = read(&mut tx, id).await?;
    let told = json!({
        "file": reply.file, "fetch_pictures": fetch_pictures, "set_stock": set_stock, "collection": collection,
        "on_hand": on_hand, "encoding": encoding,
    });
    call.audit(&mut tx, &subject(id), None, Some(told)).await?;
    call.commit(tx, reply).await
}

/// Takes the next part; with the last, the worker looks at the file.
///
/// # Errors
/// `not_found`; `wrong_state` if the part does not begin where the last one ended; `invalid_field` for too large a file;
/// `unavailable` if there is no room.
pub(crate) async fn add_import_file_part(
    service: Catalog,
    call: Call<AddImportFilePart>,
) -> Result<ImportFileView, ServiceError> {
    let AddImportFilePart { import_file, at, data, more } = call.endpoint.clone();
    let part = decode(&data)?;
    let mut tx = call.begin(&service.stores.db).await?;
    let known = lock(&mut tx, import_file).await?;
    if known.state != ImportFileState::Receiving || known.received != at {
        let detail = format!("The file has {} bytes: go on from there, if it is not whole.", known.received);
        return Err(Problem::new(Code::WrongState, detail).at("at").into());
    }
    receive(&mut tx, import_file, at, &part, more).await?;
    let reply = read(&mut tx, import_file).await?;
    call.commit(tx, reply).await
}

/// Keeps a part, which begins at this byte.
async fn receive(tx: &mut PgConnection, id: Uuid, at: u64, part: &[u8], more: bool) -> Result<(), ServiceError> {
    let received = at + part.len() as u64;
    if received > MAX_IMPORT_FILE {
        let detail = format!(
            "A file has at most {} MiB. Compress it with gzip, or import it by “origin import”.",
            MAX_IMPORT_FILE / 1024 / 1024
        );
        return Err(Problem::field("data", detail).into());
    }
    take_turns(tx).await?;
    let bytes: i64 = sqlx::query_scalar(
        "select coalesce(sum(received), 0)::bigint from catalog.import_files where state not in ('done', 'failed')",
    )
    .fetch_one(&mut *tx)
    .await?;
    if bytes.saturating_add(i64::try_from(part.len()).map_err(anyhow::Error::new)?) > MAX_BYTES {
        return Err(no_room().into());
    }
    let next = if more { ImportFileState::Receiving } else { ImportFileState::Checking };
    sqlx::query(
        "with part as (insert into catalog.import_parts (file_id, at, bytes) values ($1, $2, $3))
         update catalog.import_files set received = $4, state = $5 where id = $1",
    )
    .bind(id)
    .bind(i64::try_from(at).map_err(anyhow::Error::new)?)
    .bind(part)
    .bind(i64::try_from(received).map_err(anyhow::Error::new)?)
    .bind(code(next))
    .execute(tx)
    .await?;
    Ok(())
}

/// Those who add bytes wait for each other until they end, so that they do not fill the room together. Whoever holds a
/// file may wait here; whoever has the turn waits for no file.
async fn take_turns(tx: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query("select pg_advisory_xact_lock(hashtext('import_files'))").execute(tx).await?;
    Ok(())
}

fn no_room() -> Problem {
    Problem::new(Code::Unavailable, "Too many files wait to be imported. Import or delete some of them first.")
}

/// The newest first, without their rows.
pub(crate) async fn list_import_files(
    service: Catalog,
    _: Call<ListImportFiles>,
) -> Result<Vec<ImportFileView>, ServiceError> {
    let found: Vec<Record> = sqlx::query_as(
        r#"select id, file, state, received, import_id, progress, null::jsonb as report, problem,
               null::jsonb as columns, null::jsonb as suggested,
               to_char(created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as created_at
           from catalog.import_files order by created_at desc, id desc limit 100"#,
    )
    .fetch_all(&service.stores.db)
    .await?;
    Ok(found.into_iter().map(Record::view).collect::<anyhow::Result<_>>()?)
}

/// With its rows.
///
/// # Errors
/// `not_found`.
pub(crate) async fn get_import_file(
    service: Catalog,
    call: Call<GetImportFile>,
) -> Result<ImportFileView, ServiceError> {
    let mut connection = service.stores.db.acquire().await?;
    read(&mut connection, call.endpoint.import_file).await
}

/// Has a file imported that was looked at. From then on it is an import, which is listed and taken back like any other.
///
/// # Errors
/// `not_found`; `wrong_state` if it was not looked at, or is imported already.
pub(crate) async fn create_import(service: Catalog, call: Call<CreateImport>) -> Result<ImportFileView, ServiceError> {
    let id = call.endpoint.import_file;
    let mut tx = call.begin(&service.stores.db).await?;
    let known = lock(&mut tx, id).await?;
    if known.state != ImportFileState::Checked {
        let detail =
            "Only a file that was looked at, and that is not imported yet, can be imported. Look at where it stands.";
        return Err(Problem::new(Code::WrongState, detail).into());
    }
    if known.progress.is_none_or(|counts| counts.read == 0) {
        let detail = "Nothing of the file can be imported yet: say what its columns mean, or give another.";
        return Err(Problem::new(Code::WrongState, detail).into());
    }
    let fetches: bool = sqlx::query_scalar("select fetches from catalog.import_files where id = $1")
        .bind(id)
        .fetch_one(&mut *tx)
        .await?;
    let Import { id: import, .. } = begin_in(&mut tx, &known.file, fetches).await?;
    sqlx::query(
        "update catalog.import_files set state = 'importing', import_id = $2, progress = null, tries = 0 where id = $1",
    )
    .bind(id)
    .bind(import)
    .execute(&mut *tx)
    .await?;
    let reply = read(&mut tx, id).await?;
    call.audit(&mut tx, &subject(id), None, Some(json!({ "import": import }))).await?;
    call.commit(tx, reply).await
}

/// Forgets a file with its bytes.
///
/// # Errors
/// `not_found`; `wrong_state` while it is being imported.
pub(crate) async fn delete_import_file(service: Catalog, call: Call<DeleteImportFile>) -> Result<(), ServiceError> {
    let id = call.endpoint.import_file;
    let mut tx = call.begin(&service.stores.db).await?;
    let known = lock(&mut tx, id).await?;
    if known.state == ImportFileState::Importing {
        let detail = "It is being imported. Take the import back to stop it.";
        return Err(Problem::new(Code::WrongState, detail).into());
    }
    sqlx::query("delete from catalog.import_files where id = $1").bind(id).execute(&mut *tx).await?;
    call.audit(&mut tx, &subject(id), Some(json!({ "file": known.file })), None).await?;
    call.commit(tx, ()).await
}

/// Reads a file that nobody else changes until the transaction ends.
pub(super) async fn lock(tx: &mut PgConnection, id: Uuid) -> Result<ImportFileView, ServiceError> {
    sqlx::query("select from catalog.import_files where id = $1 for update").bind(id).execute(&mut *tx).await?;
    read(tx, id).await
}

pub(super) async fn read(tx: &mut PgConnection, id: Uuid) -> Result<ImportFileView, ServiceError> {
    let found: Option<Record> = sqlx::query_as(
        r#"select id, file, state, received, import_id, progress, report, problem, columns,
               (select said.columns from catalog.import_columns as said
                where file.columns is null and file.state = 'checked' and said.header = file.report ->> 'header')
                   as suggested,
               to_char(created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as created_at
           from catalog.import_files as file where id = $1"#,
    )
    .bind(id)
    .fetch_optional(tx)
    .await?;
    let gone = || Problem::new(Code::NotFound, "There is no such file, or no longer: give it again.");
    Ok(found.ok_or_else(gone)?.view()?)
}

fn decode(data: &str) -> Result<Vec<u8>, Problem> {
    let part = STANDARD.decode(data).map_err(|_| Problem::field("data", "The bytes are not base64."))?;
    match part.len() {
        1..=MAX_PART => Ok(part),
        _ => Err(Problem::field("data", format!("A part has 1 to {MAX_PART} bytes."))),
    }
}

/// How the audit log calls a file.
pub(super) fn subject(id: Uuid) -> String {
    format!("import file {id}")
}
