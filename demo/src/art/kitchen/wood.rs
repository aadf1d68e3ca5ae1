//! Wood in the kitchen: board, spoons, mill, and the jar with a wooden lid.

use crate::art::{
    ink::{DUSK, Ink, LEATHER, OAK, PAPER, STEEL, WALNUT},
    lathe::{Finish, Lathe},
    sheet::Sheet,
};

/// Long wavering lines of grain inside a path.
fn grain(s: &mut Sheet, path: &str, ink: Ink, left: f32, right: f32, top: f32, bottom: f32) {
    s.clip(path, |s| {
        let (mut x, mut turn) = (left, 0.0_f32);
        while x < right {
            let sway = (turn * 2.3).sin() * 18.0;
            let third = (bottom - top) / 3.0;
            s.faint(
                &format!(
                    "M{x:.0} {top}c{sway:.0} {third:.0} {:.0} {:.0} {:.0} {:.0}",
                    -sway,
                    third * 2.0,
                    sway * 0.6,
                    third * 3.0
                ),
                ink.dark(0.22),
                if (turn as u32).is_multiple_of(3) { 5.0 } else { 2.5 },
                0.32,
            );
            x += 24.0 + (turn * 1.3).cos() * 8.0;
            turn += 1.0;
        }
    });
}

/// An end-rounded board leaning on the wall, with a leather loop.
pub fn board(s: &mut Sheet, ink: Ink) {
    let shape = "M300 520Q300 440 380 432H520Q548 430 550 400V300Q552 246 600 246Q648 246 650 300V400Q652 430 680 432H820Q900 440 900 520V1150Q900 1216 836 1216H364Q300 1216 300 1150Z";
    s.contact(600.0, 1222.0, 330.0);
    s.cast(shape, (44.0, 20.0), 26.0, 0.34);
    s.placed("translate(12 6)", |s| s.fill(shape, ink.dark(0.34)));
    let paint = s.lit(ink);
    s.fill(shape, paint);
    grain(s, shape, ink, 290.0, 910.0, 230.0, 1230.0);
    s.clip(shape, |s| s.ring((700.0, 860.0), 26.0, 44.0, ink.dark(0.3), 3.0));
    s.ring((600.0, 320.0), 25.0, 25.0, ink.dark(0.4), 5.0);
    s.oval((600.0, 320.0), 23.0, 23.0, ink.dark(0.55));
    s.line("M600 322C560 240 540 170 600 150C660 170 640 240 600 322", LEATHER.dark(0.2), 13.0);
    s.line("M600 318C564 240 548 176 600 156C650 176 634 240 600 318", LEATHER.light(0.08), 8.0);
    s.faint("M312 530Q312 452 382 444H520", PAPER, 6.0, 0.6);
    let groove = "M346 560H854V1164H346Z";
    s.faint(groove, ink.dark(0.4), 9.0, 0.35);
    s.placed("translate(3 4)", |s| s.faint(groove, PAPER, 4.0, 0.4));
}

/// A spoon, a spatula and a slotted turner in a row.
pub fn spoons(s: &mut Sheet, ink: Ink) {
    let spoon = "M0 -430C100 -430 112 -200 30 -130L24 430Q0 466 -24 430L-30 -130C-112 -200 -100 -430 0 -430Z";
    let spatula = "M-84 -420Q-20 -448 70 -428Q88 -420 84 -390L66 -160Q60 -120 26 -100L24 430Q0 466 -24 430L-26 -100Q-66 -120 -72 -160L-92 -400Q-94 -416 -84 -420Z";
    let ladle = "M0 -400C120 -400 120 -170 0 -150L22 430Q0 466 -22 430L-24 -140C-120 -190 -110 -400 0 -400Z";
    for (x, path, wood, turn) in
        [(320.0, spoon, ink, -3.0), (600.0, spatula, WALNUT.light(0.12), 2.0), (880.0, ladle, OAK.light(0.12), 4.0)]
    {
        s.placed(&format!("translate({x} 790) rotate({turn})"), |s| {
            s.cast(path, (20.0, 24.0), 12.0, 0.42);
            let paint = s.lit(wood);
            s.fill(path, paint);
            grain(s, path, wood, -110.0, 120.0, -440.0, 460.0);
            if path == spatula {
                for slot in [-34.0, 0.0, 34.0] {
                    s.slab((slot - 8.0, -380.0), (16.0, 190.0), 8.0, wood.dark(0.5));
                    s.slab((slot - 5.0, -376.0), (13.0, 184.0), 6.0, Ink::rgb(212, 216, 196));
                }
            } else {
                let (rx, ry, y) = if path == spoon { (52.0, 100.0, -296.0) } else { (62.0, 84.0, -286.0) };
                let hollow =
                    s.ramp((0.0, 0.0), (1.0, 1.0), &[(0.0, wood.dark(0.42), 1.0), (1.0, wood.light(0.24), 1.0)]);
                s.oval((0.0, y), rx, ry, hollow);
            }
            s.faint("M-10 -60V390", PAPER, 6.0, 0.4);
            s.oval((0.0, 408.0), 9.0, 9.0, wood.dark(0.5));
        });
    }
}

