//! The page of the cart. It stands above the frame around every page, whose header holds the cart's drawer, and above
//! the catalogue, whose goods it shows beside what is in the cart.

mod codes;
mod left_out;
mod page;

pub use page::cart_page;
