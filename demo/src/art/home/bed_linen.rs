//! Things to lie under and on: blanket, bed linen, cushion.

use std::fmt::Write;

use crate::art::{
    cloth::{fringe, label, twill},
    ink::{DUSK, Ink, LINEN, PAPER},
    sheet::Sheet,
};

/// A folded length of cloth seen from the front: `layers` rounded folds, the lowest standing on
/// `floor`.
fn folded(s: &mut Sheet, ink: Ink, left: f32, right: f32, floor: f32, thick: f32, layers: u32) {
    for layer in 0..layers {
        let bottom = floor - layer as f32 * thick * 0.96;
        let (top, half) = (bottom - thick, thick * 0.5);
        let nudge = ((layer * 37) % 17) as f32 - 8.0;
        let (l, r) = (left + nudge, right + nudge * 0.5);
        let path = format!(
            "M{l} {top}H{r}q{half} 0 {half} {half}t-{half} {half}H{l}q-{half} 0 -{half} -{half}t{half} -{half}Z"
        );
        let paint = s.down(&[(0.0, ink.light(0.2)), (0.35, ink), (1.0, ink.dark(0.26))]);
        s.fill(&path, paint);
        s.clip(&path, |s| {
            let side = s.ramp(
                (0.0, 0.0),
                (1.0, 0.0),
                &[(0.0, PAPER, 0.2), (0.4, PAPER, 0.0), (0.7, DUSK, 0.0), (1.0, DUSK, 0.24)],
            );
            s.slab((left - 80.0, top), (right - left + 160.0, thick), 0.0, side);
        });
        s.faint(&format!("M{} {}H{}", l + 10.0, bottom - 3.0, r + 4.0), ink.dark(0.5), 5.0, 0.5);
        s.faint(&format!("M{} {}H{}", l - half * 0.4, bottom - half, r), ink.dark(0.3), 3.0, 0.35);
    }
}

/// A wool blanket folded on the table, its herringbone face and fringe turned to us.
pub fn blanket(s: &mut Sheet, ink: Ink) {
    s.contact(600.0, 1212.0, 400.0);
    folded(s, ink, 270.0, 920.0, 1212.0, 92.0, 4);
    let face = "M244 846Q240 820 262 800L336 728Q350 714 376 714H836Q860 714 872 732L946 838Q966 872 930 872H262Q246 870 244 846Z";
    let paint = s.lit(ink.light(0.06));
    s.fill(face, paint);
    let mut bones = String::new();
    for column in 0..30 {
        let x = 220.0 + column as f32 * 26.0;
        for row in 0..17 {
            let y = 620.0 + row as f32 * 16.0;
            let slant = if column % 2 == 0 { 14.0 } else { -14.0 };
            write!(bones, "M{x} {}l26 {slant}", y - slant * 0.5).expect("a String takes any text");
        }
    }
    s.clip(face, |s| {
        s.faint(&bones, ink.thread(0.36), 4.0, 0.4);
        s.spot((400.0, 740.0), 240.0, 60.0, PAPER, 0.3);
    });
    let flap = "M560 752Q566 740 584 740H858Q880 744 902 790Q926 830 930 880L934 1082Q740 1096 552 1082L548 880Q548 800 560 752Z";
    s.cast(flap, (10.0, 14.0), 12.0, 0.4);
    let paint = s.lit(ink.light(0.03));
    s.fill(flap, paint);
    s.clip(flap, |s| {
        s.placed("translate(20 100)", |s| s.faint(&bones, ink.thread(0.36), 4.0, 0.5));
        s.placed("translate(20 372)", |s| s.faint(&bones, ink.thread(0.36), 4.0, 0.5));
        for y in [960.0, 996.0, 1032.0] {
            s.faint(&format!("M530 {y}Q740 {} 960 {y}", y + 12.0), LINEN.mix(ink, 0.25), 16.0, 0.85);
        }
        s.spot((700.0, 830.0), 260.0, 70.0, PAPER, 0.3);
    });
    fringe(s, ink, 560.0, 930.0, 1086.0, 62.0);
    label(s, 330.0, 1082.0, 104.0);
}

