//! Accounts: opening and deleting one, logging in and out by password, code, link, passkey or a
//! provider of OpenID Connect, changing what opens it,
//! reading one's own, its address book and what its owner agreed to.
//!
//! An account lies in PostgreSQL with a slow hash of its password; a session lies in Redis under a
//! fast hash of its token. Neither store alone lets anybody in.

pub mod admin;
mod attempts;
mod challenges;
mod codes;
mod common_passwords;
mod customer;
mod deletion;
mod details;
mod devices;
mod email_change;
mod login;
mod notifications;
mod oidc;
mod passkeys;
pub mod password;
mod password_change;
mod registration;
mod retention;
mod sessions;
#[cfg(test)]
mod testing;
pub mod webauthn;

use axum::Router;
use domain::CustomerId;
use origin_platform::{Database, Stores, mount};

pub use codes::{CodeMail, Purpose, issue_code};
pub use customer::check_recent;
pub use details::{OfAccount, export};
pub use notifications::{Notification, What, notification};
pub use oidc::{ProviderSettings, read_providers, router as oidc_router, shown_providers, tell_providers};
pub use passkeys::router as passkeys_router;
pub use retention::forget_old;

/// The endpoints of the service.
pub fn router(stores: Stores) -> Router {
    let router = Router::new();
    let router = mount(router, challenges::create_challenge);
    let router = mount(router, challenges::create_pass);
    let router = mount(router, registration::create_customer);
    let router = mount(router, login::create_session);
    let router = mount(router, login::delete_session);
    let router = mount(router, codes::request::create_sign_in_code);
    let router = mount(router, codes::enter::create_session_by_code);
    let router = mount(router, codes::enter::create_session_by_link);
    let router = mount(router, sessions::list_sessions);
    let router = mount(router, sessions::delete_named_session);
    let router = mount(router, sessions::delete_other_sessions);
    let router = mount(router, customer::get_customer);
    let router = mount(router, password_change::update_password);
    let router = mount(router, email_change::create_email_change);
    let router = mount(router, email_change::update_email);
    let router = mount(router, deletion::delete_customer);
    admin::mount_all(details::mount_all(router)).with_state(stores)
}

/// The address of an account, in its one spelling, if somebody has shown that it is theirs.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn verified_email(db: &Database, customer: CustomerId) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar("select email_canonical from accounts.customers where id = $1 and email_verified_at is not null")
        .bind(customer.0)
        .fetch_optional(db)
        .await
}
