//! The three servers that the origin keeps its records in.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::build::setup::{is_root, server};
use crate::servers::ports::Ports;
use crate::servers::postgres::{self, Addresses, Durability};
use crate::servers::private;
use crate::servers::process::Processes;

const TIMEOUT: Duration = Duration::from_secs(30);

/// Addresses of the servers, passwords included: never to be printed.
pub struct Stores {
    /// PostgreSQL, for the role that serves: it reads and writes rows.
    pub database_url: String,
    /// PostgreSQL, for the role that migrates. Like the next, the same as the first where a server was given.
    pub owner_url: String,
    /// PostgreSQL, for a role that may do anything: for tests and for measuring.
    pub admin_url: String,
    /// Redis.
    pub redis_url: String,
    /// NATS, for the origin.
    pub nats_url: String,
    /// NATS, for edge nodes, which only listen; the same as the other where a server was given.
    pub edge_nats_url: String,
}

impl Stores {
    /// What `origin migrate` is told beside what all commands are told.
    pub fn migrating(&self) -> Vec<(String, String)> {
        let mut settings = vec![("DATABASE_URL".to_owned(), self.owner_url.clone())];
        if self.owner_url != self.database_url {
            settings.push(("ORIGIN_RUNTIME_ROLE".to_owned(), postgres::RUNTIME.to_owned()));
        }
        settings
    }
}

/// Who may say what to NATS, as operators are told to write it.
pub const NATS_USERS: &str = include_str!("../../../docs/nats-users.conf");

/// Starts each server that `given` does not name, with its data under `folder`.
pub fn start(
    folder: &Path,
    durability: Durability,
    given: impl Fn(&str) -> Option<String>,
    ports: &mut Ports,
    processes: &mut Processes,
) -> Result<Stores> {
    private::folder(folder)?;
    if is_root() {
        private::passable(folder)?;
    }
    let database = match given("DATABASE_URL") {
        Some(url) => Addresses { runtime: url.clone(), owner: url.clone(), admin: url },
        None => postgres::start(&folder.join("postgres"), durability, ports, processes)?,
    };
    let redis_url = match given("REDIS_URL") {
        Some(url) => url,
        None => redis(&folder.join("redis"), durability, ports, processes)?,
    };
    let (nats_url, edge_nats_url) = match given("NATS_URL") {
        Some(url) => (url.clone(), url),
        None => nats(&folder.join("nats"), Ipv4Addr::LOCALHOST, ports, processes)?,
    };
    let Addresses { runtime: database_url, owner: owner_url, admin: admin_url } = database;
    Ok(Stores { database_url, owner_url, admin_url, redis_url, nats_url, edge_nats_url })
}

/// Starts Redis alone, and returns its address.
pub fn redis(folder: &Path, durability: Durability, ports: &mut Ports, processes: &mut Processes) -> Result<String> {
    private::folder(folder)?;
    let password = private::password(&folder.join("password"))?;
    let port = ports.take("redis")?;
    let config = folder.join("redis.conf");
    let append_only = if durability == Durability::Kept { "yes" } else { "no" };
    // In a file rather than in arguments, which every user of the machine can read.
    let text = format!(
        "bind 127.0.0.1\nport {port}\nrequirepass {password}\ndir \"{}\"\nappendonly {append_only}\nsave \"\"\n",
        folder.display()
    );
    private::write(&config, &text)?;
    let program = server("redis-server").context("redis-server is not installed: run `cargo xtask setup`")?;
    processes.start("redis", "TERM", Command::new(program).arg(&config))?;
    let ping = format!("AUTH {password}\r\nPING\r\n");
    processes.wait_until("Redis's readiness", TIMEOUT, || converse(local(port), &ping, "+PONG").is_some())?;
    Ok(format!("redis://:{password}@127.0.0.1:{port}/0"))
}

/// Starts NATS alone, at an address of this machine; returns the address for the origin, and that for edge nodes.
pub fn nats(folder: &Path, host: Ipv4Addr, ports: &mut Ports, processes: &mut Processes) -> Result<(String, String)> {
    private::folder(folder)?;
    let password = private::password(&folder.join("password"))?;
    let edge_password = private::password(&folder.join("edge-password"))?;
    let port = ports.take("nats")?;
    let config = folder.join("nats.conf");
    let text = format!(
        "listen: \"{host}:{port}\"\njetstream {{ store_dir: \"{}\" }}\n\
         ORIGIN_PASSWORD: \"{password}\"\nEDGE_PASSWORD: \"{edge_password}\"\n{NATS_USERS}",
        folder.display()
    );
    private::write(&config, &text)?;
    let program = server("nats-server").context("nats-server is not installed: run `cargo xtask setup`")?;
    processes.start("nats", "TERM", Command::new(program).arg("-c").arg(&config))?;
    let hello = format!("CONNECT {{\"user\":\"origin\",\"pass\":\"{password}\",\"verbose\":false}}\r\nPING\r\n");
    processes.wait_until("NATS's readiness", TIMEOUT, || converse((host, port).into(), &hello, "PONG").is_some())?;
    let address = |user: &str, password: &str| format!("nats://{user}:{password}@{host}:{port}");
    Ok((address("origin", &password), address("edge", &edge_password)))
}

fn local(port: u16) -> SocketAddr {
    (Ipv4Addr::LOCALHOST, port).into()
}

/// Says `words` to a server, and waits for an answer that contains `hoped`.
pub fn converse(server: SocketAddr, words: &str, hoped: &str) -> Option<()> {
    let mut stream = TcpStream::connect_timeout(&server, Duration::from_secs(1)).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(1))).ok()?;
    stream.write_all(words.as_bytes()).ok()?;
    let mut heard = String::new();
    let mut buffer = [0u8; 4096];
    while !heard.contains(hoped) {
        let length = stream.read(&mut buffer).ok().filter(|length| *length > 0)?;
        heard.push_str(&String::from_utf8_lossy(&buffer[..length]));
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_servers_start_on_their_old_ports_and_keep_their_data() {
        let folder = std::env::temp_dir().join(format!("xtask-stores-{}", std::process::id()));
        private::folder(&folder).expect("the temporary folder can be written");
        let begin = || {
            let mut ports = Ports::load(folder.join("ports.json"));
            let mut processes = Processes::new(&folder.join("logs")).expect("the folder is ours");
            let stores = start(&folder, Durability::Throwaway, |_| None, &mut ports, &mut processes);
            (stores.expect("the servers start: run `cargo xtask setup` if one is missing"), processes)
        };
        let (first, processes) = begin();
        let running = processes.list();
        assert_eq!(
            running.iter().map(|process| process.name.as_str()).collect::<Vec<_>>(),
            ["postgres", "redis", "nats"]
        );
        drop(processes);
        assert!(running.iter().all(|process| !process.alive()));

        let (second, processes) = begin();
        assert_eq!(
            (first.database_url, first.owner_url, first.redis_url, first.nats_url, first.edge_nats_url),
            (second.database_url, second.owner_url, second.redis_url, second.nats_url, second.edge_nats_url)
        );
        drop(processes);
        postgres::delete(&folder.join("postgres")).expect("the server has stopped");
        std::fs::remove_dir_all(folder).expect("the folder is ours");
    }
}
