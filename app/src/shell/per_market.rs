//! What is the same on every page of a market: turned into HTML once, and then only copied.

use std::sync::{Arc, Mutex, OnceLock};

use domain::Market;

use crate::brand::Brand;
use crate::ui::html::Html;

/// A part of HTML for each market. It must show nothing of a request.
pub(super) struct PerMarket {
    /// Of the markets that every shop has.
    all: [OnceLock<String>; Market::ALL.len()],
    /// Of those that this shop has made, which are some dozens at most.
    made: Mutex<Vec<(Market, &'static str)>>,
}

impl PerMarket {
    /// None yet.
    pub const fn new() -> Self {
        Self { all: [const { OnceLock::new() }; Market::ALL.len()], made: Mutex::new(Vec::new()) }
    }

    /// The part of a market, which `make` makes where it is the first to be asked.
    pub fn of(&'static self, market: Market, make: impl FnOnce() -> String) -> &'static str {
        if let Some(place) = place(market) {
            return self.all[place].get_or_init(make);
        }
        let mut made = self.made.lock().expect("no part panics");
        if let Some((_, part)) = made.iter().find(|(known, _)| *known == market) {
            return part;
        }
        let part: &'static str = String::leak(make());
        made.push((market, part));
        part
    }
}

/// The same of a part that shows what the merchant has set: it is made anew when that is another.
pub(super) struct PerBrand(Mutex<Kept>);

struct Kept {
    /// Of the markets that every shop has.
    all: [Option<Made>; Market::ALL.len()],
    /// Of those that this shop has made, which are some dozens at most.
    made: Vec<(Market, Option<Made>)>,
}

impl Kept {
    fn of(&mut self, market: Market) -> &mut Option<Made> {
        if let Some(place) = place(market) {
            return &mut self.all[place];
        }
        let at = self.made.iter().position(|(known, _)| *known == market).unwrap_or_else(|| {
            self.made.push((market, None));
            self.made.len() - 1
        });
        &mut self.made[at].1
    }
}

/// A part, and of what it was made.
type Made = (Brand, Arc<Html>);

impl PerBrand {
    /// None yet.
    pub const fn new() -> Self {
        Self(Mutex::new(Kept { all: [const { None }; Market::ALL.len()], made: Vec::new() }))
    }

    /// The part of a market, which `make` writes where it is not the last that was asked for.
    pub fn of(&self, market: Market, brand: &Brand, make: impl FnOnce(&mut Html)) -> Arc<Html> {
        let mut made = self.0.lock().expect("no part panics");
        match made.of(market) {
            Some((made_of, part)) if made_of == brand => Arc::clone(part),
            outdated => {
                let mut part = Html::with_capacity(0);
                make(&mut part);
                let part = Arc::new(part);
                *outdated = Some((brand.clone(), Arc::clone(&part)));
                part
            }
        }
    }
}

/// The place of a market that every shop has.
fn place(market: Market) -> Option<usize> {
    match market {
        Market::Eu => Some(0),
        Market::De => Some(1),
        Market::Us => Some(2),
        Market::Made(_) => None,
    }
}
