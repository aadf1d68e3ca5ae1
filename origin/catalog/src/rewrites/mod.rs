//! Products that are written anew though nobody has changed them: a rule puts them into other collections, or the colour of
//! their picture has become known.

mod by_colour;
pub(crate) mod by_rules;

pub use by_colour::colour_picture;
pub use by_rules::fill_collections;
