//! The merchant's own pages: imprint, terms, whatever else they write. Each save is a version that stays.

use domain::catalog::Localized;
use domain::{Market, PageId, Slug};
use serde::{Deserialize, Serialize};

use crate::cache::{CachePolicy, Lifetime, Tag};
use crate::catalog::{AddressEntry, Text};
use crate::endpoint;
use crate::endpoint::if_match::IfMatch;

/// What a page is there for. Of each but [`PageKind::Other`] there is one at most.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum PageKind {
    /// Who stands behind the shop.
    Imprint,
    /// What is agreed to with an order.
    Terms,
    /// What becomes of what is known of shoppers.
    Privacy,
    /// How things are sent back.
    Returns,
    /// How things are sent, and what that costs.
    Shipping,
    /// Whatever else.
    #[default]
    Other,
}

impl PageKind {
    /// All of them, in the order in which pages are listed below others.
    pub const ALL: [Self; 6] = [Self::Imprint, Self::Terms, Self::Privacy, Self::Returns, Self::Shipping, Self::Other];

    /// Its word on the wire and in the database.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Imprint => "imprint",
            Self::Terms => "terms",
            Self::Privacy => "privacy",
            Self::Returns => "returns",
            Self::Shipping => "shipping",
            Self::Other => "other",
        }
    }

    /// The kind of this word.
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// A version of a page, by what both are known for good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct PageVersionId {
    /// The page.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub page: PageId,
    /// Its version.
    pub version: i64,
}

/// A page that every other leads to: it is on show, and of a kind that there is one of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct PageLink {
    /// The page, and the version of it that is shown.
    #[serde(flatten)]
    pub version: PageVersionId,
    /// What it is there for.
    pub kind: PageKind,
    /// Its address: `/pages/{slug}`.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub slug: Slug,
    /// What it is called.
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::localized"))]
    pub title: Localized,
}

/// A page as shoppers read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct PageView {
    /// The page, and the version of it that this is.
    #[serde(flatten)]
    pub version: PageVersionId,
    /// The address it has now.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub slug: Slug,
    /// What it is there for.
    pub kind: PageKind,
    /// What it is called.
    pub title: Text,
    /// One or two sentences for search results.
    pub description: Text,
    /// What stands on it, as HTML that was made of Markdown: of a closed list of elements, without script, style or any
    /// address but of pages, mails and telephones. Headings begin at the second level.
    pub html: Text,
    /// The day on which this version was saved: `2026-03-01`.
    pub saved_on: String,
    /// Whether this is what the page says now, and not what it said once.
    pub is_current: bool,
}

/// One page that is on show, or a version of it that was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct GetPage {
    /// Its address, an address that it had, or its id.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub slug: Slug,
    /// The language.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub market: Market,
    /// The version to read, if it was on show once; without it what the page says now.
    #[serde(default)]
    pub version: Option<i64>,
}

endpoint!(GetPage: GET "/v1/pages/{slug}", Anyone, Public UntilPurged, "One of the merchant's own pages." => PageView, {
    fn cache_policy(&self, reply: &PageView) -> CachePolicy {
        CachePolicy::UntilPurged(Lifetime::PAGE, vec![Tag::page(reply.version.page), Tag::page_slug(&self.slug)])
    }

    fn cache_policy_of_absence(&self) -> CachePolicy {
        // There is no end of versions that no page has: they would fill a cache.
        match self.version {
            Some(_) => CachePolicy::Never,
            None => CachePolicy::UntilPurged(Lifetime::ABSENT, vec![Tag::page_slug(&self.slug)]),
        }
    }
});

/// Addresses of all pages on show, for the sitemap.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ListPages {}

endpoint!(ListPages: GET "/v1/pages", Anyone, Public UntilPurged, "Paths of the merchant's own pages, for a sitemap." => Vec<AddressEntry>, {
    fn cache_policy(&self, _: &Vec<AddressEntry>) -> CachePolicy {
        CachePolicy::UntilPurged(Lifetime::PAGE, vec![Tag::pages()])
    }
});

/// What a save did beside keeping what was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Publication {
    /// Shoppers read this version from then on.
    Publish,
    /// Shoppers read none from then on.
    Withdraw,
}

/// A page as its editors see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct AdminPage {
    /// The page.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub id: PageId,
    /// The version this is; it rises with every save. The `ETag` says it too.
    pub version: i64,
    /// The version that shoppers read; none while the page is a draft, or was withdrawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<i64>,
    /// What it is there for.
    pub kind: PageKind,
    /// Its address: `/pages/{slug}`.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub slug: Slug,
    /// What it is called.
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::localized"))]
    pub title: Localized,
    /// One or two sentences for search results.
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::localized"))]
    pub description: Localized,
    /// What stands on it, as Markdown (CommonMark with tables and struck text).
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::localized"))]
    pub body: Localized,
    /// What becomes of that, as HTML.
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::localized"))]
    pub html: Localized,
    /// When this version was saved (RFC 3339, UTC).
    pub saved_at: String,
}

