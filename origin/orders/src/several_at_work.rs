//! Several members of staff at work on one price list, one stock and one order, by the service's own endpoints: whatever they
//! do at the same time, it is as if they had done it one after the other, and what was answered with success is kept. For
//! products the same is in `origin/catalog/src/admin/tests/writers.rs`.

use api::checkout::price_lists::{
    CreatePriceList, GetPriceList, PriceList, PriceListEntry, PriceListTerms, UpdatePriceList,
};
use api::endpoint::Endpoint;
use api::endpoint::if_match::IfMatch;
use api::inventory::{CreateStockLocation, CreateStockTransfer, ListStockLevels, UpdateStock};
use api::orders::{CreateOrderNote, GetAdminOrder};
use api::problem::{Code, Problem};
use domain::orders::ShipmentState;
use domain::staff::Role;
use domain::{Currency, Quantity, Sku, Slug};
use futures::future::join_all;

use crate::testing::{Shop, shipment};

/// How many are at work.
const STAFF: usize = 3;
/// How often each of them may do something.
const STEPS: usize = 20;
/// Each is the same run at every time.
const SEEDS: [u64; 3] = [1, 2, 3];

/// A sequence of numbers that look random and are the same at every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % bound
    }
}

async fn owner<E: Endpoint>(shop: &Shop, endpoint: &E) -> Result<E::Reply, Problem> {
    shop.call_as_role(Role::Owner, endpoint).await
}

fn mug() -> Sku {
    "MUG".parse().expect("a SKU")
}

#[tokio::test]
async fn of_changes_of_a_price_list_at_once_one_is_kept_and_every_other_is_told() {
    for seed in SEEDS {
        let shop = Shop::open().await;
        shop.sells(&[("MUG", 2000, 9)]).await;
        let (name, currency) = ("More for less".to_owned(), Currency::Eur);
        let terms = PriceListTerms { name, currency, group: None, starts_at: None, ends_at: None, entries: Vec::new() };
        let mut model = owner(&shop, &CreatePriceList { terms }).await.expect("made");
        let read = GetPriceList { list: model.id };
        let (mut numbers, mut known, mut lines) = (Numbers(seed), vec![model.clone(); STAFF], 0_i64);
        for step in 0..STEPS {
            let mut writers = Vec::new();
            for (member, known) in known.iter_mut().enumerate() {
                match numbers.below(4) {
                    0 => *known = owner(&shop, &read).await.expect("there"),
                    1 | 2 => writers.push(member),
                    _ => {}
                }
            }
            // Whoever writes adds a line of their own to what they have read.
            let mut asked = Vec::new();
            for member in &writers {
                lines += 1;
                let PriceList { id, version, mut terms } = known[*member].clone();
                let from = Quantity::try_from(lines + 1).expect("in range");
                terms.entries.push(PriceListEntry { sku: mug(), from, amount_minor: 2000 - lines });
                asked.push(UpdatePriceList { list: id, if_match: Some(IfMatch::Version(version)), terms });
            }
            let answers = join_all(asked.iter().map(|update| owner(&shop, update))).await;
            let may = asked.iter().any(|update| update.if_match == Some(IfMatch::Version(model.version)));
            let at = format!("seed {seed}, step {step}");
            assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), usize::from(may), "{at}: {answers:?}");
            let before = model.version;
            for ((member, update), answer) in writers.iter().zip(&asked).zip(answers) {
                match answer {
                    Ok(kept) => {
                        assert_eq!(update.if_match, Some(IfMatch::Version(before)), "{at}: an old version was taken");
                        assert_eq!((kept.version, &kept.terms), (before + 1, &update.terms), "{at}");
                        known[*member] = kept.clone();
                        model = kept;
                    }
                    Err(problem) => assert_eq!(problem.code, Code::VersionOutdated, "{at}: {problem}"),
                }
            }
            assert_eq!(owner(&shop, &read).await.expect("there"), model, "{at}");
        }
        assert!(model.version > 3, "seed {seed}: nothing was done");
    }
}

/// Where mugs lie.
const PLACES: [&str; 2] = ["main", "depot"];

/// What staff do to stock.
#[derive(Clone, Copy, Debug)]
enum Move {
    Count { at: usize, units: u32 },
    Bring { from: usize, units: u32 },
}

impl Move {
    fn any(numbers: &mut Numbers) -> Self {
        let (place, units) = (numbers.below(2), u32::try_from(numbers.below(6)).expect("small"));
        match numbers.below(3) {
            0 => Self::Count { at: place, units },
            _ => Self::Bring { from: place, units: units + 1 },
        }
    }

    /// What the places hold afterwards; none if it is refused.
    fn after(self, mut held: [u32; 2]) -> Option<[u32; 2]> {
        match self {
            Self::Count { at, units } => held[at] = units,
            Self::Bring { from, units } => {
                held[from] = held[from].checked_sub(units)?;
                held[1 - from] += units;
            }
        }
        Some(held)
    }

