//! What the merchant sets of the shop as a whole: what it is called, how it speaks of itself and looks, and who stands
//! behind it.

mod home;
mod look;
mod mails;
mod menus;
mod pages;
mod redirects;
mod setup;

use domain::catalog::Localized;
use domain::{Currency, Market};
use serde::{Deserialize, Serialize};

use crate::cache::{CachePolicy, Lifetime, Tag};
use crate::endpoint;
use crate::endpoint::if_match::IfMatch;

pub use home::{
    AdminHome, CreateHomePreview, GetAdminHome, GetHome, GetHomePreview, HOME_PRODUCTS, HomeBlock, HomeBlockView,
    HomeLink, HomePreview, HomeVersion, HomeView, ListHomeVersions, UpdateHome,
};
pub use look::{Accent, Feature, Look, ShopPicture};
pub use mails::{AdminMails, GetAdminMails, MailKind, MailText, MailTexts, UpdateMails};
pub use menus::{
    AdminMenus, GetAdminMenus, MenuColumn, MenuEntry, MenuLink, MenuLinks, MenuTarget, Menus, UpdateMenus,
};
pub use pages::{
    AdminPage, AdminPageSummary, CreatePage, DeletePage, GetAdminPage, GetPage, ListAdminPages, ListPageVersions,
    ListPages, PageKind, PageLink, PageVersion, PageVersionId, PageView, Publication, UpdatePage,
};
pub use redirects::{
    AdminRedirects, ListAdminRedirects, ListRedirects, MAX_REDIRECTS, MAX_REDIRECTS_AT_ONCE, REDIRECT_SHELVES,
    Redirect, RedirectOutcome, RedirectReport, RedirectRow, UpdateRedirects, redirect_shelf,
};
pub use setup::{CreateSetupConfirmation, GetSetup, Setup, SetupStep};

/// What is set of the shop. Of what is not set, the shop says what it was built with, or nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ShopSettings {
    /// What the shop is called, in every language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// One line that says what it sells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::localized"))]
    pub tagline: Option<Localized>,
    /// What it says of itself: paragraphs, separated by blank lines.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::localized"))]
    pub about: Option<Localized>,
    /// The company, or whoever else runs the shop, as the law knows them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company: Option<String>,
    /// Where that is: the lines of a postal address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// Where shoppers can write to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Where they can call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Its number for value added tax.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vat_id: Option<String>,
    /// How it looks.
    #[serde(default, skip_serializing_if = "Look::is_built_in")]
    pub look: Look,
    /// The parts of it that are switched off.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub features_off: Vec<Feature>,
    /// The parts of it that are switched on, of those that are not there at first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub features_on: Vec<Feature>,
    /// The markets that the merchant has made, in the order in which they are named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schemars(with = "Vec<String>"))]
    pub markets_made: Vec<Market>,
    /// The markets that are closed: their pages lead to those of the first market, which is never closed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schemars(with = "Vec<String>"))]
    pub markets_closed: Vec<Market>,
    /// By whose midnight its days begin: `Europe/Berlin`. UTC's, while nothing is set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<String>,
}

impl ShopSettings {
    /// Whether a part of the shop is there.
    pub fn has(&self, feature: Feature) -> bool {
        if feature.is_on_at_first() {
            !self.features_off.contains(&feature)
        } else {
            self.features_on.contains(&feature)
        }
    }

    /// Whether the shop has a market, open or not.
    pub fn has_market(&self, market: Market) -> bool {
        !market.is_made() || self.markets_made.contains(&market)
    }

    /// Whether a market is closed.
    pub fn is_closed(&self, market: Market) -> bool {
        self.markets_closed.contains(&market)
    }

    /// Whether shoppers shop in a market.
    pub fn is_open(&self, market: Market) -> bool {
        self.has_market(market) && !self.is_closed(market)
    }

    /// The markets that it has, open or not, in their order.
    pub fn all_markets(&self) -> impl Iterator<Item = Market> {
        Market::ALL.into_iter().chain(self.markets_made.iter().copied())
    }

    /// The markets that are open, in their order.
    pub fn markets(&self) -> impl Iterator<Item = Market> {
        self.all_markets().filter(|market| !self.is_closed(*market))
    }

