//! The export of another shop, by the form: looked at, imported with its pictures, and taken back.

use std::path::PathBuf;
use std::time::Duration;

use fantoccini::Locator;
use http::Method;
use serde_json::Value;
use testing::{PictureHost, Pictures, Shop, eventually};

use super::signed_in;
use crate::office::{BUTTON, Window};

/// The columns that an export of Shopify has, as it names them.
const COLUMNS: &str = "Handle,Title,Body (HTML),Vendor,Product Category,Type,Tags,Published,Option1 Name,Option1 Value,\
    Option1 Linked To,Option2 Name,Option2 Value,Option2 Linked To,Option3 Name,Option3 Value,Option3 Linked To,Variant SKU,\
    Variant Grams,Variant Inventory Tracker,Variant Inventory Qty,Variant Inventory Policy,Variant Fulfillment Service,\
    Variant Price,Variant Compare At Price,Variant Requires Shipping,Variant Taxable,Variant Barcode,Image Src,\
    Image Position,Image Alt Text,Gift Card,SEO Title,SEO Description,Variant Image,Variant Weight Unit,Variant Tax Code,\
    Cost per item,Status";
/// Twelve colours, six sizes and five bands of one product.
const VARIANTS: [usize; 3] = [12, 6, 5];
/// What a text of a word processor looks like once it was pasted into a shop.
const PASTED: &str = "<p class=\"MsoNormal\" style=\"mso-line-height-rule:exactly\"><span lang=\"EN-GB\">Woven on \
    <b>old</b> looms.<o:p></o:p></span></p><!--[if gte mso 9]><xml><w:WordDocument/></xml><![endif]--><ul><li>Washes at \
    40&nbsp;°C</li></ul>";

/// A row with what is in some of the columns.
fn row(cells: &[(&str, &str)]) -> String {
    let columns: Vec<&str> = COLUMNS.split(',').map(str::trim).collect();
    assert!(cells.iter().all(|(name, _)| columns.contains(name)), "{cells:?}");
    let cell = |name: &&str| cells.iter().find(|(known, _)| known == name).map_or("", |(_, value)| *value);
    let written: Vec<String> = columns.iter().map(|name| format!("\"{}\"", cell(name).replace('"', "\"\""))).collect();
    written.join(",") + "\r\n"
}

/// A ribbon of several hundred variants with two pictures, of which one is in a row of its own; a lamp; what is not on sale;
/// and one with a price that is none.
fn export(host: &str) -> String {
    let columns: Vec<&str> = COLUMNS.split(',').map(str::trim).collect();
    // As spreadsheets write it: with a mark before the first letter.
    let mut file = format!("\u{feff}{}\r\n", columns.join(","));
    let [colours, sizes, bands] = VARIANTS;
    for number in 0..colours * sizes * bands {
        let values = [number / (sizes * bands), number / bands % sizes, number % bands];
        let [colour, size, band] = values.map(|value| (value + 1).to_string());
        let (sku, price) = (format!("RIBBON-{number}"), format!("{}.50", 4 + values[1]));
        let (colour, size) = (format!("Shade {colour}"), format!("{size} m"));
        let picture = format!("{host}/files/{number}.webp?v=1700000000");
        let mut cells = vec![
            ("Handle", "ribbon"),
            ("Option1 Value", colour.as_str()),
            ("Option2 Value", size.as_str()),
            ("Option3 Value", band.as_str()),
            ("Variant SKU", sku.as_str()),
            ("Variant Grams", "20"),
            ("Variant Inventory Tracker", "shopify"),
            ("Variant Inventory Qty", "3"),
            ("Variant Inventory Policy", "deny"),
            ("Variant Price", price.as_str()),
        ];
        if number == 0 {
            cells.extend([
                ("Title", "Tide ribbon"),
                ("Body (HTML)", PASTED),
                ("Vendor", "Kleiwarft"),
                ("Type", "Ribbons"),
                ("Tags", "new, woven"),
                ("Published", "true"),
                ("Option1 Name", "Shade"),
                ("Option2 Name", "Length"),
                ("Option3 Name", "Band"),
                ("Status", "active"),
            ]);
        }
        if number == 0 {
            cells.extend([("Image Src", picture.as_str()), ("Image Alt Text", "A ribbon")]);
        }
        file.push_str(&row(&cells));
    }
    let last = format!("{host}/files/1.webp?v=1700000000");
    file.push_str(&row(&[("Handle", "ribbon"), ("Image Src", &last), ("Image Position", "2")]));
    for (handle, status, price) in [("lamp", "active", "89.00"), ("rug", "draft", "310"), ("vase", "active", "a lot")] {
        let title = format!("The {handle}");
        let cells = [
            ("Handle", handle),
            ("Title", title.as_str()),
            ("Published", "true"),
            ("Variant SKU", handle),
            ("Variant Inventory Policy", "deny"),
            ("Variant Price", price),
            ("Status", status),
        ];
        file.push_str(&row(&cells));
    }
    file + "\r\n\r\n"
}

