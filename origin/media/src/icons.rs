//! Icons of the installed shop, made of the merchant's logo: squares with the colour of the pages' paper, and the logo in
//! their middle.

use std::fs;
use std::path::Path;
use std::time::Duration;

use api::media::{ICONS, PictureFormat};
use origin_platform::{Database, power_cut};
use tokio::time::timeout;

use crate::store::{Output, RECIPE, icons};
use crate::{Hash, Store, child, format};

/// `--paper` of `style/tokens.css`, by day: red, green and blue.
const PAPER: &str = "247 242 233";
/// How long all icons of a logo may take. It is claimed for ten minutes, which is longer, and pictures wait meanwhile.
const TIMEOUT: Duration = Duration::from_secs(240);

/// How much of an icon's side the logo may take: a mask leaves a circle of four fifths of it in any case, and the largest
/// square in that has 56 hundredths.
const fn inner(icon: (PictureFormat, u32)) -> u32 {
    match icon {
        (PictureFormat::Maskable, side) => side * 56 / 100,
        (_, side) => side * 84 / 100,
    }
}

/// Makes the icons of the logo, if there is one that has none, and has pages show them once all are there.
///
/// # Errors
/// If store or PostgreSQL fail, or libvips cannot be run. It is tried again in a while.
pub(crate) async fn turn(db: &Database, store: &Store) -> anyhow::Result<()> {
    let Some(path) = origin_settings::claim_logo(db).await? else { return Ok(()) };
    power_cut("logo claimed");
    let failed = match timeout(TIMEOUT, derive(store, &path)).await {
        Ok(Ok(made)) => made.err(),
        Ok(Err(error)) => {
            origin_settings::put_icons_off(db, &path, None).await?;
            return Err(error);
        }
        Err(_) => Some("it takes too long to be made into icons".to_owned()),
    };
    power_cut("icons made");
    match failed {
        None => origin_settings::show_icons(db, &path).await?,
        Some(reason) => {
            tracing::warn!(picture = path, reason, "no icons can be made of the logo; the built-in ones stay");
            origin_settings::put_icons_off(db, &path, Some(&reason)).await?;
        }
    }
    Ok(())
}

/// Makes every icon and puts it where the edge finds it. Can be repeated. Returns why nothing can be made, if so.
async fn derive(store: &Store, path: &str) -> anyhow::Result<Result<(), String>> {
    let hash = path.strip_prefix(RECIPE).and_then(|rest| rest.strip_prefix('/')?.parse::<Hash>().ok());
    let Some(hash) = hash else {
        return Ok(Err("it is a file of the site: give the picture to the shop, and choose that".to_owned()));
    };
    if !store.has_original(&hash).await? {
        return Ok(Err("its original is not there".to_owned()));
    }
    let original = store.original(&hash).await?;
    let workshop = store.workshop(&format!("{hash}-icons"))?;
    let folder = workshop.folder();
    fs::write(folder.join("original"), &original)?;
    drop(original);
    for (icon, output) in ICONS.into_iter().zip(icons()) {
        match make(folder, icon, output).await? {
            Ok(bytes) => store.put_file(&hash, output, bytes).await?,
            Err(reason) => return Ok(Err(reason)),
        }
        power_cut("icons half made");
    }
    Ok(Ok(()))
}

async fn make(folder: &Path, icon: (PictureFormat, u32), output: Output) -> anyhow::Result<Result<Vec<u8>, String>> {
    let (inner, side) = (inner(icon).to_string(), output.width.to_string());
    let made = format!("icon.png{}", output.options);
    // Upright and in sRGB, as for pages; a small logo is enlarged.
    let shape = ["--height", &inner, "--size", "both", "--export-profile", "srgb", "--fail-on", "truncated"];
    let fitted = [["thumbnail", "original", "fitted.png", &inner].as_slice(), &shape].concat();
    if let Err(reason) = child::run("vips", &fitted, folder).await? {
        return Ok(Err(reason));
    }
    let logo = match is_seen_through(&fs::read(folder.join("fitted.png"))?) {
        true => {
            let flat = ["flatten", "fitted.png", "flat.png", "--background", PAPER];
            if let Err(reason) = child::run("vips", &flat, folder).await? {
                return Ok(Err(reason));
            }
            "flat.png"
        }
        false => "fitted.png",
    };
    let ground = ["--extend", "background", "--background", PAPER];
    let square = [["gravity", logo, &made, "centre", &side, &side].as_slice(), &ground].concat();
    if let Err(reason) = child::run("vips", &square, folder).await? {
        return Ok(Err(reason));
    }
    let bytes = fs::read(folder.join("icon.png"))?;
    let is_icon =
        format::read(&bytes).is_ok_and(|header| (header.width, header.height) == (output.width, output.width));
    Ok(if is_icon { Ok(bytes) } else { Err("vips wrote no icon".to_owned()) })
}

