//! The mark of the house: a sun over one wave.

use super::{ink::Ink, sheet::Sheet};

const DEEP: Ink = Ink::rgb(52, 76, 90);
const SAIL: Ink = Ink::rgb(244, 236, 220);
const SUN: Ink = Ink::rgb(222, 150, 92);

/// The app icon on a 512 square; `full` bleeds to the edges, for launchers that cut their own shape.
pub fn icon(full: bool) -> String {
    let mut s = Sheet::default();
    let ground = s.ramp((0.0, 0.0), (1.0, 1.0), &[(0.0, DEEP.light(0.12), 1.0), (1.0, DEEP.dark(0.3), 1.0)]);
    s.slab((0.0, 0.0), (512.0, 512.0), if full { 0.0 } else { 116.0 }, ground);
    let scale = if full { 0.78 } else { 1.0 };
    s.placed(&format!("translate(256 256) scale({scale}) translate(-256 -256)"), |s| {
        s.oval((256.0, 172.0), 64.0, 64.0, SUN);
        s.line("M96 316q53 -92 107 0t107 0t107 0", SAIL, 40.0);
        s.faint("M150 400q35 -58 71 0t71 0t71 0", SAIL, 24.0, 0.6);
    });
    s.finish(512, 512)
}
