//! What a shopper keeps in the account, and what the shop keeps of them.

pub mod addresses;
pub mod cards;
pub mod data;
pub mod edit_address;
pub mod name;
