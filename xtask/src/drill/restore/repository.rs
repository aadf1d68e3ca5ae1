//! A repository of pgBackRest's: encrypted backups, and the log of changes (WAL) as it is written.

use std::fs;
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::s3::Store;
use crate::servers::{postgres, private};
use crate::step::{on_path, output};

/// How the shop's server is called in the repository.
const STANZA: &str = "shop";
/// A segment of the log that is not full is archived after so many seconds. What was written since is what is lost with
/// the machine.
const ARCHIVE_TIMEOUT: u32 = 3;
/// What every file of an encrypted repository begins with.
const ENCRYPTED: &[u8] = b"Salted__";
/// Smaller files have no room for anything.
const SMALL: u64 = 16;

/// Where backups go.
pub(super) struct Repository {
    place: PathBuf,
    /// The store that it is in, unless it is a folder.
    store: Option<Store>,
    program: PathBuf,
}

/// A server that is backed up, or is about to be made from a backup.
pub(super) struct Server {
    /// Its folder, as PostgreSQL's user can reach it.
    pub(super) place: PathBuf,
    /// Its port, once it has one.
    pub(super) port: u16,
}

impl Server {
    /// Where its data is.
    pub(super) fn data(&self) -> PathBuf {
        self.place.join("data")
    }
}

impl Repository {
    /// An empty repository in a folder, with a passphrase of its own.
    pub(super) fn create(folder: &Path) -> Result<Self> {
        postgres::delete(folder)?;
        let place = postgres::place_of(folder)?;
        for inner in ["repository", "log", "lock", "spool"] {
            private::folder(&place.join(inner))?;
            postgres::own(&place.join(inner))?;
        }
        private::password(&place.join("passphrase"))?;
        postgres::own(&place)?;
        let program = on_path("pgbackrest").context("pgbackrest is not installed: run `cargo xtask setup`")?;
        Ok(Self { place, store: None, program })
    }

    /// Where its own files are.
    pub(super) fn place(&self) -> &Path {
        &self.place
    }

    /// The same repository in a store.
    pub(super) fn in_store(self, store: Store) -> Self {
        Self { store: Some(store), ..self }
    }

    fn config(&self) -> PathBuf {
        self.place.join("pgbackrest.conf")
    }

    /// Has it back up this server, or restore to it. The configuration is what docs/disaster-recovery.md has, with the
    /// folders of this drill.
    pub(super) fn serve(&self, server: &Server) -> Result<()> {
        let passphrase = private::password(&self.place.join("passphrase"))?;
        let socket = postgres::sockets(&server.place)
            .with_context(|| format!("the way to {} is too long for a socket", server.place.display()))?;
        let (place, data) = (self.place.display(), server.data());
        let target = match &self.store {
            Some(store) => store.settings(),
            None => format!("repo1-path={place}/repository\n"),
        };
        let text = format!(
            "[global]\n{target}repo1-cipher-type=aes-256-cbc\nrepo1-cipher-pass={passphrase}\n\
             repo1-retention-full=2\nstart-fast=y\ncompress-type=zst\nprocess-max=2\narchive-timeout=60\n\
             log-path={place}/log\nlock-path={place}/lock\nspool-path={place}/spool\nlog-level-console=warn\n\n\
             [{STANZA}]\npg1-path={}\npg1-socket-path={}\npg1-port={}\npg1-user={}\npg1-database=postgres\n",
            data.display(),
            socket.display(),
            server.port,
            postgres::ADMIN,
        );
        private::write(&self.config(), &text)?;
        postgres::own(&self.config())
    }

    /// What a server has to be told, to archive its log here and to read it from here when it is restored.
    pub(super) fn settings(&self) -> Vec<String> {
        let call = format!("'{}' --config='{}' --stanza={STANZA}", self.program.display(), self.config().display());
        vec![
            "wal_level=replica".to_owned(),
            "archive_mode=on".to_owned(),
            format!("archive_timeout={ARCHIVE_TIMEOUT}"),
            format!("archive_command={call} archive-push \"%p\""),
            format!("restore_command={call} archive-get %f \"%p\""),
        ]
    }

    fn command(&self, words: &[&str]) -> Result<Command> {
        let mut command = postgres::program(&self.program)?;
        command.arg(format!("--config={}", self.config().display())).arg(format!("--stanza={STANZA}")).args(words);
        Ok(command)
    }

    /// Prepares the repository for the server, and sees that its log arrives.
    pub(super) fn begin(&self) -> Result<()> {
        output(&mut self.command(&["stanza-create"])?)?;
        self.check()
    }

    /// Has the server end its segment of the log, and waits until that is in the repository.
    pub(super) fn check(&self) -> Result<()> {
        output(&mut self.command(&["check"])?).map(drop)
    }

