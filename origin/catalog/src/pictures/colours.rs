//! The colour that most of a picture has. The room of pictures tells it, once for each picture; products and collections
//! take it up wherever they are written, whatever a document says of it, and those that were written before are written
//! anew ([`crate::rewrites`]).

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

use api::catalog::{CollectionDocument, Colour, MediaDocument, ProductDocument};
use sqlx::PgConnection;

/// The documents with the colours of their pictures, as far as they are known.
pub(crate) async fn painted<'a>(
    tx: &mut PgConnection,
    documents: Cow<'a, [ProductDocument]>,
) -> sqlx::Result<Cow<'a, [ProductDocument]>> {
    let known = known(tx, documents.iter().flat_map(|document| &document.media)).await?;
    let differs =
        |picture: &MediaDocument| known.get(&picture.path).is_some_and(|colour| picture.colour != Some(*colour));
    if !documents.iter().flat_map(|document| &document.media).any(differs) {
        return Ok(documents);
    }
    let mut documents = documents.into_owned();
    documents.iter_mut().flat_map(|document| &mut document.media).for_each(|picture| paint(&known, picture));
    Ok(Cow::Owned(documents))
}

/// The same of the pictures of collections.
pub(crate) async fn paint_collections(tx: &mut PgConnection, documents: &mut [CollectionDocument]) -> sqlx::Result<()> {
    let known = known(tx, documents.iter().flat_map(|document| &document.image)).await?;
    documents.iter_mut().flat_map(|document| &mut document.image).for_each(|picture| paint(&known, picture));
    Ok(())
}

fn paint(known: &HashMap<String, Colour>, picture: &mut MediaDocument) {
    if let Some(colour) = known.get(&picture.path) {
        picture.colour = Some(*colour);
    }
}

async fn known<'a>(
    tx: &mut PgConnection,
    pictures: impl Iterator<Item = &'a MediaDocument>,
) -> sqlx::Result<HashMap<String, Colour>> {
    let paths: BTreeSet<&str> = pictures.map(|picture| picture.path.as_str()).collect();
    if paths.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(String, String)> =
        sqlx::query_as("select path, colour from catalog.picture_colours where path = any($1)")
            .bind(paths.into_iter().collect::<Vec<_>>())
            .fetch_all(tx)
            .await?;
    let colour = |colour: &str| colour.parse::<Colour>().map_err(|advice| sqlx::Error::Decode(advice.into()));
    rows.into_iter().map(|(path, text)| Ok((path, colour(&text)?))).collect()
}

/// Forgets the colour of a picture that is gone.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn forget_colour(tx: &mut PgConnection, path: &str) -> sqlx::Result<()> {
    sqlx::query("delete from catalog.picture_colours where path = $1").bind(path).execute(tx).await.map(drop)
}
