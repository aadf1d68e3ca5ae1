//! What stands on the stove: enamel pot, iron pan.

use crate::art::{
    ink::{DUSK, Ink, OAK, PAPER},
    lathe::{Finish, Lathe},
    sheet::Sheet,
};

/// The blue-black edge where enamel ends.
const EDGE: Ink = Ink::rgb(58, 62, 76);

/// A lidded enamel pot with two ears and a wooden knob.
pub fn pot(s: &mut Sheet, ink: Ink) {
    s.contact(600.0, 1208.0, 350.0);
    for side in [-1.0_f32, 1.0] {
        s.placed(&format!("translate(600 0) scale({side} 1)"), |s| {
            let ear = "M330 860C440 840 470 960 336 970";
            s.line(ear, EDGE, 40.0);
            s.line(ear, ink.dark(if side > 0.0 { 0.24 } else { 0.0 }), 28.0);
            s.placed("translate(0 -7)", |s| s.faint("M360 862C420 862 430 900 412 930", PAPER, 6.0, 0.5));
        });
    }
    let body = Lathe::new(
        600.0,
        0.13,
        &[
            (800.0, 352.0),
            (800.0, 352.0),
            (830.0, 346.0),
            (1080.0, 346.0),
            (1160.0, 334.0),
            (1196.0, 300.0),
            (1196.0, 300.0),
        ],
    );
    body.turn(s, ink, Finish::Gloss);
    s.clip(&body.outline(), |s| {
        s.faint(&body.hoop(1182.0), EDGE, 14.0, 0.8);
        s.faint(&body.hoop(1010.0), PAPER, 3.0, 0.3);
    });
    s.clip(&body.outline(), |s| s.spot((600.0, 826.0), 380.0, 70.0, DUSK, 0.3));
    let lid = Lathe::new(
        600.0,
        0.13,
        &[(690.0, 70.0), (702.0, 180.0), (740.0, 300.0), (788.0, 358.0), (804.0, 362.0), (804.0, 362.0)],
    );
    lid.turn(s, ink.light(0.04), Finish::Gloss);
    s.line(&lid.hoop(804.0), EDGE, 12.0);
    let collar = Lathe::new(600.0, 0.2, &[(672.0, 34.0), (672.0, 34.0), (694.0, 44.0), (694.0, 44.0)]);
    collar.turn(s, EDGE, Finish::Gloss);
    let knob = Lathe::new(
        600.0,
        0.24,
        &[(598.0, 10.0), (604.0, 46.0), (628.0, 58.0), (652.0, 40.0), (676.0, 30.0), (676.0, 30.0)],
    );
    knob.turn(s, OAK, Finish::Matt);
}

/// A cast-iron pan from above, butter melting in it.
pub fn skillet(s: &mut Sheet, ink: Ink) {
    let handle = "M742 800L1010 1164Q1040 1216 1000 1244Q956 1266 924 1220L668 858Z";
    let disc = "M150 640a380 380 0 0 0 760 0a380 380 0 0 0 -760 0Z";
    s.cast(handle, (22.0, 26.0), 16.0, 0.4);
    s.cast(disc, (26.0, 34.0), 22.0, 0.45);
    let iron = s.lit(ink);
    s.fill(handle, &iron);
    s.faint("M752 824L1000 1160", PAPER, 6.0, 0.28);
    s.faint("M760 900L956 1176", ink.dark(0.5), 20.0, 0.5);
    s.oval((978.0, 1206.0), 24.0, 28.0, ink.dark(0.5));
    s.oval((976.0, 1208.0), 17.0, 21.0, Ink::rgb(205, 209, 188));
    s.fill(disc, &iron);
    s.ring((530.0, 640.0), 372.0, 372.0, ink.light(0.24), 5.0);
    let wall = s.ramp(
        (0.0, 0.0),
        (1.0, 1.0),
        &[(0.0, ink.dark(0.6), 1.0), (0.55, ink.dark(0.1), 1.0), (1.0, ink.light(0.34), 1.0)],
    );
    s.oval((530.0, 640.0), 346.0, 346.0, wall);
    let base = s.lit(ink.dark(0.16));
    s.oval((534.0, 646.0), 300.0, 300.0, base);
    for r in [90.0, 170.0, 245.0] {
        s.ring((534.0, 646.0), r, r, ink.light(0.08), 3.0);
    }
    let butter = Ink::rgb(240, 206, 118);
    s.tint("M420 700C380 610 470 540 560 570C650 560 690 660 640 730C590 800 450 790 420 700Z", butter, 0.42);
    s.cast("M480 620l110 -20l24 84l-116 24Z", (8.0, 10.0), 6.0, 0.5);
    s.fill("M480 620l110 -20l24 84l-116 24Z", butter.dark(0.1));
    s.fill("M480 606l110 -20l20 76l-112 22Z", butter.light(0.3));
    s.faint("M270 520A300 300 0 0 1 420 372", PAPER, 12.0, 0.22);
    for (x, y) in [(360.0, 560.0), (690.0, 590.0), (600.0, 830.0), (400.0, 800.0), (720.0, 720.0)] {
        s.oval((x, y), 9.0, 7.0, butter.light(0.2));
    }
}
