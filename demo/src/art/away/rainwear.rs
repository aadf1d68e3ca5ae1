//! Against the rain: coat, boots, umbrella.

use crate::art::{
    backdrop::peg,
    cloth::label,
    ink::{BRASS, DUSK, Ink, LINEN, OAK, PAPER},
    sheet::Sheet,
};

/// A hooded raincoat on a peg, checked lining at the neck.
pub fn raincoat(s: &mut Sheet, ink: Ink) {
    peg(s, 600.0, 232.0);
    let sleeve = "M392 480C316 500 262 620 214 930Q210 958 236 964L318 976Q342 976 348 950L424 690Z";
    for side in [1.0, -1.0] {
        s.placed(&format!("translate({} 0) scale({side} 1)", if side > 0.0 { 0.0 } else { 1200.0 }), |s| {
            s.cast(sleeve, (20.0 * side, 28.0), 18.0, 0.34);
            let paint = s.lit(ink.dark(if side > 0.0 { 0.02 } else { 0.14 }));
            s.fill(sleeve, paint);
            s.clip(sleeve, |s| {
                s.fold("M410 560C370 680 330 820 300 960", 20.0, 0.18);
                s.fold("M300 640C290 760 262 850 254 950", 12.0, 0.12);
            });
            s.stitch("M216 906L350 928", ink.thread(0.5), 4.0);
            s.slab((238.0, 916.0), (56.0, 26.0), 8.0, ink.dark(0.3));
        });
    }
    let body = "M440 450Q600 500 760 450C790 462 806 470 812 486C832 640 812 760 826 880L874 1310Q740 1346 600 1336Q460 1346 326 1310L374 880C388 760 368 640 388 486C394 470 410 462 440 450Z";
    s.cast(body, (28.0, 32.0), 22.0, 0.36);
    let paint = s.lit(ink);
    s.fill(body, paint);
    s.clip(body, |s| {
        s.fold("M420 620C440 820 400 1040 390 1320", 24.0, 0.15);
        s.fold("M790 640C770 840 810 1040 806 1320", 26.0, 0.18);
        s.fold("M690 900C700 1060 690 1200 700 1330", 16.0, 0.12);
        s.tint("M450 520C430 700 440 800 420 1000L460 1000C480 800 470 680 486 530Z", PAPER, 0.16);
        s.stitch("M330 1284Q460 1318 600 1308Q740 1318 870 1284", ink.thread(0.5), 4.0);
    });
    let hood =
        "M600 226C700 226 776 300 782 420C786 470 740 520 600 524C460 520 414 470 418 420C424 300 500 226 600 226Z";
    s.cast(hood, (10.0, 22.0), 16.0, 0.36);
    let paint = s.lit(ink.light(0.05));
    s.fill(hood, paint);
    let lining =
        "M600 286C668 286 722 340 726 420C728 466 690 496 600 500C510 496 472 466 474 420C478 340 532 286 600 286Z";
    let inside = Ink::rgb(208, 196, 168);
    let paint = s.down(&[(0.0, inside.dark(0.5)), (1.0, inside)]);
    s.fill(lining, paint);
    s.clip(lining, |s| {
        for step in 0..9 {
            let x = 470.0 + step as f32 * 34.0;
            s.faint(&format!("M{x} 280V510"), Ink::rgb(92, 110, 112), 7.0, 0.4);
            s.faint(&format!("M460 {0}H740", 290.0 + step as f32 * 30.0), Ink::rgb(150, 96, 76), 5.0, 0.4);
        }
    });
    s.line("M600 214V300", LINEN.dark(0.1), 9.0);
    s.line(lining, ink.dark(0.2), 12.0);
    s.stitch("M600 264C686 264 746 326 750 420", ink.thread(0.5), 3.5);
    s.stitch("M600 264C514 264 454 326 450 420", ink.thread(0.5), 3.5);
    let placket = "M566 512H644L652 1336H566Z";
    let paint = s.across(&[(0.0, ink.light(0.1)), (0.8, ink), (1.0, ink.dark(0.2))]);
    s.fill(placket, paint);
    s.faint("M648 512L656 1336", ink.dark(0.5), 6.0, 0.5);
    s.stitch("M578 520V1330M634 520L642 1330", ink.thread(0.5), 3.5);
    for y in [600.0, 760.0, 920.0, 1080.0, 1240.0] {
        s.oval((608.0, y + 4.0), 19.0, 19.0, ink.dark(0.5));
        s.oval((606.0, y), 18.0, 18.0, BRASS.dark(0.1));
        s.oval((604.0, y - 2.0), 12.0, 12.0, BRASS.light(0.34));
    }
    for (x, turn) in [(398.0, 4.0), (680.0, -4.0)] {
        s.placed(&format!("rotate({turn} {x} 980)"), |s| {
            s.cast(&format!("M{x} 960h132v176h-132Z"), (4.0, 8.0), 6.0, 0.2);
            let paint = s.lit(ink.dark(0.03));
            s.slab((x, 970.0), (132.0, 170.0), 12.0, paint);
            s.stitch(&format!("M{} 1000v126h108v-126", x + 12.0), ink.thread(0.5), 3.5);
            let flap = format!("M{} 950h144v50q-72 26 -144 0Z", x - 6.0);
            s.cast(&flap, (3.0, 8.0), 5.0, 0.34);
            let paint = s.lit(ink.light(0.07));
            s.fill(&flap, paint);
        });
    }
    for (x, end) in [(556.0, 700.0), (652.0, 680.0)] {
        s.line(&format!("M{x} 508q-6 90 2 {}", end - 508.0), LINEN, 8.0);
        s.slab((x - 6.0, end - 10.0), (16.0, 34.0), 7.0, OAK.dark(0.1));
    }
}

