//! Setting what leads where.

use std::collections::{BTreeMap, BTreeSet};

use api::Tag;
use api::event::SETTINGS_CHANGED;
use api::problem::Problem;
use api::settings::{
    MAX_REDIRECTS, MAX_REDIRECTS_AT_ONCE, Redirect, RedirectOutcome, RedirectReport, RedirectRow, UpdateRedirects,
    redirect_shelf,
};
use origin_messaging::outbox::{self, NewEvent};
use origin_platform::{Call, ServiceError, Stores};
use serde_json::json;
use sqlx::PgConnection;

use super::check::{self, Ways};

/// Lets one at a time set what leads where; any number that nobody else uses will do.
const ONE_AT_A_TIME: i64 = 0x73_6574_7265_6469;

/// How the audit log calls them.
const SUBJECT: &str = "redirects";

/// Where an address leads, and with which status.
type Led = (String, u16);

/// Sets all that is given, or nothing if any of it is refused.
///
/// # Errors
/// A problem with the field to mend if there is too much of it. What one address is refused for its row says.
pub(crate) async fn update_redirects(
    stores: Stores,
    call: Call<UpdateRedirects>,
) -> Result<RedirectReport, ServiceError> {
    let UpdateRedirects { set, removed, dry_run } = &call.endpoint;
    if set.len() + removed.len() > MAX_REDIRECTS_AT_ONCE {
        let detail = format!("Give at most {MAX_REDIRECTS_AT_ONCE} addresses at once, and the others after them.");
        return Err(Problem::field("set", detail).into());
    }
    let mut tx = call.begin(&stores.db).await?;
    // A statement of its own: the next one sees what was committed before the lock was had.
    sqlx::query("select pg_advisory_xact_lock($1)").bind(ONE_AT_A_TIME).execute(&mut *tx).await?;
    let before = all(&mut tx).await?;
    let Planned { after, mut rows } = planned(&before, set, removed);
    let ways = Ways::of(after.iter().map(|(from, (to, _))| (from.as_str(), to.as_str())));
    for row in rows.iter_mut().filter(|row| matches!(row.outcome, RedirectOutcome::New | RedirectOutcome::Changed)) {
        if let Err(problem) = ways.ends(&row.from) {
            refuse(row, Some("to"), problem.to_owned());
        }
    }
    // One that is there already may lead on through one that is set.
    for from in before.keys().filter(|from| after.get(*from) == before.get(*from) && ways.ends(from).is_err()) {
        let passed = ways.passed(from);
        let is_set = |row: &RedirectRow| matches!(row.outcome, RedirectOutcome::New | RedirectOutcome::Changed);
        for row in rows.iter_mut().filter(|row| is_set(row) && passed.contains(check::bare(&row.from))) {
            let said = format!("{from} leads here, and would lead on and on: name the page at the end of it there.");
            refuse(row, Some("from"), said);
        }
    }
    if after.len() > MAX_REDIRECTS {
        let detail = format!("A shop has at most {MAX_REDIRECTS} addresses that lead elsewhere: take some away first.");
        rows.iter_mut()
            .filter(|row| row.outcome == RedirectOutcome::New)
            .for_each(|row| refuse(row, None, detail.clone()));
    }
    let is_refused = rows.iter().any(|row| row.outcome == RedirectOutcome::Refused);
    let is_kept = !is_refused && !dry_run;
    if is_kept && after != before {
        keep(&mut tx, &before, &after).await?;
        outbox::record(&mut tx, &[NewEvent::new(SETTINGS_CHANGED, vec![Tag::redirects()], &json!({}))]).await?;
        let (old, new) = (differing(&before, &after), differing(&after, &before));
        call.audit(&mut tx, SUBJECT, Some(json!(old)), Some(json!(new))).await?;
    }
    call.commit(tx, RedirectReport { rows, is_kept }).await
}

/// Says of a row what is to be mended, and which of its fields.
fn refuse(row: &mut RedirectRow, field: Option<&str>, problem: String) {
    (row.outcome, row.problem, row.field) = (RedirectOutcome::Refused, Some(problem), field.map(str::to_owned));
}

/// What there will be, and what becomes of each that was given.
struct Planned {
    after: BTreeMap<String, Led>,
    rows: Vec<RedirectRow>,
}

