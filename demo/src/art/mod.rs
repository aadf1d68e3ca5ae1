//! Every picture of the shop, drawn in code: flat shapes, soft light from the upper left.

mod backdrop;
mod ink;
mod lathe;
mod sheet;
mod table_ware;

pub use backdrop::{Ground, tint};
pub use ink::Ink;
pub use sheet::Sheet;

/// How a product is drawn.
#[derive(Clone, Copy)]
pub struct Sketch {
    /// What it is shown against.
    pub ground: Ground,
    /// Its colour where no option names one.
    pub ink: Ink,
    /// Draws it on a product sheet, in a colour.
    pub draw: fn(&mut Sheet, Ink),
}

/// The sketch of the product with this slug.
pub fn sketch(slug: &str) -> Option<Sketch> {
    use Ground::{Flat, Floor, Wall};
    let (ground, ink, draw): (Ground, Ink, fn(&mut Sheet, Ink)) = match slug {
        "harbour-mug" => (Floor, Ink::rgb(229, 220, 203), table_ware::mug),
        "tideline-bowl" => (Floor, Ink::rgb(229, 220, 203), table_ware::bowl),
        "dune-plate" => (Floor, Ink::rgb(229, 220, 203), table_ware::plates),
        "lee-teapot" => (Floor, Ink::rgb(229, 220, 203), table_ware::teapot),
        _ => return None,
    };
    Some(Sketch { ground, ink, draw })
}

/// A product sheet, 1200 by 1500, as SVG.
pub fn product(sketch: Sketch, collection: &str, ink: Option<Ink>) -> String {
    let mut s = Sheet::default();
    backdrop::paint(&mut s, sketch.ground, tint(collection));
    (sketch.draw)(&mut s, ink.unwrap_or(sketch.ink));
    s.finish(1200, 1500)
}