/// All pages but those that were deleted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ListAdminPages {}

endpoint!(ListAdminPages: GET "/v1/admin/pages", Staff(SettingsWrite), "The merchant's own pages, on show or not." => Vec<AdminPageSummary>);

/// A page in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct AdminPageSummary {
    /// The page.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub id: PageId,
    /// Its newest version.
    pub version: i64,
    /// The version that shoppers read, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<i64>,
    /// What it is there for.
    pub kind: PageKind,
    /// Its address: `/pages/{slug}`.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub slug: Slug,
    /// What its newest version is called.
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::localized"))]
    pub title: Localized,
    /// When that was saved (RFC 3339, UTC).
    pub saved_at: String,
}

/// A page with what its newest version says, or an older one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct GetAdminPage {
    /// The page.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub page: PageId,
    /// The version whose texts are wanted; without it the newest.
    #[serde(default)]
    pub of_version: Option<i64>,
}

endpoint!(GetAdminPage: GET "/v1/admin/pages/{page}", Staff(SettingsWrite), Private Never, "One of the merchant's own pages, with the texts of its newest version or another." => AdminPage, {
    fn version(&self, reply: &AdminPage) -> Option<i64> {
        Some(reply.version)
    }
});

/// The versions of a page, the newest first; a hundred at most.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ListPageVersions {
    /// The page.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub page: PageId,
    /// Only those before this one: the last of the list before.
    #[serde(default)]
    pub before: Option<i64>,
}

endpoint!(ListPageVersions: GET "/v1/admin/pages/{page}/versions", Staff(SettingsWrite), "What a page has said, save by save." => Vec<PageVersion>);

/// One save of a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct PageVersion {
    /// Its number.
    pub version: i64,
    /// What the page was called by it.
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::localized"))]
    pub title: Localized,
    /// What it did for shoppers; none if it was a draft.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publication: Option<Publication>,
    /// When it was saved (RFC 3339, UTC).
    pub saved_at: String,
}

/// Makes a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CreatePage {
    /// What it is there for.
    #[serde(default)]
    pub kind: PageKind,
    /// Its address: `/pages/{slug}`.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub slug: Slug,
    /// What it is called.
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::localized"))]
    pub title: Localized,
    /// One or two sentences for search results.
    #[serde(default = "nothing")]
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::localized"))]
    pub description: Localized,
    /// What stands on it, as Markdown.
    #[serde(default = "nothing")]
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::localized"))]
    pub body: Localized,
    /// Whether shoppers read it at once; without it, it is a draft.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publication: Option<Publication>,
}

fn nothing() -> Localized {
    Localized::same("")
}

endpoint!(CreatePage: POST "/v1/admin/pages", Staff(SettingsWrite), Private Never, "Makes a page of the merchant's own." => AdminPage, {
    fn version(&self, reply: &AdminPage) -> Option<i64> {
        Some(reply.version)
    }
});

/// Saves a page: a version more, unless nothing changes. What is not given stays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct UpdatePage {
    /// The page.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub page: PageId,
    /// The version that was read.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    pub if_match: Option<IfMatch>,
    /// What it is there for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<PageKind>,
    /// Its address: `/pages/{slug}`. The one before leads to it from then on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    pub slug: Option<Slug>,
    /// What it is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::localized"))]
    pub title: Option<Localized>,
    /// One or two sentences for search results.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::localized"))]
    pub description: Option<Localized>,
    /// What stands on it, as Markdown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::localized"))]
    pub body: Option<Localized>,
    /// The version whose texts are taken where none are given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restore: Option<i64>,
    /// What becomes of it for shoppers; without it they go on reading what they read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publication: Option<Publication>,
}

impl UpdatePage {
    /// One that changes nothing yet.
    pub const fn of(page: PageId, if_match: Option<IfMatch>) -> Self {
        Self {
            page,
            if_match,
            kind: None,
            slug: None,
            title: None,
            description: None,
            body: None,
            restore: None,
            publication: None,
        }
    }
}

endpoint!(UpdatePage: PATCH "/v1/admin/pages/{page}", Staff(SettingsWrite), Private Never, "Saves, shows, withdraws or restores one of the merchant's own pages." => AdminPage, {
    fn version(&self, reply: &AdminPage) -> Option<i64> {
        Some(reply.version)
    }
});

/// Takes a page away for good. What shoppers have agreed to can still be read by its version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct DeletePage {
    /// The page.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub page: PageId,
    /// The version that was read.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    pub if_match: Option<IfMatch>,
}

endpoint!(DeletePage: DELETE "/v1/admin/pages/{page}", Staff(SettingsWrite), "Deletes one of the merchant's own pages." => ());
