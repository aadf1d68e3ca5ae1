//! The home page: blocks of a few kinds, in an order. Each save is a version that stays.

use domain::catalog::Localized;
use domain::{Market, Slug};
use serde::{Deserialize, Serialize};

use super::{MenuEntry, Publication, ShopPicture};
use crate::cache::{CachePolicy, Lifetime, Tag};
use crate::catalog::{Picture, Text};
use crate::endpoint;
use crate::endpoint::if_match::IfMatch;

/// A block of the home page as it is set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum HomeBlock {
    /// A large picture with words.
    Hero {
        /// The picture; without one there are the words alone.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        picture: Option<ShopPicture>,
        /// What stands large; without it the line that says what the shop sells.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::localized"))]
        heading: Option<Localized>,
        /// A sentence or two below it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::localized"))]
        text: Option<Localized>,
        /// Where its button leads.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        link: Option<MenuEntry>,
    },
    /// Collections beside each other.
    Collections {
        /// What stands above them; without it the shop's own words.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::localized"))]
        heading: Option<Localized>,
        /// Which ones, in this order; none named: all of them. One that is gone is left out.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        #[cfg_attr(feature = "openapi", schemars(with = "Vec<String>"))]
        collections: Vec<Slug>,
    },
    /// Products beside each other.
    Products {
        /// What stands above them; without it the collection's name, or the shop's own words.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::localized"))]
        heading: Option<Localized>,
        /// Of which collection; without it of all products. While it is empty or gone, the block is left out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
        collection: Option<Slug>,
        /// How many: 1 to 12.
        #[serde(default = "usual_count")]
        count: u8,
    },
    /// A text.
    Text {
        /// What stands above it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::localized"))]
        heading: Option<Localized>,
        /// The text, as Markdown.
        #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::localized"))]
        body: Localized,
    },
    /// One sentence that is to be noticed.
    Announcement {
        /// The sentence.
        #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::localized"))]
        text: Localized,
        /// Where more is told.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        link: Option<MenuEntry>,
    },
    /// What the shop says of itself, and why to buy here.
    About {},
}

/// How many products a row has of which that is not said.
pub const HOME_PRODUCTS: u8 = 8;

fn usual_count() -> u8 {
    HOME_PRODUCTS
}

impl HomeBlock {
    /// Its kind's word on the wire.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Hero { .. } => "hero",
            Self::Collections { .. } => "collections",
            Self::Products { .. } => "products",
            Self::Text { .. } => "text",
            Self::Announcement { .. } => "announcement",
            Self::About {} => "about",
        }
    }

    /// The picture that it shows.
    pub const fn picture(&self) -> Option<&ShopPicture> {
        match self {
            Self::Hero { picture, .. } => picture.as_ref(),
            _ => None,
        }
    }
}

/// Where something of the home page leads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct HomeLink {
    /// What it is called.
    pub label: Text,
    /// A path of the shop's without market, or `https://…`.
    pub href: String,
}

/// A block as shoppers of one market see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum HomeBlockView {
    /// A large picture with words.
    Hero {
        /// The picture.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        picture: Option<Picture>,
        /// What stands large, if not what the shop sells.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        heading: Option<Text>,
        /// What stands below it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<Text>,
        /// Where its button leads.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        link: Option<HomeLink>,
    },
    /// Collections beside each other.
    Collections {
        /// What stands above them, if not the shop's own words.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        heading: Option<Text>,
        /// Which ones; none named: all.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        #[cfg_attr(feature = "openapi", schemars(with = "Vec<String>"))]
        collections: Vec<Slug>,
    },
    /// Products beside each other.
    Products {
        /// What stands above them, if not the shop's own words or the collection's name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        heading: Option<Text>,
        /// Of which collection.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
        collection: Option<Slug>,
        /// How many at most.
        count: u8,
    },
    /// A text.
    Text {
        /// What stands above it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        heading: Option<Text>,
        /// The text as HTML that was made of Markdown, as that of a [`PageView`](super::PageView) is. Headings begin at
        /// the third level.
        html: Text,
    },
    /// One sentence that is to be noticed.
    Announcement {
        /// The sentence.
        text: Text,
        /// Where more is told.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        link: Option<HomeLink>,
    },
    /// What the shop says of itself.
    About {},
}