    /// Makes a backup, `full` or `incr`.
    pub(super) fn back_up(&self, kind: &str) -> Result<()> {
        output(&mut self.command(&["backup", &format!("--type={kind}")])?).map(drop)
    }

    /// What Prometheus is told of the backups: `deploy/backup/age`, by PostgreSQL's user.
    pub(super) fn age(&self, root: &Path) -> Result<String> {
        // That user cannot enter every clone.
        let (script, told) = (self.place.join("age"), self.place.join("backup.prom"));
        fs::copy(root.join("deploy/backup/age"), &script).context("cannot copy deploy/backup/age")?;
        postgres::own(&script)?;
        let mut command = postgres::program(Path::new("/bin/sh"))?;
        command.arg(&script).arg(STANZA).arg(&told).env("PGBACKREST_CONFIG", self.config());
        output(&mut command)?;
        fs::read_to_string(&told).with_context(|| format!("cannot read {}", told.display()))
    }

    /// Has the newest backup restored and looked at by `deploy/backup/try`, as its timer does, by PostgreSQL's user; fails if
    /// it is not whole.
    pub(super) fn try_out(&self, root: &Path, options: &[&str]) -> Result<()> {
        for name in ["try", "faults.sql"] {
            // That user cannot enter every clone.
            fs::copy(root.join("deploy/backup").join(name), self.place.join(name))
                .with_context(|| format!("cannot copy deploy/backup/{name}"))?;
            postgres::own(&self.place.join(name))?;
        }
        let mut command = postgres::program(Path::new("/bin/sh"))?;
        command.arg(self.place.join("try")).args([STANZA, "shop"]).arg(self.place.join("trial")).arg(self.trial());
        command.args(options).env("PGBACKREST_CONFIG", self.config()).env("TRY_USER", postgres::ADMIN);
        let programs = postgres::installed("postgres")?;
        output(command.env("POSTGRES_BIN", programs.parent().context("programs are in a folder")?)).map(drop)
    }

    /// What Prometheus is told of the last one that went well.
    pub(super) fn told_of_the_trial(&self) -> Result<String> {
        let file = self.trial();
        fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))
    }

    fn trial(&self) -> PathBuf {
        self.place.join("trial.prom")
    }

    /// Fills the empty data folder of the server that [`Self::serve`] has named.
    pub(super) fn restore(&self, options: &[&str]) -> Result<()> {
        output(&mut self.command(&[&["restore"], options].concat())?).map(drop)
    }

    /// The same by whoever has another passphrase.
    pub(super) fn restore_without_the_passphrase(&self) -> Result<()> {
        let mut command = self.command(&["restore"])?;
        output(command.env("PGBACKREST_REPO1_CIPHER_PASS", "another passphrase altogether")).map(drop)
    }

    /// The name of the newest full backup.
    pub(super) fn newest_full(&self) -> Result<String> {
        let backups = self.place.join("repository/backup").join(STANZA);
        let mut names = Vec::new();
        for entry in fs::read_dir(&backups).with_context(|| format!("cannot read {}", backups.display()))? {
            names.extend(entry?.file_name().into_string().ok().filter(|name| name.ends_with('F')));
        }
        names.into_iter().max().context("there is no full backup")
    }

    /// How many bytes all of it takes. Fails if anything in it can be read without the passphrase.
    pub(super) fn size(&self) -> Result<u64> {
        let files = files(&self.place.join("repository"))?;
        ensure!(files.len() > 10, "there is next to nothing in the repository");
        let mut sum = 0;
        for (file, size) in &files {
            sum += size;
            let mut beginning = Vec::new();
            fs::File::open(file)?.take(8).read_to_end(&mut beginning)?;
            ensure!(*size < SMALL || beginning == ENCRYPTED, "{} is not encrypted", file.display());
        }
        Ok(sum)
    }

    /// Spoils some bytes in the middle of the largest file of a backup, as a failing disk would.
    pub(super) fn damage(&self, backup: &str) -> Result<PathBuf> {
        let files = files(&self.place.join("repository/backup").join(STANZA).join(backup).join("pg_data"))?;
        let (file, size) = files.into_iter().max_by_key(|(_, size)| *size).context("an empty backup")?;
        let mut open = fs::File::options().write(true).open(&file)?;
        open.seek(SeekFrom::Start(size / 2))?;
        open.write_all(&[0x55; 64])?;
        Ok(file)
    }
}

/// All files below a folder, with their sizes.
fn files(folder: &Path) -> Result<Vec<(PathBuf, u64)>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let entry = entry?;
        let kind = entry.file_type()?;
        if kind.is_dir() {
            found.extend(files(&entry.path())?);
        } else if kind.is_file() {
            found.push((entry.path(), entry.metadata()?.len()));
        }
    }
    Ok(found)
}
