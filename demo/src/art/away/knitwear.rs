//! Wool to wear: jumper, beanie, scarf, mittens, socks.

use crate::art::{
    backdrop::peg,
    cloth::{fringe, knit, label, ribs},
    ink::{DUSK, Ink, LINEN, PAPER},
    sheet::Sheet,
};

/// A fisherman's jumper laid flat: ribbed yoke, plain body, rolled collar.
pub fn jumper(s: &mut Sheet, ink: Ink) {
    let sleeve = "M352 440C262 480 210 640 176 1010Q174 1040 200 1044L296 1054Q322 1054 326 1028L420 700Z";
    for side in [1.0, -1.0] {
        s.placed(&format!("translate({} 0) scale({side} 1)", if side > 0.0 { 0.0 } else { 1200.0 }), |s| {
            s.cast(sleeve, (22.0 * side, 28.0), 18.0, 0.36);
            let paint = s.lit(ink.dark(if side > 0.0 { 0.02 } else { 0.12 }));
            s.fill(sleeve, paint);
            knit(s, sleeve, ink, (170.0, 430.0, 260.0, 520.0), 20.0);
            let cuff = "M184 930L340 962L326 1028Q322 1054 296 1054L200 1044Q174 1040 176 1010Z";
            let paint = s.lit(ink.dark(0.08));
            s.fill(cuff, paint);
            ribs(s, cuff, ink, (170.0, 920.0, 180.0, 140.0), 18.0);
            s.clip(sleeve, |s| s.fold("M390 560C350 700 310 840 280 960", 22.0, 0.16));
        });
    }
    let body = "M470 380Q600 420 730 380L848 440C870 640 850 900 860 1160Q860 1240 836 1250Q600 1276 364 1250Q340 1240 340 1160C350 900 330 640 352 440Z";
    s.cast(body, (26.0, 34.0), 24.0, 0.36);
    let paint = s.lit(ink);
    s.fill(body, paint);
    knit(s, body, ink, (330.0, 640.0, 540.0, 520.0), 20.0);
    let yoke = "M470 380Q600 420 730 380L848 440Q864 560 860 660Q600 700 340 660Q336 560 352 440Z";
    ribs(s, yoke, ink, (330.0, 370.0, 540.0, 320.0), 30.0);
    s.faint("M340 664Q600 704 860 664M342 686Q600 726 858 686", ink.dark(0.4), 7.0, 0.4);
    let hem = "M340 1140Q600 1170 860 1140V1160Q860 1240 836 1250Q600 1276 364 1250Q340 1240 340 1160Z";
    let paint = s.lit(ink.dark(0.07));
    s.fill(hem, paint);
    ribs(s, hem, ink, (330.0, 1130.0, 540.0, 150.0), 18.0);
    s.clip(body, |s| {
        s.spot((470.0, 640.0), 330.0, 330.0, PAPER, 0.2);
        s.spot((800.0, 1180.0), 360.0, 260.0, DUSK, 0.2);
        s.faint("M352 440C400 520 410 640 400 760", DUSK, 12.0, 0.14);
        s.faint("M848 440C800 520 790 640 800 760", DUSK, 12.0, 0.18);
    });
    s.oval((600.0, 392.0), 118.0, 40.0, ink.dark(0.5));
    label(s, 558.0, 372.0, 84.0);
    let collar = "M466 318C470 270 730 270 734 318L748 402Q740 446 600 450Q460 446 452 402Z";
    s.cast(collar, (4.0, 12.0), 8.0, 0.36);
    let paint = s.round(ink.light(0.05));
    s.fill(collar, paint);
    ribs(s, collar, ink, (450.0, 270.0, 310.0, 190.0), 20.0);
    let inside = s.down(&[(0.0, ink.dark(0.62)), (1.0, ink.dark(0.3))]);
    s.oval((600.0, 314.0), 116.0, 24.0, inside);
    s.ring((600.0, 314.0), 119.0, 26.0, ink.light(0.12), 6.0);
}

