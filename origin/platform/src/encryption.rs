//! Whether the ways to the stores are encrypted.

use anyhow::Context as _;
use api::edge::plain::PlainHosts;
use redis::ConnectionAddr;
use redis::IntoConnectionInfo as _;
use sqlx::postgres::{PgConnectOptions, PgSslMode};

use crate::StoresConfig;
use crate::redis::SentinelAddress;
use crate::stores::nats_servers;

/// Checks that nothing is said plainly to a store that is neither on this machine nor among `plain`.
///
/// # Errors
/// If it would be, or an address cannot be read.
pub fn check_stores(config: &StoresConfig, plain: &PlainHosts) -> anyhow::Result<()> {
    check_database(&config.database_url, plain)?;
    let redis: Vec<String> = match SentinelAddress::read(&config.redis_url) {
        Some(address) => address.sentinels().collect(),
        None => vec![config.redis_url.clone()],
    };
    for one in redis {
        let one = one.into_connection_info();
        let one = one.context("REDIS_URL is not an address of Redis (redis://host:port)")?;
        if let ConnectionAddr::Tcp(host, _) = one.addr() {
            plain.check(&format!("the way to Redis at {host}"), host, "write rediss://").map_err(anyhow::Error::msg)?;
        }
    }
    let servers = nats_servers(&config.nats_url).context("NATS_URL is not an address of NATS")?;
    for nats in servers.iter().filter(|nats| !nats.tls_required()) {
        let host = nats.host();
        plain.check(&format!("the way to NATS at {host}"), host, "write tls://").map_err(anyhow::Error::msg)?;
    }
    Ok(())
}

/// The same of PostgreSQL alone. To encrypt is not enough: whoever is on the way could answer in its stead.
///
/// # Errors
/// As [`check_stores`].
pub fn check_database(url: &str, plain: &PlainHosts) -> anyhow::Result<()> {
    let options: PgConnectOptions = url.parse().context("DATABASE_URL is not an address of PostgreSQL")?;
    let is_verified = matches!(options.get_ssl_mode(), PgSslMode::VerifyCa | PgSslMode::VerifyFull);
    let host = options.get_host();
    if is_verified || options.get_socket().is_some() || host.starts_with('/') {
        return Ok(());
    }
    let instead = "add ?sslmode=verify-full, and &sslrootcert=FILE where the authority is your own";
    plain.check(&format!("the way to PostgreSQL at {host}"), host, instead).map_err(anyhow::Error::msg)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_good(database: &str, redis: &str, nats: &str) -> bool {
        let config = StoresConfig {
            database_url: database.to_owned(),
            redis_url: redis.to_owned(),
            nats_url: nats.to_owned(),
            nats_replicas: 1,
            database_connections: 1,
            redis_prefix: String::new(),
            authorities: None,
        };
        check_stores(&config, &PlainHosts::new(&["10.0.0.0/8".to_owned()])).is_ok()
    }

    #[test]
    fn h3_no_store_is_spoken_to_plainly_over_a_network() {
        const HERE: [&str; 3] = ["postgres://u:p@127.0.0.1/d", "redis://:p@localhost:6379", "nats://u:p@[::1]:4222"];
        let [database, redis, nats] = HERE;
        assert!(is_good(database, redis, nats));
        for (url, expected) in [
            ("postgres://u:p@db.example/d", false),
            ("postgres://u:p@db.example/d?sslmode=require", false),
            ("postgres://u:p@db.example/d?sslmode=verify-full", true),
            ("postgres://u:p@10.0.0.7/d", true),
            ("postgres:///d?host=/var/run/postgresql", true),
        ] {
            assert_eq!(is_good(url, redis, nats), expected, "{url}");
        }
        for (url, expected) in [
            ("redis://:p@cache.example:6379", false),
            ("rediss://:p@cache.example:6379", true),
            ("redis://10.0.0.7", true),
            ("unix:///run/redis.sock", true),
            ("redis+sentinel://:p@localhost:26379,10.0.0.7:26379/shop", true),
            ("redis+sentinel://:p@localhost:26379,cache.example:26379/shop", false),
            ("rediss+sentinel://:p@localhost:26379,cache.example:26379/shop", true),
        ] {
            assert_eq!(is_good(database, url, nats), expected, "{url}");
        }
        for (url, expected) in [
            ("nats://bus.example:4222", false),
            ("nats://10.0.0.7,nats://bus.example", false),
            ("tls://bus.example:4222", true),
            ("nats://10.0.0.7", true),
        ] {
            assert_eq!(is_good(database, redis, url), expected, "{url}");
        }
    }
}
