//! What is the same on every page of a market: turned into HTML once, and then only copied.

use std::sync::{Arc, Mutex, OnceLock};

use domain::Market;

use crate::brand::Brand;
use crate::ui::html::Html;

/// A piece of HTML for each market. It must show nothing of a request.
pub(super) struct PerMarket([OnceLock<String>; Market::ALL.len()]);

impl PerMarket {
    /// None yet.
    pub const fn new() -> Self {
        Self([const { OnceLock::new() }; Market::ALL.len()])
    }

    /// The piece of a market, which `make` makes where it is the first to be asked.
    pub fn of(&'static self, market: Market, make: impl FnOnce() -> String) -> &'static str {
        self.0[place(market)].get_or_init(make)
    }
}

/// The same of a piece that shows what the merchant has set: it is made anew when that is another.
pub(super) struct PerBrand(Mutex<[Option<Made>; Market::ALL.len()]>);

/// A piece, and of what it was made.
type Made = (Brand, Arc<Html>);

impl PerBrand {
    /// None yet.
    pub const fn new() -> Self {
        Self(Mutex::new([const { None }; Market::ALL.len()]))
    }

    /// The piece of a market, which `make` writes where it is not the last that was asked for.
    pub fn of(&self, market: Market, brand: &Brand, make: impl FnOnce(&mut Html)) -> Arc<Html> {
        let mut made = self.0.lock().expect("no piece panics");
        match &mut made[place(market)] {
            Some((made_of, piece)) if made_of == brand => Arc::clone(piece),
            outdated => {
                let mut piece = Html::with_capacity(0);
                make(&mut piece);
                let piece = Arc::new(piece);
                *outdated = Some((brand.clone(), Arc::clone(&piece)));
                piece
            }
        }
    }
}

fn place(market: Market) -> usize {
    Market::ALL.iter().position(|known| *known == market).expect("every market is among all")
}
