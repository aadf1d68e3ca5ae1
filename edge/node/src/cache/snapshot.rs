//! Pages kept on disk across a restart: a node that starts while the origin is away still has something
//! to send. What comes from there is never fresh; it is sent only where no new page can be made.
//!
//! The file has a line of JSON for the whole, and for each page a line of JSON and its body. It is written
//! when the node stops in good order, and is of use to the same build alone.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead as _, BufReader, BufWriter, Read as _, Write as _};
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, ensure};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::cache::cursor::StreamCursor;
use crate::cache::header_table::HeaderTable;
use crate::cache::stored_body::{EncodedBody, StoredBody};
use crate::cache::stored_page::StoredPage;
use freshness::Expiry;
use freshness::Freshness;
use freshness::TagVersions;
use freshness::clock;

/// Raised when the file has another form.
const FORM: u32 = 2;
/// Bytes of a body at most, as a guard against a broken file.
const MAX_BODY: usize = 64 * 1024 * 1024;

/// What all pages of a file have in common.
#[derive(Serialize, Deserialize)]
struct Head {
    form: u32,
    /// What the pages were made by.
    made_by: String,
    /// Where the node stood in the stream of purges.
    cursor: Option<StreamCursor>,
}

/// One page, followed by its body.
#[derive(Serialize, Deserialize)]
struct Entry {
    key: Arc<str>,
    status: u16,
    fields: Vec<(String, String)>,
    /// Whether the body is coded by Brotli.
    brotli: bool,
    /// Bytes of the body as it is, and as it is kept.
    length: usize,
    kept: usize,
    print: Arc<str>,
    /// Of the page and all its fragments.
    tags: Vec<Box<str>>,
    /// When it was made, and until when it may be sent for want of a new one: milliseconds since 1970.
    stored: u64,
    error_until: u64,
}

/// Names a build and its settings: pages of another one link to files that are gone.
///
/// # Errors
/// If the component cannot be read.
pub fn made_by(component: &Path, variables: &BTreeMap<&str, &str>) -> anyhow::Result<String> {
    let bytes = std::fs::read(component).with_context(|| format!("cannot read {}", component.display()))?;
    let mut hash = Sha256::new();
    hash.update(bytes);
    for (name, value) in variables {
        hash.update(format!("\n{name}={value}"));
    }
    Ok(const_hex::encode(hash.finalize()))
}

/// A file of pages, of which only the beginning was read.
pub struct Snapshot {
    file: BufReader<File>,
    head: Head,
}

impl Snapshot {
    /// The file, if it is there and was written by the same build. Whatever is wrong with it is no reason not
    /// to start.
    pub fn open(path: &Path, made_by: &str) -> Option<Self> {
        let mut file = BufReader::new(File::open(path).ok()?);
        let mut line = String::new();
        let head = file.read_line(&mut line).ok().and_then(|_| serde_json::from_str::<Head>(&line).ok());
        match head {
            Some(head) if head.form == FORM && head.made_by == made_by => Some(Self { file, head }),
            Some(_) => {
                tracing::info!("the pages kept from before are another build's and are left alone");
                None
            }
            None => {
                tracing::warn!(path = %path.display(), "the pages kept from before cannot be read");
                None
            }
        }
    }

    /// Where the node stood in the stream of purges when they were written.
    pub fn cursor(&self) -> Option<StreamCursor> {
        self.head.cursor
    }

    /// The pages that may still be sent if no new ones can be made.
    pub fn pages(mut self, fields: &HeaderTable) -> Vec<(Arc<str>, StoredPage)> {
        let now = clock::now();
        // A purge from then on has a higher sequence.
        let filled_at = self.head.cursor.map_or(0, |cursor| cursor.next.saturating_sub(1));
        let mut pages = Vec::new();
        loop {
            let page = match self.next() {
                Ok(None) => return pages,
                Ok(Some((entry, _))) if entry.error_until <= now => continue,
                Ok(Some((entry, body))) => restored(entry, body, filled_at, fields),
                Err(error) => Err(error),
            };
            match page {
                Ok(page) => pages.push(page),
                Err(error) => {
                    tracing::warn!(error = format!("{error:#}"), "the rest of the pages kept from before is lost");
                    return pages;
                }
            }
        }
    }

