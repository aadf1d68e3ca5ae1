//! The hosts that staff have named, beside those of the operator.

use std::net::IpAddr;

use api::media::{GetPictureHosts, PictureHosts, UpdatePictureHosts};
use api::problem::Problem;
use origin_platform::if_match::{admits, outdated};
use origin_platform::{Call, ServiceError};
use serde_json::json;
use sqlx::PgExecutor;

use crate::service::Service;

/// As many as the database takes.
const MAX_HOSTS: usize = 50;
/// Lets one at a time set them; any number that nobody else uses will do.
const ONE_AT_A_TIME: i64 = 0x70_6963_7475_7265;
/// How the audit log calls them.
const SUBJECT: &str = "picture hosts";

/// What is set.
pub(crate) async fn get_picture_hosts(
    service: Service,
    _: Call<GetPictureHosts>,
) -> Result<PictureHosts, ServiceError> {
    Ok(current(&service.stores.db).await?)
}

/// What is said takes the place of what was.
///
/// # Errors
/// `version_missing`; `version_outdated` with what is set now; a problem with the field to mend.
pub(crate) async fn update_picture_hosts(
    service: Service,
    call: Call<UpdatePictureHosts>,
) -> Result<PictureHosts, ServiceError> {
    let hosts = checked(&call.endpoint.hosts)?;
    let mut tx = call.begin(&service.stores.db).await?;
    // A statement of its own: the next one sees what was committed before the lock was had.
    sqlx::query("select pg_advisory_xact_lock($1)").bind(ONE_AT_A_TIME).execute(&mut *tx).await?;
    let before = current(&mut *tx).await?;
    if !admits(call.endpoint.if_match, before.version)? {
        return Err(outdated(before.version, &before));
    }
    if hosts == before.hosts {
        return call.commit(tx, before).await;
    }
    let after = PictureHosts { version: before.version + 1, hosts };
    sqlx::query("insert into media.picture_host_versions (version, hosts) values ($1, $2)")
        .bind(after.version)
        .bind(&after.hosts)
        .execute(&mut *tx)
        .await?;
    let (old, new) = (json!({ "hosts": before.hosts }), json!({ "hosts": after.hosts }));
    call.audit(&mut tx, SUBJECT, Some(old), Some(new)).await?;
    call.commit(tx, after).await
}

/// What is set, with its version.
pub(super) async fn current(db: impl PgExecutor<'_>) -> sqlx::Result<PictureHosts> {
    let row: Option<(i64, Vec<String>)> =
        sqlx::query_as("select version, hosts from media.picture_host_versions order by version desc limit 1")
            .fetch_optional(db)
            .await?;
    Ok(row.map(|(version, hosts)| PictureHosts { version, hosts }).unwrap_or_default())
}

/// The names in small letters, each once.
fn checked(given: &[String]) -> Result<Vec<String>, Problem> {
    let mut hosts: Vec<String> = Vec::new();
    for name in given.iter().map(|name| name.trim().to_ascii_lowercase()).filter(|name| !name.is_empty()) {
        if !is_host(&name) {
            let detail = format!(
                "“{name}” is no name of a host on the internet. Give names such as cdn.example.com, or *.example.com for \
                 all below it: no addresses, no paths and no ports; letters with accents as xn--…."
            );
            return Err(Problem::field("hosts", detail));
        }
        if !hosts.contains(&name) {
            hosts.push(name);
        }
    }
    match hosts.len() <= MAX_HOSTS {
        true => Ok(hosts),
        false => Err(Problem::field("hosts", format!("Name at most {MAX_HOSTS} hosts."))),
    }
}

/// Whether this is a whole name with two parts at least, behind a star as well, and neither an address nor a name that is
/// known on one machine or in one network alone.
fn is_host(name: &str) -> bool {
    let bare = name.strip_prefix("*.").unwrap_or(name);
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    };
    let last = bare.rsplit('.').next().unwrap_or_default();
    bare.len() <= 253
        && bare.contains('.')
        && bare.split('.').all(is_label)
        && !last.bytes().all(|byte| byte.is_ascii_digit())
        && !["localhost", "local", "internal", "lan", "home", "arpa"].contains(&last)
        && bare.parse::<IpAddr>().is_err()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_whole_names_on_the_internet() {
        let of = |names: &[&str]| checked(&names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>());
        let good = of(&[" CDN.Example.com", "*.shop.example", "cdn.example.com", "", "xn--bcher-kva.example"]);
        assert_eq!(good.expect("good names"), ["cdn.example.com", "*.shop.example", "xn--bcher-kva.example"]);
        for bad in [
            "localhost",
            "printer.local",
            "db.internal",
            "10.0.0.7",
            "127.0.0.1",
            "[::1]",
            "0x7f.1",
            "1.2",
            "example",
            "*",
            "*.com",
            "*.*.example.com",
            "a.*.example.com",
            "https://a.example",
            "a.example/x",
            "a.example:443",
            "a..example",
            "-a.example",
            "a_b.example",
            "ä.example",
            "user@a.example",
            "a.example.",
        ] {
            let problem = of(&[bad]).expect_err(bad);
            assert_eq!(problem.field.as_deref(), Some("hosts"), "{bad}");
        }
        let many: Vec<String> = (0..=MAX_HOSTS).map(|n| format!("a{n}.example")).collect();
        assert!(checked(&many).is_err() && checked(&many[1..]).is_ok());
    }
}
