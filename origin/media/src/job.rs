//! The job that makes the files of pictures.
//!
//! A picture is claimed for some minutes, worked on outside any transaction, and settled by one. Whoever is killed in
//! between leaves a claim that ends, and files that the next try replaces by the same.

use std::sync::Arc;
use std::time::Duration;

use origin_messaging::Job;
use origin_platform::{Database, Stores, power_cut};
use tokio::time::timeout;

use crate::derive::{Made, derive};
use crate::store::sweep;
use crate::{Fetcher, Hash, Hosts, Store, attachments, changes, colours, fetch, icons, uploads};

/// How soon a picture that was given is looked at.
const EVERY: Duration = Duration::from_secs(1);
/// How long one picture may take. Claims last five minutes, which is longer.
const TIMEOUT: Duration = Duration::from_secs(240);
/// How often a picture whose tries ended with nothing at all is tried again: the process died of it, perhaps.
const MAX_TRIES: i32 = 3;

/// One turn in so many takes away what is over.
const FORGETS: u32 = 60;
/// One turn in so many looks for what no row names: the first of a process comes after a minute, the next after a day.
const SWEEPS: u32 = 24 * 60 * 60;

/// Fetches pictures that lie at these hosts, makes the files of those that wait for it, one after the other, works out their
/// colours, gives them to the products that wait for them, makes the icons of the logo, and takes away those that were deleted.
pub fn job(stores: Stores, store: Store, hosts: Hosts) -> Job {
    let fetcher = Arc::new(Fetcher::new(hosts));
    let mut turns = 0_u32;
    Job::by_the_clock("media", EVERY, move |_| {
        let (stores, store, fetcher) = (stores.clone(), store.clone(), Arc::clone(&fetcher));
        let forgets = turns.is_multiple_of(FORGETS);
        let sweeps = turns % SWEEPS == FORGETS;
        turns = turns.wrapping_add(1);
        async move {
            fetch::turn(&stores.db, &store, &fetcher).await?;
            turn(&stores.db, &store).await?;
            // First, so that a product that is given a picture is told its colour with it. But products do not wait for it.
            let coloured = colours::turn(&stores.db, &store).await;
            attachments::attach_all(&stores.db).await?;
            // Nor for the icons of the logo.
            let icons = icons::turn(&stores.db, &store).await;
            coloured?;
            icons?;
            if forgets {
                changes::forget(&stores.db, &store).await?;
                uploads::forget(&stores.db, &store).await?;
            }
            if sweeps {
                sweep(&stores.db, &store).await?;
            }
            Ok(())
        }
    })
}

/// Works on the picture that waits longest; returns which, if there is one.
pub(crate) async fn turn(db: &Database, store: &Store) -> anyhow::Result<Option<Hash>> {
    let Some((hash, tries)) = claim(db).await? else { return Ok(None) };
    power_cut("picture claimed");
    let made = match tries > MAX_TRIES {
        true => Err("its tries were cut off each time".to_owned()),
        false => match timeout(TIMEOUT, derive(store, &hash)).await {
            Ok(Ok(made)) => made,
            Ok(Err(error)) => {
                release(db, &hash).await?;
                return Err(error);
            }
            Err(_) => Err("it takes too long to be made smaller".to_owned()),
        },
    };
    if let Err(reason) = &made {
        tracing::warn!(picture = %hash, reason, "nothing can be made of a picture");
    }
    power_cut("picture made");
    settle(db, &hash, &made).await?;
    Ok(Some(hash))
}

async fn claim(db: &Database) -> anyhow::Result<Option<(Hash, i32)>> {
    let claimed: Option<(Vec<u8>, i32)> = sqlx::query_as(
        "update media.originals set claimed_until = now() + interval '5 minutes', tries = tries + 1
         where hash = (select hash from media.originals
                       where state = 'waiting' and deleted_at is null and (claimed_until is null or claimed_until < now())
                       order by created_at limit 1 for update skip locked)
         returning hash, tries",
    )
    .fetch_optional(db)
    .await?;
    claimed.map(|(hash, tries)| Ok((Hash(hash.as_slice().try_into()?), tries))).transpose()
}

/// Lets the picture be tried again in a while: it was not its fault.
async fn release(db: &Database, hash: &Hash) -> sqlx::Result<()> {
    let query = sqlx::query(
        "update media.originals set claimed_until = now() + interval '10 seconds', tries = tries - 1
         where hash = $1 and state = 'waiting'",
    );
    query.bind(hash.0.as_slice()).execute(db).await?;
    Ok(())
}

