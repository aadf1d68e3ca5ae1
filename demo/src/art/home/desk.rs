//! The desk: notebook, pencils, clock, vase.

use crate::art::{
    cloth::twill,
    ink::{BRASS, DUSK, Ink, OAK, PAPER},
    lathe::{Finish, Lathe},
    sheet::Sheet,
};

/// A cloth-bound notebook with a ribbon and an elastic, a pencil beside it.
pub fn notebook(s: &mut Sheet, ink: Ink) {
    s.placed("rotate(-6 600 750)", |s| {
        let block = "M300 330H850Q876 330 876 356V1166Q876 1192 850 1192H300Z";
        s.cast(block, (34.0, 40.0), 26.0, 0.42);
        s.placed("translate(16 18)", |s| s.fill(block, ink.dark(0.34)));
        for step in 0..4 {
            let shift = 13.0 - step as f32 * 3.0;
            let page = Ink::rgb(246, 238, 222).dark(if step % 2 == 0 { 0.12 } else { 0.02 });
            s.placed(&format!("translate({shift} {shift})"), |s| {
                s.fill("M310 336H846Q866 336 866 356V1162Q866 1182 846 1182H310Z", page)
            });
        }
        s.line("M560 1180C556 1240 590 1270 570 1330", BRASS.mix(Ink::rgb(170, 80, 60), 0.6), 14.0);
        let cover = s.lit(ink);
        s.fill(block, cover);
        twill(s, block, ink, (290.0, 320.0, 600.0, 880.0), 11.0);
        s.clip(block, |s| {
            s.tint("M300 320H384V1200H300Z", ink.dark(0.3), 0.55);
            s.faint("M384 320V1200", ink.dark(0.4), 5.0, 0.6);
            s.faint("M391 320V1200", PAPER, 3.0, 0.3);
            s.faint("M318 320V1200", PAPER, 8.0, 0.2);
        });
        s.slab((474.0, 470.0), (290.0, 176.0), 6.0, ink.dark(0.2));
        let plate = s.lit(Ink::rgb(245, 238, 222));
        s.slab((470.0, 466.0), (290.0, 176.0), 6.0, plate);
        s.line("M560 556q28 -58 56 0t56 0", ink.dark(0.25), 10.0);
        s.faint("M520 604H710", ink.dark(0.3), 3.0, 0.5);
        s.faint("M814 332V1190", DUSK, 24.0, 0.22);
        s.line("M806 330V1192", ink.dark(0.48), 20.0);
        s.faint("M801 332V1190", PAPER, 4.0, 0.24);
    });
    s.placed("translate(1000 470) rotate(9)", |s| pencil(s, Ink::rgb(226, 178, 84), 640.0));
}

/// A hexagonal pencil pointing down, its upper end at the origin.
fn pencil(s: &mut Sheet, ink: Ink, length: f32) {
    let wood = Ink::rgb(232, 200, 158);
    let tip = length + 110.0;
    let shape = format!("M-24 0H24V{length}L4 {tip}H-4L-24 {length}Z");
    s.cast(&shape, (16.0, 18.0), 9.0, 0.42);
    s.fill(&format!("M-24 {}H24L0 {}Z", length - 6.0, tip + 4.0), wood);
    s.tint(&format!("M4 {}H24L2 {}Z", length - 6.0, tip), wood.dark(0.3), 0.7);
    s.fill(&format!("M-7 {0}H7L0 {1}Z", tip - 26.0, tip + 6.0), Ink::rgb(66, 62, 70));
    for (x, tone) in [(-24.0, ink.light(0.22)), (-8.0, ink), (8.0, ink.dark(0.22))] {
        s.fill(&format!("M{x} 0h16V{length}q-8 -16 -16 0Z"), tone);
    }
    s.slab((-25.0, 0.0), (50.0, 60.0), 5.0, ink.dark(0.42));
    s.slab((-25.0, 66.0), (50.0, 9.0), 2.0, BRASS);
    s.faint(&format!("M-16 96V{}", length - 40.0), PAPER, 4.0, 0.45);
}

/// Six pencils fanned out of a tin.
pub fn pencils(s: &mut Sheet, ink: Ink) {
    let tones = [
        Ink::rgb(226, 178, 84),
        Ink::rgb(181, 105, 74),
        Ink::rgb(124, 142, 108),
        Ink::rgb(91, 107, 120),
        Ink::rgb(206, 146, 138),
        Ink::rgb(72, 88, 92),
    ];
    for (index, tone) in tones.into_iter().enumerate() {
        let x = 292.0 + index as f32 * 122.0;
        let drop = [0.0, 46.0, 14.0, 70.0, 30.0, 60.0][index];
        s.placed(&format!("translate({x} {}) rotate({})", 250.0 + drop, 3.0 - index as f32 * 1.2), |s| {
            pencil(s, tone, 640.0)
        });
    }
    let tin = "M190 930H1010Q1034 930 1034 954V1256Q1034 1280 1010 1280H190Q166 1280 166 1256V954Q166 930 190 930Z";
    s.cast(tin, (24.0, 30.0), 20.0, 0.42);
    let paint = s.lit(ink);
    s.fill(tin, paint);
    s.faint("M182 950H1018", PAPER, 6.0, 0.6);
    s.faint("M182 1264H1018", DUSK, 8.0, 0.26);
    s.slab((430.0, 1010.0), (340.0, 190.0), 8.0, Ink::rgb(244, 237, 222));
    s.line("M520 1110q40 -84 80 0t80 0", ink.dark(0.4), 13.0);
    s.faint("M480 1160H720", ink.dark(0.4), 4.0, 0.5);
    s.ring((230.0, 990.0), 10.0, 10.0, ink.dark(0.4), 4.0);
    s.ring((970.0, 990.0), 10.0, 10.0, ink.dark(0.4), 4.0);
}