/// The home page as shoppers of one market see it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct HomeView {
    /// Its blocks from top to bottom; none while it is as the shop makes it by itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blocks: Vec<HomeBlockView>,
}

/// What is set of the home page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct GetHome {
    /// The language.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub market: Market,
}

impl GetHome {
    /// How long the reply is good: until the home page is set anew, or something that all pages show. So is what is shown
    /// where nothing is set.
    pub fn policy() -> CachePolicy {
        CachePolicy::UntilPurged(Lifetime::PAGE, vec![Tag::home(), Tag::settings()])
    }
}

endpoint!(GetHome: GET "/v1/home", Anyone, Public UntilPurged, "What stands on the home page." => HomeView, {
    fn cache_policy(&self, _: &HomeView) -> CachePolicy {
        Self::policy()
    }
});

/// Lets whoever has its link see the newest version of the home page, shown or not, as the shop draws it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CreateHomePreview {}

/// What opens the newest version of the home page for half an hour: `/preview?token=…`, in any market.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct HomePreview {
    /// What the link has in it.
    pub token: String,
}

endpoint!(CreateHomePreview: POST "/v1/admin/home/previews", Staff(SettingsWrite), "Makes a link by which the newest version of the home page is seen as the shop draws it." => HomePreview);

/// The newest version of the home page, for whoever has a link to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct GetHomePreview {
    /// What the link has in it.
    pub token: String,
    /// The language.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub market: Market,
}

endpoint!(GetHomePreview: GET "/v1/home/preview", Anyone, "The newest version of the home page, shown or not, by the token of a link that staff have made." => HomeView);

/// The home page, as its editors see it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct AdminHome {
    /// The newest version; 0 while nothing was ever saved. The `ETag` says it too.
    pub version: i64,
    /// The version that shoppers see; none while the home page is as the shop makes it by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<i64>,
    /// Its blocks from top to bottom.
    pub blocks: Vec<HomeBlock>,
    /// What becomes of its texts, a block each, as HTML; empty for blocks that have none.
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::localized_list"))]
    pub html: Vec<Localized>,
    /// When the version was saved (RFC 3339, UTC); empty while nothing was.
    pub saved_at: String,
}

/// The home page with the blocks of its newest version, or of an older one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct GetAdminHome {
    /// The version whose blocks are wanted; without it the newest.
    #[serde(default)]
    pub of_version: Option<i64>,
}

endpoint!(GetAdminHome: GET "/v1/admin/home", Staff(SettingsWrite), Private Never, "The home page with the blocks of its newest version or another." => AdminHome, {
    fn version(&self, reply: &AdminHome) -> Option<i64> {
        Some(reply.version)
    }
});

/// The versions of the home page, the newest first; a hundred at most.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ListHomeVersions {
    /// Only those before this one: the last of the list before.
    #[serde(default)]
    pub before: Option<i64>,
}

endpoint!(ListHomeVersions: GET "/v1/admin/home/versions", Staff(SettingsWrite), "What stood on the home page, save by save." => Vec<HomeVersion>);

/// One save of the home page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct HomeVersion {
    /// Its number.
    pub version: i64,
    /// The kinds of its blocks.
    pub kinds: Vec<String>,
    /// What the save did beside.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publication: Option<Publication>,
    /// When it was (RFC 3339, UTC).
    pub saved_at: String,
}

/// Saves the home page, shows it, or has it made by the shop itself again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct UpdateHome {
    /// The version that was read.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    pub if_match: Option<IfMatch>,
    /// All blocks from top to bottom: 1 to 12, of which four are of products at most. What is not given stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blocks: Option<Vec<HomeBlock>>,
    /// The version whose blocks are taken where none are given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restore: Option<i64>,
    /// What becomes of it for shoppers; without it they go on seeing what they saw.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publication: Option<Publication>,
}

endpoint!(UpdateHome: PATCH "/v1/admin/home", Staff(SettingsWrite), Private Never, "Saves, shows, withdraws or restores the home page." => AdminHome, {
    fn version(&self, reply: &AdminHome) -> Option<i64> {
        Some(reply.version)
    }
});
