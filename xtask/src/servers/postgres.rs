//! A PostgreSQL of our own, beside any that the machine runs already.

use std::fs;
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::build::setup::{is_root, postgres_bin};
use crate::servers::ports::Ports;
use crate::servers::private;
use crate::servers::process::Processes;
use crate::step::{output, run};

/// The superuser: tests create databases.
pub const ADMIN: &str = "shop";
/// Who migrates.
const OWNER: &str = "shop_owner";
/// Who serves. `origin migrate` grants what it needs.
pub const RUNTIME: &str = "shop_runtime";
const DATABASE: &str = "shop";
/// Longest path of a Unix socket (108 bytes with the closing zero) less the socket's name.
const MAX_SOCKET_FOLDER: usize = 85;

/// Whether the data must survive a crash of the machine.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// A developer's shop.
    Kept,
    /// A test run's, which is deleted afterwards.
    Throwaway,
    /// A test's that kills the server: what was committed must be there when it comes back, which it does by itself.
    Mortal,
}

impl Durability {
    /// What the server is called.
    const fn name(self) -> &'static str {
        match self {
            Self::Kept | Self::Throwaway => "postgres",
            Self::Mortal => "postgres-to-kill",
        }
    }
}

/// Addresses of one database, passwords included.
pub struct Addresses {
    /// For the role that serves.
    pub runtime: String,
    /// For the one that migrates.
    pub owner: String,
    /// For one that may do anything.
    pub admin: String,
}

/// Runs a server again and again until it is asked to end. Right after a kill it cannot start at once: it waits
/// for all that the one before has left behind.
const AGAIN: &str = "trap 'kill -INT $!; wait; exit' INT; while :; do \"$@\" & wait $!; sleep 0.1; done";

/// How long a server may read its log after it was restored.
const RECOVERY: Duration = Duration::from_secs(300);

/// Starts a server in `folder`, creating its data the first time, and returns its addresses.
pub fn start(folder: &Path, durability: Durability, ports: &mut Ports, processes: &mut Processes) -> Result<Addresses> {
    start_with(&[], folder, durability, ports, processes)
}

/// The same, with further settings. A server whose data was restored from a backup is ready once it has read its log.
pub fn start_with(
    further: &[String],
    folder: &Path,
    durability: Durability,
    ports: &mut Ports,
    processes: &mut Processes,
) -> Result<Addresses> {
    let place = place_of(folder)?;
    let data = place.join("data");
    let password = private::password(&place.join("password"))?;
    if !data.join("PG_VERSION").exists() {
        initialise(&place, &data, durability)?;
    }
    let port = ports.take(durability.name())?;
    let mut server = match durability {
        Durability::Kept | Durability::Throwaway => program(&installed("postgres")?)?,
        Durability::Mortal => {
            let mut shell = program(Path::new("/bin/sh"))?;
            shell.args(["-c", AGAIN, "sh"]).arg(installed("postgres")?);
            shell
        }
    };
    server.arg("-D").arg(&data);
    for setting in settings(&place, port, durability).iter().chain(further) {
        server.args(["-c", setting]);
    }
    // SIGINT is the fast shutdown; SIGTERM would wait for clients to leave.
    processes.start(durability.name(), "INT", &mut server)?;

    let client = |name: &str| -> Result<Command> {
        let mut client = program(&installed(name)?)?;
        client.args(["-h", "127.0.0.1", "-p", &port.to_string(), "-U", ADMIN]).env("PGPASSWORD", &password);
        Ok(client)
    };
    let mut probe = client("pg_isready")?;
    processes.wait_until("PostgreSQL's readiness", Duration::from_secs(60), || output(&mut probe).is_ok())?;
    let mut recovering = client("psql")?;
    recovering.args(["-d", "postgres", "--no-psqlrc", "-tAc", "select pg_is_in_recovery()"]);
    processes.wait_until("the end of PostgreSQL's recovery", RECOVERY, || {
        output(&mut recovering).is_ok_and(|said| said == "f")
    })?;
    let host = match sockets(&place) {
        Some(folder) if durability != Durability::Throwaway => in_url(&folder),
        // Tests cut the way to that server, which is a TCP connection.
        _ => "127.0.0.1".to_owned(),
    };
    prepare(&client, &place, &host, port)
}

