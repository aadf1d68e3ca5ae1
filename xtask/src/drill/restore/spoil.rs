//! Backups that must not be restored, and that the job that tries them refuses as well.

use anyhow::{Context, Result, bail, ensure};

use super::repository::Server;
use super::{MAX_TOLD_AGE, Shop, age};
use crate::drill::Figure;
use crate::servers::postgres;

impl Shop<'_> {
    /// Neither without the passphrase nor from a damaged file is anything restored, and both are said.
    pub(super) fn spoil_the_backup(&mut self, server: &str) -> Result<()> {
        let full = self.repository.newest_full()?;
        let options = [format!("--set={full}"), "--type=immediate".to_owned()];
        let options = options.each_ref().map(String::as_str);
        let fresh = |shop: &Self| shop.prepare_fourth(server);
        fresh(self)?;
        if self.repository.restore_without_the_passphrase().is_ok() {
            bail!("a backup was restored without its passphrase");
        }
        // What is whole can be restored, so that the error that follows is of the damage.
        fresh(self)?;
        self.repository.restore(&options)?;
        let file = self.repository.damage(&full)?;
        fresh(self)?;
        match self.repository.restore(&options) {
            Ok(()) => bail!("a backup was restored although {} is damaged", file.display()),
            Err(error) => eprintln!("    refused, as it must be: {}", first_reason(&error)),
        }
        let before = self.repository.told_of_the_trial()?;
        let options = [options.as_slice(), &["--target-action=promote"]].concat();
        if self.repository.try_out(&self.workspace.root, &options).is_ok() {
            bail!("the job found a backup whole in which {} is damaged", file.display());
        }
        let now = self.repository.told_of_the_trial()?;
        ensure!(before == now, "Prometheus is told that a damaged backup is whole:\n{now}");
        Ok(())
    }

    /// The job that tries the newest backup finds it whole, and says so.
    pub(super) fn try_the_backup(&self) -> Result<Figure> {
        // Something newer than the backup, in the log.
        self.database().ask("create schema if not exists drill")?;
        self.repository.check()?;
        self.repository.try_out(&self.workspace.root, &[])?;
        let told = self.repository.told_of_the_trial()?;
        let now = self.database().number("select extract(epoch from clock_timestamp())")?;
        let ago = age(&told, "backup_tried_seconds", now)?;
        ensure!(ago <= MAX_TOLD_AGE, "Prometheus is told of a trial {ago:.0} s ago");
        let newest = age(&told, "backup_tried_newest_seconds", now)?;
        ensure!(newest <= MAX_TOLD_AGE, "the newest that was found is {newest:.0} s old");
        let took = told.lines().find_map(|line| line.strip_prefix("backup_tried_took_seconds "));
        let took = took.context("Prometheus is not told how long it took")?.parse()?;
        Ok(Figure::new("the job restored the backup and found it whole after", took, "s"))
    }

    /// Nothing is restored without the passphrase.
    pub(super) fn try_another_passphrase(&mut self) -> Result<()> {
        self.prepare_fourth("second")?;
        ensure!(
            self.repository.restore_without_the_passphrase().is_err(),
            "a backup was restored without its passphrase"
        );
        Ok(())
    }

    /// An empty server with the settings of another, to restore to.
    fn prepare_fourth(&self, original: &str) -> Result<()> {
        let place = postgres::prepare_restored(&self.folder.join("fourth"), &self.folder.join(original))?;
        self.repository.serve(&Server { place, port: 1 })
    }
}

/// The line of an error that says what is the matter.
fn first_reason(error: &anyhow::Error) -> String {
    let text = format!("{error:#}");
    text.lines().find(|line| line.contains("ERROR")).unwrap_or(&text).trim().to_owned()
}
