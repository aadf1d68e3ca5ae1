//! Blown glass: carafe and tumblers.

use crate::art::{
    ink::{DUSK, Ink, PAPER},
    lathe::Lathe,
    sheet::Sheet,
};

/// Glass that has colour at its edges and lets the wall through in the middle.
fn blown(s: &mut Sheet, glass: &Lathe, ink: Ink, level: f32, foot: f32, top: f32) {
    let wall = s.ramp(
        (0.0, 0.0),
        (1.0, 0.0),
        &[
            (0.0, ink.dark(0.22), 0.62),
            (0.16, ink, 0.34),
            (0.5, ink.light(0.2), 0.26),
            (0.84, ink, 0.4),
            (1.0, ink.dark(0.3), 0.66),
        ],
    );
    s.fill(&glass.outline(), wall);
    let water =
        s.ramp((0.0, 0.0), (1.0, 0.3), &[(0.0, ink.dark(0.12), 0.34), (0.5, ink, 0.2), (1.0, ink.dark(0.3), 0.42)]);
    let r = glass.radius(level);
    s.clip(&glass.outline(), |s| {
        s.fill(&glass.band(level, foot + 60.0), water);
        s.tint(&glass.band(foot - 26.0, foot + 60.0), ink.dark(0.25), 0.32);
        s.tint(&glass.strip(-0.8, -0.62, top + 40.0, foot - 50.0), PAPER, 0.6);
        s.tint(&glass.strip(-0.52, -0.47, top + 60.0, foot - 120.0), PAPER, 0.4);
        s.tint(&glass.strip(0.72, 0.84, top + 60.0, foot - 70.0), PAPER, 0.3);
    });
    let surface = s.ramp((0.0, 0.0), (1.0, 0.0), &[(0.0, ink.light(0.5), 0.75), (1.0, ink.dark(0.1), 0.5)]);
    s.oval((glass.axis(), level), r - 6.0, (r - 6.0) * 0.17, surface);
    s.faint(&glass.outline(), ink.dark(0.34), 4.0, 0.5);
    let mouth = glass.radius(top);
    s.ring((glass.axis(), top), mouth - 3.0, (mouth - 3.0) * 0.17, ink.light(0.55), 7.0);
    s.ring((glass.axis(), top), mouth, mouth * 0.17, ink.dark(0.3), 2.0);
}

/// Light gathered by glass and thrown on the table.
fn caustic(s: &mut Sheet, ink: Ink, x: f32, y: f32, half: f32) {
    s.contact(x, y, half);
    s.spot((x + half * 0.9, y + half * 0.1), half * 0.9, half * 0.14, ink.light(0.55), 0.8);
    s.spot((x + half * 0.7, y + half * 0.08), half * 0.3, half * 0.06, PAPER, 0.9);
}

/// A tall carafe, two thirds full, with a sprig of dill in it.
pub fn carafe(s: &mut Sheet, ink: Ink) {
    caustic(s, ink, 600.0, 1212.0, 220.0);
    let glass = Lathe::new(
        600.0,
        0.17,
        &[
            (380.0, 122.0),
            (380.0, 122.0),
            (410.0, 100.0),
            (520.0, 84.0),
            (640.0, 100.0),
            (800.0, 180.0),
            (980.0, 230.0),
            (1120.0, 226.0),
            (1190.0, 190.0),
            (1205.0, 170.0),
            (1205.0, 170.0),
        ],
    );
    let stalk = Ink::rgb(116, 138, 98);
    s.faint("M560 1160C600 960 640 760 616 560", stalk, 7.0, 0.7);
    for (x, y, turn) in [
        (604.0, 980.0, -40.0),
        (616.0, 900.0, 35.0),
        (626.0, 820.0, -38.0),
        (628.0, 740.0, 38.0),
        (624.0, 660.0, -34.0),
        (618.0, 590.0, 26.0),
    ] {
        s.placed(&format!("translate({x} {y}) rotate({turn})"), |s| {
            s.tint("M0 0C-26 -34 -22 -80 0 -112C22 -80 26 -34 0 0Z", stalk.light(0.12), 0.75);
            s.faint("M0 0V-96", stalk.dark(0.25), 2.5, 0.6);
        });
    }
    blown(s, &glass, ink, 760.0, 1205.0, 380.0);
    s.clip(&glass.outline(), |s| s.spot((600.0, 1190.0), 200.0, 30.0, DUSK, 0.22));
}

/// Two tumblers, one a little behind the other.
pub fn tumblers(s: &mut Sheet, ink: Ink) {
    caustic(s, ink, 740.0, 1150.0, 170.0);
    let far = Lathe::new(
        760.0,
        0.17,
        &[
            (740.0, 190.0),
            (740.0, 190.0),
            (900.0, 182.0),
            (1060.0, 170.0),
            (1130.0, 156.0),
            (1144.0, 140.0),
            (1144.0, 140.0),
        ],
    );
    blown(s, &far, ink, 930.0, 1144.0, 740.0);
    caustic(s, ink, 440.0, 1250.0, 190.0);
    let near = Lathe::new(
        440.0,
        0.17,
        &[
            (800.0, 210.0),
            (800.0, 210.0),
            (960.0, 202.0),
            (1140.0, 188.0),
            (1226.0, 172.0),
            (1240.0, 152.0),
            (1240.0, 152.0),
        ],
    );
    blown(s, &near, ink, 900.0, 1240.0, 800.0);
    for (x, y, r) in [(400.0, 1010.0, 6.0), (470.0, 1090.0, 4.0), (420.0, 1150.0, 5.0), (520.0, 980.0, 4.0)] {
        s.ring((x, y), r, r, PAPER, 2.0);
    }
}
