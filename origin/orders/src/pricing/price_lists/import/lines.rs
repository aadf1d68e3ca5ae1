//! What lines make of price lists.

use std::collections::{BTreeMap, BTreeSet};

use api::checkout::price_list_imports::{PriceListLine, PriceListLineOutcome, PriceListLineResult};
use api::checkout::price_lists::{PriceList, PriceListEntry, PriceListTerms};
use domain::{CustomerGroupId, PriceListId};
use origin_platform::ServiceError;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::pricing::customer_groups::name as kept_name;
use crate::pricing::price_lists::{check, read};

/// A list as it is to be.
pub(super) struct Planned {
    pub before: Option<PriceList>,
    pub terms: PriceListTerms,
}

/// All of them, and what becomes of each line.
pub(super) struct Plan {
    pub lists: Vec<Planned>,
    pub results: Vec<PriceListLineResult>,
}

const fn fine(outcome: PriceListLineOutcome) -> PriceListLineResult {
    PriceListLineResult { outcome, problem: None }
}

fn refused(problem: impl Into<String>) -> PriceListLineResult {
    PriceListLineResult { outcome: PriceListLineOutcome::Refused, problem: Some(problem.into()) }
}

/// Works out what the lines make of the lists that there are, and writes nothing.
pub(super) async fn planned(tx: &mut PgConnection, lines: &[PriceListLine]) -> Result<Plan, ServiceError> {
    let groups: BTreeMap<String, Uuid> =
        sqlx::query_as("select name, id from orders.customer_groups").fetch_all(&mut *tx).await?.into_iter().collect();
    let skus: Vec<&str> = lines.iter().map(|line| line.sku.as_str()).collect();
    let known: BTreeSet<String> = sqlx::query_scalar("select sku from orders.sellable_snapshots where sku = any($1)")
        .bind(skus)
        .fetch_all(&mut *tx)
        .await?
        .into_iter()
        .collect();
    let mut results = vec![fine(PriceListLineOutcome::Unchanged); lines.len()];
    // By the name that is kept: of two spellings of one, the second would be taken by the first.
    let mut by_list: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (place, line) in lines.iter().enumerate() {
        match kept_name("lines", &line.list) {
            Ok(name) => by_list.entry(name).or_default().push(place),
            Err(problem) => results[place] = refused(problem.detail),
        }
    }
    let mut lists = Vec::new();
    for (name, places) in by_list {
        let before = named(tx, &name).await?;
        let first = &lines[places[0]];
        let group = first.group.as_deref().map(str::trim).filter(|group| !group.is_empty());
        let known_group = group.map(|group| groups.get(&kept_name("lines", group).unwrap_or_default()).copied());
        let mut terms = PriceListTerms {
            name: name.clone(),
            currency: first.currency,
            group: known_group.flatten().map(CustomerGroupId),
            starts_at: first.starts_at,
            ends_at: first.ends_at,
            entries: before.as_ref().map(|before| before.terms.entries.clone()).unwrap_or_default(),
        };
        let mut seen = BTreeSet::new();
        for &place in &places {
            let line = &lines[place];
            let is_alike = (&line.group, line.starts_at, line.ends_at, line.currency)
                == (&first.group, first.starts_at, first.ends_at, first.currency);
            results[place] = if !is_alike {
                refused(format!("The lines of a list agree in currency, group and times: those of “{name}” do not."))
            } else if known_group == Some(None) {
                refused("There is no such group of customers. Make it first, or mend its name.")
            } else if before.as_ref().is_some_and(|before| before.terms.currency != line.currency) {
                refused(format!("The list “{name}” has another currency: give this one another name."))
            } else if !known.contains(line.sku.as_str()) {
                refused("No variant that was ever on sale has this SKU. Put it on sale first, or mend the SKU.")
            } else if !seen.insert((&line.sku, line.from)) {
                refused("The list has a line for this SKU and quantity already: leave out one of them.")
            } else {
                fine(put(&mut terms.entries, line))
            };
        }
        // For whom and when a list counts is part of what each of its prices is.
        let is_other = before.as_ref().is_some_and(|before| {
            let was = &before.terms;
            (was.group, was.starts_at, was.ends_at) != (terms.group, terms.starts_at, terms.ends_at)
        });
        for &place in places.iter().filter(|_| is_other) {
            if results[place].outcome == PriceListLineOutcome::Unchanged {
                results[place].outcome = PriceListLineOutcome::Changed;
            }
        }
        // Of a group that is not there its lines have been told.
        if known_group == Some(None) {
            continue;
        }
        // What a list as a whole may not be its lines are told, each what it does to it.
        match check::terms(&terms) {
            Ok(terms) => lists.push(Planned { before, terms }),
            Err(problem) => {
                let own = problem.field.as_deref().and_then(|field| entry_of(field, &terms.entries));
                let at_fault = |place: &usize| match own {
                    Some(entry) => (&lines[*place].sku, lines[*place].from) == (&entry.sku, entry.from),
                    None => true,
                };
                for place in places.iter().filter(|place| at_fault(place)) {
                    results[*place] = refused(problem.detail.clone());
                }
                // One that no line has made so is as it was kept, and cannot be at fault.
                if !places.iter().any(at_fault) {
                    results[places[0]] = refused(problem.detail);
                }
            }
        }
    }
    Ok(Plan { lists, results })
}

/// The entry that a problem's field names: `terms.entries[3].from`.
fn entry_of<'a>(field: &str, entries: &'a [PriceListEntry]) -> Option<&'a PriceListEntry> {
    let place = field.strip_prefix("terms.entries[")?.split(']').next()?;
    entries.get(place.parse::<usize>().ok()?)
}

fn put(entries: &mut Vec<PriceListEntry>, line: &PriceListLine) -> PriceListLineOutcome {
    match entries.iter_mut().find(|entry| (&entry.sku, entry.from) == (&line.sku, line.from)) {
        Some(entry) if entry.amount_minor == line.amount_minor => PriceListLineOutcome::Unchanged,
        Some(entry) => {
            entry.amount_minor = line.amount_minor;
            PriceListLineOutcome::Changed
        }
        None => {
            let (sku, from, amount_minor) = (line.sku.clone(), line.from, line.amount_minor);
            entries.push(PriceListEntry { sku, from, amount_minor });
            PriceListLineOutcome::New
        }
    }
}

/// The list that is called so.
async fn named(tx: &mut PgConnection, name: &str) -> Result<Option<PriceList>, ServiceError> {
    let id: Option<Uuid> = sqlx::query_scalar("select id from orders.price_lists where name = $1 for update")
        .bind(name)
        .fetch_optional(&mut *tx)
        .await?;
    match id {
        Some(id) => read::find(tx, PriceListId(id)).await,
        None => Ok(None),
    }
}
