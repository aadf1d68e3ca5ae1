//! The colour that most of a picture has: worked out of the smallest file that was made of it, once for each picture that is
//! ready, those of before included, and told to the catalogue (ADR 98).

mod dominant;
#[cfg(test)]
mod tests;

use std::fs;

use api::catalog::Colour;
use api::media::{PictureFile, PictureFormat};
use origin_platform::{Database, power_cut};

use crate::store::{Output, outputs};
use crate::{Hash, Store, child};

use dominant::dominant;

/// Pictures of one turn of the job: others wait for it.
const AT_ONCE: u32 = 10;
/// Pixels on each side of what is looked at.
const SIDE: &str = "32";

/// Works out the colours of pictures that have none yet: a few at most. Returns how many.
///
/// # Errors
/// If store or PostgreSQL fail, or libvips cannot be run. The picture is tried again in a while.
pub(crate) async fn turn(db: &Database, store: &Store) -> anyhow::Result<u32> {
    let mut done = 0;
    while done < AT_ONCE && step(db, store).await? {
        done += 1;
    }
    Ok(done)
}

/// Whoever dies in between leaves a claim that ends; telling the catalogue once more changes nothing.
async fn step(db: &Database, store: &Store) -> anyhow::Result<bool> {
    let Some(hash) = claim(db).await? else { return Ok(false) };
    power_cut("colour claimed");
    let colour = match find(store, &hash).await? {
        Ok(colour) => colour,
        Err(reason) => {
            tracing::warn!(picture = %hash, reason, "a picture has no colour");
            None
        }
    };
    if let Some(colour) = colour {
        origin_catalog::colour_picture(db, &Store::path(&hash), colour).await?;
    }
    power_cut("colour told");
    let number = colour.map(|colour| i32::from_be_bytes([0, colour.red, colour.green, colour.blue]));
    let query = "update media.originals set colour = $2, coloured_at = now(), claimed_until = null where hash = $1";
    sqlx::query(query).bind(hash.0.as_slice()).bind(number).execute(db).await?;
    Ok(true)
}

async fn claim(db: &Database) -> anyhow::Result<Option<Hash>> {
    let claimed: Option<Vec<u8>> = sqlx::query_scalar(
        "update media.originals set claimed_until = now() + interval '5 minutes'
         where hash = (select hash from media.originals
                       where state = 'ready' and coloured_at is null and deleted_at is null
                         and (claimed_until is null or claimed_until < now())
                       order by created_at limit 1 for update skip locked)
         returning hash",
    )
    .fetch_optional(db)
    .await?;
    claimed.map(|hash| Ok(Hash(hash.as_slice().try_into()?))).transpose()
}

/// The colour of a picture; none if one sees through it. Or why it cannot be found.
async fn find(store: &Store, hash: &Hash) -> anyhow::Result<Result<Option<Colour>, String>> {
    let smallest = outputs().find(|output| output.format == "webp");
    let Some(Output { width, .. }) = smallest else { return Ok(Err("no WebP is made of pictures".to_owned())) };
    let file: PictureFile = format!("{}-{width}.{}", Store::path(hash), PictureFormat::Webp.name())
        .parse()
        .map_err(|()| anyhow::anyhow!("a picture's file is not called so"))?;
    let Some(bytes) = store.file(&file).await? else { return Ok(Err("its files are gone".to_owned())) };
    let workshop = store.workshop(&hash.to_string())?;
    fs::write(workshop.folder().join("small.webp"), &bytes)?;
    let shape = ["--height", SIDE, "--size", "force", "--fail-on", "truncated"];
    let args = [["thumbnail", "small.webp", "colour.raw", SIDE].as_slice(), &shape].concat();
    if let Err(reason) = child::run("vips", &args, workshop.folder()).await? {
        return Ok(Err(reason));
    }
    let pixels = fs::read(workshop.folder().join("colour.raw"))?;
    Ok(dominant(&pixels).map_err(str::to_owned))
}

/// A colour as a row has it.
pub(crate) fn stored(colour: i32) -> Colour {
    let [_, red, green, blue] = colour.to_be_bytes();
    Colour { red, green, blue }
}
