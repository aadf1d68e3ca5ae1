//! Every picture of the shop, drawn in code: flat shapes, soft light from the upper left.

mod away;
mod backdrop;
mod cloth;
mod home;
mod ink;
mod kitchen;
mod lathe;
mod mark;
pub mod scene;
mod sheet;
mod table;

use away::{camp, knitwear, packs, picnic, rainwear};
use home::{bath, bed_linen, bedside, candles, desk, lamps};

pub use backdrop::{Ground, tint};
pub use ink::Ink;
pub use mark::icon;
pub use sheet::Sheet;

/// How a product is drawn.
#[derive(Clone, Copy)]
pub struct Sketch {
    /// What it is shown against.
    pub ground: Ground,
    /// Its colour where no option names one.
    pub ink: Ink,
    /// Draws it, in a colour: what stands has its foot near x 600, y 1205.
    pub draw: fn(&mut Sheet, Ink),
    /// How much larger it is shown on its own sheet than it was drawn.
    pub scale: f32,
}

/// The sketch of the product with this slug.
pub fn sketch(slug: &str) -> Option<Sketch> {
    use Ground::{Flat, Floor, Wall};
    let (ground, ink, draw, scale): (Ground, Ink, fn(&mut Sheet, Ink), f32) = match slug {
        "harbour-mug" => (Floor, Ink::rgb(229, 220, 203), table::ware::mug, 1.14),
        "tideline-bowl" => (Floor, Ink::rgb(229, 220, 203), table::ware::bowl, 1.06),
        "dune-plate" => (Floor, Ink::rgb(229, 220, 203), table::ware::plates, 1.0),
        "lee-teapot" => (Floor, Ink::rgb(229, 220, 203), table::ware::teapot, 1.12),
        "long-evening-carafe" => (Floor, Ink::rgb(200, 214, 210), table::glass::carafe, 1.1),
        "marsh-tumblers" => (Floor, Ink::rgb(200, 214, 210), table::glass::tumblers, 1.14),
        "harvest-napkins" => (Flat, Ink::rgb(206, 180, 150), table::setting::napkins, 1.1),
        "quayside-cutlery" => (Flat, Ink::rgb(190, 194, 198), table::setting::cutlery, 1.0),
        "sunday-pot" => (Floor, Ink::rgb(240, 234, 220), kitchen::stove::pot, 1.0),
        "ember-pan" => (Flat, Ink::rgb(74, 72, 78), kitchen::stove::skillet, 1.0),
        "loaf-board" => (Floor, Ink::rgb(201, 160, 112), kitchen::wood::board, 1.0),
        "stir-spoons" => (Flat, Ink::rgb(214, 176, 130), kitchen::wood::spoons, 1.0),
        "pepper-mill" => (Floor, Ink::rgb(122, 84, 60), kitchen::wood::mill, 1.12),
        "larder-jar" => (Floor, Ink::rgb(201, 160, 112), kitchen::wood::jar, 1.14),
        "baker-apron" => (Wall, Ink::rgb(108, 122, 110), kitchen::cloth::apron, 1.0),
        "rinse-tea-towels" => (Wall, Ink::rgb(108, 122, 110), kitchen::cloth::tea_towels, 1.0),
        "skerry-blanket" => (Floor, Ink::rgb(150, 160, 150), bed_linen::blanket, 1.0),
        "driftwood-bed-linen" => (Floor, Ink::rgb(226, 218, 204), bed_linen::bed_linen, 1.0),
        "heath-cushion" => (Floor, Ink::rgb(170, 120, 110), bed_linen::cushion, 1.0),
        "ripple-towel" => (Wall, Ink::rgb(226, 218, 204), bath::towel, 1.0),
        "ebb-robe" => (Wall, Ink::rgb(226, 218, 204), bath::robe, 1.0),
        "pebble-soap" => (Floor, Ink::rgb(196, 204, 180), bath::soap, 1.08),
        "ember-bottle" => (Flat, Ink::rgb(206, 190, 164), bedside::bottle, 1.0),
        "hush-slippers" => (Flat, Ink::rgb(150, 150, 146), bedside::slippers, 1.0),
        "lull-lamp" => (Floor, Ink::rgb(110, 124, 108), lamps::table_lamp, 1.06),
        "bell-pendant" => (Wall, Ink::rgb(110, 124, 108), lamps::pendant, 1.0),
        "quiet-candle" => (Floor, Ink::rgb(110, 124, 108), candles::cup_candle, 1.22),
        "dusk-tapers" => (Floor, Ink::rgb(238, 222, 186), candles::tapers, 1.0),
        "log-notebook" => (Flat, Ink::rgb(80, 100, 110), desk::notebook, 1.0),
        "six-pencils" => (Flat, Ink::rgb(206, 178, 120), desk::pencils, 1.0),
        "noon-clock" => (Wall, Ink::rgb(238, 230, 214), desk::clock, 1.0),
        "reed-vase" => (Floor, Ink::rgb(214, 196, 170), desk::vase, 1.06),
        "squall-raincoat" => (Wall, Ink::rgb(222, 178, 84), rainwear::raincoat, 1.0),
        "puddle-boots" => (Floor, Ink::rgb(88, 112, 98), rainwear::boots, 1.04),
        "downpour-umbrella" => (Floor, Ink::rgb(60, 80, 96), rainwear::umbrella, 1.0),
        "trawler-jumper" => (Flat, Ink::rgb(60, 78, 96), knitwear::jumper, 1.0),
        "gull-beanie" => (Floor, Ink::rgb(190, 110, 80), knitwear::beanie, 1.04),
        "headland-scarf" => (Wall, Ink::rgb(150, 160, 150), knitwear::scarf, 1.24),
        "wavelet-mittens" => (Flat, Ink::rgb(170, 90, 76), knitwear::mittens, 1.0),
        "long-walk-socks" => (Flat, Ink::rgb(150, 160, 150), knitwear::socks, 1.08),
        "daybreak-rucksack" => (Floor, Ink::rgb(112, 122, 92), packs::rucksack, 1.0),
        "errand-tote" => (Wall, Ink::rgb(236, 226, 204), packs::tote, 1.0),
        "spindrift-dry-bag" => (Floor, Ink::rgb(212, 150, 70), packs::dry_bag, 1.04),
        "second-cup-flask" => (Floor, Ink::rgb(92, 112, 104), camp::flask, 1.08),
        "embers-mug" => (Floor, Ink::rgb(238, 232, 218), camp::enamel_cup, 1.14),
        "storm-lantern" => (Floor, Ink::rgb(70, 92, 102), camp::lantern, 1.06),
        "meadow-rug" => (Floor, Ink::rgb(150, 80, 70), picnic::rug, 1.0),
        "noonday-tin" => (Floor, Ink::rgb(190, 194, 198), picnic::lunch_tin, 1.0),
        _ => return None,
    };
    Some(Sketch { ground, ink, draw, scale })
}

/// A product sheet, 1200 by 1500, as SVG.
pub fn product(sketch: Sketch, collection: &str, ink: Option<Ink>) -> String {
    let mut s = Sheet::default();
    let ink = ink.unwrap_or(sketch.ink);
    backdrop::paint(&mut s, sketch.ground, tint(collection));
    match sketch.ground {
        Ground::Floor => {
            let place = format!("translate(600 1150) scale({}) translate(-600 -1205)", sketch.scale);
            s.placed(&place, |s| (sketch.draw)(s, ink));
        }
        Ground::Wall | Ground::Flat => {
            let place = format!("translate(600 750) scale({}) translate(-600 -750)", sketch.scale);
            s.placed(&place, |s| (sketch.draw)(s, ink));
        }
    }
    s.finish(1200, 1500)
}