    /// The next page with its body; none at the end.
    fn next(&mut self) -> anyhow::Result<Option<(Entry, Vec<u8>)>> {
        let mut line = String::new();
        if self.file.read_line(&mut line)? == 0 {
            return Ok(None);
        }
        let entry: Entry = serde_json::from_str(&line)?;
        ensure!(entry.kept <= MAX_BODY && entry.length <= MAX_BODY, "a body is too large");
        let mut body = vec![0; entry.kept];
        self.file.read_exact(&mut body)?;
        Ok(Some((entry, body)))
    }
}

/// A page that was written down.
fn restored(
    entry: Entry,
    body: Vec<u8>,
    filled_at: u64,
    fields: &HeaderTable,
) -> anyhow::Result<(Arc<str>, StoredPage)> {
    let map = entry
        .fields
        .iter()
        .map(|(name, value)| Ok((HeaderName::try_from(name.as_str())?, HeaderValue::try_from(value.as_str())?)));
    let map: HeaderMap = map.collect::<anyhow::Result<_>>()?;
    let body = EncodedBody { brotli: entry.brotli, bytes: body.into(), length: entry.length, print: entry.print };
    let representation = StoredBody::restored(StatusCode::from_u16(entry.status)?, fields.share(map), body);
    let (stored, error_until) = (entry.stored, entry.error_until);
    let expiry = Expiry { stored, fresh_until: stored, stale_until: stored, error_until };
    let freshness = Freshness { tags: entry.tags.into(), filled_at, expiry };
    Ok((entry.key, StoredPage::restored(representation, freshness)))
}

/// Writes down the pages that may still be sent if no new ones can be made; returns how many. `cursor` was
/// looked up before the pages.
///
/// # Errors
/// If the file cannot be written; one from before stays then.
pub fn save(
    path: &Path,
    made_by: String,
    cursor: Option<StreamCursor>,
    pages: impl Iterator<Item = (Arc<str>, Arc<StoredPage>)>,
    tags: &TagVersions,
) -> anyhow::Result<usize> {
    let unfinished = path.with_extension("part");
    let place = || format!("cannot write {}", unfinished.display());
    let mut file = BufWriter::new(File::create(&unfinished).with_context(place)?);
    let head = Head { form: FORM, made_by, cursor };
    serde_json::to_writer(&mut file, &head)?;
    file.write_all(b"\n").with_context(place)?;
    let (now, mut count) = (clock::now(), 0);
    for (key, page) in pages {
        // One that was not coded yet would take several times as much.
        let page = if page.representation.is_raw() { Arc::new(page.coded()) } else { page };
        let Some(entry) = entry(key, &page, now, tags) else { continue };
        serde_json::to_writer(&mut file, &entry)?;
        file.write_all(b"\n").with_context(place)?;
        file.write_all(&page.representation.body().bytes).with_context(place)?;
        count += 1;
    }
    file.into_inner().map_err(|error| error.into_error()).and_then(|file| file.sync_all()).with_context(place)?;
    std::fs::rename(&unfinished, path).with_context(|| format!("cannot replace {}", path.display()))?;
    Ok(count)
}

