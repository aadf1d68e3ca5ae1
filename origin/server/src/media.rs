//! Where pictures of the merchant's lie, and `origin media`, by which operators give some.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, ensure};
use api::edge::plain::PlainHosts;
use clap::{Args, Subcommand};
use http::Uri;
use origin_media::{Bucket, Hosts, State, Store};
use signing::read_secret;

use crate::options::{DatabaseOptions, PublicOptions};

/// As many as anybody reads.
const SHOWN: i64 = 200;

/// Where pictures lie: in two folders of this machine, or in a bucket.
#[derive(Args)]
pub struct MediaOptions {
    /// Folder of the pictures as they were given. Nobody is shown it.
    #[arg(long, env, value_name = "DIR", requires = "media_files", conflicts_with = "media_bucket")]
    media_originals: Option<PathBuf>,
    /// Folder of the files that are made of them: the folder `media` of the site that the edge serves.
    #[arg(long, env, value_name = "DIR", requires = "media_originals", conflicts_with = "media_bucket")]
    media_files: Option<PathBuf>,
    /// Bucket of a store that speaks S3, for both in place of folders. Edges get pictures through the origin then.
    #[arg(long, env, value_name = "NAME", requires_all = ["media_endpoint", "media_key"])]
    media_bucket: Option<String>,
    /// The store's address: https://s3.eu-central-1.amazonaws.com
    #[arg(long, env, value_name = "URL", requires = "media_bucket")]
    media_endpoint: Option<Uri>,
    /// The region that calls of the store are signed for.
    #[arg(long, env, value_name = "NAME", default_value = "us-east-1")]
    media_region: String,
    /// File with the key that opens the bucket: id:secret in one line, readable by you alone. It has to read, write,
    /// delete and list there, and nothing else.
    #[arg(long, env, value_name = "FILE", requires = "media_bucket")]
    media_key: Option<PathBuf>,
    /// Certificates, as PEM, of the authorities that the store is certified by, where those are your own.
    #[arg(long, env, value_name = "FILE", requires = "media_bucket")]
    media_ca: Option<PathBuf>,
    /// Hosts that pictures may be fetched from, with commas between them: cdn.example.com, or *.example.com for all below
    /// it. Staff name more in the office; without either none is fetched. Whoever may change products can have requests sent
    /// there.
    #[arg(long, env, value_delimiter = ',', value_name = "HOSTS")]
    media_hosts: Vec<String>,
    /// Lets these hosts be this one, or in a private network: for trying the shop. Refused where PUBLIC_URL is a public https
    /// address.
    #[arg(long, env)]
    media_allow_private: bool,
}

impl MediaOptions {
    /// The hosts that pictures may be fetched from, for a shop that shoppers find at `public`.
    ///
    /// # Errors
    /// If private networks are allowed where shoppers are.
    pub fn hosts(&self, public: &PublicOptions) -> anyhow::Result<Hosts> {
        let hosts = Hosts::new(&self.media_hosts);
        if !self.media_allow_private {
            return Ok(hosts);
        }
        public.admits_tests("pictures from private networks")?;
        Ok(hosts.in_private_networks())
    }

    /// Where they lie, if that was said.
    ///
    /// # Errors
    /// If a folder cannot be made, if the key cannot be read, or if it would go plainly over a network.
    pub fn store(&self, plain: &PlainHosts) -> anyhow::Result<Option<Store>> {
        if let (Some(originals), Some(files)) = (&self.media_originals, &self.media_files) {
            return Store::in_folders(originals, files).map(Some);
        }
        let (Some(name), Some(endpoint), Some(key)) = (&self.media_bucket, &self.media_endpoint, &self.media_key)
        else {
            return Ok(None);
        };
        let host =
            endpoint.host().context("--media-endpoint has no host: write it in full, beginning with https://")?;
        match endpoint.scheme_str() {
            Some("https") => {}
            Some("http") => plain
                .check(&endpoint.to_string(), host, "give --media-endpoint https://…")
                .map_err(anyhow::Error::msg)?,
            _ => anyhow::bail!("--media-endpoint begins with https://"),
        }
        let place = || format!("the key of the bucket of pictures, {}", key.display());
        let text = String::from_utf8(read_secret(key).with_context(place)?).with_context(place)?;
        let (id, secret) = text.trim().split_once(':').with_context(|| format!("{} is not id:secret", place()))?;
        let bucket = Bucket {
            endpoint: endpoint.to_string(),
            region: self.media_region.clone(),
            name: name.clone(),
            key: id.to_owned(),
            secret: secret.to_owned(),
            authorities: self.media_ca.clone(),
        };
        Store::in_bucket(&bucket).map(Some)
    }
}

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
        media: Box<MediaOptions>,
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
                let store = media.store(&database.plain_hosts())?;
                let store =
                    store.context("give --media-originals DIR and --media-files DIR, or --media-bucket NAME")?;
                let db = database.pool()?;
                for file in files {
                    let bytes = read(&file)?;
                    let kept = origin_media::keep(&db, &store, &bytes).await;
                    let hash = kept.with_context(|| format!("{} was not taken", file.display()))?;
                    println!("{}\t{}", Store::path(&hash), file.display());
                }
            }
            Action::List { database } => {
                for picture in origin_media::list(&database.pool()?, SHOWN).await? {
                    println!("{}\t{}", Store::path(&picture.hash), told(&picture.state));
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
