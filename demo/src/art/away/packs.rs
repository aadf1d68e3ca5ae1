//! Bags: rucksack, tote, dry bag.

use crate::art::{
    backdrop::peg,
    cloth::{label, twill},
    ink::{BRASS, DUSK, Ink, LEATHER, PAPER},
    sheet::Sheet,
};

/// A brass buckle on a leather strap that runs downwards from the given place.
fn strap(s: &mut Sheet, x: f32, y: f32, length: f32) {
    let path = format!("M{} {y}h44v{length}q-22 26 -44 0Z", x - 22.0);
    s.cast(&path, (4.0, 8.0), 5.0, 0.4);
    let paint = s.lit(LEATHER);
    s.fill(&path, paint);
    s.stitch(
        &format!("M{} {}v{}M{} {}v{}", x - 14.0, y + 8.0, length - 10.0, x + 14.0, y + 8.0, length - 10.0),
        LEATHER.light(0.5),
        3.0,
    );
    let middle = y + length * 0.5;
    s.placed("translate(2 4)", |s| {
        s.line(&format!("M{} {}h60v44h-60Z", x - 30.0, middle - 22.0), LEATHER.dark(0.5), 9.0)
    });
    s.line(&format!("M{} {}h60v44h-60Z", x - 30.0, middle - 22.0), BRASS.light(0.1), 9.0);
    s.line(&format!("M{x} {middle}h28"), BRASS.dark(0.2), 6.0);
    for eyelet in [0.72, 0.86] {
        s.oval((x, y + length * eyelet), 4.0, 4.0, LEATHER.dark(0.6));
    }
}

/// A roll-shouldered canvas rucksack with two leather straps.
pub fn rucksack(s: &mut Sheet, ink: Ink) {
    s.contact(600.0, 1236.0, 360.0);
    for side in [1.0, -1.0] {
        s.placed(&format!("translate({} 0) scale({side} 1)", if side > 0.0 { 0.0 } else { 1200.0 }), |s| {
            let webbing = "M330 560C250 700 240 960 316 1180";
            s.line(webbing, ink.dark(0.44), 46.0);
            s.line(webbing, ink.dark(0.28), 36.0);
            let pocket = "M300 890C250 890 236 930 236 980V1150Q236 1204 300 1204Z";
            let paint = s.lit(ink.dark(if side > 0.0 { 0.06 } else { 0.22 }));
            s.fill(pocket, paint);
            s.stitch("M252 940H300", ink.thread(0.5), 4.0);
        });
    }
    let grab = "M520 380C520 270 680 270 680 380";
    s.line(grab, LEATHER.dark(0.3), 34.0);
    s.line(grab, LEATHER, 26.0);
    let body =
        "M300 560C300 420 380 372 600 370C820 372 900 420 900 560L916 1160Q916 1232 840 1234H360Q284 1232 284 1160Z";
    s.cast(body, (26.0, 6.0), 20.0, 0.28);
    let paint = s.round(ink);
    s.fill(body, paint);
    twill(s, body, ink, (280.0, 360.0, 640.0, 880.0), 14.0);
    s.clip(body, |s| s.spot((620.0, 1240.0), 420.0, 120.0, DUSK, 0.4));
    let pocket = "M366 860H834L846 1130Q846 1182 790 1184H410Q354 1182 354 1130Z";
    s.cast(pocket, (6.0, 10.0), 10.0, 0.36);
    let paint = s.round(ink.light(0.04));
    s.fill(pocket, paint);
    twill(s, pocket, ink, (350.0, 850.0, 500.0, 340.0), 14.0);
    s.stitch("M380 900L370 1126Q370 1166 412 1168H788Q830 1166 830 1126L820 900", ink.thread(0.5), 4.0);
    let flap = "M296 540C296 410 376 360 600 358C824 360 904 410 904 540L910 760Q912 800 870 806Q600 840 330 806Q288 800 290 760Z";
    s.cast(flap, (6.0, 18.0), 12.0, 0.44);
    let paint = s.round(ink.light(0.07));
    s.fill(flap, paint);
    twill(s, flap, ink, (280.0, 350.0, 640.0, 490.0), 14.0);
    s.clip(flap, |s| {
        s.spot((460.0, 470.0), 280.0, 140.0, PAPER, 0.34);
        s.spot((600.0, 830.0), 400.0, 90.0, DUSK, 0.2);
    });
    s.stitch("M312 700L308 756Q308 782 336 788Q600 818 864 788Q892 782 892 756L888 700", ink.thread(0.5), 4.0);
    strap(s, 450.0, 730.0, 230.0);
    strap(s, 750.0, 730.0, 230.0);
    label(s, 546.0, 620.0, 116.0);
}