/// Duvet cover and pillow case, folded and tied, with a pillow on top.
pub fn bed_linen(s: &mut Sheet, ink: Ink) {
    s.contact(600.0, 1212.0, 400.0);
    folded(s, ink, 260.0, 940.0, 1212.0, 70.0, 3);
    folded(s, ink.light(0.3), 276.0, 920.0, 1010.0, 62.0, 2);
    for y in [1206.0, 1139.0, 1072.0] {
        s.stitch(&format!("M270 {}H930", y - 18.0), ink.thread(0.3), 3.0);
    }
    let pillow = "M232 900C250 800 236 690 250 610Q254 580 290 592Q600 640 910 592Q946 580 950 610C964 690 950 800 968 900Q970 926 940 916Q600 868 260 916Q230 926 232 900Z";
    s.cast(pillow, (12.0, 20.0), 16.0, 0.36);
    let paint = s.lit(ink);
    s.fill(pillow, paint);
    s.clip(pillow, |s| {
        s.spot((480.0, 700.0), 330.0, 130.0, PAPER, 0.34);
        s.spot((720.0, 900.0), 360.0, 90.0, DUSK, 0.2);
        s.fold("M262 604Q380 690 470 700", 12.0, 0.14);
        s.fold("M940 604Q840 680 780 690", 12.0, 0.14);
        s.fold("M250 900Q340 830 420 826", 12.0, 0.14);
        s.fold("M954 900Q880 830 800 826", 12.0, 0.14);
    });
    twill(s, pillow, ink, (230.0, 580.0, 740.0, 350.0), 16.0);
    s.stitch("M278 624Q600 668 922 624Q932 740 940 886Q600 840 262 886Q272 740 278 624Z", ink.thread(0.3), 3.5);
    for x in [430.0, 540.0, 650.0, 760.0] {
        let y = 868.0 + (x - 600.0_f32).abs() * 0.04;
        s.oval((x + 2.0, y + 4.0), 13.0, 13.0, ink.dark(0.4));
        let button = s.lit(Ink::rgb(240, 232, 216));
        s.oval((x, y), 13.0, 13.0, button);
        s.oval((x - 4.0, y), 2.4, 2.4, ink.dark(0.5));
        s.oval((x + 4.0, y), 2.4, 2.4, ink.dark(0.5));
    }
    s.line("M760 914C756 1000 764 1100 758 1212", LINEN.dark(0.24), 16.0);
    s.line("M760 914C756 1000 764 1100 758 1212", LINEN, 11.0);
    s.line(
        "M760 1012c-70 -60 -120 -40 -100 10c22 40 70 20 100 -10c60 -60 120 -40 100 10c-20 40 -70 20 -100 -10",
        LINEN.dark(0.14),
        10.0,
    );
}

/// A square cushion with piped edges and a stitched sea of hills.
pub fn cushion(s: &mut Sheet, ink: Ink) {
    s.contact(600.0, 1212.0, 340.0);
    let shape = "M230 560C214 520 240 500 280 514C480 556 720 556 920 514C960 500 986 520 970 560C930 740 930 960 976 1150C986 1196 960 1216 918 1200C720 1160 480 1160 282 1200C240 1216 214 1196 224 1150C270 960 270 740 230 560Z";
    s.cast(shape, (30.0, 10.0), 22.0, 0.3);
    let paint = s.lit(ink);
    s.fill(shape, paint);
    let mut hills = String::new();
    for row in 0..9 {
        let y = 600.0 + row as f32 * 66.0;
        for column in -1..8 {
            let x = 190.0 + column as f32 * 130.0 + if row % 2 == 0 { 0.0 } else { 65.0 };
            for r in [58.0, 40.0, 22.0] {
                write!(hills, "M{} {y}a{r} {r} 0 0 1 {} 0", x - r, r * 2.0).expect("a String takes any text");
            }
        }
    }
    let pattern = if ink.luma() > 0.6 { ink.dark(0.34) } else { ink.light(0.6) };
    s.clip(shape, |s| {
        s.faint(&hills, pattern, 6.0, 0.5);
        s.spot((470.0, 740.0), 380.0, 300.0, PAPER, 0.34);
        s.spot((760.0, 1120.0), 420.0, 200.0, DUSK, 0.3);
        s.fold("M250 530C310 590 340 640 350 700", 14.0, 0.16);
        s.fold("M950 530C890 590 860 640 850 700", 14.0, 0.16);
        s.fold("M250 1190C310 1120 330 1080 340 1020", 14.0, 0.16);
        s.fold("M950 1190C890 1120 870 1080 860 1020", 14.0, 0.16);
    });
    s.line(shape, ink.dark(0.34), 15.0);
    s.line(shape, ink.light(0.12), 9.0);
    label(s, 842.0, 1066.0, 90.0);
}
