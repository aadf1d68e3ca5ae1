//! Round the camp: flask, enamel cup, lantern.

use crate::art::{
    ink::{BRASS, DUSK, Ink, LEATHER, OAK, PAPER, STEEL},
    lathe::{Finish, Lathe},
    sheet::Sheet,
};

/// A slim vacuum flask with a cup for a lid and a leather loop.
pub fn flask(s: &mut Sheet, ink: Ink) {
    s.contact(600.0, 1210.0, 170.0);
    let body = Lathe::new(
        600.0,
        0.16,
        &[
            (540.0, 116.0),
            (540.0, 116.0),
            (570.0, 136.0),
            (640.0, 164.0),
            (720.0, 170.0),
            (1150.0, 170.0),
            (1192.0, 160.0),
            (1204.0, 150.0),
            (1204.0, 150.0),
        ],
    );
    body.turn(s, ink, Finish::Matt);
    s.clip(&body.outline(), |s| {
        s.tint(&body.strip(-0.74, -0.66, 640.0, 1120.0), PAPER, 0.4);
        let steel = s.round(STEEL);
        s.fill(&body.band(1164.0, 1220.0), steel);
        s.faint(&body.hoop(1164.0), ink.dark(0.4), 4.0, 0.6);
    });
    s.line("M546 940q27 -58 54 0t54 0", if ink.luma() > 0.55 { ink.dark(0.45) } else { ink.light(0.7) }, 10.0);
    let ring = Lathe::new(600.0, 0.16, &[(516.0, 114.0), (516.0, 114.0), (544.0, 118.0), (544.0, 118.0)]);
    ring.turn(s, STEEL, Finish::Gloss);
    let cup = Lathe::new(
        600.0,
        0.16,
        &[(336.0, 104.0), (336.0, 104.0), (346.0, 116.0), (480.0, 120.0), (518.0, 120.0), (518.0, 120.0)],
    );
    cup.turn(s, STEEL, Finish::Gloss);
    cup.lid(s, STEEL);
    s.ring((600.0, 336.0), 78.0, 12.0, STEEL.dark(0.2), 3.0);
    let tether = "M716 540C820 560 830 700 770 760C720 800 690 740 716 690C740 640 760 600 716 556";
    s.placed("translate(8 10)", |s| s.faint(tether, DUSK, 16.0, 0.26));
    s.line(tether, LEATHER.dark(0.3), 18.0);
    s.line(tether, LEATHER.light(0.1), 11.0);
    s.oval((718.0, 546.0), 14.0, 14.0, BRASS);
}

/// A rolled-rim enamel cup, its rim in a second colour.
pub fn enamel_cup(s: &mut Sheet, ink: Ink) {
    s.contact(560.0, 1208.0, 280.0);
    let rim = Ink::rgb(58, 66, 84);
    let handle = "M786 830C930 820 950 900 930 960C910 1030 850 1050 776 1056";
    s.line(handle, ink.dark(0.44), 38.0);
    let paint = s.ramp((0.0, 0.0), (1.0, 1.0), &[(0.0, ink.light(0.24), 1.0), (1.0, ink.dark(0.2), 1.0)]);
    s.line(handle, paint, 30.0);
    s.faint("M800 822C900 816 930 866 922 920", PAPER, 6.0, 0.6);
    let cup = Lathe::new(
        550.0,
        0.17,
        &[
            (740.0, 272.0),
            (740.0, 272.0),
            (760.0, 262.0),
            (1120.0, 240.0),
            (1184.0, 226.0),
            (1204.0, 204.0),
            (1204.0, 204.0),
        ],
    );
    cup.turn(s, ink, Finish::Gloss);
    let mark = if ink.luma() > 0.5 { rim } else { ink.light(0.8) };
    s.clip(&cup.outline(), |s| {
        let mut seed = 11_u32;
        for _ in 0..70 {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let (x, y) = (280.0 + ((seed >> 16) % 540) as f32, 780.0 + ((seed >> 5) % 470) as f32);
            s.oval((x, y), 3.0, 2.4, mark.mix(ink, 0.45));
        }
        s.line("M462 1040l70 -130l44 70l34 -50l70 110", mark, 11.0);
        s.line("M440 1074q26 -26 52 0t52 0t52 0t52 0t52 0", mark, 8.0);
        s.oval((640.0, 890.0), 22.0, 22.0, mark);
    });
    s.oval((550.0, 740.0), 274.0, 47.0, rim);
    s.oval((550.0, 742.0), 260.0, 41.0, Ink::rgb(244, 240, 230));
    let coffee = s.across(&[(0.0, Ink::rgb(66, 46, 40)), (1.0, Ink::rgb(132, 92, 68))]);
    s.oval((550.0, 756.0), 236.0, 28.0, coffee);
    s.faint("M282 744A270 46 0 0 1 440 700", PAPER, 6.0, 0.7);
}

