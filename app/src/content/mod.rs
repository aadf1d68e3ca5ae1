//! What the merchant has to say: their own pages.

mod page;

pub use page::content_page;
