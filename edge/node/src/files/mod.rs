//! Static files from the site's folder.

pub mod large_file;
pub mod pictures;

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use api::edge::security::shown_by;
use api::site::{FOLDERS, SERVICE_WORKER};
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode, header};

use crate::files::large_file::LargeFile;
use crate::http::body::Body;
use crate::http::cache_status::CacheStatus;
use crate::http::encoding::Codings;
use crate::http::representation::Representation;
use crate::http::route;

/// Of what never changes under its name.
const IMMUTABLE: &str = "public, max-age=31536000, immutable";
const ONE_HOUR: &str = "public, max-age=3600";
/// Of the service worker: whoever replaces it means all browsers, at once.
const ASKED_FOR_ANEW: &str = "no-cache";

/// Bytes of files kept in memory, and for how long before the folder is looked at again.
const CAPACITY: u64 = 64 * 1024 * 1024;
const KEPT: Duration = Duration::from_secs(2);
/// Bytes of one file that is kept in memory; of a larger one parts are read as they are sent.
const MAX_KEPT: u64 = 1024 * 1024;

const CROSS_ORIGIN_RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// What a picture may do when it is opened by itself. It can hold scripts.
const PICTURE_POLICY: &str = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'none'";

/// What the service worker may do: fetch what is the shop's own, and nothing else.
const SERVICE_WORKER_POLICY: &str = "default-src 'none'; connect-src 'self'; img-src 'self'; frame-ancestors 'none'";

/// The site's folder.
#[derive(Debug)]
pub struct Assets {
    root: PathBuf,
    loaded: moka::sync::Cache<Box<str>, Found>,
}

/// A file that was found.
#[derive(Clone, Debug)]
pub enum Found {
    /// In memory, in every coding there is of it.
    Whole(Arc<Representation>),
    /// On its disk.
    Large(Arc<LargeFile>),
}

impl Found {
    /// The answer to one request.
    ///
    /// # Errors
    /// When it cannot be read any more.
    pub async fn answer(&self, method: &Method, request: &HeaderMap) -> io::Result<Response<Body>> {
        match self {
            Self::Whole(file) => Ok(file.answer(method, request, CacheStatus::File).map(Body::from)),
            Self::Large(file) => file.answer(method, request).await,
        }
    }

    fn size(&self) -> usize {
        match self {
            Self::Whole(file) => file.size(),
            Self::Large(_) => 2048,
        }
    }
}

/// Whether a path is a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    /// A file or nothing at all.
    Always,
    /// A file if there is one, else a page.
    IfPresent,
    /// A page.
    Never,
}

/// Whether a path is a file, by its look alone.
pub fn claim(path: &str) -> Claim {
    let path = path.strip_prefix('/').unwrap_or(path);
    match path.split_once('/') {
        Some((folder, _)) if FOLDERS.contains(&folder) => Claim::Always,
        Some((".well-known", rest)) if rest.starts_with("acme-challenge/") => Claim::Always,
        Some((".well-known", _)) => Claim::IfPresent,
        None if path.contains('.') => Claim::IfPresent,
        _ => Claim::Never,
    }
}

impl Assets {
    /// The files below `root`.
    pub fn new(root: PathBuf) -> Self {
        let loaded = moka::sync::Cache::builder()
            .max_capacity(CAPACITY)
            .time_to_live(KEPT)
            .weigher(|_: &_, file: &Found| u32::try_from(file.size()).unwrap_or(u32::MAX))
            .build();
        Self { root, loaded }
    }

    /// The file at a path of the site, if there is one.
    pub async fn find(&self, path: &str) -> Option<Found> {
        if let Some(file) = self.loaded.get(path) {
            return Some(file);
        }
        let location = location(&self.root, path)?;
        let headers = headers(path, &location);
        let loading = tokio::task::spawn_blocking(move || load(location, headers));
        match loading.await.ok()? {
            Ok(file) => {
                self.loaded.insert(path.into(), file.clone());
                Some(file)
            }
            Err(error) => {
                if error.kind() != io::ErrorKind::NotFound {
                    tracing::warn!(path, %error, "a static file cannot be read");
                }
                None
            }
        }
    }
}

