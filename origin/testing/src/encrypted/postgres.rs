//! A PostgreSQL of one test, which refuses whoever does not encrypt.

use std::fs;
use std::os::unix::fs::{MetadataExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};

use super::{Authority, start as spawn};

/// Makes a database below this folder, and starts its server.
///
/// # Panics
/// If PostgreSQL is not installed.
pub(super) fn start(folder: &Path, authority: &Authority, port: u16) -> Child {
    let owner = owner();
    let place = folder.join("postgres");
    fs::create_dir(&place).expect("a writable folder");
    let data = place.join("data");
    let [chain, key] = ["chain.pem", "key.pem"].map(|name| place.join(name));
    fs::copy(&authority.chain, &chain).expect("a writable folder");
    // With its mode: a key that others could read is refused.
    fs::copy(&authority.key, &key).expect("a writable folder");
    if let Some((user, group)) = owner {
        for file in [folder, &place, &chain, &key] {
            chown(file, Some(user), Some(group)).expect("root may");
        }
    }
    let mut initialise = program("initdb", owner);
    initialise.args(["--no-sync", "--no-instructions", "--auth=trust", "--username=shop", "--pgdata"]).arg(&data);
    let made = initialise.output().expect("PostgreSQL is installed");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    fs::write(data.join("pg_hba.conf"), "hostssl all all 127.0.0.1/32 trust\n").expect("a writable folder");
    let mut server = program("postgres", owner);
    server.arg("-D").arg(&data).arg("-p").arg(port.to_string());
    for setting in ["listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off", "ssl=on"] {
        server.arg("-c").arg(setting);
    }
    server.arg("-c").arg(format!("ssl_cert_file={}", chain.display()));
    server.arg("-c").arg(format!("ssl_key_file={}", key.display()));
    spawn(server)
}

/// As whom the server runs, if not as whoever tests: it refuses to be root.
fn owner() -> Option<(u32, u32)> {
    if !fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0) {
        return None;
    }
    let users = fs::read_to_string("/etc/passwd").expect("users");
    let line = users.lines().find_map(|line| line.strip_prefix("postgres:")).expect("a user `postgres`");
    let number = |at: usize| line.split(':').nth(at).and_then(|field| field.parse().ok()).expect("a number");
    Some((number(1), number(2)))
}

/// One of PostgreSQL's programs, of the newest version where Debian keeps them.
fn program(name: &str, owner: Option<(u32, u32)>) -> Command {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let newest = versions
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse::<u32>().ok()?, entry.path())))
        .filter(|(_, folder)| folder.join("bin/postgres").exists())
        .max();
    let file = newest.map_or_else(|| PathBuf::from(name), |(_, folder)| folder.join("bin").join(name));
    let mut command = Command::new(file);
    command.current_dir("/").env("LC_ALL", "C");
    if let Some((user, group)) = owner {
        command.uid(user).gid(group);
    }
    command
}
