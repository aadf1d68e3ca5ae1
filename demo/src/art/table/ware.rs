//! Stoneware: mug, bowl, plates, teapot.

use crate::art::{
    ink::{DUSK, Ink, OAK, PAPER},
    lathe::{Finish, Lathe},
    sheet::Sheet,
};

/// The unglazed clay that shows at the foot.
const CLAY: Ink = Ink::rgb(196, 158, 126);

/// Glaze outside, bare clay below a line, and a few specks of iron.
fn glazed(s: &mut Sheet, pot: &Lathe, ink: Ink, line: f32, foot: f32) {
    pot.turn(s, ink, Finish::Gloss);
    s.clip(&pot.outline(), |s| {
        let clay = s.round(CLAY);
        s.fill(&pot.band(line, foot), clay);
        s.faint(&pot.hoop(line), ink.dark(0.3), 5.0, 0.5);
    });
}

/// Iron specks, strewn by a fixed rule so that a redraw changes nothing.
fn specks(s: &mut Sheet, ink: Ink, left: f32, top: f32, width: f32, height: f32) {
    let mut seed = 7_u32;
    let mut next = || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 8) as f32 / 16_777_216.0
    };
    for _ in 0..26 {
        let (x, y, r) = (left + next() * width, top + next() * height, 1.6 + next() * 2.4);
        s.oval((x, y), r, r * 0.8, ink.thread(0.42));
    }
}

/// A straight-sided mug with a thick loop handle.
pub fn mug(s: &mut Sheet, ink: Ink) {
    s.contact(560.0, 1206.0, 270.0);
    let handle = "M800 800C960 770 1000 870 960 970C930 1050 850 1080 790 1075";
    s.line(handle, ink.dark(0.30), 66.0);
    let lit = s.ramp((0.0, 0.0), (1.0, 1.0), &[(0.0, ink.light(0.12), 1.0), (1.0, ink.dark(0.2), 1.0)]);
    s.line(handle, lit, 58.0);
    s.placed("translate(-5 -14)", |s| s.faint("M830 792C940 776 975 850 950 940", PAPER, 11.0, 0.5));
    let pot = Lathe::new(
        550.0,
        0.17,
        &[
            (690.0, 272.0),
            (690.0, 272.0),
            (760.0, 266.0),
            (960.0, 264.0),
            (1100.0, 258.0),
            (1170.0, 236.0),
            (1200.0, 206.0),
            (1200.0, 206.0),
        ],
    );
    glazed(s, &pot, ink, 1128.0, 1215.0);
    s.clip(&pot.band(760.0, 1110.0), |s| specks(s, ink, 290.0, 780.0, 520.0, 360.0));
    pot.mouth(s, ink.mix(CLAY, 0.25), ink, 20.0);
    s.placed("translate(550 735)", steam);
}

/// Two threads of steam rising from the origin.
fn steam(s: &mut Sheet) {
    s.blurred("M-50 -60C-110 -160 10 -200 -40 -310C-20 -200 -60 -160 -30 -60Z", PAPER, 7.0, 0.85);
    s.blurred("M50 -60C0 -150 110 -230 60 -370C140 -240 40 -160 74 -60Z", PAPER, 7.0, 0.75);
}

/// A deep bowl with a dipped band of glaze.
pub fn bowl(s: &mut Sheet, ink: Ink) {
    s.contact(600.0, 1208.0, 240.0);
    let foot = Lathe::new(600.0, 0.18, &[(1150.0, 168.0), (1150.0, 168.0), (1196.0, 160.0), (1196.0, 160.0)]);
    foot.turn(s, CLAY, Finish::Matt);
    let pot = Lathe::new(
        600.0,
        0.2,
        &[
            (800.0, 392.0),
            (800.0, 392.0),
            (860.0, 388.0),
            (980.0, 350.0),
            (1090.0, 268.0),
            (1150.0, 178.0),
            (1160.0, 160.0),
            (1160.0, 160.0),
        ],
    );
    glazed(s, &pot, ink, 1040.0, 1190.0);
    s.clip(&pot.band(820.0, 1030.0), |s| specks(s, ink, 220.0, 830.0, 760.0, 270.0));
    s.clip(&pot.outline(), |s| {
        s.faint(&pot.hoop(1012.0), ink.dark(0.22), 7.0, 0.5);
        s.faint(&pot.hoop(986.0), ink.dark(0.22), 4.0, 0.35);
    });
    pot.mouth(s, ink.mix(CLAY, 0.3), ink.light(0.1), 18.0);
    s.clip("M226 804a374 75 0 0 0 748 0a374 75 0 0 0 -748 0Z", |s| {
        s.ring((600.0, 846.0), 300.0, 58.0, ink.light(0.35), 5.0);
        s.spot((730.0, 850.0), 250.0, 60.0, PAPER, 0.3);
    });
}

