//! Lists that were begun, in Redis: so that any process of the origin goes on with them, and every page is of the list that
//! the first was of. What is kept of a list are the ids of its products.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use api::problem::Problem;
use api::search::{ListFound, MAX_FOUND};
use domain::ProductId;
use origin_platform::{ServiceError, Stores, secret};
use uuid::Uuid;

/// Lists that are kept at once. The one that was begun first makes room for the next: whoever begins many takes no more of
/// Redis than these, 25 MB if all are as long as they may be.
const SLOTS: u32 = 64;
/// How long a list is kept after it was last read, in seconds.
const SECONDS: u32 = 600;
/// How long Redis may take.
const TIMEOUT: Duration = Duration::from_secs(2);
/// Bytes of an id.
const ID: usize = 16;
/// Bytes before the ids: which list it is, of what, and how many were found.
const HEAD: usize = ID + 32 + 8;

/// Where a page begins. Whoever makes one up finds no list by it, or another page of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cursor {
    slot: u32,
    /// Nobody can guess it.
    list: Uuid,
    /// How many products come before.
    place: usize,
}

/// A page of a list.
pub(super) struct Page {
    pub(super) products: Vec<ProductId>,
    /// How many were found.
    pub(super) total: u64,
    /// Where the next page begins; none if there is none.
    pub(super) next: Option<Cursor>,
}

impl Cursor {
    /// The same list behind so many products.
    pub(super) fn at(self, place: usize) -> Self {
        Self { place, ..self }
    }

    fn key(&self, stores: &Stores) -> String {
        format!("{}found:{}", stores.redis_prefix, self.slot)
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}-{}", self.slot, self.list.simple(), self.place)
    }
}

impl FromStr for Cursor {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten();
        let mut parts = text.splitn(3, '-');
        let mut part = || parts.next().ok_or(());
        let slot = number(part()?).filter(|slot| *slot < SLOTS).ok_or(())?;
        let list = Uuid::try_parse(part()?).map_err(drop)?;
        let place = number(part()?).map(|place| place as usize).filter(|place| *place <= MAX_FOUND).ok_or(())?;
        let cursor = Self { slot, list, place };
        if cursor.to_string() == text { Ok(cursor) } else { Err(()) }
    }
}

/// Keeps a list; returns where it begins.
pub(super) async fn keep(
    stores: &Stores,
    asked: &ListFound,
    total: u64,
    products: &[ProductId],
) -> Result<Cursor, ServiceError> {
    let list = Uuid::new_v4();
    let mut bytes = Vec::with_capacity(HEAD + products.len() * ID);
    bytes.extend(list.as_bytes());
    bytes.extend(fingerprint(list, asked)?);
    bytes.extend(total.to_be_bytes());
    products.iter().for_each(|product| bytes.extend(product.0.as_bytes()));
    in_time(async {
        let mut redis = stores.redis.clone();
        let counted: u64 =
            redis::cmd("INCR").arg(format!("{}found:begun", stores.redis_prefix)).query_async(&mut redis).await?;
        let slot = u32::try_from(counted % u64::from(SLOTS)).unwrap_or_default();
        let cursor = Cursor { slot, list, place: 0 };
        let mut set = redis::cmd("SET");
        set.arg(cursor.key(stores)).arg(bytes).arg("EX").arg(SECONDS);
        let () = set.query_async(&mut redis).await?;
        Ok(cursor)
    })
    .await
}

/// The page of a list that begins at a cursor.
///
/// # Errors
/// A problem with `cursor` if the list is over, or of something else than what is asked.
pub(super) async fn read(stores: &Stores, asked: &ListFound, cursor: &Cursor) -> Result<Page, ServiceError> {
    let (from, limit) = (HEAD + cursor.place * ID, asked.limit as usize);
    // One product more tells whether there is another page.
    let to = from + (limit + 1) * ID - 1;
    let (head, mut bytes): (Vec<u8>, Vec<u8>) = in_time(async {
        let key = cursor.key(stores);
        let mut asking = redis::pipe();
        asking.atomic();
        asking.cmd("GETRANGE").arg(&key).arg(0).arg(HEAD - 1);
        asking.cmd("GETRANGE").arg(&key).arg(from).arg(to);
        asking.query_async(&mut stores.redis.clone()).await
    })
    .await?;
    let Some(head) = head.strip_prefix(cursor.list.as_bytes()) else {
        let detail = "This list is over: it is kept for ten minutes after it was last read, and for less while many are \
                      begun. Ask again without a cursor.";
        return Err(Problem::field("cursor", detail).into());
    };
    let (of, total) = head.split_at_checked(32).unwrap_or_default();
    if of != fingerprint(cursor.list, asked)? {
        let detail = "This cursor is of another list. Say what the first page was asked with, or ask without a cursor.";
        return Err(Problem::field("cursor", detail).into());
    }
    // Only now: a cursor that somebody made up keeps nobody's list.
    let mut renewing = redis::cmd("EXPIRE");
    renewing.arg(cursor.key(stores)).arg(SECONDS);
    let () = in_time(async { renewing.query_async(&mut stores.redis.clone()).await }).await?;
    let total = total.try_into().map(u64::from_be_bytes).unwrap_or_default();
    let has_more = bytes.len() > limit * ID;
    bytes.truncate(limit * ID);
    let products = bytes.chunks_exact(ID).filter_map(|id| Uuid::from_slice(id).ok().map(ProductId)).collect();
    Ok(Page { products, total, next: has_more.then(|| cursor.at(cursor.place + limit)) })
}

/// What a list is of, as nobody can read it.
fn fingerprint(list: Uuid, asked: &ListFound) -> Result<[u8; 32], ServiceError> {
    let asked = ListFound { limit: 0, cursor: None, ..asked.clone() };
    Ok(secret::sha256(&format!("{list} {}", serde_json::to_string(&asked)?)))
}

/// What Redis says, if it does so in time.
async fn in_time<T>(asking: impl Future<Output = redis::RedisResult<T>>) -> Result<T, ServiceError> {
    match tokio::time::timeout(TIMEOUT, asking).await {
        Ok(said) => Ok(said?),
        Err(_) => {
            tracing::warn!("Redis does not keep lists in time");
            Err(Problem::unavailable().into())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_as_it_is_written_and_nothing_else_is_one() {
        let cursor = Cursor { slot: 7, list: Uuid::from_u128(0xabc << 100), place: 48 };
        let text = cursor.to_string();
        assert_eq!(text.parse(), Ok(cursor));
        let long = format!("7-{}-99999999999999999999", cursor.list.simple());
        for other in [
            "",
            "-",
            "7",
            "x-y-z",
            "\0",
            &long,
            &text[1..],
            &format!("{text} "),
            &format!("0{text}"),
            &text.to_uppercase(),
        ] {
            assert_eq!(other.parse::<Cursor>(), Err(()), "{other}");
        }
        assert!(format!("{SLOTS}-{}-0", cursor.list.simple()).parse::<Cursor>().is_err(), "no such slot");
        assert!(
            format!("0-{}-{}", cursor.list.simple(), MAX_FOUND + 1).parse::<Cursor>().is_err(),
            "no list is so long"
        );
    }
}
