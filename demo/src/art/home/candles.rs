//! Candles: one in a clay cup, and a pair of tapers.

use crate::art::{
    ink::{BRASS, DUSK, Ink, PAPER},
    lathe::{Finish, Lathe},
    sheet::Sheet,
};

/// A flame whose wick stands at the given place.
fn flame(s: &mut Sheet, x: f32, y: f32, scale: f32) {
    let halo = Ink::rgb(255, 214, 130);
    s.spot((x, y - 70.0 * scale), 330.0 * scale, 330.0 * scale, halo, 0.55);
    s.placed(&format!("translate({x} {y}) scale({scale})"), |s| {
        s.line("M0 0Q-3 -20 3 -40", Ink::rgb(70, 58, 54), 8.0);
        let outer =
            s.down(&[(0.0, Ink::rgb(255, 196, 96)), (0.7, Ink::rgb(246, 152, 70)), (1.0, Ink::rgb(214, 134, 96))]);
        s.fill("M0 -190C52 -110 54 -20 0 -14C-54 -20 -46 -110 0 -190Z", outer);
        let inner = s.down(&[(0.0, PAPER), (0.75, Ink::rgb(255, 236, 170)), (1.0, Ink::rgb(168, 186, 214))]);
        s.fill("M2 -140C28 -90 30 -24 2 -20C-28 -24 -22 -90 2 -140Z", inner);
    });
}

/// A soy candle in a glazed clay cup, with a paper band.
pub fn cup_candle(s: &mut Sheet, ink: Ink) {
    s.contact(600.0, 1210.0, 270.0);
    let cup = Lathe::new(
        600.0,
        0.17,
        &[
            (800.0, 256.0),
            (800.0, 256.0),
            (860.0, 262.0),
            (1100.0, 256.0),
            (1176.0, 234.0),
            (1202.0, 204.0),
            (1202.0, 204.0),
        ],
    );
    cup.turn(s, ink, Finish::Gloss);
    let wax = Ink::rgb(248, 236, 210);
    cup.mouth(s, ink.light(0.1), ink, 16.0);
    let pool = s.across(&[(0.0, wax.dark(0.12)), (0.5, wax.light(0.5)), (1.0, wax.dark(0.04))]);
    s.oval((600.0, 818.0), 228.0, 33.0, pool);
    s.spot((600.0, 820.0), 150.0, 24.0, Ink::rgb(255, 206, 120), 0.9);
    let band = cup.band(930.0, 1070.0);
    let paper = s.round(Ink::rgb(244, 236, 220));
    s.fill(&band, paper);
    s.faint(&cup.hoop(944.0), ink.dark(0.2), 4.0, 0.7);
    s.faint(&cup.hoop(1058.0), ink.dark(0.2), 4.0, 0.7);
    s.line("M540 1048q30 -60 60 0t60 0", ink.dark(0.3), 10.0);
    for y in [1092.0, 1106.0] {
        s.faint(
            &format!("M{} {y}H{}", if y < 1100.0 { 548.0 } else { 566.0 }, if y < 1100.0 { 652.0 } else { 634.0 }),
            ink.dark(0.3),
            4.0,
            0.6,
        );
    }
    flame(s, 600.0, 822.0, 1.15);
}

/// Two tapers of different burning, in brass holders.
pub fn tapers(s: &mut Sheet, ink: Ink) {
    for (x, top, foot) in [(760.0, 420.0, 1160.0), (430.0, 540.0, 1230.0)] {
        s.contact(x, foot + 4.0, 140.0);
        let dish = Lathe::new(
            x,
            0.2,
            &[
                (foot - 40.0, 140.0),
                (foot - 40.0, 140.0),
                (foot - 30.0, 146.0),
                (foot - 8.0, 120.0),
                (foot, 100.0),
                (foot, 100.0),
            ],
        );
        dish.turn(s, BRASS, Finish::Gloss);
        dish.mouth(s, BRASS, BRASS.light(0.2), 9.0);
        let loop_handle = format!("M{} {}q70 -40 90 6t-70 34", x + 130.0, foot - 40.0);
        s.line(&loop_handle, BRASS.dark(0.3), 17.0);
        s.line(&loop_handle, BRASS.light(0.1), 11.0);
        s.spot((x + 20.0, foot - 34.0), 80.0, 14.0, DUSK, 0.5);
        let stick = Lathe::new(
            x,
            0.2,
            &[
                (top, 20.0),
                (top, 20.0),
                (top + 30.0, 30.0),
                (foot - 120.0, 37.0),
                (foot - 40.0, 37.0),
                (foot - 40.0, 37.0),
            ],
        );
        stick.turn(s, ink, Finish::Matt);
        let tip = s.lit(ink.light(0.3));
        s.oval((x, top), 20.0, 6.0, tip);
        s.line(&format!("M{} {}q-6 40 0 70q4 14 8 0t0 -50", x - 24.0, top + 16.0), ink.light(0.16), 12.0);
        let sleeve = Lathe::new(
            x,
            0.2,
            &[
                (foot - 116.0, 46.0),
                (foot - 116.0, 46.0),
                (foot - 100.0, 42.0),
                (foot - 50.0, 42.0),
                (foot - 38.0, 54.0),
                (foot - 38.0, 54.0),
            ],
        );
        sleeve.turn(s, BRASS, Finish::Gloss);
        flame(s, x, top + 4.0, 0.86);
    }
}
