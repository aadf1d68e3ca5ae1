//! What lies beside the plate: napkins and cutlery.

use crate::art::{
    cloth::{label, twill},
    ink::{DUSK, Ink, LINEN, PAPER},
    sheet::Sheet,
};

/// Four folded napkins tied with string, a sprig of lavender under the knot.
pub fn napkins(s: &mut Sheet, ink: Ink) {
    for (index, turn) in [7.0, -5.0, 3.0, -2.0].into_iter().enumerate() {
        let lift = index as f32 * 14.0;
        s.placed(&format!("translate({} {}) rotate({turn} 600 780)", -lift, -lift), |s| {
            let square = "M270 470Q600 456 930 470Q944 780 930 1096Q600 1108 270 1096Q258 780 270 470Z";
            s.cast(square, (16.0, 20.0), 14.0, 0.3);
            let paint = s.lit(ink.dark(0.03 * (3 - index) as f32));
            s.fill(square, paint);
            if index == 3 {
                twill(s, square, ink, (260.0, 460.0, 690.0, 650.0), 13.0);
                s.stitch(
                    "M296 498Q600 484 904 498Q916 780 904 1068Q600 1080 296 1068Q286 780 296 498Z",
                    ink.thread(0.3),
                    4.0,
                );
                s.fold("M600 462Q594 780 600 1102", 6.0, 0.16);
            }
        });
    }
    let string = "M214 742C400 730 760 742 892 726";
    s.placed("translate(3 8)", |s| s.faint(string, DUSK, 12.0, 0.3));
    s.line(string, LINEN.dark(0.2), 11.0);
    s.stitch(string, LINEN.light(0.4), 5.0);
    let upright = "M556 420C548 640 560 900 552 1062";
    s.placed("translate(6 2)", |s| s.faint(upright, DUSK, 12.0, 0.3));
    s.line(upright, LINEN.dark(0.2), 11.0);
    s.stitch(upright, LINEN.light(0.4), 5.0);
    let (stem, bloom) = (Ink::rgb(124, 140, 104), Ink::rgb(132, 118, 168));
    for (x, turn) in [(540.0, -24.0), (566.0, -14.0), (590.0, -30.0)] {
        s.placed(&format!("translate({x} 900) rotate({turn})"), |s| {
            s.line("M0 120C-4 0 4 -120 0 -300", stem, 7.0);
            for step in 0..9 {
                let y = -170.0 - step as f32 * 20.0;
                let r = 15.0 - step as f32 * 0.9;
                s.oval((-9.0, y), r, r * 0.8, bloom.dark(0.06));
                s.oval((9.0, y - 8.0), r, r * 0.8, bloom.light(0.22));
            }
        });
    }
    s.line(
        "M556 736C480 660 430 690 452 732C474 760 520 744 556 736C620 650 690 676 668 726C650 760 600 748 556 736",
        LINEN.dark(0.14),
        10.0,
    );
    s.oval((556.0, 736.0), 17.0, 14.0, LINEN.dark(0.26));
}

/// Knife, fork and two spoons, in a row on a linen mat.
pub fn cutlery(s: &mut Sheet, ink: Ink) {
    let mat = "M180 330Q600 316 1020 330V1200Q600 1214 180 1200Z";
    s.cast(mat, (16.0, 20.0), 16.0, 0.26);
    let linen = s.lit(Ink::rgb(122, 142, 138));
    s.fill(mat, linen);
    twill(s, mat, Ink::rgb(122, 142, 138), (180.0, 320.0, 840.0, 890.0), 14.0);
    s.stitch("M206 358Q600 344 994 358V1172Q600 1186 206 1172Z", LINEN, 4.0);
    let fork = "M-34 -330C-40 -200 -42 -150 -12 -110L-14 380Q0 400 14 380L12 -110C42 -150 40 -200 34 -330Q28 -340 22 -330L20 -190H8L7 -334Q0 -342 -7 -334L-8 -190H-20L-22 -330Q-28 -340 -34 -330Z";
    let knife = "M-16 -330C30 -300 34 -120 18 0L15 380Q0 400 -15 380L-16 0Z";
    let spoon = "M0 -340C56 -340 64 -200 12 -140L14 380Q0 400 -14 380L-12 -140C-64 -200 -56 -340 0 -340Z";
    for (x, path, scale) in [(330.0, fork, 1.0), (500.0, knife, 1.0), (680.0, spoon, 1.0), (850.0, spoon, 0.78)] {
        s.placed(&format!("translate({x} {}) scale({scale})", 776.0 - (1.0 - scale) * 100.0), |s| {
            s.cast(path, (12.0, 13.0), 7.0, 0.45);
            let metal = s.ramp(
                (0.0, 0.0),
                (1.0, 0.2),
                &[
                    (0.0, ink.light(0.65), 1.0),
                    (0.4, ink.light(0.1), 1.0),
                    (0.62, ink.dark(0.22), 1.0),
                    (1.0, ink.light(0.35), 1.0),
                ],
            );
            s.fill(path, metal);
            s.faint("M-5 60V360", PAPER, 4.0, 0.8);
            if path == spoon {
                let hollow = s.ramp((0.0, 0.0), (1.0, 1.0), &[(0.0, ink.dark(0.3), 0.9), (1.0, ink.light(0.7), 0.9)]);
                s.oval((0.0, -246.0), 33.0, 72.0, hollow);
                s.faint("M-14 -290Q-20 -250 -12 -214", PAPER, 5.0, 0.8);
            }
        });
    }
    label(s, 838.0, 1096.0, 110.0);
}