/// Makes the database and its roles, unless they are there, by clients of a server whose passwords are in `place`. Returns
/// the addresses at `host` and `port`.
pub fn prepare(client: &dyn Fn(&str) -> Result<Command>, place: &Path, host: &str, port: u16) -> Result<Addresses> {
    let exists = format!("select 1 from pg_database where datname = '{DATABASE}'");
    if output(client("psql")?.args(["-d", "postgres", "-tAc", &exists]))?.is_empty() {
        run(client("createdb")?.arg(DATABASE))?;
    }
    let password = private::password(&place.join("password"))?;
    let owner = private::password(&place.join("owner-password"))?;
    let runtime = private::password(&place.join("runtime-password"))?;
    // Not as arguments, which every user of the machine can read.
    let passwords = format!("-c selvedge.owner_password={owner} -c selvedge.runtime_password={runtime}");
    let mut roles = client("psql")?;
    roles.env("PGOPTIONS", passwords).args(["-d", DATABASE, "--no-psqlrc", "--quiet", "-v", "ON_ERROR_STOP=1"]);
    output(roles.args(["--command", include_str!("roles.sql")]))?;
    let address = |role: &str, password: &str| format!("postgres://{role}:{password}@{host}:{port}/{DATABASE}");
    Ok(Addresses {
        runtime: address(RUNTIME, &runtime),
        owner: address(OWNER, &owner),
        admin: address(ADMIN, &password),
    })
}

/// The folder of the server's Unix socket, if the socket's path is not too long. A round trip through it
/// costs both sides less than one through TCP.
pub fn sockets(place: &Path) -> Option<PathBuf> {
    let folder = place.join("socket");
    (folder.as_os_str().len() <= MAX_SOCKET_FOLDER).then_some(folder)
}

/// A folder where an address has its host: every byte that is not a letter or a digit as `%2F`.
fn in_url(folder: &Path) -> String {
    percent_encoding::percent_encode(folder.as_os_str().as_encoded_bytes(), percent_encoding::NON_ALPHANUMERIC)
        .to_string()
}

/// Where the server of `folder` says the number of its process, in the first line.
pub fn pid_file(folder: &Path) -> Result<PathBuf> {
    Ok(place_of(folder)?.join("data/postmaster.pid"))
}

/// Deletes what `start` made for `folder`, after the server has stopped.
pub fn delete(folder: &Path) -> Result<()> {
    for place in [folder.to_owned(), elsewhere(folder)] {
        if place.exists() {
            fs::remove_dir_all(&place).with_context(|| format!("cannot delete {}", place.display()))?;
        }
    }
    Ok(())
}

fn settings(place: &Path, port: u16, durability: Durability) -> Vec<String> {
    let sockets = sockets(place).unwrap_or_default();
    let mut settings = vec![
        "listen_addresses=127.0.0.1".to_owned(),
        format!("port={port}"),
        format!("unix_socket_directories={}", sockets.display()),
        "unix_socket_permissions=0700".to_owned(),
        "max_connections=200".to_owned(),
        // What was written a moment ago is in memory, and disks no longer have heads to move.
        "random_page_cost=1.1".to_owned(),
        "update_process_title=off".to_owned(),
    ];
    if durability == Durability::Throwaway {
        settings.extend(["fsync=off", "synchronous_commit=off", "full_page_writes=off"].map(str::to_owned));
    }
    settings
}

