//! The picnic: rug and lunch tin.

use crate::art::{
    cloth::{fringe, label, twill},
    ink::{BRASS, DUSK, Ink, LEATHER, LINEN, PAPER, STEEL},
    sheet::Sheet,
};

/// A picnic rug rolled up in a leather carrier.
pub fn rug(s: &mut Sheet, ink: Ink) {
    s.contact(600.0, 1216.0, 440.0);
    let roll = "M250 800H930C1010 800 1040 900 1040 1006C1040 1120 1010 1212 930 1212H250C180 1212 160 1110 160 1006C160 900 180 800 250 800Z";
    let paint = s.down(&[(0.0, ink.light(0.16)), (0.3, ink.light(0.22)), (0.6, ink), (1.0, ink.dark(0.34))]);
    s.fill(roll, paint);
    s.clip(roll, |s| {
        let (cream, dark) = (LINEN, ink.dark(0.45));
        for step in 0..7 {
            let x = 330.0 + step as f32 * 104.0;
            s.faint(&format!("M{x} 790C{} 930 {} 1080 {x} 1220", x + 22.0, x + 22.0), cream, 30.0, 0.62);
            s.faint(&format!("M{0} 790C{1} 930 {1} 1080 {0} 1220", x + 50.0, x + 72.0), dark, 9.0, 0.5);
        }
        for y in [872.0, 968.0, 1064.0, 1160.0] {
            s.faint(&format!("M150 {y}H1050"), cream, 26.0, 0.4);
            s.faint(&format!("M150 {}H1050", y + 44.0), dark, 8.0, 0.4);
        }
        let shade = s.down(&[(0.0, PAPER), (1.0, DUSK)]);
        s.tint("M150 790H1050V1220H150Z", shade, 0.16);
    });
    twill(s, roll, ink, (150.0, 790.0, 900.0, 430.0), 15.0);
    let end = s.lit(ink.dark(0.12));
    s.oval((250.0, 1006.0), 92.0, 206.0, end);
    for r in [0.82, 0.62, 0.42, 0.22] {
        s.ring((250.0, 1006.0), 92.0 * r, 206.0 * r, LINEN.mix(ink, 0.4), 9.0);
        s.ring((254.0, 1010.0), 92.0 * r - 7.0, 206.0 * r - 12.0, ink.dark(0.46), 4.0);
    }
    s.placed("translate(0 -10)", |s| fringe(s, LINEN.mix(ink, 0.3), 420.0, 1000.0, 1210.0, 34.0));
    let handle = "M460 800C470 560 760 560 770 800";
    s.placed("translate(14 14)", |s| s.faint(handle, DUSK, 40.0, 0.16));
    s.line(handle, LEATHER.dark(0.36), 44.0);
    s.line(handle, LEATHER, 34.0);
    s.stitch("M472 796C482 576 748 576 758 796", LEATHER.light(0.5), 3.5);
    for x in [460.0, 770.0] {
        let belt = format!(
            "M{} 792C{} 930 {} 1080 {} 1216H{}C{} 1080 {} 930 {} 792Z",
            x - 26.0,
            x,
            x,
            x - 26.0,
            x + 26.0,
            x + 52.0,
            x + 52.0,
            x + 26.0
        );
        s.cast(&belt, (8.0, 2.0), 6.0, 0.4);
        let paint = s.down(&[(0.0, LEATHER.light(0.26)), (0.5, LEATHER), (1.0, LEATHER.dark(0.34))]);
        s.fill(&belt, paint);
        s.line(&format!("M{} 950h72v64h-72Z", x - 16.0), BRASS.dark(0.3), 13.0);
        s.line(&format!("M{} 948h72v64h-72Z", x - 17.0), BRASS.light(0.2), 8.0);
        s.line(&format!("M{} 980h34", x + 20.0), BRASS.dark(0.1), 6.0);
    }
    label(s, 560.0, 1070.0, 110.0);
}

/// A steel lunch tin with clips, an apple beside it.
pub fn lunch_tin(s: &mut Sheet, ink: Ink) {
    s.contact(560.0, 1212.0, 380.0);
    let body = "M200 950H920V1150Q920 1208 860 1210H260Q200 1208 200 1150Z";
    let paint = s.across(&[
        (0.0, ink.dark(0.06)),
        (0.16, ink.light(0.5)),
        (0.4, ink),
        (0.62, ink.light(0.24)),
        (0.9, ink.dark(0.24)),
        (1.0, ink.dark(0.08)),
    ]);
    s.fill(body, &paint);
    s.clip(body, |s| {
        s.faint("M200 1170H920", ink.dark(0.4), 4.0, 0.4);
        s.spot((560.0, 1216.0), 440.0, 60.0, DUSK, 0.3);
    });
    let lid = "M186 880Q186 846 220 842H900Q934 846 934 880V956Q934 968 920 968H200Q186 968 186 956Z";
    s.cast(lid, (2.0, 8.0), 6.0, 0.4);
    s.fill(lid, &paint);
    let top = "M220 844Q240 770 290 764H830Q880 770 900 844Z";
    let face = s.lit(ink.light(0.3));
    s.fill(top, face);
    s.faint("M272 826Q284 790 310 786H810Q836 790 848 826Z", ink.dark(0.3), 5.0, 0.5);
    s.line("M504 814q28 -34 56 0t56 0", ink.dark(0.35), 7.0);
    s.faint("M196 862H924", PAPER, 5.0, 0.7);
    for x in [330.0, 790.0] {
        s.cast(&format!("M{} 910h72v130h-72Z", x - 36.0), (4.0, 8.0), 5.0, 0.3);
        let clip = s.lit(STEEL.light(0.2));
        s.slab((x - 36.0, 906.0), (72.0, 132.0), 10.0, clip);
        s.slab((x - 24.0, 990.0), (48.0, 30.0), 8.0, STEEL.dark(0.26));
        s.faint(&format!("M{} 922v50", x - 20.0), PAPER, 5.0, 0.8);
    }
    let red = Ink::rgb(190, 88, 70);
    s.contact(960.0, 1262.0, 100.0);
    let apple = "M960 1076C1000 1050 1080 1070 1080 1150C1080 1230 1020 1274 960 1258C900 1274 840 1230 840 1150C840 1070 920 1050 960 1076Z";
    let paint = s.ramp(
        (0.1, 0.0),
        (0.9, 1.0),
        &[(0.0, Ink::rgb(228, 168, 110), 1.0), (0.35, red, 1.0), (1.0, red.dark(0.36), 1.0)],
    );
    s.fill(apple, paint);
    s.spot((918.0, 1110.0), 50.0, 40.0, PAPER, 0.6);
    s.line("M960 1080q-2 -40 18 -60", Ink::rgb(104, 76, 58), 9.0);
    s.fill("M970 1050q40 -50 90 -30q-30 50 -90 30Z", Ink::rgb(128, 150, 98));
}
