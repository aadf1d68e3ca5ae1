//! The address of NATS, which may be several servers.

use anyhow::Context as _;
use async_nats::ServerAddr;

/// The servers of NATS that an address names, with commas between them. The user and password of the first count.
///
/// # Errors
/// If one of them cannot be read.
pub fn nats_servers(url: &str) -> anyhow::Result<Vec<ServerAddr>> {
    let read = |one: &str| {
        // The client takes nothing for its own machine.
        anyhow::ensure!(!one.trim().is_empty(), "one of the addresses of NATS is empty: take out the comma too many");
        one.trim().parse().context("one of the addresses of NATS cannot be read")
    };
    url.split(',').map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_servers_of_nats_are_one_address() {
        let servers = nats_servers("nats://u:p@one:4222, nats://two:4223").expect("readable");
        assert_eq!(servers.iter().map(ServerAddr::port).collect::<Vec<_>>(), [4222, 4223]);
        assert!(nats_servers("nats://one:4222,").is_err());
    }
}
