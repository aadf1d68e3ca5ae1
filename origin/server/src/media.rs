//! `origin media`: pictures of the merchant's.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, ensure};
use clap::{Args, Subcommand};
use origin_media::{Folders, State};

use crate::options::{DatabaseOptions, MediaOptions};

/// As many as anybody reads.
const SHOWN: i64 = 200;

/// Options of `origin media`.
#[derive(Args)]
pub struct Media {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Keeps JPEG, PNG and WebP pictures and prints the path of each, by which products name it. The job `media` makes
    /// the files that shoppers see.
    Add {
        /// The pictures: at most 20 MiB and 64 megapixels each.
        #[arg(required = true, value_name = "FILES")]
        files: Vec<PathBuf>,
        #[command(flatten)]
        media: MediaOptions,
        #[command(flatten)]
        database: DatabaseOptions,
    },
    /// Lists the newest 200, one a line: path and what became of it, with the width and height to name in a product.
    List {
        #[command(flatten)]
        database: DatabaseOptions,
    },
}

impl Media {
    /// Does what was asked.
    pub async fn run(self) -> anyhow::Result<()> {
        match self.action {
            Action::Add { files, media, database } => {
                let folders = media.folders().context("give --media-originals DIR and --media-files DIR")?;
                let db = database.pool()?;
                for file in files {
                    let bytes = read(&file)?;
                    let kept = origin_media::keep(&db, &folders, &bytes).await;
                    let hash = kept.with_context(|| format!("{} was not taken", file.display()))?;
                    println!("{}\t{}", Folders::path(&hash), file.display());
                }
            }
            Action::List { database } => {
                for picture in origin_media::list(&database.pool()?, SHOWN).await? {
                    println!("{}\t{}", Folders::path(&picture.hash), told(&picture.state));
                }
            }
        }
        Ok(())
    }
}

/// Reads a file, unless it is far too large for a picture.
fn read(file: &Path) -> anyhow::Result<Vec<u8>> {
    let cannot = || format!("cannot read {}", file.display());
    let about = std::fs::metadata(file).with_context(cannot)?;
    ensure!(about.is_file(), "{} is no file", file.display());
    ensure!(about.len() <= origin_media::MAX_BYTES, "{}: {}", file.display(), origin_media::Rejection::TooManyBytes);
    std::fs::read(file).with_context(cannot)
}

fn told(state: &State) -> String {
    match state {
        State::Waiting => "waiting".to_owned(),
        State::Ready { width, height, bytes } => format!("ready\t{width}x{height}\t{bytes} bytes"),
        State::Failed(reason) => format!("failed\t{reason}"),
    }
}