async fn settle(db: &Database, hash: &Hash, made: &Result<Made, String>) -> anyhow::Result<()> {
    let hash = hash.0.as_slice();
    let made = match made {
        Ok(made) => made,
        Err(reason) => {
            let query = sqlx::query(
                "update media.originals set state = 'failed', reason = $2, claimed_until = null
                 where hash = $1 and state = 'waiting'",
            );
            query.bind(hash).bind(reason).execute(db).await?;
            return Ok(());
        }
    };
    let mut tx = db.begin().await?;
    sqlx::query(
        "update media.originals set state = 'ready', width = $2, height = $3, claimed_until = null
         where hash = $1 and state = 'waiting'",
    )
    .bind(hash)
    .bind(i32::try_from(made.width)?)
    .bind(i32::try_from(made.height)?)
    .execute(&mut *tx)
    .await?;
    for (output, bytes) in &made.files {
        sqlx::query(
            "insert into media.derivatives (hash, width, format, bytes) values ($1, $2, $3, $4)
             on conflict (hash, width, format) do update set bytes = excluded.bytes",
        )
        .bind(hash)
        .bind(i32::try_from(output.width)?)
        .bind(output.format)
        .bind(i64::try_from(*bytes)?)
        .execute(&mut *tx)
        .await?;
    }
    tx.commit().await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::store::outputs;
    use crate::testing::{CAMERA, Scene, png};
    use crate::{Rejection, State, keep, list};

    #[tokio::test]
    async fn a_picture_becomes_the_files_that_pages_ask_for_and_once() {
        let scene = Scene::open().await;
        let hash = keep(&scene.stores.db, &scene.store, &png(450, 300)).await.expect("a picture");
        assert_eq!(keep(&scene.stores.db, &scene.store, &png(450, 300)).await.expect("the same"), hash);
        assert_eq!(turn(&scene.stores.db, &scene.store).await.expect("libvips is there"), Some(hash));
        assert_eq!(turn(&scene.stores.db, &scene.store).await.expect("nothing fails"), None);

        let pictures = list(&scene.stores.db, 10).await.expect("PostgreSQL is up");
        let [picture] = pictures.as_slice() else { panic!("{pictures:?}") };
        assert!(matches!(picture.state, State::Ready { width: 450, height: 300, .. }), "{picture:?}");
        for output in outputs() {
            let bytes = scene.file(&hash, output).await;
            let is_right = match output.format {
                "avif" => bytes.get(4..12) == Some(b"ftypavif"),
                _ => crate::format::read(&bytes).is_ok_and(|header| header.width == output.width.min(450)),
            };
            assert!(is_right, "{output:?}");
        }
        assert_eq!(scene.originals(), [hash.to_string()], "nothing is left of where they were made");
    }

    #[tokio::test]
    async fn a_picture_is_turned_upright_and_tells_nothing_of_its_camera() {
        let scene = Scene::open().await;
        let jpeg = scene.lying_jpeg().await;
        let hash = keep(&scene.stores.db, &scene.store, &jpeg).await.expect("a picture");
        turn(&scene.stores.db, &scene.store).await.expect("libvips is there");
        assert!(matches!(scene.only().await, State::Ready { width: 10, height: 20, .. }));
        for output in outputs() {
            let bytes = scene.file(&hash, output).await;
            assert!(!bytes.windows(CAMERA.len()).any(|part| part == CAMERA), "{output:?}");
        }
    }

    #[tokio::test]
    async fn whatever_its_colours_and_whatever_follows_it_a_picture_becomes_pictures() {
        let scene = Scene::open().await;
        let sixteen = scene.converted(&["colourspace", "a.png", "b.png", "rgb16"], "b.png").await;
        let cmyk = scene.converted(&["colourspace", "a.png", "b.jpg", "cmyk"], "b.jpg").await;
        let grey = scene.converted(&["colourspace", "a.png", "b.webp", "b-w"], "b.webp").await;
        let polyglot = [png(20, 10).as_slice(), b"<!doctype html><script>alert(1)</script>"].concat();
        for bytes in [sixteen, cmyk, grey, polyglot] {
            let hash = keep(&scene.stores.db, &scene.store, &bytes).await.expect("a picture");
            assert_eq!(turn(&scene.stores.db, &scene.store).await.expect("libvips is there"), Some(hash));
            for output in outputs() {
                let bytes = scene.file(&hash, output).await;
                assert!(!bytes.windows(7).any(|part| part == b"<script"), "{output:?}");
            }
        }
        let pictures = list(&scene.stores.db, 10).await.expect("PostgreSQL is up");
        let ready = |state: &State| matches!(state, State::Ready { width: 20, height: 10, .. });
        assert!(pictures.len() == 4 && pictures.iter().all(|picture| ready(&picture.state)), "{pictures:?}");
    }

    #[tokio::test]
    async fn whoever_dies_at_it_leaves_it_to_the_next_and_not_for_ever() {
        let scene = Scene::open().await;
        let hash = keep(&scene.stores.db, &scene.store, &png(20, 10)).await.expect("a picture");
        for tries in 1..=MAX_TRIES {
            assert_eq!(claim(&scene.stores.db).await.expect("PostgreSQL is up"), Some((hash, tries)));
            // It is claimed, and nobody else gets it.
            assert_eq!(turn(&scene.stores.db, &scene.store).await.expect("nothing fails"), None);
            let half = scene.dir.path().join(format!("originals/.making-{hash}"));
            fs::create_dir_all(&half).expect("a folder");
            fs::write(half.join("made-400.avif"), "half").expect("a file");
            scene.end_claims().await;
        }
        assert_eq!(turn(&scene.stores.db, &scene.store).await.expect("nothing fails"), Some(hash));
        assert!(matches!(&scene.only().await, State::Failed(reason) if reason.contains("cut off")));
        // Given again, it is tried again.
        keep(&scene.stores.db, &scene.store, &png(20, 10)).await.expect("a picture");
        assert_eq!(turn(&scene.stores.db, &scene.store).await.expect("libvips is there"), Some(hash));
        assert!(matches!(scene.only().await, State::Ready { width: 20, height: 10, .. }));
    }

    #[tokio::test]
    async fn a_picture_that_breaks_off_is_told_of_and_what_is_none_is_refused() {
        let scene = Scene::open().await;
        let whole = png(450, 300);
        keep(&scene.stores.db, &scene.store, &whole[..whole.len() / 2]).await.expect("its head is right");
        turn(&scene.stores.db, &scene.store).await.expect("libvips is there");
        assert!(matches!(scene.only().await, State::Failed(_)));
        let refused = keep(&scene.stores.db, &scene.store, b"<svg/>").await.expect_err("it can hold scripts");
        assert_eq!(refused.downcast_ref(), Some(&Rejection::NoPicture));
    }
}