/// A turned pepper mill with a brushed steel crown.
pub fn mill(s: &mut Sheet, ink: Ink) {
    s.contact(560.0, 1206.0, 170.0);
    let body = Lathe::new(
        560.0,
        0.17,
        &[
            (640.0, 120.0),
            (640.0, 120.0),
            (700.0, 104.0),
            (800.0, 92.0),
            (920.0, 104.0),
            (1060.0, 150.0),
            (1150.0, 162.0),
            (1200.0, 158.0),
            (1200.0, 158.0),
        ],
    );
    body.turn(s, ink, Finish::Matt);
    grain(s, &body.outline(), ink, 390.0, 730.0, 620.0, 1230.0);
    s.clip(&body.outline(), |s| {
        s.faint(&body.hoop(1130.0), ink.dark(0.4), 6.0, 0.6);
        s.faint(&body.hoop(1146.0), PAPER, 3.0, 0.25);
        s.spot((560.0, 650.0), 150.0, 40.0, DUSK, 0.45);
    });
    let collar = Lathe::new(560.0, 0.17, &[(616.0, 112.0), (616.0, 112.0), (636.0, 116.0), (636.0, 116.0)]);
    collar.turn(s, STEEL, Finish::Gloss);
    let head = Lathe::new(
        560.0,
        0.18,
        &[(416.0, 30.0), (430.0, 92.0), (500.0, 134.0), (570.0, 124.0), (620.0, 108.0), (620.0, 108.0)],
    );
    head.turn(s, ink, Finish::Matt);
    grain(s, &head.outline(), ink, 420.0, 700.0, 400.0, 640.0);
    let nut = Lathe::new(560.0, 0.22, &[(376.0, 14.0), (382.0, 26.0), (404.0, 28.0), (424.0, 20.0), (424.0, 20.0)]);
    nut.turn(s, STEEL, Finish::Gloss);
    for (x, y, r) in [
        (800.0, 1220.0, 15.0),
        (846.0, 1244.0, 13.0),
        (762.0, 1262.0, 14.0),
        (890.0, 1214.0, 12.0),
        (830.0, 1284.0, 13.0),
    ] {
        s.contact(x, y + r * 0.8, r);
        let corn = s.lit(Ink::rgb(74, 62, 60));
        s.oval((x, y), r, r, corn);
        s.oval((x - r * 0.3, y - r * 0.4), r * 0.25, r * 0.2, PAPER.dark(0.3));
    }
}

/// A wide glass jar of pasta with an oak lid.
pub fn jar(s: &mut Sheet, ink: Ink) {
    s.contact(600.0, 1208.0, 260.0);
    let glass = Lathe::new(
        600.0,
        0.15,
        &[
            (560.0, 226.0),
            (560.0, 226.0),
            (600.0, 246.0),
            (680.0, 262.0),
            (1120.0, 262.0),
            (1180.0, 250.0),
            (1204.0, 220.0),
            (1204.0, 220.0),
        ],
    );
    let tint = Ink::rgb(206, 220, 210);
    s.tint(&glass.outline(), tint.light(0.2), 0.6);
    let inner = glass.band(730.0, 1196.0);
    s.clip(&inner, |s| {
        let heap =
            s.across(&[(0.0, Ink::rgb(226, 188, 122)), (0.3, Ink::rgb(246, 220, 166)), (1.0, Ink::rgb(190, 146, 90))]);
        s.slab((330.0, 700.0), (540.0, 540.0), 0.0, heap);
        for row in 0..9 {
            for column in 0..8 {
                let x = 350.0 + column as f32 * 70.0 + if row % 2 == 0 { 0.0 } else { 34.0 };
                let (y, turn) = (770.0 + row as f32 * 54.0, (row * 47 + column * 71) % 180);
                s.placed(&format!("translate({x} {y}) rotate({turn})"), |s| {
                    s.slab((-40.0, -14.0), (80.0, 28.0), 7.0, Ink::rgb(196, 150, 88));
                    s.slab((-38.0, -14.0), (76.0, 20.0), 7.0, Ink::rgb(244, 216, 158));
                    s.faint("M-30 -5H30", Ink::rgb(206, 164, 104), 3.0, 0.8);
                });
            }
        }
        let shade =
            s.ramp((0.0, 0.0), (1.0, 0.0), &[(0.0, DUSK, 0.14), (0.3, DUSK, 0.0), (0.6, DUSK, 0.06), (1.0, DUSK, 0.4)]);
        s.slab((330.0, 700.0), (540.0, 540.0), 0.0, shade);
    });
    s.clip(&glass.outline(), |s| {
        s.tint(&glass.strip(-0.82, -0.66, 620.0, 1130.0), PAPER, 0.6);
        s.tint(&glass.strip(-0.58, -0.53, 640.0, 1040.0), PAPER, 0.4);
        s.tint(&glass.strip(0.78, 0.88, 640.0, 1100.0), PAPER, 0.34);
    });
    s.faint(&glass.outline(), tint.dark(0.4), 4.0, 0.55);
    let lid = Lathe::new(
        600.0,
        0.15,
        &[(484.0, 238.0), (484.0, 238.0), (500.0, 246.0), (560.0, 246.0), (574.0, 238.0), (574.0, 238.0)],
    );
    lid.turn(s, ink, Finish::Matt);
    grain(s, &lid.band(500.0, 566.0), ink, 350.0, 860.0, 480.0, 620.0);
    lid.lid(s, ink);
    s.ring((600.0, 484.0), 150.0, 22.0, ink.dark(0.16), 3.0);
    s.ring((600.0, 484.0), 70.0, 10.0, ink.dark(0.16), 3.0);
    s.cast("M540 850h150v96h-150Z", (3.0, 5.0), 4.0, 0.25);
    let paper = s.lit(Ink::rgb(246, 238, 222));
    s.slab((530.0, 850.0), (160.0, 104.0), 4.0, paper);
    s.line("M560 908q26 -44 52 0t52 0", Ink::rgb(62, 84, 96), 7.0);
}
