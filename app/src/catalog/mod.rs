//! Home page, collections, lists and products.

pub mod buy_box;
pub mod islands;

#[cfg(feature = "ssr")]
mod about;
#[cfg(feature = "ssr")]
pub mod collections;
#[cfg(feature = "ssr")]
pub mod filters;
#[cfg(feature = "ssr")]
pub mod fragments;
#[cfg(feature = "ssr")]
mod gallery;
#[cfg(feature = "ssr")]
pub mod home;
#[cfg(feature = "ssr")]
pub mod listing;
#[cfg(feature = "ssr")]
pub mod parts;
#[cfg(feature = "ssr")]
pub mod product;
#[cfg(feature = "ssr")]
mod safety;
#[cfg(feature = "ssr")]
mod structured_data;