fn entry(key: Arc<str>, page: &StoredPage, now: u64, tags: &TagVersions) -> Option<Entry> {
    page.good_on_error(now, tags)?;
    let representation = &page.representation;
    let fields = representation.fields().iter();
    let fields = fields.map(|(name, value)| Some((name.to_string(), value.to_str().ok()?.to_owned())));
    let EncodedBody { brotli, bytes, length, print } = representation.body();
    Some(Entry {
        key,
        status: representation.status().as_u16(),
        fields: fields.collect::<Option<_>>()?,
        brotli,
        length,
        kept: bytes.len(),
        print,
        tags: page.tags().cloned().collect(),
        stored: page.freshness().expiry.stored,
        error_until: page.expiry().error_until,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytes::Bytes;
    use http::{Response, header};

    use crate::cache::stored_page::State;
    use crate::http::encoding::Encoding;
    use freshness::PurgeKind;

    const CURSOR: StreamCursor = StreamCursor { created: 7, next: 41 };

    fn page(text: &str, tag: &str, seconds: u32) -> Arc<StoredPage> {
        let answer = Response::builder()
            .header(header::CONTENT_TYPE, "text/html; charset=utf-8")
            .header("cdn-cache-control", format!("max-age=60, stale-if-error={seconds}"))
            .header("cache-tag", tag)
            .body(Bytes::from(text.repeat(200)))
            .expect("HTTP");
        let shared = HeaderTable::default();
        Arc::new(StoredPage::prepare(answer, 3, clock::now(), &shared).expect("a page to be stored"))
    }

    fn kept(file: &Path, tags: &TagVersions) -> usize {
        let pages = [("/a", page("one ", "p:1", 600)), ("/b", page("two ", "p:2", 600))];
        let pages = pages.into_iter().map(|(key, page)| (key.into(), page));
        save(file, "us".to_owned(), Some(CURSOR), pages, tags).expect("a writable folder")
    }

    fn restored(file: &Path) -> Vec<(Arc<str>, StoredPage)> {
        Snapshot::open(file, "us").expect("ours").pages(&HeaderTable::default())
    }

    #[test]
    fn a_page_comes_back_whole_and_only_for_want_of_a_new_one() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (file, tags) = (folder.path().join("pages"), TagVersions::default());
        assert_eq!(kept(&file, &tags), 2);
        assert_eq!(Snapshot::open(&file, "us").and_then(|snapshot| snapshot.cursor()), Some(CURSOR));
        let pages = restored(&file);
        let (key, page) = &pages[0];
        assert_eq!((pages.len(), &**key), (2, "/a"));
        assert_eq!(page.representation.make(Encoding::Identity), "one ".repeat(200));
        assert_eq!(page.representation.fields().copy()[header::CONTENT_TYPE], "text/html; charset=utf-8");
        for live in [false, true] {
            tags.set_live(live);
            let now = clock::now();
            assert_eq!(page.state(now, &tags), State::Outdated);
            assert!(page.good_on_error(now, &tags).is_some());
            assert!(page.good_on_error(now + 700_000, &tags).is_none());
        }
    }

    #[test]
    fn what_may_not_be_shown_is_not_kept_and_what_was_forbidden_meanwhile_is_not_shown() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (file, tags) = (folder.path().join("pages"), TagVersions::default());
        tags.apply(PurgeKind::Hard, 40, ["p:1"]);
        assert_eq!(kept(&file, &tags), 1);
        let (_, page) = &restored(&file)[0];
        let after = TagVersions::default();
        after.apply(PurgeKind::Soft, CURSOR.next, ["p:2"]);
        assert!(page.good_on_error(clock::now(), &after).is_some());
        after.apply(PurgeKind::Hard, CURSOR.next, ["p:2"]);
        assert!(page.good_on_error(clock::now(), &after).is_none());
    }

    #[test]
    fn a_file_of_another_build_or_a_broken_one_is_left_alone() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (file, tags) = (folder.path().join("pages"), TagVersions::default());
        assert!(Snapshot::open(&file, "us").is_none(), "there is none");
        kept(&file, &tags);
        assert!(Snapshot::open(&file, "others").is_none());
        let whole = std::fs::read(&file).expect("readable");
        std::fs::write(&file, &whole[..whole.len() - 10]).expect("writable");
        assert_eq!(restored(&file).len(), 1, "the first is whole");
        std::fs::write(&file, "nonsense").expect("writable");
        assert!(Snapshot::open(&file, "us").is_none());
    }
}