/// A storm lantern with its wick lit.
pub fn lantern(s: &mut Sheet, ink: Ink) {
    let glow = Ink::rgb(255, 212, 128);
    s.spot((600.0, 860.0), 600.0, 520.0, glow, 0.55);
    s.contact(600.0, 1214.0, 250.0);
    let bail = "M392 700C330 240 870 240 808 700";
    s.line(bail, Ink::rgb(92, 92, 98), 12.0);
    s.placed("translate(-2 -3)", |s| s.faint(bail, PAPER, 3.0, 0.5));
    let grip = s.round(OAK);
    s.slab((540.0, 330.0), (120.0, 44.0), 20.0, grip);
    for x in [392.0, 808.0] {
        s.line(&format!("M{x} 640V1110"), ink.dark(0.4), 34.0);
        let paint = s.round(ink);
        s.slab((x - 14.0, 640.0), (28.0, 470.0), 12.0, paint);
    }
    let tank = Lathe::new(
        600.0,
        0.15,
        &[(1044.0, 150.0), (1050.0, 200.0), (1084.0, 236.0), (1180.0, 240.0), (1206.0, 226.0), (1206.0, 226.0)],
    );
    tank.turn(s, ink, Finish::Gloss);
    s.clip(&tank.outline(), |s| s.faint(&tank.hoop(1164.0), ink.dark(0.4), 5.0, 0.5));
    let burner =
        Lathe::new(600.0, 0.16, &[(1000.0, 84.0), (1004.0, 110.0), (1030.0, 120.0), (1056.0, 150.0), (1056.0, 150.0)]);
    burner.turn(s, BRASS, Finish::Gloss);
    s.fill("M600 860C650 930 654 984 600 1000C546 984 550 930 600 860Z", Ink::rgb(250, 168, 82));
    s.fill("M600 902C630 944 630 984 600 994C570 984 570 944 600 902Z", PAPER);
    let globe = Lathe::new(
        600.0,
        0.16,
        &[
            (706.0, 90.0),
            (706.0, 90.0),
            (780.0, 140.0),
            (870.0, 166.0),
            (960.0, 142.0),
            (1020.0, 104.0),
            (1020.0, 104.0),
        ],
    );
    let glass = s.ramp(
        (0.0, 0.0),
        (1.0, 0.0),
        &[(0.0, glow.dark(0.3), 0.5), (0.3, glow.light(0.5), 0.22), (0.7, glow, 0.2), (1.0, glow.dark(0.4), 0.5)],
    );
    s.fill(&globe.outline(), glass);
    s.tint(&globe.strip(-0.76, -0.6, 760.0, 980.0), PAPER, 0.8);
    s.tint(&globe.strip(0.72, 0.8, 790.0, 950.0), PAPER, 0.5);
    s.faint(&globe.outline(), Ink::rgb(150, 120, 80), 3.0, 0.6);
    s.line("M440 870Q600 910 760 870", Ink::rgb(120, 112, 108), 6.0);
    let hood = Lathe::new(
        600.0,
        0.15,
        &[
            (560.0, 70.0),
            (566.0, 108.0),
            (600.0, 122.0),
            (664.0, 132.0),
            (684.0, 214.0),
            (706.0, 222.0),
            (706.0, 222.0),
        ],
    );
    hood.turn(s, ink, Finish::Gloss);
    s.clip(&hood.outline(), |s| {
        for x in [530.0, 570.0, 610.0, 650.0] {
            s.slab((x - 2.0, 610.0), (18.0, 34.0), 8.0, ink.dark(0.55));
        }
    });
    let cap = Lathe::new(600.0, 0.18, &[(516.0, 30.0), (520.0, 62.0), (548.0, 84.0), (568.0, 84.0), (568.0, 84.0)]);
    cap.turn(s, ink.light(0.05), Finish::Gloss);
}
