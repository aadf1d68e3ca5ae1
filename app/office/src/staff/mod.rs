//! Who runs the shop: the list, invitations, roles, and the end of an account.

pub mod actions;
pub mod list;

use domain::Locale;
use origin_staff::Role;

use crate::fields::Fields;

/// What a role is called.
pub fn role_name(locale: Locale, role: Role) -> &'static str {
    let words = words::office(locale);
    match role {
        Role::Owner => words.role_owner(),
        Role::Catalog => words.role_catalog(),
        Role::Orders => words.role_orders(),
        Role::Support => words.role_support(),
        Role::Marketing => words.role_marketing(),
        Role::Analyst => words.role_analyst(),
        Role::Developer => words.role_developer(),
    }
}

/// The role of this name.
fn role_of(name: &str) -> Option<Role> {
    Role::ALL.into_iter().find(|role| role.name() == name)
}

/// The roles whose boxes are checked.
fn chosen(fields: &Fields) -> Vec<Role> {
    Role::ALL.into_iter().filter(|role| fields.has(&format!("role.{}", role.name()))).collect()
}