/// Where a path lies below `root`. Every segment must be a plain visible name, so that no
/// path leads out of the folder. Links inside it are followed: who may make them owns it.
fn location(root: &Path, path: &str) -> Option<PathBuf> {
    let mut location = root.to_path_buf();
    for (at, segment) in path.strip_prefix('/')?.split('/').enumerate() {
        let segment = route::decoded(segment)?;
        let hidden = segment.starts_with('.') && !(at == 0 && segment == ".well-known");
        let separators = |c: char| matches!(c, '/' | '\\' | ':') || c.is_control();
        if segment.is_empty() || hidden || segment.contains(separators) {
            return None;
        }
        location.push(segment.as_ref());
    }
    Some(location)
}

fn load(location: PathBuf, headers: HeaderMap) -> io::Result<Found> {
    let about = std::fs::metadata(&location)?;
    if !about.is_file() {
        return Err(io::ErrorKind::NotFound.into());
    }
    let sibling = |suffix: &str| {
        let mut name = location.as_os_str().to_owned();
        name.push(suffix);
        std::fs::read(PathBuf::from(name)).ok().map(Bytes::from)
    };
    // Whatever takes Zstandard takes Brotli too, which was given more time when the file was made.
    let codings = Codings { brotli: sibling(".br"), zstd: None, gzip: sibling(".gz") };
    if about.len() > MAX_KEPT && codings == Codings::default() {
        return Ok(Found::Large(Arc::new(LargeFile::new(location, &about, headers)?)));
    }
    let body = Bytes::from(std::fs::read(&location)?);
    Ok(Found::Whole(Arc::new(Representation::new(StatusCode::OK, headers, body, codings).in_parts())))
}

fn headers(path: &str, location: &Path) -> HeaderMap {
    let kind = content_type(location);
    let mut headers = HeaderMap::from_iter([
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CACHE_CONTROL, HeaderValue::from_static(cache_control(path))),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (CROSS_ORIGIN_RESOURCE_POLICY, HeaderValue::from_static(shown_by(kind.as_bytes()))),
    ]);
    let policy = match path {
        SERVICE_WORKER => Some(SERVICE_WORKER_POLICY),
        _ => (kind == "image/svg+xml").then_some(PICTURE_POLICY),
    };
    if let Some(policy) = policy {
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    }
    headers
}

/// How long browsers keep a file. In the folders of [`FOLDERS`] a name stands for its contents: another picture gets
/// another name. What others link to by a name of their choice is asked for again.
fn cache_control(path: &str) -> &'static str {
    if path == SERVICE_WORKER {
        return ASKED_FOR_ANEW;
    }
    match path.strip_prefix('/').and_then(|path| path.split_once('/')) {
        Some((folder, _)) if FOLDERS.contains(&folder) => IMMUTABLE,
        _ => ONE_HOUR,
    }
}