/// A stack of three plates, and one leaning on the wall behind to show its face.
pub fn plates(s: &mut Sheet, ink: Ink) {
    let (x, y) = (600.0, 742.0);
    s.cast("M212 742a388 388 0 0 0 776 0a388 388 0 0 0 -776 0Z", (46.0, 34.0), 26.0, 0.34);
    s.placed("rotate(-7 600 742)", |s| {
        let edge = s.lit(ink.dark(0.2));
        s.oval((x + 7.0, y + 11.0), 388.0, 388.0, edge);
        let rim = s.lit(ink);
        s.oval((x, y), 388.0, 388.0, rim);
        s.ring((x, y), 383.0, 383.0, ink.mix(CLAY, 0.55), 8.0);
        let slope = s.ramp(
            (0.0, 0.0),
            (1.0, 1.0),
            &[(0.0, ink.dark(0.2), 1.0), (0.6, ink.dark(0.02), 1.0), (1.0, ink.light(0.3), 1.0)],
        );
        s.oval((x, y), 286.0, 286.0, slope);
        let well = s.lit(ink.light(0.08));
        s.oval((x, y), 268.0, 268.0, well);
        for r in [205.0, 140.0, 76.0] {
            s.ring((x, y), r, r, ink.thread(0.09), 3.0);
        }
        specks(s, ink, 420.0, 540.0, 360.0, 420.0);
        s.faint("M300 572A345 345 0 0 1 480 420", PAPER, 14.0, 0.6);
    });
    s.contact(600.0, 1250.0, 330.0);
    for (index, y) in [1206.0, 1160.0, 1114.0].into_iter().enumerate() {
        let x = 600.0 + [6.0, -8.0, 3.0][index];
        let plate = Lathe::new(
            x,
            0.13,
            &[
                (y - 34.0, 372.0),
                (y - 34.0, 372.0),
                (y - 16.0, 366.0),
                (y + 14.0, 300.0),
                (y + 36.0, 220.0),
                (y + 36.0, 220.0),
            ],
        );
        plate.turn(s, ink.dark(0.03), Finish::Gloss);
        plate.mouth(s, ink.mix(CLAY, 0.3), ink.light(0.24), 12.0);
    }
}

/// A squat teapot with a bent cane handle.
pub fn teapot(s: &mut Sheet, ink: Ink) {
    s.contact(590.0, 1206.0, 300.0);
    let spout = "M800 1010C900 980 900 830 990 770L1030 800C1000 900 960 1060 800 1120Z";
    let paint = s.lit(ink.dark(0.06));
    s.fill(spout, paint);
    s.faint("M850 990C930 950 930 850 996 792", PAPER, 10.0, 0.4);
    s.oval((1011.0, 785.0), 26.0, 13.0, ink.dark(0.4));
    let cane = "M352 800C330 420 850 420 830 800";
    s.line(cane, OAK.dark(0.34), 34.0);
    s.line(cane, OAK, 26.0);
    s.stitch(cane, OAK.dark(0.28), 7.0);
    let pot = Lathe::new(
        590.0,
        0.16,
        &[
            (790.0, 180.0),
            (800.0, 230.0),
            (880.0, 306.0),
            (990.0, 336.0),
            (1100.0, 300.0),
            (1170.0, 220.0),
            (1196.0, 190.0),
            (1196.0, 190.0),
        ],
    );
    glazed(s, &pot, ink, 1118.0, 1215.0);
    s.clip(&pot.band(840.0, 1100.0), |s| specks(s, ink, 280.0, 850.0, 620.0, 290.0));
    for x in [352.0, 830.0] {
        s.oval((x, 806.0), 30.0, 24.0, ink.dark(0.22));
        s.oval((x - 3.0, 801.0), 24.0, 18.0, ink.light(0.1));
    }
    let lid = Lathe::new(590.0, 0.17, &[(722.0, 40.0), (736.0, 110.0), (770.0, 172.0), (792.0, 186.0), (792.0, 186.0)]);
    s.spot((600.0, 802.0), 230.0, 50.0, DUSK, 0.35);
    lid.turn(s, ink.light(0.05), Finish::Gloss);
    let knob = Lathe::new(
        590.0,
        0.2,
        &[(664.0, 6.0), (668.0, 34.0), (690.0, 42.0), (712.0, 24.0), (730.0, 28.0), (730.0, 28.0)],
    );
    knob.turn(s, OAK, Finish::Matt);
}
