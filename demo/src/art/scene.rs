//! Wide pictures, made of several products: a collection's header and the home page.

use super::{
    Ground,
    backdrop::{self, tint},
    ink::{Ink, OAK, PAPER},
    sheet::Sheet,
    sketch,
};

/// One product in a scene: its slug, colour, where its foot stands, and how large it is.
type Prop = (&'static str, &'static str, f32, f32, f32);

/// The header of a collection, 1600 by 900, as SVG; none for a slug we have not staged.
pub fn collection(slug: &str) -> Option<String> {
    let props: &[Prop] = match slug {
        "table" => &[
            ("long-evening-carafe", "#d3dfda", 560.0, 700.0, 0.52),
            ("dune-plate", "#5f6f7c", 1130.0, 716.0, 0.50),
            ("reed-vase", "#b98467", 240.0, 712.0, 0.52),
            ("lee-teapot", "#7d8a68", 830.0, 752.0, 0.50),
            ("tideline-bowl", "#a9c3b6", 420.0, 800.0, 0.34),
            ("marsh-tumblers", "#c99a5b", 1410.0, 800.0, 0.36),
            ("harbour-mug", "#b5694a", 1120.0, 830.0, 0.32),
        ],
        "kitchen" => &[
            ("rinse-tea-towels", "#a34f45", 330.0, 640.0, 0.46),
            ("loaf-board", "#c9a070", 1370.0, 700.0, 0.52),
            ("sunday-pot", "#3f6270", 830.0, 740.0, 0.60),
            ("larder-jar", "#c9a070", 1150.0, 756.0, 0.42),
            ("pepper-mill", "#7a543c", 520.0, 790.0, 0.44),
            ("embers-mug", "#f0ebe0", 1340.0, 824.0, 0.30),
        ],
        "bed-and-bath" => &[
            ("ripple-towel", "#a9c3b6", 240.0, 640.0, 0.46),
            ("ebb-robe", "#e5dccb", 1390.0, 660.0, 0.50),
            ("heath-cushion", "#a3808c", 560.0, 716.0, 0.50),
            ("driftwood-bed-linen", "#cf9a90", 900.0, 748.0, 0.56),
            ("skerry-blanket", "#7d8a68", 1220.0, 812.0, 0.48),
            ("pebble-soap", "#e0a65c", 420.0, 824.0, 0.30),
        ],
        "light-and-desk" => &[
            ("noon-clock", "#f0ebe0", 330.0, 520.0, 0.40),
            ("bell-pendant", "#4d6858", 1330.0, 560.0, 0.44),
            ("reed-vase", "#d2b892", 600.0, 716.0, 0.54),
            ("lull-lamp", "#b5694a", 950.0, 740.0, 0.62),
            ("six-pencils", "#ceb278", 1280.0, 800.0, 0.32),
            ("quiet-candle", "#7d706a", 730.0, 816.0, 0.32),
            ("dusk-tapers", "#dcb15e", 200.0, 800.0, 0.40),
        ],
        "weather" => &[
            ("headland-scarf", "#a9c3b6", 300.0, 640.0, 0.50),
            ("squall-raincoat", "#d3a03f", 660.0, 650.0, 0.54),
            ("errand-tote", "#e5dccb", 1000.0, 650.0, 0.46),
            ("downpour-umbrella", "#3f6270", 1390.0, 760.0, 0.60),
            ("puddle-boots", "#4d6858", 1150.0, 800.0, 0.46),
            ("gull-beanie", "#b5694a", 400.0, 824.0, 0.30),
        ],
        "trail" => &[
            ("errand-tote", "#d3a03f", 250.0, 640.0, 0.50),
            ("daybreak-rucksack", "#7d8a68", 620.0, 740.0, 0.62),
            ("spindrift-dry-bag", "#3f6270", 1390.0, 740.0, 0.52),
            ("second-cup-flask", "#b5694a", 910.0, 760.0, 0.50),
            ("storm-lantern", "#3f6270", 1130.0, 780.0, 0.46),
            ("meadow-rug", "#a34f45", 330.0, 826.0, 0.40),
            ("embers-mug", "#f0ebe0", 880.0, 836.0, 0.26),
        ],
        _ => return None,
    };
    let mut s = Sheet::default();
    room(&mut s, tint(slug));
    stage(&mut s, props);
    Some(s.finish(1600, 900))
}

/// The home page, 1600 by 900: a window on the sea, and quiet wall on the left for words.
pub fn home() -> String {
    let mut s = Sheet::default();
    room(&mut s, Ink::rgb(232, 220, 202));
    window(&mut s);
    stage(
        &mut s,
        &[
            ("headland-scarf", "#a9c3b6", 1260.0, 560.0, 0.44),
            ("squall-raincoat", "#d3a03f", 1440.0, 590.0, 0.50),
            ("reed-vase", "#b98467", 690.0, 712.0, 0.42),
            ("storm-lantern", "#3f6270", 1130.0, 730.0, 0.44),
            ("daybreak-rucksack", "#7d8a68", 1400.0, 776.0, 0.46),
            ("lee-teapot", "#5f6f7c", 900.0, 770.0, 0.44),
            ("skerry-blanket", "#b5694a", 1130.0, 842.0, 0.32),
            ("harbour-mug", "#e5dccb", 590.0, 836.0, 0.27),
        ],
    );
    s.finish(1600, 900)
}