    /// Does it; tells whether it was taken.
    async fn make(self, shop: &Shop) -> bool {
        let place = |at: usize| -> Slug { PLACES[at].parse().expect("a code") };
        let answer = match self {
            Self::Count { at, units } => {
                let count = UpdateStock { location: Some(place(at)), ..UpdateStock::counted(mug(), units) };
                owner(shop, &count).await.map(drop)
            }
            Self::Bring { from, units } => {
                let (from, to) = (place(from), place(1 - from));
                owner(shop, &CreateStockTransfer { sku: mug(), from, to, units }).await.map(drop)
            }
        };
        answer.map_err(|problem| assert_eq!(problem.field.as_deref(), Some("units"), "{problem}")).is_ok()
    }
}

/// Every order in which so many things can be done.
fn orders(count: usize) -> Vec<Vec<usize>> {
    let Some(last) = count.checked_sub(1) else { return vec![Vec::new()] };
    let mut all = Vec::new();
    for order in orders(last) {
        for at in 0..count {
            let mut longer = order.clone();
            longer.insert(at, last);
            all.push(longer);
        }
    }
    all
}

#[tokio::test]
async fn counts_and_transfers_at_once_are_as_if_they_were_made_one_after_the_other() {
    for seed in SEEDS {
        let shop = Shop::open().await;
        shop.sells(&[("MUG", 2000, 6)]).await;
        let depot = CreateStockLocation {
            code: PLACES[1].parse().expect("a code"),
            name: "Depot".to_owned(),
            priority: Some(5),
        };
        owner(&shop, &depot).await.expect("made");
        let (mut numbers, mut model) = (Numbers(seed), [6, 0]);
        for step in 0..STEPS {
            let moves: Vec<Move> = (0..=numbers.below(STAFF)).map(|_| Move::any(&mut numbers)).collect();
            let told = join_all(moves.iter().map(|one| one.make(&shop))).await;
            let levels = owner(&shop, &ListStockLevels { sku: mug() }).await.expect("listed");
            let at = |place: &str| levels.iter().find(|level| level.location.as_str() == place);
            let now =
                PLACES.map(|place| at(place).map_or(0, |level| u32::try_from(level.on_hand).expect("none is owed")));
            let is_explained = orders(moves.len()).into_iter().any(|order| {
                let (mut held, mut answers) = (model, vec![false; moves.len()]);
                for at in order {
                    if let Some(after) = moves[at].after(held) {
                        (held, answers[at]) = (after, true);
                    }
                }
                held == now && answers == told
            });
            assert!(is_explained, "seed {seed}, step {step}: of {model:?}, {moves:?} made {now:?}, and said {told:?}");
            assert_eq!(shop.ledger_errors().await, 0, "seed {seed}, step {step}: the ledger says otherwise");
            model = now;
        }
    }
}

#[tokio::test]
async fn no_note_of_an_order_is_lost_and_no_unit_leaves_twice() {
    for seed in SEEDS {
        let shop = Shop::open().await;
        shop.sells(&[("MUG", 2000, 9)]).await;
        let order = shop.placed(&[("MUG", 5)]).await;
        let (mut numbers, mut written, mut left) = (Numbers(seed), Vec::new(), 5_usize);
        for step in 0..STEPS / 2 {
            let ships: Vec<bool> = (0..STAFF).map(|_| numbers.below(4) == 0).collect();
            let texts: Vec<String> = (0..STAFF).map(|member| format!("{member} at step {step}")).collect();
            let act = async |at: usize| match ships[at] {
                true => owner(&shop, &shipment(order, &[("MUG", 1)], ShipmentState::Shipped)).await.map(drop),
                false => owner(&shop, &CreateOrderNote { order, text: texts[at].clone() }).await.map(drop),
            };
            let (one, two, three) = tokio::join!(act(0), act(1), act(2));
            let mut sent = 0;
            for (at, answer) in [one, two, three].into_iter().enumerate() {
                match (ships[at], answer) {
                    (false, answer) => {
                        answer.unwrap_or_else(|problem| panic!("seed {seed}, step {step}: {problem}"));
                        written.push(texts[at].clone());
                    }
                    (true, Ok(())) => sent += 1,
                    (true, Err(problem)) => assert_eq!(problem.code.status(), 409, "{problem}"),
                }
            }
            let asked = ships.iter().filter(|ships| **ships).count();
            assert_eq!(sent, asked.min(left), "seed {seed}, step {step}: of {left}");
            left -= sent;
        }
        let view = owner(&shop, &GetAdminOrder { order }).await.expect("there");
        let kept =
            view.timeline.iter().filter(|step| step.what == "note").filter_map(|step| step.data["text"].as_str());
        let mut kept: Vec<String> = kept.map(str::to_owned).collect();
        kept.sort_unstable();
        written.sort_unstable();
        assert_eq!(kept, written, "seed {seed}");
        let parcels: u32 =
            view.order.lifecycle.shipments.iter().flat_map(|one| &one.lines).map(|line| line.quantity.get()).sum();
        assert_eq!(usize::try_from(parcels).expect("few"), 5 - left, "seed {seed}");
    }
}
