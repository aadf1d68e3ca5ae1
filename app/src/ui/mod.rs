//! Pieces of every page: they know no noun and call no server.

pub mod escape;
pub mod html;
pub mod icon;
pub mod language;
pub mod picture;
pub mod placeholder;
pub mod price;

#[cfg(feature = "ssr")]
pub mod alert;
#[cfg(feature = "ssr")]
pub mod breadcrumbs;
#[cfg(feature = "ssr")]
pub mod echo;
#[cfg(feature = "ssr")]
pub mod field;
#[cfg(feature = "ssr")]
pub mod pagination;