fn content_type(path: &Path) -> &'static str {
    let extension = path.extension().and_then(|e| e.to_str()).unwrap_or_default();
    match extension.to_ascii_lowercase().as_str() {
        "avif" => "image/avif",
        "css" => "text/css; charset=utf-8",
        "gif" => "image/gif",
        "html" => "text/html; charset=utf-8",
        "ico" => "image/x-icon",
        "jpg" | "jpeg" => "image/jpeg",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" | "map" => "application/json",
        "mp4" => "video/mp4",
        "pdf" => "application/pdf",
        "png" => "image/png",
        "svg" => "image/svg+xml",
        "txt" => "text/plain; charset=utf-8",
        "wasm" => "application/wasm",
        "webm" => "video/webm",
        "webmanifest" => "application/manifest+json",
        "webp" => "image/webp",
        "woff2" => "font/woff2",
        "xml" => "application/xml",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http_body_util::BodyExt as _;

    #[test]
    fn no_path_leads_out_of_the_folder() {
        let root = Path::new("/site");
        for path in [
            "/../etc/passwd",
            "/pkg/../../etc/passwd",
            "/pkg/%2e%2e/%2e%2e/etc/passwd",
            "/pkg/..%2f..%2fetc",
            "/pkg/..\\etc",
            "/pkg/%5c..",
            "/pkg//etc/passwd",
            "/pkg/",
            "/pkg/.hidden",
            "/.env",
            "/pkg/a%00.js",
            "/media/c:/x",
            "pkg/a.js",
            "/pkg/%zz",
            "/",
            "/pkg/.well-known/x",
        ] {
            assert_eq!(location(root, path), None, "{path}");
        }
        for (path, expect) in [
            ("/pkg/shop.1a.js", "/site/pkg/shop.1a.js"),
            ("/media/a/b%20c.webp", "/site/media/a/b c.webp"),
            ("/.well-known/security.txt", "/site/.well-known/security.txt"),
            ("/pkg/%252e%252e/a%252fb", "/site/pkg/%2e%2e/a%2fb"),
        ] {
            assert_eq!(location(root, path), Some(PathBuf::from(expect)));
        }
    }

    #[test]
    fn files_are_told_from_pages() {
        for (path, expect) in [
            ("/pkg/a.js", Claim::Always),
            ("/media/x", Claim::Always),
            ("/robots.txt", Claim::IfPresent),
            (SERVICE_WORKER, Claim::IfPresent),
            ("/.well-known/security.txt", Claim::IfPresent),
            ("/.well-known/acme-challenge/token", Claim::Always),
            ("/", Claim::Never),
            ("/cart", Claim::Never),
            ("/products/a.b", Claim::Never),
            ("/pkg", Claim::Never),
        ] {
            assert_eq!(claim(path), expect, "{path}");
        }
    }

    #[test]
    fn x02_what_lies_in_a_folder_never_changes_under_its_name() {
        for path in ["/pkg/shop-1a.css", "/media/products/mug-400.avif", "/icons/icon-1a.png", "/fonts/a/b.woff2"] {
            assert_eq!(cache_control(path), IMMUTABLE, "{path}");
        }
        assert_eq!(cache_control(SERVICE_WORKER), ASKED_FOR_ANEW);
        for path in ["/favicon.svg", "/robots.txt", "/.well-known/security.txt", "/mediax/a.avif"] {
            assert_eq!(cache_control(path), ONE_HOUR, "{path}");
        }
    }

    #[tokio::test]
    async fn a_file_is_sent_with_its_type_and_its_coded_sibling() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        std::fs::create_dir(folder.path().join("pkg")).expect("a writable folder");
        for (name, content) in
            [("pkg/a.js", "let a = 1;"), ("pkg/a.js.br", "coded"), ("robots.txt", "x"), ("a.svg", ""), ("sw.js", "")]
        {
            std::fs::write(folder.path().join(name), content).expect("a writable folder");
        }
        let assets = Assets::new(folder.path().into());
        let brotli = HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static("br"))]);
        let ask = async |path: &str| {
            let file = assets.find(path).await.expect("a file");
            let (head, body) = file.answer(&Method::GET, &brotli).await.expect("readable").into_parts();
            (head.headers, body.collect().await.expect("readable").to_bytes())
        };
        let (script, body) = ask("/pkg/a.js").await;
        assert_eq!(body, "coded");
        assert_eq!(script["content-encoding"], "br");
        assert_eq!(script["content-type"], "text/javascript; charset=utf-8");
        assert_eq!(script["cache-control"], IMMUTABLE);
        assert_eq!(script["cache-status"], "edge; hit");
        assert_eq!(script["cross-origin-resource-policy"], "same-origin");
        let (robots, body) = ask("/robots.txt").await;
        assert_eq!((body.as_ref(), &robots["cache-control"]), (&b"x"[..], &HeaderValue::from_static(ONE_HOUR)));
        let (picture, _) = ask("/a.svg").await;
        assert_eq!(picture["content-security-policy"], PICTURE_POLICY);
        assert_eq!(picture["cross-origin-resource-policy"], "cross-origin");
        let (worker, _) = ask(SERVICE_WORKER).await;
        assert_eq!(worker["content-security-policy"], SERVICE_WORKER_POLICY);
        assert_eq!(worker["content-type"], "text/javascript; charset=utf-8");
        assert!(assets.find("/pkg/b.js").await.is_none());
        assert!(assets.find("/pkg").await.is_none());
    }
}
