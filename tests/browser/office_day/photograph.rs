//! A photograph, taken with a phone that was held upright, becomes the picture of a product on the same phone.

use std::path::{Path, PathBuf};
use std::process::Command;

use fantoccini::Locator;
use serde_json::json;
use testing::{Pictures, Shop, eventually};

use super::signed_in;
use crate::chromium::{Chromium, Scripts};
use crate::office::BUTTON;

/// What the phone calls itself.
const PHONE: &[u8] = b"A phone of Ada's\0";
/// Pixels of the photograph as it lies in the file.
const LYING: (u32, u32) = (400, 300);
/// Turn it by a quarter, clockwise, to see it upright (Exif 2.32, 4.6.4, Orientation).
const QUARTER: u8 = 6;

/// Has `browser` be a phone of the usual size.
async fn be_a_phone(browser: &Chromium) {
    let metrics = json!({ "width": 390, "height": 844, "deviceScaleFactor": 3, "mobile": true });
    browser.command("Emulation.setDeviceMetricsOverride", metrics).await;
    browser.command("Emulation.setTouchEmulationEnabled", json!({ "enabled": true })).await;
}

/// A JPEG that lies on its side, with what a phone writes into it beside the picture.
fn photograph(shop: &Shop, of: &str) -> PathBuf {
    let (plain, taken) = (shop.file("plain.jpg"), shop.file("IMG_0001.JPG"));
    let cut = [LYING.0, LYING.1].map(|side| side.to_string());
    let output = Command::new("vips").arg("crop").arg(of).arg(&plain).args(["0", "0"]).args(cut).output();
    let output = output.expect("libvips is there");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let bytes = std::fs::read(&plain).expect("a JPEG");
    // TIFF's head, big-endian; a directory of two entries, Make (as text behind them) and Orientation; and no other.
    let length = u8::try_from(PHONE.len()).expect("short");
    let mut exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x02\x01\x0F\0\x02\0\0\0".to_vec();
    exif.extend([length, 0, 0, 0, 38, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, QUARTER, 0, 0, 0, 0, 0, 0]);
    exif.extend(PHONE);
    let length = u16::try_from(exif.len() + 2).expect("short").to_be_bytes();
    let (start, rest) = bytes.split_at(2);
    std::fs::write(&taken, [start, b"\xFF\xE1", &length, &exif, rest].concat()).expect("the folder is ours");
    taken
}

/// The largest file that was made for browsers without AVIF.
fn largest(pictures: &Path) -> Vec<u8> {
    let made = std::fs::read_dir(pictures.join("p1")).expect("files were made").map(|file| file.expect("one").path());
    let largest = made.filter(|file| file.to_string_lossy().ends_with("-1600.webp")).max().expect("a WebP");
    std::fs::read(largest).expect("readable")
}

#[tokio::test]
async fn a_photograph_becomes_the_picture_of_a_product_on_the_phone_it_was_taken_with() {
    let mut shop = Shop::start().await;
    let pictures = Pictures::of(&mut shop).await;
    shop.restart_workers_with(&pictures.variables(), &[]);
    let (office, _process) = shop.start_office().await;
    let window = signed_in(&shop, &office, 390).await;
    let browser = &window.browser;
    be_a_phone(browser).await;

    browser.go("/admin/products/new").await;
    window.fill(&[("title.en", "Quay mug"), ("slug", "quay-mug"), ("new.sku", "QUAY-MUG")]).await;
    window.fill(&[("new.price.EUR", "19,00"), ("new.stock", "5")]).await;
    browser.find("#status").await.select_by_value("active").await.expect("there is such a status");
    browser.click(BUTTON).await;
    browser.wait_for_text(".alert", "Saved").await;
    let editor = browser.path().await;
    let taken = photograph(&shop, &pictures.demo()[0]);
    browser.find("#files").await.send_keys(&taken.display().to_string()).await.expect("a field of files");
    browser.click("form[action$='/pictures/new'] button").await;
    browser.wait_for_text(".alert", "1 picture was taken.").await;
    eventually("the picture", async || {
        browser.go(&editor).await;
        browser.client.find(Locator::Css("ol.pictures img")).await.is_ok().then_some(())
    })
    .await;
    browser.fill("ol.pictures input[name^='alt.en.']", "A mug on the quay").await;
    browser.click("#pictures button[value='save']").await;
    browser.wait_for_text(".alert", "Saved").await;
    window.browser.close().await;

    // In the shop it stands upright, in the size that pages keep free for it, and tells nobody whose phone it was.
    let upright = (LYING.1, LYING.0);
    let shopper = Chromium::open(&shop, Scripts::On, 390).await;
    be_a_phone(&shopper).await;
    let script = "const image = document.querySelector('main img[alt=\"A mug on the quay\"]');
                  return image && image.naturalWidth > 0
                      ? [image.naturalWidth, image.naturalHeight, image.width, image.height] : null;";
    let shown = eventually("the picture in the shop", async || {
        shopper.go("/products/quay-mug").await;
        let shown = shopper.client.execute(script, vec![]).await.ok()?;
        Some(shown.as_array()?.iter().filter_map(serde_json::Value::as_f64).collect::<Vec<_>>())
    })
    .await;
    assert!(shown.len() == 4 && shown[1] > shown[0], "it lies: {shown:?}");
    let page = shop.shopper().get("/products/quay-mug").await.body;
    let size = format!("width=\"{}\" height=\"{}\"", upright.0, upright.1);
    assert!(page.contains(&size), "{size}: {page}");
    shopper.close().await;
    let file = largest(pictures.files());
    assert!(!file.windows(PHONE.len()).any(|part| part == PHONE), "it names the phone");
}
