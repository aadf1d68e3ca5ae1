//! The cart link in the header with its drawer, and the lines of the cart page.

mod draft;
mod drawer;
mod editor;
mod lines;

pub use drawer::CartDrawer;
pub use lines::CartLines;