/// Whether a PNG has an alpha channel, by the type of colours in its head.
fn is_seen_through(png: &[u8]) -> bool {
    matches!(png.get(25), Some(4 | 6))
}

#[cfg(test)]
mod tests {
    use api::endpoint::if_match::IfMatch;
    use api::settings::{Look, ShopPicture, UpdateSettings};
    use api::{Client, Credentials};
    use domain::catalog::Localized;
    use origin_platform::staff;
    use origin_platform::transport::InProcess;
    use uuid::Uuid;

    use super::*;
    use crate::keep;
    use crate::testing::{Scene, png};

    /// Has staff choose a logo.
    async fn choose(scene: &Scene, version: i64, path: &str) {
        let logo = ShopPicture { path: path.to_owned(), alt: Localized::same(""), width: 30, height: 10, focus: None };
        let look = Some(Look { logo: Some(logo), accent: None });
        let change = UpdateSettings { if_match: Some(IfMatch::Version(version)), look, ..Default::default() };
        let key = staff::create(&scene.stores.db, &format!("ada-{version}")).await.expect("PostgreSQL is up");
        let credentials = Credentials { bearer: Some(key), idempotency_key: Some(Uuid::new_v4().to_string()) };
        let client = Client::new(InProcess(origin_settings::router(scene.stores.clone())));
        client.call_as(&change, &credentials).await.expect("set");
    }

    async fn has(scene: &Scene, path: &str) -> bool {
        origin_settings::has_icons(&scene.stores.db, path).await.expect("PostgreSQL is up")
    }

    #[tokio::test]
    async fn a_logo_becomes_icons_on_paper_and_once() {
        let scene = Scene::open().await;
        turn(&scene.stores.db, &scene.store).await.expect("no logo is set");
        // One that is seen through, and one that is not.
        let clear = scene.converted(&["bandjoin_const", "a.png", "b.png", "0"], "b.png").await;
        for (version, bytes) in [(0, clear), (1, png(30, 10))] {
            let hash = keep(&scene.stores.db, &scene.store, &bytes).await.expect("a picture");
            let path = Store::path(&hash);
            choose(&scene, version, &path).await;
            turn(&scene.stores.db, &scene.store).await.expect("libvips is there");
            assert!(has(&scene, &path).await);
            for output in icons() {
                let bytes = scene.file(&hash, output).await;
                let header = format::read(&bytes).expect("a PNG");
                assert_eq!((header.width, header.height), (output.width, output.width), "{output:?}");
                assert!(!is_seen_through(&bytes), "{output:?}");
            }
            // Whoever forgets the picture forgets these.
            scene.store.forget_files(&hash).await.expect("the store is there");
            let name = format!("{path}-192.icon.png").parse().expect("its name");
            assert_eq!(scene.store.file(&name).await.expect("the store is there"), None);
            turn(&scene.stores.db, &scene.store).await.expect("nothing is to be done");
            assert_eq!(scene.store.file(&name).await.expect("the store is there"), None);
        }
    }

    #[tokio::test]
    async fn of_what_is_no_picture_of_the_shop_s_there_are_no_icons() {
        let scene = Scene::open().await;
        let whole = png(450, 300);
        let broken = keep(&scene.stores.db, &scene.store, &whole[..whole.len() / 2]).await.expect("its head is right");
        let gone = format!("{RECIPE}/{}", "0".repeat(64));
        for (version, path) in [(0, "hero/home".to_owned()), (1, Store::path(&broken)), (2, gone)] {
            choose(&scene, version, &path).await;
            turn(&scene.stores.db, &scene.store).await.expect("that is no fault of the job");
            assert!(!has(&scene, &path).await, "{path}");
        }
    }
}
