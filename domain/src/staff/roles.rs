//! Roles: what people of a shop commonly do, as sets of permissions.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::permissions::Permission::{
    ApiRead, AuditRead, CatalogRead, CatalogWrite, CustomersRead, GiftCardsManage, OrdersFulfil, OrdersRead,
    OrdersRefund, PromotionsRead, PromotionsWrite, StockRead, StockWrite, WebhooksManage,
};
use super::permissions::Permissions;

/// What somebody is in the shop. An account may have several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// May do everything. There is always one.
    Owner,
    /// Keeps the products, and what is in stock of them.
    Catalog,
    /// Sends orders on their way.
    Orders,
    /// Helps shoppers: sees orders and gives money back.
    Support,
    /// Makes promotions.
    Marketing,
    /// Sees figures and changes nothing.
    Analyst,
    /// Connects other programs.
    Developer,
}

impl Role {
    /// Every role there is.
    pub const ALL: [Self; 7] =
        [Self::Owner, Self::Catalog, Self::Orders, Self::Support, Self::Marketing, Self::Analyst, Self::Developer];

    /// Its name, such as `owner`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Catalog => "catalog",
            Self::Orders => "orders",
            Self::Support => "support",
            Self::Marketing => "marketing",
            Self::Analyst => "analyst",
            Self::Developer => "developer",
        }
    }

    /// What it may do.
    pub const fn permissions(self) -> Permissions {
        match self {
            Self::Owner => Permissions::ALL,
            Self::Catalog => Permissions::of(&[CatalogRead, CatalogWrite, StockRead, StockWrite, PromotionsRead]),
            Self::Orders => Permissions::of(&[OrdersRead, OrdersFulfil, StockRead, StockWrite, CatalogRead]),
            Self::Support => {
                Permissions::of(&[OrdersRead, OrdersFulfil, OrdersRefund, CustomersRead, CatalogRead, StockRead])
            }
            Self::Marketing => Permissions::of(&[CatalogRead, PromotionsRead, PromotionsWrite, GiftCardsManage]),
            Self::Analyst => Permissions::of(&[CatalogRead, OrdersRead, StockRead, PromotionsRead, AuditRead]),
            Self::Developer => Permissions::of(&[CatalogRead, StockRead, PromotionsRead, WebhooksManage, ApiRead]),
        }
    }

    /// What whoever has all of these roles may do.
    pub fn permissions_of(roles: &[Self]) -> Permissions {
        roles.iter().fold(Permissions::NONE, |all, role| all.union(role.permissions()))
    }
}

/// There is no such role.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no role “{0}”: owner, catalog, orders, support, marketing, analyst and developer are there")]
pub struct UnknownRole(String);

impl FromStr for Role {
    type Err = UnknownRole;

    fn from_str(text: &str) -> Result<Self, UnknownRole> {
        Self::ALL.into_iter().find(|role| role.name() == text).ok_or_else(|| UnknownRole(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::super::Permission;
    use super::*;

    #[test]
    fn the_owner_alone_manages_staff_and_every_role_can_be_named() {
        for role in Role::ALL {
            assert_eq!(role.name().parse(), Ok(role));
            let manages = role.permissions().contains(Permission::StaffManage);
            assert_eq!(manages, role == Role::Owner, "{}", role.name());
            assert!(role.permissions() != Permissions::NONE);
        }
        let two = Role::permissions_of(&[Role::Marketing, Role::Orders]);
        assert!(two.contains(OrdersFulfil) && two.contains(PromotionsWrite));
        assert!(!two.contains(OrdersRefund));
    }
}
