//! The bathroom: waffle towel, robe, soap.

use crate::art::{
    backdrop::peg,
    cloth::{label, waffle},
    ink::{DUSK, Ink, LINEN, OAK, PAPER},
    sheet::Sheet,
};

/// A waffle towel over an oak rail, its back longer than its front.
pub fn towel(s: &mut Sheet, ink: Ink) {
    let rail = s.down(&[(0.0, OAK.light(0.36)), (1.0, OAK.dark(0.2))]);
    s.cast("M170 316H1030V352H170Z", (14.0, 28.0), 14.0, 0.34);
    for x in [206.0, 994.0] {
        let post = s.lit(OAK.dark(0.14));
        s.oval((x, 334.0), 34.0, 34.0, post);
        s.oval((x - 2.0, 331.0), 26.0, 26.0, OAK.light(0.12));
    }
    s.slab((170.0, 316.0), (860.0, 36.0), 18.0, rail);
    let back = "M372 326H920Q930 760 918 1216Q770 1244 640 1226Q500 1244 366 1216Z";
    s.cast(back, (26.0, 30.0), 22.0, 0.36);
    let paint = s.lit(ink.dark(0.2));
    s.fill(back, paint);
    waffle(s, back, ink.dark(0.2), (360.0, 320.0, 570.0, 920.0), 34.0);
    let front = "M290 330Q292 296 316 298H850Q874 296 876 330Q884 700 866 1076Q730 1102 590 1084Q440 1104 300 1076Q280 700 290 330Z";
    s.cast(front, (16.0, 20.0), 14.0, 0.4);
    let paint = s.lit(ink);
    s.fill(front, paint);
    waffle(s, front, ink, (280.0, 300.0, 610.0, 640.0), 34.0);
    s.clip(front, |s| {
        s.fold("M420 310C440 560 400 820 416 1090", 24.0, 0.12);
        s.fold("M590 310C570 560 610 820 594 1090", 28.0, 0.12);
        s.fold("M750 310C770 560 730 820 748 1090", 26.0, 0.14);
        let stripe =
            LINEN.mix(if ink.luma() > 0.75 { ink.dark(0.5) } else { ink }, if ink.luma() > 0.75 { 0.8 } else { 0.12 });
        s.faint("M280 970Q440 998 590 980Q730 998 890 970", stripe, 34.0, 0.95);
        s.faint("M280 1020Q440 1048 590 1030Q730 1048 890 1020", stripe, 10.0, 0.95);
        let roll = s.ramp((0.0, 0.0), (0.0, 1.0), &[(0.0, PAPER, 0.5), (0.5, PAPER, 0.0), (1.0, DUSK, 0.14)]);
        s.slab((280.0, 290.0), (610.0, 90.0), 0.0, roll);
    });
    label(s, 326.0, 862.0, 96.0);
}

/// A shawl-collared robe on a wooden hanger.
pub fn robe(s: &mut Sheet, ink: Ink) {
    s.line("M600 330C600 280 640 270 634 232C626 196 576 200 580 240", Ink::rgb(150, 146, 140), 9.0);
    peg(s, 604.0, 226.0);
    let sleeve = "M372 420C290 440 236 560 196 900Q192 930 222 938L326 950Q352 950 356 920L420 640Z";
    for side in [1.0, -1.0] {
        s.placed(&format!("translate({} 0) scale({side} 1)", if side > 0.0 { 0.0 } else { 1200.0 }), |s| {
            s.cast(sleeve, (18.0 * side, 26.0), 18.0, 0.32);
            let paint = s.lit(ink.dark(if side > 0.0 { 0.0 } else { 0.1 }));
            s.fill(sleeve, paint);
            waffle(s, sleeve, ink, (190.0, 410.0, 240.0, 540.0), 26.0);
            s.clip(sleeve, |s| {
                s.faint("M190 880L360 900", ink.light(0.12), 70.0, 0.9);
                s.faint("M190 842L372 864", ink.dark(0.4), 4.0, 0.4);
                s.fold("M400 520C360 640 330 780 300 920", 22.0, 0.16);
            });
        });
    }
    let body = "M500 360Q600 396 700 360C760 380 800 400 828 420C850 560 840 700 846 800L876 1330Q740 1372 600 1356Q460 1372 324 1330L354 800C360 700 350 560 372 420C400 400 440 380 500 360Z";
    s.cast(body, (26.0, 30.0), 22.0, 0.32);
    let paint = s.lit(ink);
    s.fill(body, paint);
    waffle(s, body, ink, (320.0, 360.0, 560.0, 1000.0), 26.0);
    s.clip(body, |s| {
        s.fill("M500 350L610 640L700 350Z", ink.dark(0.42));
        s.fold("M440 860C420 1040 430 1200 410 1350", 26.0, 0.16);
        s.fold("M770 860C790 1040 780 1200 800 1350", 28.0, 0.18);
        s.fold("M640 880C650 1040 630 1200 650 1360", 18.0, 0.16);
    });
    let collar = "M500 352C440 420 500 620 600 800L640 800C720 620 760 420 700 352C690 460 650 560 612 650C560 560 510 460 500 352Z";
    s.cast(collar, (6.0, 10.0), 8.0, 0.34);
    let paint = s.lit(ink.light(0.14));
    s.fill(collar, paint);
    s.stitch("M478 420C490 560 560 690 616 786C680 660 716 540 726 420", ink.thread(0.4), 3.5);
    s.line("M600 800C604 1000 590 1180 596 1356", ink.dark(0.34), 6.0);
    let belt = "M352 800Q600 850 848 800V866Q600 916 350 866Z";
    s.cast(belt, (2.0, 8.0), 6.0, 0.34);
    let paint = s.lit(ink.light(0.1));
    s.fill(belt, paint);
    for (path, tone) in [("M590 850L520 1090L580 1104L630 860Z", 0.02), ("M620 850L700 1060L640 1084L596 860Z", 0.1)] {
        s.cast(path, (6.0, 8.0), 6.0, 0.3);
        let paint = s.lit(ink.dark(tone));
        s.fill(path, paint);
    }
    let knot = s.lit(ink.light(0.16));
    s.slab((572.0, 818.0), (76.0, 74.0), 22.0, knot);
    for x in [412.0, 690.0] {
        let pocket = format!("M{x} 960h118v146q-58 22 -118 0Z");
        s.cast(&pocket, (3.0, 6.0), 5.0, 0.26);
        let paint = s.lit(ink.light(0.06));
        s.fill(&pocket, paint);
        s.stitch(&format!("M{} 978h98", x + 10.0), ink.thread(0.4), 3.5);
    }
}

