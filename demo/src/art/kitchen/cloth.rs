//! Kitchen linen: apron and tea towels.

use crate::art::{
    backdrop::peg,
    cloth::{label, twill},
    ink::{Ink, LEATHER, LINEN, PAPER},
    sheet::Sheet,
};

/// A bib apron on a peg, leather at the straps and one wide pocket.
pub fn apron(s: &mut Sheet, ink: Ink) {
    let neck = "M450 520C440 380 520 262 600 250C680 262 760 380 750 520";
    s.placed("translate(14 16)", |s| s.faint(neck, Ink::rgb(44, 40, 58), 18.0, 0.16));
    s.line(neck, LEATHER.dark(0.1), 20.0);
    s.stitch(neck, LEATHER.light(0.4), 4.0);
    peg(s, 600.0, 252.0);
    let shape = "M430 500Q600 540 770 500C780 640 830 720 900 760Q916 1040 904 1330Q760 1356 600 1342Q440 1356 296 1330Q284 1040 300 760C370 720 420 640 430 500Z";
    s.cast(shape, (26.0, 30.0), 22.0, 0.34);
    for side in [-1.0, 1.0] {
        let tie = "M298 770C380 800 396 930 352 1060";
        s.placed(&format!("translate(600 0) scale({side} 1)"), |s| {
            s.line(tie, ink.dark(0.2), 18.0);
            s.line(tie, ink.dark(0.06), 12.0);
        });
    }
    let paint = s.lit(ink);
    s.fill(shape, paint);
    twill(s, shape, ink, (280.0, 490.0, 640.0, 870.0), 15.0);
    s.clip(shape, |s| {
        s.fold("M470 560C500 800 450 1000 470 1330", 16.0, 0.12);
        s.fold("M760 700C720 900 780 1100 750 1340", 18.0, 0.14);
        s.fold("M610 1100C600 1200 620 1260 612 1340", 14.0, 0.12);
    });
    s.stitch(
        "M452 528Q600 562 748 528M320 778Q308 1040 318 1308Q460 1330 600 1318Q740 1330 882 1308Q892 1040 880 778",
        ink.thread(0.4),
        4.0,
    );
    let pocket = "M420 900Q600 912 780 900L774 1106Q600 1122 426 1106Z";
    s.cast(pocket, (4.0, 8.0), 6.0, 0.28);
    let front = s.lit(ink.light(0.05));
    s.fill(pocket, front);
    twill(s, pocket, ink, (410.0, 890.0, 380.0, 240.0), 15.0);
    s.stitch("M432 924Q600 934 768 924M600 930V1108M432 1090Q600 1106 768 1090", ink.thread(0.4), 4.0);
    for x in [466.0, 734.0] {
        s.slab((x - 20.0, 498.0), (40.0, 56.0), 8.0, LEATHER);
        s.oval((x, 526.0), 8.0, 8.0, Ink::rgb(205, 164, 92));
    }
    label(s, 640.0, 960.0, 92.0);
}

/// Two striped tea towels on one peg rail.
pub fn tea_towels(s: &mut Sheet, ink: Ink) {
    let rail = s.down(&[(0.0, Ink::rgb(216, 178, 132)), (1.0, Ink::rgb(168, 126, 84))]);
    s.cast("M120 330H1080V366H120Z", (14.0, 26.0), 14.0, 0.34);
    s.slab((120.0, 330.0), (960.0, 38.0), 19.0, rail);
    towel(s, "M230 330Q240 300 260 316L600 316Q616 300 622 330L640 1180Q430 1204 224 1180Z", LINEN, ink, 224.0);
    towel(s, "M640 330Q650 300 670 316L960 316Q976 300 982 330L1004 1040Q820 1062 634 1040Z", ink, LINEN, 634.0);
}

fn towel(s: &mut Sheet, path: &str, ground: Ink, stripe: Ink, left: f32) {
    s.cast(path, (24.0, 28.0), 18.0, 0.32);
    let paint = s.lit(ground);
    s.fill(path, paint);
    let bottom = if left < 400.0 { 1180.0 } else { 1040.0 };
    s.clip(path, |s| {
        for (up, width) in [(60.0, 14.0), (104.0, 46.0), (150.0, 14.0), (bottom - 420.0, 14.0)] {
            s.faint(
                &format!("M{left} {0}Q{1} {2} {3} {0}", bottom - up, left + 200.0, bottom - up + 22.0, left + 440.0),
                stripe,
                width,
                0.92,
            );
        }
        s.fold(
            &format!("M{} 316C{} 600 {} 900 {} 1200", left + 110.0, left + 140.0, left + 90.0, left + 110.0),
            20.0,
            0.12,
        );
        s.fold(
            &format!("M{} 316C{} 600 {} 900 {} 1200", left + 270.0, left + 240.0, left + 300.0, left + 280.0),
            24.0,
            0.13,
        );
        let roll =
            s.ramp((0.0, 0.0), (0.0, 1.0), &[(0.0, PAPER, 0.5), (0.5, PAPER, 0.0), (1.0, Ink::rgb(44, 40, 58), 0.16)]);
        s.slab((left - 10.0, 300.0), (480.0, 90.0), 0.0, roll);
    });
    twill(s, path, ground, (left, 310.0, 430.0, 900.0), 12.0);
}
