//! Permissions, by name, and sets of them.

use std::str::FromStr;

/// Declares the permissions with their names.
macro_rules! permissions {
    ($($(#[$doc:meta])+ $name:ident = $text:literal,)+) => {
        /// Something that staff may do.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Permission {
            $($(#[$doc])+ $name,)+
        }

        impl Permission {
            /// Every permission there is.
            pub const ALL: [Self; [$($text),+].len()] = [$(Self::$name),+];

            /// Its name, such as `catalog.read`.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)+
                }
            }
        }
    };
}

permissions! {
    /// Sees products, on sale or not, and collections.
    CatalogRead = "catalog.read",
    /// Makes, changes and deletes products and collections, prices included.
    CatalogWrite = "catalog.write",
    /// Sees orders, with whom they go to.
    OrdersRead = "orders.read",
    /// Packs and ships orders, and moves returns on as far as money is not given back.
    OrdersFulfil = "orders.fulfil",
    /// Cancels orders, takes payments by hand and gives money back.
    OrdersRefund = "orders.refund",
    /// Sees shoppers' accounts.
    CustomersRead = "customers.read",
    /// Gives out what is kept of a shopper, and ends shoppers' accounts.
    CustomersManage = "customers.manage",
    /// Sees stock, its places and its movements.
    StockRead = "stock.read",
    /// Counts, moves and places stock.
    StockWrite = "stock.write",
    /// Sees promotions.
    PromotionsRead = "promotions.read",
    /// Makes and changes promotions.
    PromotionsWrite = "promotions.write",
    /// Sees, issues and blocks gift cards, which are money.
    GiftCardsManage = "gift_cards.manage",
    /// Changes how the shop is set up.
    SettingsWrite = "settings.write",
    /// Invites, changes and ends staff and their keys.
    StaffManage = "staff.manage",
    /// Reads what staff changed.
    AuditRead = "audit.read",
    /// Sees, makes, changes and tries webhooks.
    WebhooksManage = "webhooks.manage",
    /// Reads the description of the whole API.
    ApiRead = "api.read",
}

/// There is no such permission.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no permission “{0}”")]
pub struct UnknownPermission(String);

impl FromStr for Permission {
    type Err = UnknownPermission;

    fn from_str(text: &str) -> Result<Self, UnknownPermission> {
        Self::ALL.into_iter().find(|one| one.name() == text).ok_or_else(|| UnknownPermission(text.to_owned()))
    }
}

/// A set of permissions.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Permissions(u32);

const _: () = assert!(Permission::ALL.len() <= 32, "a bit for each");

impl Permissions {
    /// Every permission there is.
    pub const ALL: Self = Self::of(&Permission::ALL);
    /// None.
    pub const NONE: Self = Self(0);

    /// A set of these.
    pub const fn of(these: &[Permission]) -> Self {
        let (mut bits, mut at) = (0, 0);
        while at < these.len() {
            bits |= 1 << these[at] as u32;
            at += 1;
        }
        Self(bits)
    }

    /// Every permission there is.
    pub const fn all() -> Self {
        Self::ALL
    }

    /// Whether this one is among them.
    pub const fn contains(self, permission: Permission) -> bool {
        self.0 & (1 << permission as u32) != 0
    }

    /// Whether each of them is among the others.
    pub const fn is_subset_of(self, others: Self) -> bool {
        self.0 & !others.0 == 0
    }

    /// Those of either.
    #[must_use]
    pub const fn union(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }

    /// Those of both.
    #[must_use]
    pub const fn intersection(self, others: Self) -> Self {
        Self(self.0 & others.0)
    }

    /// Each of them, in the order of their declaration.
    pub fn iter(self) -> impl Iterator<Item = Permission> {
        Permission::ALL.into_iter().filter(move |permission| self.contains(*permission))
    }

    /// Their names.
    pub fn names(self) -> Vec<String> {
        self.iter().map(|permission| permission.name().to_owned()).collect()
    }

    /// Those of these names that there are. A name of an earlier or later version opens nothing.
    pub fn of_names(names: &[String]) -> Self {
        names.iter().filter_map(|name| name.parse::<Permission>().ok()).collect()
    }
}

impl FromIterator<Permission> for Permissions {
    fn from_iter<T: IntoIterator<Item = Permission>>(permissions: T) -> Self {
        permissions.into_iter().fold(Self::NONE, |all, permission| all.union(Self::of(&[permission])))
    }
}

impl std::fmt::Debug for Permissions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.iter().map(Permission::name)).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_permission_and_a_set_holds_what_was_put_into_it() {
        for permission in Permission::ALL {
            assert_eq!(permission.name().parse(), Ok(permission));
            let alone = Permissions::of(&[permission]);
            assert!(alone.iter().eq([permission]) && alone.is_subset_of(Permissions::ALL));
            assert_eq!(Permissions::of_names(&alone.names()), alone);
        }
        assert!("catalog".parse::<Permission>().is_err());
        assert_eq!(Permissions::of_names(&["everything".to_owned()]), Permissions::NONE);
        assert!(!Permissions::ALL.is_subset_of(Permissions::of(&[Permission::ApiRead])));
    }
}
