//! Addresses that lead elsewhere: those of the shop that was here before.

use serde::{Deserialize, Serialize};

use crate::cache::{CachePolicy, Lifetime, Tag};
use crate::endpoint;

/// Addresses that a shop may have led elsewhere.
pub const MAX_REDIRECTS: usize = 20_000;
/// Addresses that one call sets.
pub const MAX_REDIRECTS_AT_ONCE: usize = 2_000;
/// Shelves on which they lie, so that whoever looks one up reads a few of them, and keeps no more answers than there are
/// shelves, however many addresses are asked for that lead nowhere.
pub const REDIRECT_SHELVES: u16 = 1_024;

/// The shelf on which an address lies, by its path in plain spelling: a sum over its bytes (FNV-1a), which every program
/// works out alike.
pub fn redirect_shelf(path: &str) -> u16 {
    let sum = path.bytes().fold(0x811c_9dc5_u32, |sum, byte| (sum ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    // The low bits alone would be those of the last letters.
    let folded = (sum >> 16) ^ sum;
    u16::try_from(folded % u32::from(REDIRECT_SHELVES)).unwrap_or_default()
}

/// An address that leads elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Redirect {
    /// The path that it is led from: `/products/mug.html`, in any market that its first part does not name. What stands
    /// behind a question mark is no part of it.
    pub from: String,
    /// The path of this shop that it leads to: `/products/harbour-mug`, in the market of whoever asks unless its first part
    /// names one.
    pub to: String,
    /// 308, or 301 for programs that know no other. Both are for good.
    #[serde(default = "for_good")]
    pub status: u16,
}

const fn for_good() -> u16 {
    308
}

/// What lies on one shelf: addresses that lead elsewhere where there is no page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ListRedirects {
    /// The shelf, of 1,024: see [`redirect_shelf`].
    pub shelf: u16,
}

endpoint!(ListRedirects: GET "/v1/redirects/{shelf}", Anyone, Public UntilPurged, "Addresses of one shelf that lead elsewhere where there is no page." => Vec<Redirect>, {
    fn cache_policy(&self, _: &Vec<Redirect>) -> CachePolicy {
        Self::policy()
    }
});

impl ListRedirects {
    /// How every reply may be cached: what is set changes one tag.
    pub fn policy() -> CachePolicy {
        CachePolicy::UntilPurged(Lifetime::PAGE, vec![Tag::redirects()])
    }
}

/// The addresses that lead elsewhere, in order; 200 at most.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ListAdminRedirects {
    /// Only those behind this one: the last of the list before.
    #[serde(default)]
    pub after: Option<String>,
    /// Only those of which either path holds this text.
    #[serde(default)]
    pub text: Option<String>,
}

/// Addresses that lead elsewhere, and how many there are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct AdminRedirects {
    /// The next of them.
    pub redirects: Vec<Redirect>,
    /// How many the shop has, whatever was asked for.
    pub total: i64,
    /// Whether others come behind the last of these.
    pub has_more: bool,
}

endpoint!(ListAdminRedirects: GET "/v1/admin/redirects", Staff(SettingsWrite), "Addresses that lead elsewhere." => AdminRedirects);

/// Sets addresses that lead elsewhere, and takes others away: all of it, or nothing if any of it is refused.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct UpdateRedirects {
    /// Those to set. One that is there takes the new target. With those to take away, 2,000 at most.
    #[serde(default)]
    pub set: Vec<Redirect>,
    /// The paths of those to take away. One that is not there is passed over.
    #[serde(default)]
    pub removed: Vec<String>,
    /// Whether it is only told what would become of each.
    #[serde(default)]
    pub dry_run: bool,
}

/// What becomes of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum RedirectOutcome {
    /// It was not there.
    New,
    /// It led elsewhere.
    Changed,
    /// It is as it was.
    Unchanged,
    /// It is taken away.
    Removed,
    /// It cannot be: see its `problem`.
    Refused,
}

/// One of those that were given, in their order: first those to set, then those to take away.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct RedirectRow {
    /// Its path, in plain spelling if it has one.
    pub from: String,
    /// What becomes of it.
    pub outcome: RedirectOutcome,
    /// What is to be mended, in a sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
    /// What of it is to be mended: `from`, `to` or `status`; none if it is not one of them alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
}

/// What became of all of them, or would.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct RedirectReport {
    /// Each of them.
    pub rows: Vec<RedirectRow>,
    /// Whether it was done: not in a dry run, and not if any was refused.
    pub is_kept: bool,
}

endpoint!(UpdateRedirects: POST "/v1/admin/redirects", Staff(SettingsWrite), "Sets addresses that lead elsewhere, and takes others away." => RedirectReport);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_lie_on_every_shelf_and_each_always_on_the_same() {
        assert_eq!(redirect_shelf("/pages/about"), redirect_shelf("/pages/about"));
        let mut shelves = vec![0_u32; usize::from(REDIRECT_SHELVES)];
        for number in 0..20_000 {
            shelves[usize::from(redirect_shelf(&format!("/products/thing-{number}.html")))] += 1;
        }
        assert!(shelves.iter().all(|count| (1..=60).contains(count)), "{shelves:?}");
    }
}
