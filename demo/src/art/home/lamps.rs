//! Lamps: one for the table, one for the ceiling.

use crate::art::{
    ink::{BRASS, DUSK, Ink, PAPER},
    lathe::{Finish, Lathe},
    sheet::Sheet,
};

/// Light of a warm bulb.
const GLOW: Ink = Ink::rgb(255, 226, 158);

/// A dome lamp on a slim stem, switched on.
pub fn table_lamp(s: &mut Sheet, ink: Ink) {
    s.spot((600.0, 760.0), 620.0, 560.0, GLOW, 0.5);
    s.contact(600.0, 1210.0, 230.0);
    s.tint("M372 700L190 1180Q600 1330 1010 1180L828 700Z", GLOW.light(0.3), 0.22);
    s.spot((600.0, 1190.0), 440.0, 80.0, GLOW.light(0.3), 0.7);
    let flex = "M700 1196C900 1190 960 1240 1210 1206";
    s.placed("translate(4 9)", |s| s.faint(flex, DUSK, 9.0, 0.2));
    s.line(flex, ink.dark(0.3), 8.0);
    let base =
        Lathe::new(600.0, 0.2, &[(1156.0, 26.0), (1160.0, 120.0), (1176.0, 176.0), (1204.0, 182.0), (1204.0, 182.0)]);
    base.turn(s, ink, Finish::Matt);
    s.clip(&base.outline(), |s| s.spot((600.0, 1176.0), 150.0, 24.0, GLOW, 0.6));
    let stem = s.round(BRASS);
    s.slab((588.0, 690.0), (24.0, 480.0), 4.0, stem);
    s.line("M640 712V812", BRASS.dark(0.2), 4.0);
    s.oval((640.0, 822.0), 9.0, 12.0, BRASS);
    s.oval((600.0, 716.0), 300.0, 50.0, GLOW.mix(ink, 0.25));
    s.spot((600.0, 724.0), 240.0, 44.0, PAPER, 1.0);
    s.oval((600.0, 716.0), 46.0, 40.0, PAPER);
    let dome = Lathe::new(
        600.0,
        0.15,
        &[(420.0, 24.0), (426.0, 90.0), (470.0, 190.0), (570.0, 272.0), (700.0, 306.0), (712.0, 308.0), (712.0, 308.0)],
    );
    dome.turn(s, ink, Finish::Matt);
    s.oval((600.0, 712.0), 306.0, 46.0, ink.dark(0.3));
    s.oval((600.0, 714.0), 296.0, 40.0, GLOW.mix(ink, 0.12));
    s.spot((600.0, 722.0), 280.0, 38.0, PAPER, 1.0);
    s.ring((600.0, 712.0), 306.0, 46.0, ink.light(0.3), 3.0);
    let cap = Lathe::new(600.0, 0.2, &[(380.0, 10.0), (386.0, 22.0), (414.0, 26.0), (426.0, 34.0), (426.0, 34.0)]);
    cap.turn(s, BRASS, Finish::Gloss);
}

/// A bell-shaped pendant on a textile cord.
pub fn pendant(s: &mut Sheet, ink: Ink) {
    s.spot((600.0, 960.0), 640.0, 520.0, GLOW, 0.5);
    s.tint("M250 950L40 1500H1160L950 950Z", GLOW.light(0.35), 0.26);
    s.line("M600 0V400", Ink::rgb(92, 78, 70), 11.0);
    s.stitch("M600 0V400", Ink::rgb(214, 190, 150), 6.0);
    let socket = Lathe::new(600.0, 0.2, &[(380.0, 18.0), (384.0, 34.0), (470.0, 40.0), (486.0, 66.0), (486.0, 66.0)]);
    let bell = Lathe::new(
        600.0,
        0.14,
        &[
            (478.0, 52.0),
            (490.0, 92.0),
            (540.0, 150.0),
            (640.0, 206.0),
            (760.0, 250.0),
            (870.0, 312.0),
            (936.0, 372.0),
            (950.0, 380.0),
            (950.0, 380.0),
        ],
    );
    bell.turn(s, ink, Finish::Gloss);
    s.clip(&bell.outline(), |s| {
        s.faint(&bell.hoop(900.0), ink.dark(0.25), 4.0, 0.5);
        s.faint(&bell.hoop(508.0), ink.dark(0.25), 4.0, 0.5);
    });
    s.oval((600.0, 950.0), 380.0, 54.0, ink.light(0.3));
    s.oval((600.0, 952.0), 368.0, 47.0, GLOW.mix(PAPER, 0.2));
    s.spot((600.0, 958.0), 330.0, 42.0, PAPER, 1.0);
    s.spot((600.0, 972.0), 120.0, 100.0, PAPER, 0.95);
    s.oval((600.0, 968.0), 58.0, 50.0, PAPER);
    socket.turn(s, BRASS, Finish::Gloss);
}