/// A bar of soap on a slatted oak dish.
pub fn soap(s: &mut Sheet, ink: Ink) {
    s.contact(600.0, 1226.0, 380.0);
    for (y, shade) in [(1182.0, 0.34), (1150.0, 0.0)] {
        let wood = s.ramp(
            (0.0, 0.0),
            (1.0, 0.6),
            &[(0.0, OAK.light(0.3).dark(shade), 1.0), (1.0, OAK.dark(0.16 + shade), 1.0)],
        );
        if shade > 0.0 {
            s.slab((300.0, y), (90.0, 46.0), 8.0, &wood);
            s.slab((810.0, y), (90.0, 46.0), 8.0, &wood);
        } else {
            s.slab((210.0, y), (780.0, 40.0), 16.0, &wood);
            s.fill("M210 1160L300 1050H900L990 1160Z", &wood);
            for x in 0..6 {
                let (top, foot) = (376.0 + x as f32 * 90.0, 312.0 + x as f32 * 115.0);
                s.faint(&format!("M{top} 1058L{foot} 1148"), OAK.dark(0.5), 9.0, 0.7);
            }
        }
    }
    let side = "M330 900Q330 1096 380 1108Q600 1130 820 1108Q870 1096 870 900Z";
    s.spot((620.0, 1112.0), 330.0, 34.0, DUSK, 0.5);
    let paint = s.across(&[(0.0, ink.light(0.1)), (0.3, ink.light(0.24)), (0.7, ink), (1.0, ink.dark(0.24))]);
    s.fill(side, paint);
    s.clip(side, |s| {
        for y in [1000.0, 1034.0, 1066.0] {
            s.faint(
                &format!("M320 {y}C460 {} 560 {} 700 {y}S860 {} 900 {y}", y - 22.0, y + 26.0, y - 16.0),
                ink.dark(0.2),
                6.0,
                0.4,
            );
        }
    });
    let top = "M328 900C328 850 400 800 470 792Q600 780 730 792C800 800 872 850 872 900C872 948 800 966 730 972Q600 982 470 972C400 966 328 948 328 900Z";
    let face = s.lit(ink.light(0.26));
    s.fill(top, face);
    s.faint("M352 894C356 856 410 820 474 812Q600 800 726 812", PAPER, 8.0, 0.7);
    let wave = "M480 886q30 -52 60 0t60 0t60 0t60 0";
    s.placed("translate(3 4)", |s| s.faint(wave, PAPER, 12.0, 0.8));
    s.line(wave, ink.dark(0.16), 11.0);
    for (x, y, r) in [
        (900.0, 1010.0, 40.0),
        (950.0, 940.0, 24.0),
        (290.0, 1010.0, 30.0),
        (258.0, 950.0, 16.0),
        (926.0, 860.0, 14.0),
        (850.0, 800.0, 20.0),
    ] {
        let film = s.ramp((0.0, 0.0), (1.0, 1.0), &[(0.0, PAPER, 0.75), (0.5, PAPER, 0.1), (1.0, ink.dark(0.3), 0.3)]);
        s.oval((x, y), r, r, film);
        s.ring((x, y), r, r, PAPER, 2.5);
        s.oval((x - r * 0.35, y - r * 0.4), r * 0.2, r * 0.14, PAPER);
    }
}
