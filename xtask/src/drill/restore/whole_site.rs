//! The whole site is lost: PostgreSQL with its disk, Redis, NATS, the search's index, pictures, every program. It is built up anew
//! from the backup alone, in the order of docs/disaster-recovery.md, until somebody has bought something.

use std::fs;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use super::{Shop, compare, take_over};
use crate::drill::Figure;
use crate::drill::logs::Buyer;
use crate::servers::postgres::{Addresses, Durability};
use crate::servers::stores;
use crate::shop::picture_folders;
use crate::step::step;
use crate::{http, shop};

/// What is gone beside the database and the pictures: all of it is made anew or not missed.
const LOST: [&str; 3] = ["redis", "nats", "search-index"];
/// How long the goods may take to be there.
const GOODS: Duration = Duration::from_secs(120);
/// Seconds until somebody has bought something.
const MAX_DOWN: f64 = 120.0;

impl Shop<'_> {
    /// The site whose server of PostgreSQL is `original` is gone, and the one with `name` takes its place.
    pub(super) fn lose_the_site(&mut self, original: &str, name: &str) -> Result<Vec<Figure>> {
        // What was bought last is in the repository: how much may be lost has its own part.
        self.repository.check()?;
        let before = self.database().tables()?;
        let lost = Instant::now();
        step("the whole site is lost", || {
            self.lose(original)?;
            for program in ["redis", "nats"] {
                self.processes.kill(program)?;
            }
            let lost = LOST.map(|folder| self.folder.join(folder)).into_iter().chain(picture_folders(&self.folder));
            lost.filter(|folder| folder.exists()).try_for_each(|folder| {
                fs::remove_dir_all(&folder).with_context(|| format!("cannot delete {}", folder.display()))
            })
        })?;
        step("restoring PostgreSQL to a fresh server", || self.restore(name, original, &[]))?;
        let database = self.database();
        step("comparing every row, and checking every page", || compare(&database, &before))?;
        step("bringing the pictures back", || self.bring_pictures_back())?;
        step("starting NATS and Redis with nothing in them", || self.start_empty_stores())?;
        let order = self.start_all()?;
        let down = lost.elapsed().as_secs_f64();
        step("seeing the order that was placed", || {
            let placed = format!("select count(*) from orders.orders where id::text = '{order}' and state = 'placed'");
            ensure!(database.number(&placed)? == 1.0, "the order {order} is not in the database");
            Ok(())
        })?;
        for program in ["edge-node", "origin-work", "origin-serve"] {
            self.processes.kill(program)?;
        }
        Ok(vec![Figure::new("whole site lost: until somebody has bought again", down, "s").wanted(MAX_DOWN)])
    }

    fn start_empty_stores(&mut self) -> Result<()> {
        let addresses = Addresses {
            runtime: self.stores.database_url.clone(),
            owner: self.stores.owner_url.clone(),
            admin: self.stores.admin_url.clone(),
        };
        let given = |name: &str| (name == "DATABASE_URL").then(|| addresses.runtime.clone());
        self.stores = stores::start(&self.folder, Durability::Kept, given, &mut self.ports, &mut self.processes)?;
        take_over(&mut self.stores, addresses);
        Ok(())
    }

    /// The origin, the index, an edge; returns the order that somebody then places.
    fn start_all(&mut self) -> Result<String> {
        let Self { workspace, built, stores, folder, ports, processes, .. } = self;
        let port = ports.take("edge-node")?;
        let shop = shop::Shop { workspace, built, stores, data: folder.clone(), port, seed: false };
        let origin = shop.start_origin(ports, processes)?;
        let address = origin.parse().context("the origin's address")?;
        let has_read = || http::status(address, &origin, "/health/search") == Some(200);
        step("having the search read the catalogue", || processes.wait_until("the search", GOODS, has_read))?;
        step("starting an edge", || shop.start_edge("edge-node", port, &origin, &[], processes))?;
        let buyer = Buyer::new(port, &stores.admin_url);
        step("buying something", || {
            processes.wait_until("the goods", GOODS, || buyer.goods().is_some())?;
            buyer.order()
        })
    }
}
