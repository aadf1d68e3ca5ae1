//! The office is nowhere near shoppers: nothing of it is in what they load, and whoever works there sees the shop's pages as
//! everybody does, byte by byte.

use std::fs;
use std::path::{Path, PathBuf};

use api::endpoint::audience::Audience;
use api::site::PAGES;
use bytes::Bytes;
use http::Method;
use testing::{Shop, Shopper, eventually};

/// What stands in every page of the office, and in the addresses of its calls.
const OF_THE_OFFICE: [&[u8]; 4] = [b"/admin/office.css", b"/admin/sign-in", b"/v1/admin/", b"selvedge_staff_"];

fn files_below(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("readable") {
        let path = entry.expect("readable").path();
        if path.is_dir() { files_below(&path, found) } else { found.push(path) }
    }
}

#[test]
fn nothing_of_the_office_is_in_what_shoppers_load() {
    let mut files = Vec::new();
    let site = std::env::var_os("SELVEDGE_SITE").expect("run the tests by `cargo xtask test`");
    files_below(&Path::new(&site).join("pkg"), &mut files);
    let of = |end: &str| files.iter().filter(|file| file.extension().is_some_and(|is| is == end)).count();
    assert!(of("wasm") > 0 && of("js") > 0 && of("css") > 0, "{files:?}");
    for file in files {
        let bytes = fs::read(&file).expect("readable");
        for part in OF_THE_OFFICE {
            let is_in = memchr::memmem::find(&bytes, part).is_some();
            assert!(!is_in, "{} has {}", file.display(), String::from_utf8_lossy(part));
        }
    }
}

#[tokio::test]
async fn whoever_works_there_sees_the_shop_s_pages_as_everybody_does() {
    let shop = Shop::start().await;
    shop.quiet().await;
    let (everybody, ada) = (shop.shopper(), shop.shopper());
    // As a browser does that is signed in to an office on the same host: cookies know no ports.
    for (name, value) in [("staff", "a-session-of-staff"), ("__Host-staff", "a-session-of-staff")] {
        ada.set_cookie(name, value);
    }
    let key = format!("Bearer {}", shop.staff_key);
    let seen = async |shopper: &Shopper, path: &str, more: &[(&str, &str)]| {
        let headers = [[("accept", "text/html")].as_slice(), more].concat();
        let reply = shopper.send(Method::GET, path, &headers, Bytes::new()).await.expect("an answer");
        (reply.status, reply.body)
    };
    let mut compared = 0;
    for page in PAGES.iter().filter(|page| page.audience == Audience::Public && !page.path.contains([':', '{'])) {
        eventually("three answers alike", async || {
            let plain = seen(&everybody, page.path, &[]).await;
            let theirs = seen(&ada, page.path, &[]).await;
            let by_key = seen(&ada, page.path, &[("authorization", key.as_str())]).await;
            (plain == theirs && theirs == by_key).then_some(())
        })
        .await;
        compared += 1;
    }
    assert!(compared >= 5, "{compared}");
    // And the office itself is not there at all.
    for path in ["/admin", "/admin/sign-in", "/admin/office.css"] {
        assert_eq!(seen(&ada, path, &[("authorization", key.as_str())]).await.0, 404, "{path}");
    }
}