/// A ribbed beanie with a deep turn-up.
pub fn beanie(s: &mut Sheet, ink: Ink) {
    s.contact(600.0, 1190.0, 360.0);
    let crown = "M270 960C250 640 400 430 600 426C800 430 950 640 930 960Z";
    let paint = s.round(ink);
    s.fill(crown, paint);
    s.clip(crown, |s| {
        for step in -7..=7 {
            let x = 600.0 + step as f32 * 48.0;
            let top = 600.0 + step as f32 * 5.0;
            let bend = 600.0 + step as f32 * 52.0;
            let rib = format!("M{top} 430C{bend} 560 {bend} 800 {x} 970");
            s.faint(&rib, ink.dark(0.4), 13.0, 0.42);
            s.placed("translate(14 0)", |s| s.faint(&rib, ink.light(0.5), 9.0, 0.34));
        }
        s.spot((600.0, 960.0), 420.0, 90.0, DUSK, 0.4);
        s.spot((430.0, 640.0), 220.0, 220.0, PAPER, 0.24);
    });
    knit(s, crown, ink, (260.0, 430.0, 690.0, 540.0), 22.0);
    let brim = "M252 900Q250 872 280 874Q600 930 920 874Q950 872 948 900L956 1130Q956 1160 926 1166Q600 1216 274 1166Q244 1160 244 1130Z";
    s.cast(brim, (6.0, -4.0), 10.0, 0.3);
    let paint = s.round(ink.light(0.06));
    s.fill(brim, paint);
    ribs(s, brim, ink, (240.0, 860.0, 720.0, 340.0), 30.0);
    knit(s, brim, ink, (240.0, 870.0, 720.0, 330.0), 22.0);
    s.clip(brim, |s| s.spot((600.0, 1200.0), 460.0, 70.0, DUSK, 0.34));
    label(s, 700.0, 990.0, 120.0);
}

/// A long scarf looped over a peg, fringed, with end stripes.
pub fn scarf(s: &mut Sheet, ink: Ink) {
    let stripe = if ink.luma() > 0.55 { ink.dark(0.42) } else { ink.light(0.66) };
    let back = "M560 320C520 420 480 700 462 1090L680 1106C690 800 680 480 650 330Z";
    s.cast(back, (30.0, 30.0), 20.0, 0.36);
    let paint = s.lit(ink.dark(0.18));
    s.fill(back, paint);
    knit(s, back, ink, (450.0, 320.0, 250.0, 800.0), 18.0);
    fringe(s, ink.dark(0.18), 468.0, 678.0, 1098.0, 80.0);
    let front = "M540 330Q590 270 650 300C720 420 760 640 792 950L590 980C580 760 570 500 540 330Z";
    s.cast(front, (20.0, 24.0), 16.0, 0.42);
    let paint = s.lit(ink);
    s.fill(front, paint);
    knit(s, front, ink, (530.0, 280.0, 280.0, 710.0), 18.0);
    s.clip(front, |s| {
        for y in [800.0, 846.0, 892.0] {
            s.faint(&format!("M570 {}L810 {}", y + 16.0, y - 18.0), stripe, 20.0, 0.85);
        }
        s.fold("M590 340C620 520 650 760 664 980", 26.0, 0.16);
        s.fold("M630 320C690 520 710 760 736 970", 16.0, 0.12);
    });
    s.clip(back, |s| {
        for y in [950.0, 996.0, 1042.0] {
            s.faint(&format!("M440 {y}L700 {}", y + 14.0), stripe.mix(ink, 0.2), 20.0, 0.8);
        }
        s.fold("M560 420C550 700 530 900 528 1100", 22.0, 0.16);
    });
    s.placed("rotate(-9 690 965)", |s| fringe(s, ink, 588.0, 790.0, 968.0, 84.0));
    peg(s, 600.0, 312.0);
    let loop_over = "M540 360C560 290 640 280 664 350";
    s.line(loop_over, ink.dark(0.3), 50.0);
    s.line(loop_over, ink.light(0.06), 42.0);
    s.placed("translate(-3 -10)", |s| s.faint(loop_over, PAPER, 9.0, 0.3));
    label(s, 608.0, 690.0, 84.0);
}

