//! What a thing stands on or hangs against: tinted paper and window light from the upper left.

use super::{
    ink::{DUSK, Ink, OAK, PAPER},
    sheet::Sheet,
};

/// Where a thing is shown.
#[derive(Clone, Copy, PartialEq)]
pub enum Ground {
    /// Standing, with a wall behind; its foot is near y 1150 on a product sheet.
    Floor,
    /// Hanging from a peg.
    Wall,
    /// Lying, seen from above.
    Flat,
}

/// The tint of a collection's paper.
pub fn tint(collection: &str) -> Ink {
    match collection {
        "table" => Ink::rgb(237, 222, 200),
        "kitchen" => Ink::rgb(218, 224, 204),
        "bed-and-bath" => Ink::rgb(238, 214, 204),
        "light-and-desk" => Ink::rgb(241, 223, 181),
        "weather" => Ink::rgb(204, 219, 226),
        _ => Ink::rgb(211, 220, 209),
    }
}

/// Paints the paper of a product sheet.
pub fn paint(s: &mut Sheet, ground: Ground, tint: Ink) {
    let wall = s.ramp(
        (0.0, 0.0),
        (0.9, 1.0),
        &[(0.0, tint.light(0.62), 1.0), (0.5, tint.light(0.18), 1.0), (1.0, tint.dark(0.07), 1.0)],
    );
    s.slab((0.0, 0.0), (1200.0, 1500.0), 0.0, wall);
    match ground {
        Ground::Floor => {
            panes(s, 0.55);
            floor(s, tint, 1200.0, 1000.0, 1500.0);
        }
        Ground::Wall => panes(s, 0.5),
        Ground::Flat => panes(s, 0.34),
    }
}

/// A table top from `edge` down to `bottom`.
pub fn floor(s: &mut Sheet, tint: Ink, width: f32, edge: f32, bottom: f32) {
    let wood = tint.mix(OAK, 0.16);
    let top = s.ramp(
        (0.0, 0.0),
        (0.8, 1.0),
        &[(0.0, wood.light(0.34), 1.0), (0.6, wood.light(0.05), 1.0), (1.0, wood.dark(0.07), 1.0)],
    );
    s.slab((0.0, edge), (width, bottom - edge), 0.0, top);
    let meet = s.down(&[(0.0, wood.dark(0.10)), (1.0, wood.light(0.20))]);
    s.slab((0.0, edge), (width, 7.0), 0.0, meet);
    let shade = s.ramp((0.0, 1.0), (0.0, 0.0), &[(0.0, DUSK, 0.09), (1.0, DUSK, 0.0)]);
    s.slab((0.0, edge - 110.0), (width, 110.0), 0.0, shade);
}

/// Light through a four-pane window, thrown aslant on the wall.
pub fn panes(s: &mut Sheet, opacity: f32) {
    for (x, y) in [(60.0, 90.0), (370.0, 150.0), (130.0, 480.0), (440.0, 540.0)] {
        let path = format!("M{x} {y}l270 52l62 330l-270 -52Z");
        s.blurred(&path, PAPER, 16.0, opacity);
    }
}

/// A turned oak peg, its middle at the given place.
pub fn peg(s: &mut Sheet, x: f32, y: f32) {
    s.spot((x + 22.0, y + 26.0), 62.0, 56.0, DUSK, 0.4);
    let rim = s.lit(OAK.dark(0.12));
    s.oval((x, y), 36.0, 36.0, rim);
    let face = s.lit(OAK.light(0.2));
    s.oval((x - 3.0, y - 3.0), 29.0, 29.0, face);
    s.ring((x - 3.0, y - 3.0), 17.0, 17.0, OAK.dark(0.1), 2.0);
    s.ring((x - 3.0, y - 3.0), 7.0, 7.0, OAK.dark(0.1), 2.0);
}