/// A pair of tall rubber boots, one turned a little.
pub fn boots(s: &mut Sheet, ink: Ink) {
    for (x, y, back) in [(90.0, -58.0, true), (-70.0, 0.0, false)] {
        s.placed(&format!("translate({x} {y})"), |s| {
            s.contact(660.0, 1236.0, 270.0);
            let shade = if back { 0.12 } else { 0.0 };
            let skin = ink.dark(shade);
            let shape = "M420 520Q550 548 680 520C686 700 676 820 690 930C740 980 880 1000 930 1100Q944 1140 938 1188H430C410 1040 440 940 434 820Z";
            let paint = s.ramp((0.0, 0.0), (1.0, 0.35), &[(0.0, skin.dark(0.04), 1.0), (0.2, skin.light(0.24), 1.0), (0.5, skin, 1.0), (1.0, skin.dark(0.26), 1.0)]);
            s.fill(shape, paint);
            s.clip(shape, |s| {
                s.tint("M462 560C474 760 480 900 466 1100L492 1100C512 900 504 760 496 566Z", PAPER, 0.5);
                s.tint("M770 1010C840 1030 890 1070 908 1120L890 1120C864 1080 820 1048 764 1030Z", PAPER, 0.45);
                s.fold("M440 900C520 940 600 930 690 900", 14.0, 0.18);
                s.fold("M440 960C520 990 590 986 660 960", 10.0, 0.14);
                s.faint("M420 1090C520 1070 560 1120 650 1110C760 1080 850 1090 940 1130", skin.dark(0.4), 6.0, 0.5);
                s.spot((700.0, 1200.0), 320.0, 90.0, DUSK, 0.3);
                s.slab((410.0, 566.0), (290.0, 12.0), 0.0, skin.dark(0.3));
            });
            let sole = "M426 1180H944Q954 1200 946 1236H700L690 1222H560L552 1240H424Q416 1210 426 1180Z";
            let rubber = Ink::rgb(222, 206, 176).dark(shade);
            let paint = s.ramp((0.0, 0.0), (1.0, 0.0), &[(0.0, rubber.light(0.3), 1.0), (1.0, rubber.dark(0.26), 1.0)]);
            s.fill(sole, paint);
            s.faint("M430 1200H944", rubber.dark(0.4), 4.0, 0.6);
            s.oval((550.0, 522.0), 130.0, 24.0, skin.light(0.3));
            s.oval((550.0, 525.0), 116.0, 17.0, Ink::rgb(226, 214, 190).dark(0.5));
            let pull = "M540 540q-6 -70 20 -70t20 70";
            s.line(pull, skin.dark(0.3), 20.0);
            s.line(pull, skin.light(0.1), 13.0);
            if !back {
                label(s, 560.0, 640.0, 88.0);
            }
        });
    }
}

/// A long umbrella, furled and standing on its tip, with a bent ash handle.
pub fn umbrella(s: &mut Sheet, ink: Ink) {
    s.contact(640.0, 1262.0, 76.0);
    s.placed("rotate(5 620 760)", |s| {
        let crook = "M620 470V250C620 130 760 130 760 250V290";
        s.placed("translate(16 20)", |s| s.faint(crook, DUSK, 36.0, 0.16));
        s.line(crook, OAK.dark(0.4), 42.0);
        s.line(crook, OAK.light(0.06), 34.0);
        s.placed("translate(-7 -5)", |s| s.faint(crook, PAPER, 7.0, 0.5));
        let tip = s.round(BRASS);
        s.slab((608.0, 1200.0), (24.0, 70.0), 8.0, tip);
        let furled = "M588 440Q620 428 652 440C712 560 726 640 712 760C696 900 654 1080 634 1212Q620 1222 606 1212C586 1080 544 900 528 760C514 640 528 560 588 440Z";
        s.cast(furled, (34.0, 20.0), 18.0, 0.36);
        let paint = s.round(ink);
        s.fill(furled, paint);
        s.clip(furled, |s| {
            for (from, to, tone) in [(604.0, 560.0, ink.dark(0.26)), (622.0, 620.0, ink.light(0.12)), (640.0, 684.0, ink.dark(0.3))] {
                s.fill(&format!("M{from} 430C{to} 560 {to} 800 614 1214L628 1214C{} 820 {} 560 {} 430Z", to + 30.0, to + 34.0, from + 14.0), tone);
            }
            s.tint("M560 560C540 680 556 800 590 980L600 980C574 800 562 680 580 560Z", PAPER, 0.34);
            s.faint("M520 500C580 540 660 540 720 500", LINEN, 9.0, 0.75);
        });
        let strap = "M522 706Q620 752 718 706L714 752Q620 798 526 752Z";
        s.cast(strap, (2.0, 8.0), 5.0, 0.4);
        let paint = s.round(ink.light(0.1));
        s.fill(strap, paint);
        s.oval((586.0, 752.0), 13.0, 13.0, BRASS.light(0.16));
        let ring = s.round(BRASS);
        s.slab((588.0, 420.0), (64.0, 34.0), 10.0, ring);
    });
}