/// A canvas tote hung by both handles, a printed wave on its front.
pub fn tote(s: &mut Sheet, ink: Ink) {
    let print = if ink.luma() > 0.5 { Ink::rgb(62, 84, 96) } else { ink.light(0.74) };
    let back = "M470 640C480 440 560 330 600 300C640 330 720 440 730 640";
    s.line(back, ink.dark(0.36), 34.0);
    peg(s, 600.0, 290.0);
    let body = "M316 620Q600 640 884 620L912 1230Q760 1262 600 1254Q440 1262 288 1230Z";
    s.cast(body, (28.0, 34.0), 22.0, 0.38);
    let paint = s.lit(ink);
    s.fill(body, paint);
    twill(s, body, ink, (280.0, 610.0, 640.0, 650.0), 13.0);
    s.clip(body, |s| {
        s.fold("M470 640C440 800 400 1000 380 1250", 26.0, 0.14);
        s.fold("M730 640C770 800 800 1000 820 1250", 28.0, 0.17);
        s.fold("M560 1080C600 1140 600 1200 590 1256", 16.0, 0.1);
        s.spot((600.0, 1260.0), 420.0, 80.0, DUSK, 0.26);
    });
    s.faint("M318 660Q600 680 882 660", ink.dark(0.4), 4.0, 0.4);
    s.stitch("M318 672Q600 692 882 672", ink.thread(0.5), 4.0);
    for (row, width) in [(0.0, 15.0), (54.0, 12.0), (108.0, 9.0)] {
        s.faint(&format!("M430 {}q42 -76 85 0t85 0t85 0t85 0", 960.0 + row), print, width, 0.9);
    }
    s.oval((600.0, 850.0), 42.0, 42.0, Ink::rgb(206, 128, 84));
    let front = "M452 720C456 520 540 380 590 318C612 300 640 330 660 370C710 460 744 560 748 720";
    s.placed("translate(12 16)", |s| s.faint(front, DUSK, 36.0, 0.2));
    s.line(front, ink.dark(0.3), 40.0);
    s.line(front, ink.light(0.1), 32.0);
    s.stitch(front, ink.thread(0.4), 3.5);
    for x in [452.0, 748.0] {
        let tab = s.lit(ink.light(0.06));
        s.slab((x - 20.0, 650.0), (40.0, 84.0), 4.0, tab);
        s.stitch(
            &format!("M{} 664h26v56h-26ZM{} 664l26 56M{} 664l-26 56", x - 13.0, x - 13.0, x + 13.0),
            ink.thread(0.6),
            3.5,
        );
    }
}

/// A roll-top dry bag, buckled.
pub fn dry_bag(s: &mut Sheet, ink: Ink) {
    s.contact(600.0, 1226.0, 280.0);
    let clasp = "M346 520C330 400 420 300 600 296C780 300 870 400 854 520";
    s.line(clasp, ink.dark(0.5), 40.0);
    s.line(clasp, ink.dark(0.3), 30.0);
    let body = "M352 556C336 640 322 760 318 900V1130Q322 1212 400 1222Q600 1246 800 1222Q878 1212 882 1130V900C878 760 864 640 848 556Z";
    s.cast(body, (24.0, 4.0), 18.0, 0.28);
    let paint = s.round(ink);
    s.fill(body, paint);
    s.clip(body, |s| {
        s.tint("M372 640C358 740 356 900 362 1150L404 1160C392 900 400 740 414 640Z", PAPER, 0.42);
        s.fold("M430 570C444 640 420 700 410 760", 18.0, 0.2);
        s.fold("M560 570C570 650 560 700 570 780", 16.0, 0.16);
        s.fold("M650 570C640 660 660 700 650 770", 16.0, 0.18);
        s.fold("M770 570C764 640 800 700 806 770", 18.0, 0.2);
        s.spot((600.0, 1230.0), 360.0, 90.0, DUSK, 0.4);
        s.faint("M310 1140Q600 1182 890 1140", ink.dark(0.4), 6.0, 0.5);
    });
    for (y, lift) in [(540.0, 0.0), (488.0, 0.08)] {
        let roll = format!("M352 {y}H848q28 0 28 28t-28 28H352q-28 0 -28 -28t28 -28Z");
        s.cast(&roll, (4.0, 10.0), 7.0, 0.36);
        let paint = s.down(&[(0.0, ink.light(0.32 + lift)), (0.4, ink.light(lift)), (1.0, ink.dark(0.3))]);
        s.fill(&roll, paint);
    }
    let buckle = s.lit(Ink::rgb(70, 72, 82));
    s.slab((538.0, 262.0), (124.0, 70.0), 16.0, buckle);
    s.slab((560.0, 282.0), (80.0, 30.0), 8.0, Ink::rgb(104, 106, 116));
    let patch = s.lit(ink.light(0.2));
    s.slab((510.0, 850.0), (180.0, 220.0), 20.0, patch);
    s.line("M540 950q30 -60 60 0t60 0", ink.dark(0.4), 12.0);
    s.faint("M552 1008H648", ink.dark(0.4), 5.0, 0.7);
    for y in [760.0, 1120.0] {
        let ring = format!("M834 {y}q70 20 0 64");
        s.line(&ring, ink.dark(0.5), 16.0);
        s.line(&ring, BRASS, 9.0);
    }
}
