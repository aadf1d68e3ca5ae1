//! From SVG to the files a browser asks for.

use std::{fs, path::Path, thread};

use anyhow::{Context, Result, anyhow};
use ravif::{BitDepth, Encoder, Img, RGB8};
use resvg::{
    tiny_skia::{Pixmap, Transform},
    usvg::{Options, Tree},
};

use crate::{art, studio};

/// Quality of AVIF, 1 to 100: lower ones tint the long gradients in visible steps.
const AVIF_QUALITY: f32 = 84.0;
/// Quality of WebP, 0 to 100.
const WEBP_QUALITY: f32 = 68.0;

/// Draws every picture whose path contains `word`; with no word, or with `icons`, the icons too.
pub fn all(word: &str) -> Result<()> {
    let pictures = studio::pictures(word)?;
    let lanes = thread::available_parallelism().map_or(1, usize::from).min(2);
    thread::scope(|scope| -> Result<()> {
        let workers: Vec<_> = (0..lanes)
            .map(|lane| {
                let mine = pictures.iter().skip(lane).step_by(lanes);
                scope.spawn(move || mine.map(write).collect::<Result<Vec<()>>>())
            })
            .collect();
        for worker in workers {
            worker.join().map_err(|_| anyhow!("a drawing lane stopped early"))??;
        }
        Ok(())
    })?;
    if "icons".contains(word) { icons() } else { Ok(()) }
}

fn write(picture: &studio::Picture) -> Result<()> {
    let tree = Tree::from_str(&picture.svg, &Options::default()).with_context(|| format!("read {}", picture.path))?;
    for &width in picture.widths {
        let pixels = rasterise(&tree, width)?;
        let (wide, high) = (pixels.width(), pixels.height());
        // The paper covers the sheet, so nothing is transparent and alpha can go.
        let bytes: Vec<u8> = pixels.data().chunks_exact(4).flat_map(|p| [p[0], p[1], p[2]]).collect();
        let rgb: Vec<RGB8> = bytes.chunks_exact(3).map(|p| RGB8::new(p[0], p[1], p[2])).collect();
        // Ten bits keep the long soft gradients from showing steps, and cost nothing in size.
        let avif = Encoder::new()
            .with_quality(AVIF_QUALITY)
            .with_bit_depth(BitDepth::Ten)
            .with_speed(6)
            .with_num_threads(Some(1))
            .encode_rgb(Img::new(&rgb, wide as usize, high as usize))
            .with_context(|| format!("encode {} as AVIF", picture.path))?;
        let webp = webp(&bytes, wide, high).with_context(|| format!("encode {} as WebP", picture.path))?;
        let stem = format!("{}/media/{}-{width}", public()?, picture.path);
        let folder = Path::new(&stem).parent().context("a picture lies in a folder")?;
        fs::create_dir_all(folder)?;
        fs::write(format!("{stem}.avif"), avif.avif_file)?;
        fs::write(format!("{stem}.webp"), webp)?;
    }
    println!("{}", picture.path);
    Ok(())
}

fn webp(bytes: &[u8], width: u32, height: u32) -> Result<Vec<u8>> {
    let mut config = webp::WebPConfig::new().map_err(|()| anyhow!("libwebp refused its own defaults"))?;
    config.quality = WEBP_QUALITY;
    config.method = 6;
    config.use_sharp_yuv = 1;
    let encoded = webp::Encoder::from_rgb(bytes, width, height)
        .encode_advanced(&config)
        .map_err(|error| anyhow!("libwebp: {error:?}"))?;
    Ok(encoded.to_vec())
}

fn rasterise(tree: &Tree, width: u32) -> Result<Pixmap> {
    let size = tree.size();
    let scale = width as f32 / size.width();
    let mut pixels = Pixmap::new(width, (size.height() * scale).round() as u32).context("a picture has an area")?;
    resvg::render(tree, Transform::from_scale(scale, scale), &mut pixels.as_mut());
    Ok(pixels)
}

/// The folder below which every picture lies.
fn public() -> Result<String> {
    let demo = std::env::var("CARGO_MANIFEST_DIR").context("run it by `cargo run -p demo`")?;
    Ok(format!("{demo}/../public"))
}

/// The app icons and the favicon.
fn icons() -> Result<()> {
    let public = public()?;
    let folder = format!("{public}/icons");
    fs::create_dir_all(&folder)?;
    fs::write(format!("{public}/favicon.svg"), art::icon(false))?;
    for (name, full, width) in [
        ("icon-192", false, 192),
        ("icon-512", false, 512),
        ("icon-maskable-192", true, 192),
        ("icon-maskable-512", true, 512),
        ("apple-touch-icon", true, 180),
    ] {
        let tree = Tree::from_str(&art::icon(full), &Options::default())?;
        fs::write(format!("{folder}/{name}.png"), rasterise(&tree, width)?.encode_png()?)?;
    }
    Ok(())
}