    /// The currencies of the markets that it has, each once. What is not sold in is asked for before a market opens, so
    /// those of markets that are closed are among them.
    pub fn currencies(&self) -> Vec<Currency> {
        let has = |currency: &Currency| self.all_markets().any(|market| market.currency() == *currency);
        Currency::ALL.into_iter().filter(has).collect()
    }
}

/// What every page shows of what is set. Of a shop in which nothing is set it is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Storefront {
    /// What it is called, and who stands behind it.
    #[serde(flatten)]
    pub shop: ShopSettings,
    /// What the paths of its icons below `/media` begin with, once they were made of its logo; those that the shop was built
    /// with are shown without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub icons: Option<String>,
    /// The pages on show that every other leads to, by [`PageKind::ALL`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pages: Vec<PageLink>,
    /// The menu below the shop's name; without entries as the shop makes it by itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub header: Vec<MenuLink>,
    /// The columns below every page; without any as the shop makes them by itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub footer: Vec<MenuLinks>,
}

impl From<ShopSettings> for Storefront {
    fn from(shop: ShopSettings) -> Self {
        Self { shop, ..Self::default() }
    }
}

impl Storefront {
    /// The page of this kind, if it is on show.
    pub fn page(&self, kind: PageKind) -> Option<&PageLink> {
        self.pages.iter().find(|page| page.kind == kind)
    }
}

/// What is set of the shop, for everybody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct GetSettings {}

impl GetSettings {
    /// How long the reply is good: until something is set. So is what is shown where there is none.
    pub fn policy() -> CachePolicy {
        CachePolicy::UntilPurged(Lifetime::PAGE, vec![Tag::settings()])
    }
}

endpoint!(GetSettings: GET "/v1/settings", Anyone, Public UntilPurged, "What the shop is called, who stands behind it, and what its menus lead to." => Storefront, {
    fn cache_policy(&self, _: &Storefront) -> CachePolicy {
        Self::policy()
    }
});

/// What is set, as staff see it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct AdminSettings {
    /// Rises with every change; 0 while nothing was ever set. The `ETag` says it too.
    pub version: i64,
    /// What is set.
    pub settings: ShopSettings,
}

/// What is set of the shop, with its version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct GetAdminSettings {}

endpoint!(GetAdminSettings: GET "/v1/admin/settings", Staff(SettingsWrite), Private Never, "What is set of the shop, with its version." => AdminSettings, {
    fn version(&self, reply: &AdminSettings) -> Option<i64> {
        Some(reply.version)
    }
});

/// Sets something of the shop. What is not given stays; an empty text takes away what was set.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct UpdateSettings {
    /// The version that was read.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    pub if_match: Option<IfMatch>,
    /// What the shop is called, in every language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// One line that says what it sells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::localized"))]
    pub tagline: Option<Localized>,
    /// What it says of itself: paragraphs, separated by blank lines.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::localized"))]
    pub about: Option<Localized>,
    /// The company, or whoever else runs the shop, as the law knows them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company: Option<String>,
    /// Where that is: the lines of a postal address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// Where shoppers can write to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Where they can call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Its number for value added tax.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vat_id: Option<String>,
    /// How it looks: all of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub look: Option<Look>,
    /// The parts of it that are switched off: all of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub features_off: Option<Vec<Feature>>,
    /// The parts of it that are switched on, of those that are not there at first: all of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub features_on: Option<Vec<Feature>>,
    /// The markets that the merchant has made: all of them, in the order in which they are named. Each is named by
    /// language and country, such as `en-gb` or `de-at`; where its currency is not the country's own, by that too:
    /// `de-ch-eur`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<Vec<String>>"))]
    pub markets_made: Option<Vec<Market>>,
    /// The markets that are closed: all of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<Vec<String>>"))]
    pub markets_closed: Option<Vec<Market>>,
    /// By whose midnight its days begin: `Europe/Berlin`. UTC's, while nothing is set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<String>,
}

endpoint!(UpdateSettings: PATCH "/v1/admin/settings", Staff(SettingsWrite), Private Never, "Sets what the shop is called, who stands behind it, and how it looks." => AdminSettings, {
    fn version(&self, reply: &AdminSettings) -> Option<i64> {
        Some(reply.version)
    }
});
