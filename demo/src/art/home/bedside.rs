//! Warm feet and warm bed: hot-water bottle, felt slippers.

use crate::art::{
    cloth::{knit, label, ribs},
    ink::{DUSK, Ink, LINEN, PAPER},
    sheet::Sheet,
};

/// A hot-water bottle in a cable-knit jacket with a roll neck.
pub fn bottle(s: &mut Sheet, ink: Ink) {
    let rubber = Ink::rgb(150, 84, 70);
    let neck = "M530 470V340Q530 306 600 306Q670 306 670 340V470Z";
    s.cast(neck, (22.0, 26.0), 14.0, 0.36);
    let paint = s.round(rubber);
    s.fill(neck, paint);
    s.faint("M530 372Q600 388 670 372M530 400Q600 416 670 400", rubber.dark(0.4), 5.0, 0.6);
    let stopper = s.round(Ink::rgb(70, 66, 74));
    s.slab((546.0, 250.0), (108.0, 66.0), 16.0, stopper);
    s.ring((600.0, 252.0), 26.0, 20.0, Ink::rgb(70, 66, 74), 12.0);
    let body = "M490 500C420 540 300 560 280 700C262 860 262 1040 290 1170C310 1250 380 1266 600 1268C820 1266 890 1250 910 1170C938 1040 938 860 920 700C900 560 780 540 710 500Z";
    s.cast(body, (30.0, 36.0), 26.0, 0.36);
    let paint = s.lit(ink);
    s.fill(body, paint);
    knit(s, body, ink, (260.0, 480.0, 690.0, 800.0), 26.0);
    s.clip(body, |s| {
        for x in [420.0, 600.0, 780.0] {
            s.faint(&format!("M{x} 480V1280"), ink.dark(0.14), 92.0, 0.5);
            for row in 0..10 {
                let y = 500.0 + row as f32 * 84.0;
                let (a, b) = (x - 30.0, x + 30.0);
                for (from, to, tone) in [(b, a, ink.dark(0.12)), (a, b, ink.light(0.1))] {
                    let cable = format!("M{from} {y}C{from} {} {to} {} {to} {}", y + 44.0, y + 40.0, y + 84.0);
                    s.line(&cable, ink.dark(0.36), 34.0);
                    s.line(&cable, tone, 27.0);
                    s.placed("translate(-5 0)", |s| s.faint(&cable, PAPER, 6.0, 0.24));
                }
            }
        }
        s.spot((440.0, 700.0), 260.0, 260.0, PAPER, 0.24);
        s.spot((840.0, 1200.0), 300.0, 240.0, DUSK, 0.3);
    });
    let roll = "M474 440Q600 476 726 440Q744 486 726 532Q600 568 474 532Q456 486 474 440Z";
    s.cast(roll, (4.0, 12.0), 8.0, 0.4);
    let paint = s.round(ink.light(0.06));
    s.fill(roll, paint);
    ribs(s, roll, ink, (460.0, 430.0, 280.0, 140.0), 22.0);
    label(s, 470.0, 1172.0, 92.0);
}

/// A pair of felt slippers from above, wool showing at the ankle.
pub fn slippers(s: &mut Sheet, ink: Ink) {
    for (x, side, turn) in [(400.0, 1.0, -5.0), (800.0, -1.0, 6.0)] {
        s.placed(&format!("translate({x} 760) rotate({turn}) scale({side} 1)"), |s| {
            let sole = "M-10 -430C110 -430 176 -300 166 -120C160 20 130 120 138 240C146 380 80 432 -4 432C-94 432 -146 370 -136 240C-128 120 -170 0 -170 -140C-170 -310 -120 -430 -10 -430Z";
            s.cast(sole, (24.0 * side, 30.0), 16.0, 0.42);
            s.placed("translate(6 8)", |s| s.fill(sole, Ink::rgb(124, 88, 62)));
            let inner = s.lit(LINEN.dark(0.12));
            s.fill(sole, inner);
            s.clip(sole, |s| {
                s.spot((0.0, 250.0), 120.0, 150.0, PAPER, 0.5);
                let shade = s.down(&[(0.0, DUSK), (1.0, LINEN.dark(0.3))]);
                s.tint("M-180 -60Q0 60 180 -60V60Q0 170 -180 60Z", shade, 0.4);
            });
            label(s, -46.0, 268.0, 92.0);
            let wall = "M-136 240C-128 120 -170 0 -170 -140L-126 -60C-110 60 -104 140 -104 250C-104 340 -60 394 -4 394C58 394 104 340 106 250C106 140 120 60 130 -60L166 -120C160 20 130 120 138 240C146 380 80 432 -4 432C-94 432 -146 370 -136 240Z";
            let paint = s.lit(ink.dark(0.1));
            s.fill(wall, paint);
            let upper = "M-10 -434C114 -434 182 -300 170 -110C166 -40 154 10 146 60C110 -30 60 -60 -4 -60C-70 -60 -118 -30 -146 60C-160 0 -176 -70 -174 -140C-174 -310 -124 -434 -10 -434Z";
            s.cast(upper, (4.0, 12.0), 8.0, 0.34);
            let paint = s.lit(ink);
            s.fill(upper, paint);
            s.clip(upper, |s| {
                s.spot((-60.0, -280.0), 150.0, 170.0, PAPER, 0.3);
                s.spot((110.0, -140.0), 120.0, 240.0, DUSK, 0.2);
                let mut seed = 3_u32;
                for _ in 0..60 {
                    seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    let (fx, fy) = ((seed >> 16) % 340, (seed >> 6) % 480);
                    s.faint(&format!("M{} {}l9 -5", fx as f32 - 170.0, fy as f32 - 430.0), ink.thread(0.3), 3.0, 0.4);
                }
            });
            let lip = "M-146 56C-118 -30 -70 -60 -4 -60C60 -60 110 -30 146 56";
            s.line(lip, LINEN.dark(0.16), 30.0);
            s.line(lip, LINEN.light(0.4), 20.0);
            s.stitch("M-10 -404C94 -404 152 -290 142 -110M-10 -404C-104 -404 -148 -300 -146 -140", ink.thread(0.5), 4.0);
        });
    }
}