/// A pair of mittens with a band of little waves, joined by a cord.
pub fn mittens(s: &mut Sheet, ink: Ink) {
    let wave = if ink.luma() > 0.55 { ink.dark(0.5) } else { LINEN };
    s.faint("M400 1180C380 1330 560 1360 600 1290C640 1360 820 1330 800 1180", DUSK, 12.0, 0.16);
    s.line("M392 1176C372 1320 560 1350 600 1280C640 1350 828 1320 808 1176", wave.mix(ink, 0.3), 10.0);
    for (x, side, turn) in [(380.0, 1.0, -7.0), (820.0, -1.0, 7.0)] {
        s.placed(&format!("translate({x} 760) rotate({turn}) scale({side} 1)"), |s| {
            let thumb = "M110 30C190 -60 250 -70 262 -20C270 40 220 130 120 190Z";
            s.cast(thumb, (18.0 * side, 24.0), 14.0, 0.36);
            let paint = s.lit(ink.dark(0.08));
            s.fill(thumb, paint);
            knit(s, thumb, ink, (100.0, -90.0, 180.0, 290.0), 20.0);
            let hand = "M-150 210C-164 40 -176 -120 -140 -260C-110 -370 -50 -410 0 -410C60 -410 122 -360 144 -250C170 -120 158 60 150 210Z";
            s.cast(hand, (22.0 * side, 28.0), 18.0, 0.38);
            let paint = s.lit(ink);
            s.fill(hand, paint);
            knit(s, hand, ink, (-180.0, -420.0, 350.0, 640.0), 20.0);
            s.clip(hand, |s| {
                s.faint("M-190 -60q25 -40 50 0t50 0t50 0t50 0t50 0t50 0t50 0t50 0", wave, 15.0, 0.9);
                s.faint("M-190 0q25 -40 50 0t50 0t50 0t50 0t50 0t50 0t50 0t50 0", wave, 9.0, 0.7);
                s.faint("M-190 -112q25 -40 50 0t50 0t50 0t50 0t50 0t50 0t50 0t50 0", wave, 9.0, 0.7);
                s.spot((-60.0, -260.0), 160.0, 160.0, PAPER, 0.24);
                s.fold("M120 150C90 110 84 60 96 0", 12.0, 0.18);
            });
            let cuff = "M-158 200Q0 226 158 200L164 386Q164 412 140 414Q0 430 -140 414Q-164 412 -164 386Z";
            s.cast(cuff, (2.0, 4.0), 6.0, 0.3);
            let paint = s.round(ink.light(0.06));
            s.fill(cuff, paint);
            ribs(s, cuff, ink, (-170.0, 190.0, 340.0, 240.0), 24.0);
        });
    }
}

/// A pair of boot socks, heel and toe in a second colour.
pub fn socks(s: &mut Sheet, ink: Ink) {
    let accent = if ink.luma() > 0.55 { ink.dark(0.42) } else { ink.light(0.6) };
    for (x, y, turn) in [(90.0, -70.0, 7.0), (-60.0, 40.0, -3.0)] {
        s.placed(&format!("translate({x} {y}) rotate({turn} 600 760)"), |s| {
            let shape = "M400 300Q520 280 640 300C640 480 626 620 650 780C680 850 800 900 900 990C980 1066 960 1180 860 1190C700 1200 560 1120 450 1010C390 940 420 800 420 680C420 520 404 420 400 300Z";
            s.cast(shape, (26.0, 34.0), 20.0, 0.4);
            let paint = s.lit(ink);
            s.fill(shape, paint);
            s.clip(shape, |s| {
                let toe = s.lit(accent);
                s.fill("M770 1240C760 1100 820 960 960 900L1040 1240Z", &toe);
                s.fill("M380 960C380 800 470 760 520 850C560 930 540 1020 470 1060Z", &toe);
                s.faint("M774 1230C764 1100 822 966 950 906", ink.dark(0.4), 5.0, 0.4);
                s.faint("M410 820C470 770 510 820 530 880C548 940 530 1010 480 1046", ink.dark(0.4), 5.0, 0.4);
            });
            knit(s, shape, ink, (380.0, 520.0, 620.0, 700.0), 19.0);
            let leg = "M400 300Q520 280 640 300C640 400 634 460 634 540Q520 560 414 540Q404 420 400 300Z";
            ribs(s, leg, ink, (390.0, 280.0, 260.0, 280.0), 24.0);
            s.clip(shape, |s| {
                s.faint("M390 372Q520 352 650 372", accent, 22.0, 0.95);
                s.faint("M390 416Q520 396 650 416", accent, 10.0, 0.95);
                s.spot((470.0, 660.0), 120.0, 300.0, PAPER, 0.26);
                s.spot((800.0, 1190.0), 300.0, 110.0, DUSK, 0.24);
                s.fold("M650 790C610 840 590 870 580 920", 14.0, 0.18);
                s.fold("M640 830C620 850 610 880 606 900", 8.0, 0.14);
            });
        });
    }
    label(s, 440.0, 590.0, 104.0);
}