/// Looks again until the page says this. Not at once: a browser that is told to look again before it has sent a form does
/// not send it.
async fn wait_until(window: &Window, said: &str) {
    eventually(said, async || {
        let main = window.browser.client.find(Locator::Css("main")).await.ok()?;
        if main.text().await.ok()?.contains(said) {
            return Some(());
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
        window.browser.client.refresh().await.ok()?;
        None
    })
    .await;
}

#[tokio::test]
async fn an_export_is_looked_at_imported_with_its_pictures_and_taken_back() {
    let mut shop = Shop::start().await;
    let pictures = Pictures::of(&mut shop).await;
    let host = PictureHost::of(&pictures.demo()[..2]).await;
    let allowed = [("MEDIA_HOSTS", "127.0.0.1"), ("MEDIA_ALLOW_PRIVATE", "true")];
    shop.restart_workers_with(&[pictures.variables().as_slice(), &allowed].concat(), &[]);
    let (office, _process) = shop.start_office().await;
    let window = signed_in(&shop, &office, 1280).await;
    let browser = &window.browser;
    let file: PathBuf = shop.file("products_export_1.csv");
    std::fs::write(&file, export(&host.address)).expect("the folder is ours");
    let seen = async |path: &str| shop.shopper().get(path).await;

    browser.go("/admin/imports/new").await;
    browser.click("main [name='pictures']").await;
    browser.click("main [name='stock']").await;
    browser.find("#file").await.send_keys(&file.display().to_string()).await.expect("a field of a file");
    browser.click(BUTTON).await;
    browser.wait_for_text("main h1", "products_export_1.csv").await;
    wait_until(&window, "Import it now").await;
    window.inspect("an import that was looked at").await;
    for said in ["vase", "a lot", "ribbon"] {
        let main = browser.find("main").await.text().await.expect("a text");
        assert!(main.to_lowercase().contains(&said.to_lowercase()), "{said}: {main}");
    }
    assert_eq!(seen("/products/ribbon").await.status, 404, "nothing was changed");
    assert_eq!(host.asked(), 0, "and nothing was fetched");

    browser.click("form[action$='/import'] button").await;
    wait_until(&window, "Take the import back").await;
    let files = browser.path().await;
    eventually("the ribbon", async || (seen("/products/ribbon").await.status == 200).then_some(())).await;
    let ribbon = eventually("its pictures", async || {
        let page = seen("/products/ribbon").await;
        (page.status == 200 && page.body.matches("<img src=\"/media/p1/").count() >= 2).then_some(page.body)
    })
    .await;
    for said in ["Tide ribbon", "Kleiwarft", "Woven on old looms.", "Shade 12", "6 m", "€4.50"] {
        assert!(ribbon.contains(said), "{said}: {ribbon}");
    }
    assert!(!ribbon.contains("Mso") && !ribbon.contains("o:p") && !ribbon.contains("WordDocument"), "{ribbon}");
    let product = seen("/v1/products/ribbon").await.json();
    let [colours, sizes, bands] = VARIANTS;
    assert_eq!(product["variants"].as_array().map(Vec::len), Some(colours * sizes * bands));
    let media = product["media"].as_array().cloned().unwrap_or_default();
    assert_eq!(media.len(), 2, "{media:?}");
    assert_eq!(host.asked(), 2, "each once");
    assert_eq!((seen("/products/lamp").await.status, seen("/products/rug").await.status), (200, 404));
    assert_eq!(seen("/products/vase").await.status, 404, "its price is none");
    let level = shop.shopper().call(Method::GET, "/v1/admin/stock/RIBBON-7", Some(&shop.staff_key), &Value::Null).await;
    assert_eq!(level.json()[0]["on_hand"], 3, "{}", level.body);
    window.go("/admin/media/fetches").await;

    browser.go(&files).await;
    browser.click("main p a[href^='/admin/imports/']:not([href*='files'])").await;
    browser.click("form[action$='/undo'] button").await;
    wait_until(&window, "· taken back").await;
    eventually("nothing of it in the shop", async || {
        let gone = [seen("/products/ribbon").await.status, seen("/products/lamp").await.status];
        gone.iter().all(|status| matches!(status, 404 | 410)).then_some(())
    })
    .await;
    window.inspect("an import that was taken back").await;
    window.browser.close().await;
}