/// Wall, window light and table.
fn room(s: &mut Sheet, tint: Ink) {
    let wall = s.ramp(
        (0.0, 0.0),
        (1.0, 1.0),
        &[(0.0, tint.light(0.6), 1.0), (0.5, tint.light(0.2), 1.0), (1.0, tint.dark(0.08), 1.0)],
    );
    s.slab((0.0, 0.0), (1600.0, 900.0), 0.0, wall);
    s.placed("translate(90 -30) scale(0.8 0.66)", |s| backdrop::panes(s, 0.5));
    backdrop::floor(s, tint, 1600.0, 640.0, 900.0);
}

/// Sets the props in order, the farthest first.
fn stage(s: &mut Sheet, props: &[Prop]) {
    for &(slug, hex, x, y, scale) in props {
        let (Some(sketch), Some(ink)) = (sketch(slug), Ink::hex(hex)) else { continue };
        // What hangs or lies is drawn round the middle of its sheet, what stands round its foot.
        let foot = match sketch.ground {
            Ground::Floor => 1205,
            Ground::Wall | Ground::Flat => 1300,
        };
        let place = format!("translate({x} {y}) scale({scale}) translate(-600 -{foot})");
        s.placed(&place, |s| (sketch.draw)(s, ink));
    }
}

/// A casement with the harbour mouth, a lighthouse and one gull.
fn window(s: &mut Sheet) {
    let frame = "M640 70H1080V560H640Z";
    s.cast(frame, (18.0, 22.0), 18.0, 0.22);
    let painted = s.lit(Ink::rgb(247, 241, 230));
    s.fill(frame, painted);
    let view = "M668 98H1052V532H668Z";
    s.clip(view, |s| {
        let sky =
            s.down(&[(0.0, Ink::rgb(178, 204, 214)), (0.62, Ink::rgb(236, 226, 204)), (1.0, Ink::rgb(246, 222, 186))]);
        s.slab((668.0, 98.0), (384.0, 270.0), 0.0, sky);
        s.spot((760.0, 300.0), 150.0, 150.0, PAPER, 0.9);
        s.oval((760.0, 296.0), 34.0, 34.0, Ink::rgb(255, 244, 214));
        for (x, y, w) in [(880.0, 180.0, 90.0), (960.0, 206.0, 70.0), (720.0, 160.0, 60.0)] {
            s.blurred(
                &format!("M{x} {y}q{} -40 {w} 0q{} -20 {} 14h-{}Z", w * 0.5, w * 0.4, w * 0.7, w * 1.7),
                PAPER,
                5.0,
                0.85,
            );
        }
        let sea = s.down(&[(0.0, Ink::rgb(158, 190, 194)), (1.0, Ink::rgb(72, 112, 124))]);
        s.slab((668.0, 352.0), (384.0, 190.0), 0.0, sea);
        s.tint("M730 352H790L850 540H690Z", Ink::rgb(255, 240, 206), 0.34);
        let land = s.down(&[(0.0, Ink::rgb(142, 158, 128)), (1.0, Ink::rgb(94, 116, 102))]);
        s.placed("translate(0 34)", |s| {
            s.fill("M880 372C930 336 990 318 1060 316V384C1000 380 930 386 880 372Z", land);
            s.fill("M976 318l6 -96h24l6 96Z", Ink::rgb(244, 236, 222));
            s.fill("M979.5 270h29l2 22h-33Z", Ink::rgb(190, 92, 72));
            s.fill("M980 222v-20h28v20Z", Ink::rgb(92, 96, 104));
            s.fill("M976 202l18 -18l18 18Z", Ink::rgb(190, 92, 72));
            s.oval((994.0, 212.0), 7.0, 7.0, Ink::rgb(255, 236, 170));
        });
        for (x, y, w) in [
            (700.0, 410.0, 60.0),
            (860.0, 440.0, 90.0),
            (760.0, 480.0, 70.0),
            (940.0, 420.0, 60.0),
            (900.0, 500.0, 100.0),
            (680.0, 520.0, 60.0),
        ] {
            s.faint(&format!("M{x} {y}q{} -7 {w} 0", w * 0.5), PAPER, 4.0, 0.6);
        }
        s.fill("M806 392l10 -70l40 66Z", Ink::rgb(246, 238, 224));
        s.fill("M800 396h64q-8 16 -20 16h-30q-10 0 -14 -16Z", Ink::rgb(170, 96, 74));
        s.line("M872 250q14 -16 26 0q12 -16 26 0", Ink::rgb(98, 106, 116), 4.0);
    });
    s.line("M860 98V532M668 300H1052", Ink::rgb(226, 216, 200), 20.0);
    s.line("M857 98V532M668 297H1052", Ink::rgb(249, 244, 234), 14.0);
    let sill = s.down(&[(0.0, OAK.light(0.5)), (1.0, OAK)]);
    s.cast("M616 556H1104V588H616Z", (10.0, 16.0), 12.0, 0.3);
    s.slab((616.0, 556.0), (488.0, 30.0), 8.0, sill);
}
