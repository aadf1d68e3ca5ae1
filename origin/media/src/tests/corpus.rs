//! Hostile and odd files, each with the answer it gets. What is refused by its head alone is in `format.rs`; colours, cameras
//! and what breaks off are in `job.rs`.

use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write as _;

use crate::job::turn;
use crate::store::outputs;
use crate::testing::{Scene, deflated, png, png_of};
use crate::{Rejection, State, format, keep};

/// What a bomb is made of: it compresses to a thousandth.
const ZEROS: usize = 40 * 1024 * 1024;

fn kept(scene: &Scene) -> impl AsyncFn(&[u8]) -> State {
    async |bytes| {
        let hash = keep(&scene.stores.db, &scene.store, bytes).await.expect("its head is right");
        assert_eq!(turn(&scene.stores.db, &scene.store).await.expect("libvips is there"), Some(hash));
        let pictures = crate::list(&scene.stores.db, 20).await.expect("PostgreSQL is up");
        let state = pictures.into_iter().find(|one| one.hash == hash).expect("it is there").state;
        if matches!(state, State::Ready { .. }) {
            for output in outputs() {
                let file = scene.file(&hash, output).await;
                let is_picture = match output.format {
                    "avif" => file.get(4..12) == Some(b"ftypavif"),
                    _ => format::read(&file).is_ok_and(|header| header.format == format::Format::Webp),
                };
                assert!(is_picture && !file.windows(5).any(|part| part == b"ANMF\x00"), "{output:?}");
            }
        }
        state
    }
}

fn is_small(state: &State) -> bool {
    matches!(state, State::Ready { width: 20, height: 10, .. })
}

#[tokio::test]
async fn bombs_in_png_blow_nothing_up() {
    let scene = Scene::open().await;
    let kept = kept(&scene);
    let (rows, bomb) = (vec![0; (1 + 3 * 20) * 10], deflated(&vec![0; ZEROS]));
    let named = |name: &[u8]| [name, b"\0\0", &bomb].concat();
    for (name, bytes) in [
        ("more pixels than it claims", png_of(20, 10, &[], &vec![0; ZEROS])),
        ("a text", png_of(20, 10, &[(b"zTXt", named(b"Comment"))], &rows)),
        ("a profile of colours", png_of(20, 10, &[(b"iCCP", named(b"x"))], &rows)),
    ] {
        assert!(bytes.len() < ZEROS / 50, "{name}");
        let state = kept(&bytes).await;
        assert!(is_small(&state), "{name}: {state:?}");
    }
    // As many pixels as a picture may have, in a file of some kilobytes.
    let flat = png_of(8000, 4000, &[], &vec![0; (1 + 3 * 8000) * 4000]);
    let state = kept(&flat).await;
    assert!(matches!(state, State::Ready { width: 1600, height: 800, .. }), "{state:?}");
}

#[tokio::test]
async fn of_a_picture_that_moves_the_first_frame_is_shown() {
    let scene = Scene::open().await;
    let kept = kept(&scene);
    let (rows, red) = (vec![0; (1 + 3 * 20) * 10], deflated(&[0xFF; (1 + 3 * 20) * 10]));
    let control = |number: u32| {
        let sizes = [number, 20, 10, 0, 0].map(u32::to_be_bytes).concat();
        [sizes.as_slice(), &[0, 1, 0, 10, 0, 0]].concat()
    };
    let frames = [(b"acTL", [0, 0, 0, 2, 0, 0, 0, 0].to_vec()), (b"fcTL", control(0))];
    let still = png_of(20, 10, &frames, &rows);
    let state = kept(&still).await;
    assert!(is_small(&state), "{state:?}");
    let second = [(b"acTL", [0, 0, 0, 2, 0, 0, 0, 0].to_vec()), (b"fcTL", control(0)), (b"fdAT", red)];
    let state = kept(&png_of(20, 10, &second, &rows)).await;
    assert!(is_small(&state), "frames before the first: {state:?}");

    let webp = scene.converted(&["webpsave", "a.png", "b.webp", "--lossless"], "b.webp").await;
    let state = kept(&moving(&webp)).await;
    assert!(is_small(&state), "{state:?}");
}

/// Three times the same still WebP, one after the other.
fn moving(still: &[u8]) -> Vec<u8> {
    let chunk = |name: &[u8], data: &[u8]| {
        let length = u32::try_from(data.len()).expect("small").to_le_bytes();
        let filling: &[u8] = if data.len().is_multiple_of(2) { &[] } else { &[0] };
        [name, &length, data, filling].concat()
    };
    let at = still.windows(4).position(|part| part == b"VP8L").expect("a lossless picture");
    let length = u32::from_le_bytes(still[at + 4..at + 8].try_into().expect("four bytes"));
    let picture = &still[at..at + 8 + usize::try_from(length).expect("small").next_multiple_of(2)];
    // Sides are written less one, in three bytes each; a frame is shown for a tenth of a second.
    let frame = chunk(b"ANMF", &[&[0, 0, 0, 0, 0, 0, 19, 0, 0, 9, 0, 0, 100, 0, 0, 0], picture].concat());
    let head = chunk(b"VP8X", &[2, 0, 0, 0, 19, 0, 0, 9, 0, 0]);
    let body = [b"WEBP".as_slice(), &head, &chunk(b"ANIM", &[0; 6]), &frame.repeat(3)].concat();
    chunk(b"RIFF", &body)
}

#[tokio::test]
async fn what_is_two_things_at_once_is_a_picture_or_refused() {
    let scene = Scene::open().await;
    let kept = kept(&scene);
    let jpeg = scene.converted(&["copy", "a.png", "a.jpg"], "a.jpg").await;
    // An archive or a page behind a picture: nothing of it reaches a file. What begins as something else is refused.
    let archive = b"PK\x03\x04 and so on <script>alert(1)</script>";
    for bytes in [[png(20, 10).as_slice(), archive].concat(), [jpeg.as_slice(), archive].concat()] {
        let state = kept(&bytes).await;
        assert!(is_small(&state), "{state:?}");
    }
    let mut squeezed = GzEncoder::new(Vec::new(), Compression::fast());
    let bomb = [b"<svg xmlns='http://www.w3.org/2000/svg'>".as_slice(), &vec![b' '; ZEROS], b"</svg>"].concat();
    squeezed.write_all(&bomb).expect("memory");
    let squeezed = squeezed.finish().expect("memory");
    let laughs = b"<!DOCTYPE svg [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;'>]><svg>&b;</svg>";
    for (name, bytes) in [
        ("a page before a picture", [b"<!doctype html>".as_slice(), &jpeg].concat()),
        ("a script that is a GIF", b"GIF89a/*\0\0\0\0\0\0*/=1;alert(1)//".to_vec()),
        ("an archive", archive.to_vec()),
        ("SVG that multiplies", laughs.to_vec()),
        ("SVG that was squeezed", squeezed),
        ("AVIF", b"\0\0\0\x20ftypavif\0\0\0\0".to_vec()),
        ("TIFF", b"II*\0\x08\0\0\0".to_vec()),
    ] {
        let refused = keep(&scene.stores.db, &scene.store, &bytes).await.expect_err(name);
        assert_eq!(refused.downcast_ref(), Some(&Rejection::NoPicture), "{name}");
    }
    let large = keep(&scene.stores.db, &scene.store, &bomb).await.expect_err("forty megabytes");
    assert_eq!(large.downcast_ref(), Some(&Rejection::TooManyBytes));
}
