//! What stands in the shop's header and footer.

use domain::catalog::Localized;
use domain::{PageId, Slug};
use serde::{Deserialize, Serialize};

use crate::endpoint;
use crate::endpoint::if_match::IfMatch;

/// Where an entry of a menu leads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum MenuTarget {
    /// To one of the merchant's own pages. While that is not on show, the entry is not there.
    Page(#[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))] PageId),
    /// To a collection.
    Collection(#[cfg_attr(feature = "openapi", schemars(with = "String"))] Slug),
    /// To a product.
    Product(#[cfg_attr(feature = "openapi", schemars(with = "String"))] Slug),
    /// To a path of the shop's without language, such as `/search`, or to another site by `https://`.
    Address(String),
}

/// An entry of a menu.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct MenuEntry {
    /// What it is called. A page need not be called anything else than its title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::localized"))]
    pub label: Option<Localized>,
    /// Where it leads.
    pub to: MenuTarget,
}

/// A column of the footer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct MenuColumn {
    /// What stands above it.
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::localized"))]
    pub title: Localized,
    /// What is in it.
    pub entries: Vec<MenuEntry>,
}

/// The shop's menus. One without entries is as the shop makes it by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Menus {
    /// Below the shop's name; by itself all products, and the collections.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub header: Vec<MenuEntry>,
    /// Below every page; by itself the shop's own pages, and those of orders.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub footer: Vec<MenuColumn>,
}

/// An entry as pages show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct MenuLink {
    /// What it is called.
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::localized"))]
    pub label: Localized,
    /// Where it leads: a path of the shop's without market, or `https://…`.
    pub href: String,
}

/// A column as pages show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct MenuLinks {
    /// What stands above it.
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::localized"))]
    pub title: Localized,
    /// What is in it.
    pub links: Vec<MenuLink>,
}

/// The menus, as staff see them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct AdminMenus {
    /// Rises with every change; 0 while nothing was ever set. The `ETag` says it too.
    pub version: i64,
    /// What is set.
    pub menus: Menus,
}

/// The menus, with their version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct GetAdminMenus {}

endpoint!(GetAdminMenus: GET "/v1/admin/menus", Staff(SettingsWrite), Private Never, "What is set of the shop's menus." => AdminMenus, {
    fn version(&self, reply: &AdminMenus) -> Option<i64> {
        Some(reply.version)
    }
});

/// Sets menus. One that is not given stays; an empty one is as the shop makes it by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct UpdateMenus {
    /// The version that was read.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    pub if_match: Option<IfMatch>,
    /// Below the shop's name: eight entries at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header: Option<Vec<MenuEntry>>,
    /// Below every page: three columns at most, of eight entries at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub footer: Option<Vec<MenuColumn>>,
}

endpoint!(UpdateMenus: PATCH "/v1/admin/menus", Staff(SettingsWrite), Private Never, "Sets what stands in the shop's header and footer." => AdminMenus, {
    fn version(&self, reply: &AdminMenus) -> Option<i64> {
        Some(reply.version)
    }
});
