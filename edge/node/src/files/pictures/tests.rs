use std::future::ready;
use std::sync::atomic::{AtomicUsize, Ordering};

use http::{HeaderMap, Method};
use http_body_util::BodyExt as _;

use super::*;

fn picture(number: u8) -> PictureFile {
    format!("p1/{}-800.webp", format!("{number:02x}").repeat(32)).parse().expect("a name")
}

fn open(folder: &tempfile::TempDir, capacity: u64) -> Pictures {
    Pictures::open(folder.path().into(), capacity).expect("the folder can be written")
}

/// What is sent for a picture of which the origin says this.
async fn sent(pictures: &Pictures, number: u8, said: Fetched) -> Result<Option<Bytes>, Unavailable> {
    let Some(found) = pictures.find(&picture(number), ready(said)).await? else { return Ok(None) };
    let answer = found.answer(&Method::GET, &HeaderMap::new()).await.expect("readable");
    assert_eq!(answer.headers()["content-type"], "image/webp");
    assert_eq!(answer.headers()["cache-control"], "public, max-age=31536000, immutable");
    assert_eq!(answer.headers()["x-content-type-options"], "nosniff");
    assert!(answer.headers().contains_key("etag"));
    Ok(Some(answer.into_body().collect().await.expect("readable").to_bytes()))
}

fn bytes(text: &'static str) -> Fetched {
    Ok(Some(Bytes::from_static(text.as_bytes())))
}

#[tokio::test]
async fn a_picture_is_fetched_once_and_sent_when_nobody_answers() {
    let folder = tempfile::tempdir().expect("a folder");
    let pictures = open(&folder, 1000);
    assert_eq!(sent(&pictures, 1, Err(Unavailable)).await, Err(Unavailable));
    assert_eq!(sent(&pictures, 2, bytes("a jug")).await, bytes("a jug"));
    assert_eq!(sent(&pictures, 2, Err(Unavailable)).await, bytes("a jug"));
    assert_eq!(sent(&pictures, 3, Ok(None)).await, Ok(None));
    // After a restart, too, and what was half written goes.
    let half = folder.path().join("media/p1/.x.half");
    std::fs::write(&half, "half").expect("the folder can be written");
    let again = open(&folder, 1000);
    assert_eq!(sent(&again, 2, Err(Unavailable)).await, bytes("a jug"));
    assert!(!half.exists());
}

#[tokio::test]
async fn many_who_ask_for_the_same_ask_the_origin_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let (pictures, calls) = (open(&folder, 1000), AtomicUsize::new(0));
    let picture = picture(1);
    let ask = || async {
        let fetch = async {
            calls.fetch_add(1, Ordering::Relaxed);
            tokio::task::yield_now().await;
            bytes("a jug")
        };
        pictures.find(&picture, fetch).await.expect("the origin answers").expect("a picture")
    };
    futures::future::join_all((0..50).map(|_| ask())).await;
    assert_eq!(calls.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn what_was_used_longest_ago_makes_room() {
    let folder = tempfile::tempdir().expect("a folder");
    let pictures = open(&folder, 40);
    for number in 1..=4 {
        assert_eq!(sent(&pictures, number, bytes("ten bytes.")).await, bytes("ten bytes."));
    }
    assert_eq!(sent(&pictures, 1, Err(Unavailable)).await, bytes("ten bytes."), "used a moment ago");
    assert_eq!(sent(&pictures, 5, bytes("ten bytes.")).await, bytes("ten bytes."));
    assert!(pictures.shelf.lock().expect("nobody panicked").bytes() <= 40);
    let left = std::fs::read_dir(folder.path().join("media/p1")).expect("the folder");
    let mut left: Vec<String> = left.flatten().map(|file| file.file_name().to_string_lossy()[..2].to_owned()).collect();
    left.sort();
    assert_eq!(left, ["01", "04", "05"]);
    // A smaller disk: the same after a restart.
    assert!(open(&folder, 15).shelf.lock().expect("nobody panicked").bytes() <= 15);
}

#[tokio::test]
async fn what_was_deleted_is_gone_a_day_later() {
    let folder = tempfile::tempdir().expect("a folder");
    let old = std::time::UNIX_EPOCH + clock::since_1970() - 2 * GOOD;
    let pictures = open(&folder, 1000);
    for number in [1, 2, 3] {
        assert_eq!(sent(&pictures, number, bytes("a jug")).await, bytes("a jug"));
        let file = folder.path().join("media").join(picture(number).path());
        let file = std::fs::File::options().write(true).open(file).expect("the file is there");
        file.set_modified(old).expect("the file is ours");
    }
    let pictures = open(&folder, 1000);
    assert_eq!(sent(&pictures, 1, Ok(None)).await, Ok(None));
    assert!(!folder.path().join("media").join(picture(1).path()).exists());
    assert_eq!(sent(&pictures, 2, Err(Unavailable)).await, bytes("a jug"), "better than none");
    assert_eq!(sent(&pictures, 3, bytes("a jug")).await, bytes("a jug"));
}