fn planned(before: &BTreeMap<String, Led>, set: &[Redirect], removed: &[String]) -> Planned {
    let (mut after, mut rows, mut seen) = (before.clone(), Vec::new(), BTreeSet::new());
    for given in set {
        let from = check::from(&given.from).map_err(|said| ("from", said));
        let read = from.and_then(|from| match (seen.contains(&from), given.status) {
            (true, _) => Err(("from", "This address is there twice: leave out one of them.")),
            (false, 301 | 308) => Ok((from, check::to(&given.to).map_err(|said| ("to", said))?)),
            _ => Err(("status", "The status is 308 or 301; both are for good.")),
        });
        let row = match read {
            Ok((from, to)) => {
                let led = (to, given.status);
                let outcome = match before.get(&from) {
                    None => RedirectOutcome::New,
                    Some(kept) if *kept == led => RedirectOutcome::Unchanged,
                    Some(_) => RedirectOutcome::Changed,
                };
                seen.insert(from.clone());
                after.insert(from.clone(), led);
                RedirectRow { from, outcome, problem: None, field: None }
            }
            Err((field, problem)) => RedirectRow {
                from: given.from.replace('\0', "\u{fffd}"),
                outcome: RedirectOutcome::Refused,
                problem: Some(problem.to_owned()),
                field: Some(field.to_owned()),
            },
        };
        rows.push(row);
    }
    for path in removed {
        // One that is there is taken away by its name, whatever may be one today.
        let is_there = before.contains_key(path) && !seen.contains(path);
        let outcome = if is_there { RedirectOutcome::Removed } else { RedirectOutcome::Unchanged };
        if is_there {
            after.remove(path);
        }
        rows.push(RedirectRow { from: path.replace('\0', "\u{fffd}"), outcome, problem: None, field: None });
    }
    Planned { after, rows }
}

/// Those of `these` that are not the same in `others`, for the audit log.
fn differing<'a>(these: &'a BTreeMap<String, Led>, others: &BTreeMap<String, Led>) -> BTreeMap<&'a str, String> {
    let other = these.iter().filter(|(from, led)| others.get(*from) != Some(*led));
    other.map(|(from, (to, status))| (from.as_str(), format!("{status} {to}"))).collect()
}

async fn all(tx: &mut PgConnection) -> sqlx::Result<BTreeMap<String, Led>> {
    let rows: Vec<(String, String, i16)> =
        sqlx::query_as("select path, target, status from settings.redirects").fetch_all(tx).await?;
    Ok(rows.into_iter().map(|(from, to, status)| (from, (to, u16::try_from(status).unwrap_or(308)))).collect())
}

async fn keep(
    tx: &mut PgConnection,
    before: &BTreeMap<String, Led>,
    after: &BTreeMap<String, Led>,
) -> sqlx::Result<()> {
    let gone: Vec<&str> = before.keys().filter(|from| !after.contains_key(*from)).map(String::as_str).collect();
    let shelves = |paths: &[&str]| paths.iter().map(|path| i32::from(redirect_shelf(path))).collect::<Vec<_>>();
    sqlx::query(
        "delete from settings.redirects as kept using unnest($1::int[], $2::text[]) as gone (shelf, path)
         where kept.shelf = gone.shelf and kept.path = gone.path",
    )
    .bind(shelves(&gone))
    .bind(gone)
    .execute(&mut *tx)
    .await?;
    let set: Vec<(&String, &Led)> = after.iter().filter(|(from, led)| before.get(*from) != Some(*led)).collect();
    let paths: Vec<&str> = set.iter().map(|(from, _)| from.as_str()).collect();
    sqlx::query(
        "insert into settings.redirects (shelf, path, target, status)
         select shelf, path, target, status
         from unnest($1::int[], $2::text[], $3::text[], $4::int[]) as given (shelf, path, target, status)
         on conflict (shelf, path) do update set target = excluded.target, status = excluded.status, since = now()",
    )
    .bind(shelves(&paths))
    .bind(paths)
    .bind(set.iter().map(|(_, led)| led.0.as_str()).collect::<Vec<_>>())
    .bind(set.iter().map(|(_, led)| i32::from(led.1)).collect::<Vec<_>>())
    .execute(tx)
    .await
    .map(drop)
}
