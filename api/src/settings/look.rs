//! How the shop looks, as far as a merchant sets it, and which of its parts are switched off.

use domain::Locale;
use domain::catalog::Localized;
use serde::{Deserialize, Serialize};

use crate::catalog::{Focus, Picture, Text};

/// A picture of the merchant's, as it was when it was chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ShopPicture {
    /// Path under `/media`, without width and file type.
    pub path: String,
    /// What it shows, for those who cannot see it.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::localized"))]
    pub alt: Localized,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// What of it is seen in any case, where it is cropped; its middle if nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub focus: Option<Focus>,
}

impl ShopPicture {
    /// The picture as shoppers of one language get it.
    pub fn view(&self, locale: Locale) -> Picture {
        let alt = Text::of(&self.alt, locale);
        Picture {
            path: self.path.clone(),
            alt,
            width: self.width,
            height: self.height,
            option: Default::default(),
            focus: self.focus,
            colour: None,
        }
    }
}

/// The colour of links that are pointed at, of marks and of what is to be noticed: one for light pages, one for dark ones.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Accent {
    /// On light pages: `#9c3b1f`.
    pub light: String,
    /// On dark pages. When it is set, an empty one is worked out of the other.
    #[serde(default)]
    pub dark: String,
}

/// How the shop looks. What is not set is as it was built.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Look {
    /// What stands at the top of every page in place of the shop's name, which it is read aloud as.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logo: Option<ShopPicture>,
    /// The shop's own colour.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accent: Option<Accent>,
}

impl Look {
    /// Whether nothing is set.
    pub fn is_built_in(&self) -> bool {
        *self == Self::default()
    }
}

/// A part of the shop that a merchant can do without.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Feature {
    /// Codes of promotions and gift cards: the field for them in the cart.
    Codes,
    /// Messages to browsers about an order: the button on the order's page.
    Push,
    /// What shoppers have chosen from a search many days makes a small difference in the order of what it finds.
    Learning,
}

impl Feature {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Codes, Self::Push, Self::Learning];

    /// Its word on the wire.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Codes => "codes",
            Self::Push => "push",
            Self::Learning => "learning",
        }
    }

    /// Whether it is there unless it is switched off. What strangers can take part in is there only if it is switched on.
    pub const fn is_on_at_first(self) -> bool {
        match self {
            Self::Codes | Self::Push => true,
            Self::Learning => false,
        }
    }
}