/// A round clock with an oak rim, at ten past ten.
pub fn clock(s: &mut Sheet, ink: Ink) {
    let disc = "M220 740a380 380 0 0 0 760 0a380 380 0 0 0 -760 0Z";
    s.cast(disc, (38.0, 48.0), 30.0, 0.4);
    let rim =
        s.ramp((0.1, 0.0), (0.9, 1.0), &[(0.0, OAK.light(0.42), 1.0), (0.5, OAK, 1.0), (1.0, OAK.dark(0.34), 1.0)]);
    s.oval((600.0, 740.0), 380.0, 380.0, rim);
    s.ring((600.0, 740.0), 364.0, 364.0, OAK.dark(0.16), 3.0);
    s.oval((600.0, 740.0), 338.0, 338.0, OAK.dark(0.44));
    let face = s.lit(ink);
    s.oval((602.0, 743.0), 332.0, 332.0, face);
    let mark = if ink.luma() > 0.55 { ink.dark(0.72) } else { ink.light(0.8) };
    for hour in 0..60 {
        let (from, width) = if hour % 15 == 0 {
            (236.0, 13.0)
        } else if hour % 5 == 0 {
            (256.0, 9.0)
        } else {
            (288.0, 3.0)
        };
        s.placed(&format!("rotate({} 600 740)", hour * 6), |s| {
            s.faint(&format!("M600 {}V{}", 740.0 - from, 740.0 - 298.0), mark, width, 0.85)
        });
    }
    for (turn, length, width) in [(304.0, 170.0, 20.0), (60.0, 246.0, 13.0)] {
        s.placed(&format!("translate(8 11) rotate({turn} 600 740)"), |s| {
            s.faint(&format!("M600 776V{}", 740.0 - length), DUSK, width, 0.26)
        });
        s.placed(&format!("rotate({turn} 600 740)"), |s| s.line(&format!("M600 776V{}", 740.0 - length), mark, width));
    }
    s.placed("rotate(192 600 740)", |s| s.line("M600 800V470", Ink::rgb(196, 96, 66), 5.0));
    s.oval((600.0, 740.0), 20.0, 20.0, BRASS.dark(0.2));
    s.oval((598.0, 738.0), 14.0, 14.0, BRASS.light(0.3));
    s.tint("M352 560A300 300 0 0 1 560 412L470 600A330 330 0 0 0 330 740A300 300 0 0 1 352 560Z", PAPER, 0.16);
}

/// A narrow-necked vase with one branch of eucalyptus.
pub fn vase(s: &mut Sheet, ink: Ink) {
    s.contact(590.0, 1210.0, 200.0);
    let leaf = Ink::rgb(138, 160, 138);
    s.line("M590 760C580 560 640 400 740 270", leaf.dark(0.4), 8.0);
    s.line("M592 640C560 520 500 440 430 380", leaf.dark(0.4), 6.0);
    for (x, y, turn, size) in [
        (744.0, 262.0, 30.0, 0.9),
        (706.0, 330.0, -50.0, 1.0),
        (700.0, 320.0, 96.0, 1.0),
        (656.0, 410.0, -60.0, 1.1),
        (650.0, 410.0, 86.0, 1.1),
        (616.0, 510.0, 76.0, 1.15),
        (610.0, 540.0, -84.0, 0.9),
        (430.0, 380.0, -50.0, 0.9),
        (476.0, 424.0, 30.0, 0.95),
        (482.0, 434.0, -110.0, 0.95),
        (536.0, 506.0, 20.0, 1.0),
        (540.0, 520.0, -120.0, 0.9),
    ] {
        s.placed(&format!("translate({x} {y}) rotate({turn}) scale({size})"), |s| {
            let paint = s.ramp((0.0, 0.0), (1.0, 1.0), &[(0.0, leaf.light(0.3), 1.0), (1.0, leaf.dark(0.26), 1.0)]);
            s.fill("M0 0C-60 -30 -56 -100 0 -130C56 -100 60 -30 0 0Z", paint);
            s.faint("M0 -4V-112", leaf.dark(0.4), 3.0, 0.5);
        });
    }
    let body = Lathe::new(
        590.0,
        0.17,
        &[
            (660.0, 66.0),
            (660.0, 66.0),
            (690.0, 54.0),
            (780.0, 56.0),
            (870.0, 120.0),
            (980.0, 196.0),
            (1090.0, 204.0),
            (1170.0, 160.0),
            (1202.0, 124.0),
            (1202.0, 124.0),
        ],
    );
    body.turn(s, ink, Finish::Matt);
    s.clip(&body.outline(), |s| {
        for step in 0..9 {
            s.faint(&body.hoop(840.0 + step as f32 * 40.0), ink.thread(0.2), 4.0, 0.35);
        }
    });
    let (lip, well) = (ink.light(0.3), ink.dark(0.5));
    s.oval((590.0, 660.0), 66.0, 11.0, lip);
    s.oval((590.0, 662.0), 55.0, 8.0, well);
    s.line("M590 664C588 640 590 620 594 600", leaf.dark(0.4), 8.0);
}
