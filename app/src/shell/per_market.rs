//! What is the same on every page of a market: turned into HTML once, and then only copied.

use std::sync::OnceLock;

use domain::Market;

/// A piece of HTML for each market. It must show nothing of a request.
pub(super) struct PerMarket([OnceLock<String>; Market::ALL.len()]);

impl PerMarket {
    /// None yet.
    pub const fn new() -> Self {
        Self([const { OnceLock::new() }; Market::ALL.len()])
    }

    /// The piece of a market, which `make` makes where it is the first to be asked.
    pub fn of(&'static self, market: Market, make: impl FnOnce() -> String) -> &'static str {
        let place = Market::ALL.iter().position(|known| *known == market).expect("every market is among all");
        self.0[place].get_or_init(make)
    }
}
