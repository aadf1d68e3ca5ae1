//! Shoppers who search, for `cargo xtask bench search`. Prints one JSON object: how long each answer took, in microseconds, by
//! what was asked.
//!
//! `searcher --origin URL --keys FILE --queries FILE --times N` asks for each query in the file, one after another, so many
//! times: for nothing, the search, what it can be narrowed by, both once five properties are chosen, and suggestions as it is typed.

#[path = "../connections.rs"]
mod connections;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context as _, Result, bail, ensure};
use api::client::Transport as _;
use api::endpoint::{Endpoint, request_of};
use api::search::{Filters, ListFacets, ListSuggestions, Search};
use domain::Market;
use signing::KeyFile;

use crate::connections::Connections;

/// What the prices of the catalogue are in.
const MARKET: Market = Market::Us;
/// Properties that are chosen, if what is found has so many.
const CHOSEN: usize = 5;
/// The search suggests from so many letters on.
const FIRST: usize = 2;

/// Whoever asks, and how long each answer took.
struct Searcher {
    connections: Connections,
    took: BTreeMap<&'static str, Vec<u64>>,
}

impl Searcher {
    /// The reply to one call, and how long its bytes took: reading them is not the origin's work.
    async fn call<E: Endpoint>(&self, endpoint: &E) -> Result<(E::Reply, u64)> {
        let begun = Instant::now();
        let answer = self.connections.send(request_of(endpoint)).await.map_err(|error| anyhow::anyhow!("{error:?}"))?;
        let micros = u64::try_from(begun.elapsed().as_micros())?;
        let (status, body) = (answer.status(), answer.body());
        ensure!(status == 200, "{} is answered by {status}: {}", E::PATH, String::from_utf8_lossy(body));
        Ok((serde_json::from_slice(body)?, micros))
    }

    async fn timed<E: Endpoint>(&mut self, what: &'static str, endpoint: &E) -> Result<E::Reply> {
        let (reply, micros) = self.call(endpoint).await?;
        self.took.entry(what).or_default().push(micros);
        Ok(reply)
    }

    /// The most frequent value of each of five properties of what is found, as each narrows what the others leave.
    async fn choose(&self, query: &str) -> Result<Filters> {
        let mut chosen: Vec<String> = Vec::new();
        while chosen.len() < CHOSEN {
            let filter = Filters::of_pairs(chosen.iter().map(String::as_str));
            let (list, _) = self.call(&ListFacets { filter: filter.clone(), ..ListFacets::of(query, MARKET) }).await?;
            let next = list.facets.iter().filter(|facet| !filter.has_key(&facet.key)).find_map(|facet| {
                let most = facet.values.iter().max_by_key(|value| value.products)?;
                (most.products > 0).then(|| format!("{}~{}", facet.key, most.code))
            });
            match next {
                Some(next) => chosen.push(next),
                None => break,
            }
        }
        Ok(Filters::of_pairs(chosen.iter().map(String::as_str)))
    }

    async fn ask(&mut self, query: &str, filter: &Filters) -> Result<()> {
        self.timed("nothing", &Search::of("", MARKET)).await?;
        self.timed("search", &Search::of(query, MARKET)).await?;
        self.timed("facets", &ListFacets::of(query, MARKET)).await?;
        let narrowed = Search { filter: filter.clone(), ..Search::of(query, MARKET) };
        let found = self.timed("search, five chosen", &narrowed).await?;
        ensure!(found.total > 0, "nothing is found for `{query}` and {filter}");
        let narrowed = ListFacets { filter: filter.clone(), ..ListFacets::of(query, MARKET) };
        self.timed("facets, five chosen", &narrowed).await?;
        for (end, _) in query.char_indices().skip(FIRST) {
            self.timed("suggestions", &ListSuggestions { q: query[..end].to_owned(), market: MARKET }).await?;
        }
        Ok(())
    }
}

// One thread: what it hands to another one would wait for that.
#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let mut options = BTreeMap::new();
    while let Some(name) = arguments.next() {
        let Some(name) = name.strip_prefix("--") else { bail!("`{name}` is not an option") };
        options.insert(name.to_owned(), arguments.next().with_context(|| format!("give --{name} a value"))?);
    }
    let option = |name: &str| options.get(name).with_context(|| format!("give --{name}"));
    let keys = Arc::new(KeyFile::open(Path::new(option("keys")?))?);
    let (origin, times) = (option("origin")?.parse()?, option("times")?.parse::<u32>()?);
    let queries = fs::read_to_string(option("queries")?).context("reading the queries")?;
    let queries = queries.lines().filter_map(|line| Some(line.split_once('\t')?.1));
    let mut searcher = Searcher { connections: Connections::new(origin, keys), took: BTreeMap::new() };
    let mut asked = Vec::new();
    for query in queries {
        asked.push((query, searcher.choose(query).await?));
    }
    let fully = asked.iter().filter(|(_, filter)| filter.len() == CHOSEN).count();
    ensure!(fully * 2 > asked.len(), "of {} queries only {fully} find what has {CHOSEN} properties", asked.len());
    // Once before it counts.
    for round in 0..=times {
        for (query, filter) in &asked {
            searcher.ask(query, filter).await?;
        }
        if round == 0 {
            searcher.took.clear();
        }
    }
    println!("{}", serde_json::to_string(&searcher.took)?);
    Ok(())
}
