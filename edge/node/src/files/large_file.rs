//! A file too large to be kept in memory, such as a film: it is read as it is sent.

use std::fs::Metadata;
use std::io;
use std::path::PathBuf;
use std::time::UNIX_EPOCH;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header};
use tokio::fs::File;
use tokio::io::AsyncSeekExt as _;

use crate::http::body::Body;
use crate::http::cache_status::{CACHE_STATUS, CacheStatus};
use crate::http::etag::{self, Outcome};
use crate::http::range::{self, Asked};
use crate::http::representation::{beyond, failed, partial};

/// A file on its disk.
#[derive(Debug)]
pub struct LargeFile {
    location: PathBuf,
    length: u64,
    headers: HeaderMap,
    etag: HeaderValue,
}

impl LargeFile {
    /// A file of which `about` was read. Its entity tag is made of its length and time, for reading it
    /// whole would take too long.
    ///
    /// # Errors
    /// When the file system knows no times.
    pub fn new(location: PathBuf, about: &Metadata, mut headers: HeaderMap) -> io::Result<Self> {
        let (length, etag) = (about.len(), tag(about)?);
        headers.insert(header::ETAG, etag.clone());
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
        headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
        headers.insert(CACHE_STATUS, CacheStatus::File.value());
        Ok(Self { location, length, headers, etag })
    }

    /// The answer to one request.
    ///
    /// # Errors
    /// When the file cannot be read, or is another one by now.
    pub async fn answer(&self, method: &Method, request: &HeaderMap) -> io::Result<Response<Body>> {
        let mut response = Response::new(Body::from(Bytes::new()));
        *response.headers_mut() = self.headers.clone();
        match etag::judge(request, &self.etag) {
            Outcome::NotModified => {
                *response.status_mut() = StatusCode::NOT_MODIFIED;
                response.headers_mut().remove(header::CONTENT_LENGTH);
                response.headers_mut().remove(header::CONTENT_TYPE);
            }
            Outcome::Failed => failed(&mut response),
            Outcome::Proceed if *method == Method::HEAD => {}
            Outcome::Proceed => match range::asked(method, request, self.length, Some(&self.etag)) {
                Asked::Whole => *response.body_mut() = self.read(0, self.length).await?,
                Asked::Part { first, last } => {
                    *response.body_mut() = self.read(first, last - first + 1).await?;
                    partial(&mut response, first, last, self.length);
                }
                Asked::Beyond => beyond(&mut response, self.length),
            },
        }
        Ok(response)
    }

    async fn read(&self, first: u64, length: u64) -> io::Result<Body> {
        let mut file = File::open(&self.location).await?;
        // A part of another file would be taken for one of this.
        if tag(&file.metadata().await?)? != self.etag {
            return Err(io::Error::other("the file was replaced a moment ago"));
        }
        file.seek(io::SeekFrom::Start(first)).await?;
        Ok(Body::of_file(file, length))
    }
}

fn tag(about: &Metadata) -> io::Result<HeaderValue> {
    let since = about.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default();
    let text = format!("\"{:x}-{:x}\"", about.len(), since.as_nanos());
    Ok(HeaderValue::from_str(&text).expect("numbers are ASCII"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use http_body_util::BodyExt as _;

    #[tokio::test]
    async fn parts_are_read_and_put_together_again() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("film.mp4");
        let film: Vec<u8> = (0..300_000_u32).map(|at| at.to_le_bytes()[1]).collect();
        std::fs::write(&path, &film).expect("a writable folder");
        let about = std::fs::metadata(&path).expect("it was written");
        let file = LargeFile::new(path.clone(), &about, HeaderMap::new()).expect("times are known");
        let ask = async |lines: &[(http::HeaderName, &str)]| {
            let headers = lines.iter().map(|(name, value)| (name.clone(), value.parse().expect("ASCII"))).collect();
            let (head, body) = file.answer(&Method::GET, &headers).await?.into_parts();
            Ok::<_, io::Error>((head, body.collect().await?.to_bytes()))
        };
        let (head, whole) = ask(&[]).await.expect("readable");
        assert_eq!((head.status, whole.as_ref()), (StatusCode::OK, film.as_slice()));
        let etag = head.headers[header::ETAG].to_str().expect("ASCII");
        let (head, begin) = ask(&[(header::RANGE, "bytes=0-99999")]).await.expect("readable");
        assert_eq!(head.status, StatusCode::PARTIAL_CONTENT);
        assert_eq!(head.headers[header::CONTENT_RANGE], "bytes 0-99999/300000");
        let rest = [(header::RANGE, "bytes=100000-"), (header::IF_RANGE, etag)];
        let (head, rest) = ask(&rest).await.expect("readable");
        assert_eq!(
            (head.status, &head.headers[header::CONTENT_LENGTH]),
            (StatusCode::PARTIAL_CONTENT, &200_000.into())
        );
        assert_eq!([begin, rest].concat(), film);
        let (head, none) = ask(&[(header::RANGE, "bytes=300000-")]).await.expect("readable");
        assert_eq!((head.status, none.len()), (StatusCode::RANGE_NOT_SATISFIABLE, 0));
        let (head, none) = ask(&[(header::IF_NONE_MATCH, etag)]).await.expect("readable");
        assert_eq!((head.status, none.len()), (StatusCode::NOT_MODIFIED, 0));
        std::fs::write(&path, b"another").expect("a writable folder");
        ask(&[(header::RANGE, "bytes=0-9")]).await.expect_err("it is another file");
    }
}