fn initialise(place: &Path, data: &Path, durability: Durability) -> Result<()> {
    private::folder(&place.join("socket"))?;
    for path in [place.to_owned(), place.join("socket"), place.join("password")] {
        own(&path)?;
    }
    let mut initdb = program(&installed("initdb")?)?;
    initdb.arg("-D").arg(data).arg("--pwfile").arg(place.join("password"));
    initdb.args(["-U", ADMIN, "--encoding=UTF8", "--locale=C.UTF-8"]);
    initdb.args(["--auth-local=trust", "--auth-host=scram-sha-256"]);
    if durability == Durability::Throwaway {
        initdb.arg("--no-sync");
    }
    output(&mut initdb).map(drop)
}

/// Prepares `folder` for a server that is restored from a backup of another's: with its passwords, and with an empty
/// folder for its data. Returns the place that the server can reach.
pub fn prepare_restored(folder: &Path, original: &Path) -> Result<PathBuf> {
    delete(folder)?;
    let (place, original) = (place_of(folder)?, place_of(original)?);
    for inner in ["socket", "data"] {
        private::folder(&place.join(inner))?;
        own(&place.join(inner))?;
    }
    for password in ["password", "owner-password", "runtime-password"] {
        private::write(&place.join(password), &private::password(&original.join(password))?)?;
    }
    own(&place)?;
    Ok(place)
}

/// Gives what the server needs to its user, if that is not this one.
pub fn own(path: &Path) -> Result<()> {
    if is_root() {
        let (uid, gid) = postgres_user()?;
        chown(path, Some(uid), Some(gid)).with_context(|| format!("cannot give away {}", path.display()))?;
    }
    Ok(())
}

/// The folder that the server can reach. It refuses to run as root, and as user `postgres`
/// it cannot enter a clone in root's home.
pub fn place_of(folder: &Path) -> Result<PathBuf> {
    private::folder(folder)?;
    if !is_root() {
        return Ok(folder.to_owned());
    }
    let parent = folder.parent().context("the data folder has no parent")?;
    if is_passable(parent) {
        return Ok(folder.to_owned());
    }
    let place = elsewhere(folder);
    if !place.exists() {
        eprintln!("    PostgreSQL's data goes to {}: user postgres cannot enter {}", place.display(), parent.display());
    }
    private::folder(&place)?;
    let owner = fs::metadata(&place)?.uid();
    let (postgres, _) = postgres_user()?;
    if owner != 0 && owner != postgres {
        bail!("{} belongs to another user (uid {owner}): remove it", place.display());
    }
    Ok(place)
}

fn elsewhere(folder: &Path) -> PathBuf {
    let hash = crate::build::site::hash(&[folder.as_os_str().as_encoded_bytes()]);
    Path::new("/var/tmp").join(format!("selvedge-{hash}"))
}

/// Whether every user may pass through a folder and all above it.
fn is_passable(folder: &Path) -> bool {
    folder.ancestors().all(|part| fs::metadata(part).is_ok_and(|meta| meta.mode() & 0o001 != 0))
}

/// One of PostgreSQL's programs.
pub fn installed(name: &str) -> Result<PathBuf> {
    postgres_bin(name).context("PostgreSQL is not installed: run `cargo xtask setup`")
}

/// A program that can reach the server's data: as root it runs as user `postgres`.
pub fn program(file: &Path) -> Result<Command> {
    let mut command = Command::new(file);
    command.current_dir("/").env("LC_MESSAGES", "C");
    if is_root() {
        let (uid, gid) = postgres_user()?;
        command.uid(uid).gid(gid);
    }
    Ok(command)
}

/// The numbers of the user whom the server runs as, and of its group.
pub fn postgres_user() -> Result<(u32, u32)> {
    let users = fs::read_to_string("/etc/passwd")?;
    let line = users.lines().find_map(|line| line.strip_prefix("postgres:"));
    let fields: Vec<&str> =
        line.context("there is no user `postgres`: install Debian's postgresql")?.split(':').collect();
    let number = |at: usize| fields.get(at).and_then(|field| field.parse().ok());
    number(1).zip(number(2)).context("/etc/passwd has no numbers for user `postgres`")
}
