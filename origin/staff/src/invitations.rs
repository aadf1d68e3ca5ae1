//! Invitations: a link that ends, by which somebody gets an account, or a new password and new codes for the one they have.

mod open;

pub(crate) use open::withdraw_in;
pub use open::{Open, list_open};

use api::event::{STAFF_INVITED, StaffCredential, StaffInvited};
use api::problem::{Code, Problem};
use domain::Locale;
use domain::accounts::{MAX_NAME, Password};
use domain::staff::{Permissions, Role, may_grant};
use origin_identity::password;
use origin_messaging::outbox::{self, NewEvent};
use origin_platform::{Database, ServiceError, Stores, audit, clock, secret, staff};
use serde_json::json;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::account::{account_of, address, names_of, roles_of, tell_of_credential};
use crate::accounts::{self, check_an_owner_stays, check_roles, refused};
use crate::by::{By, account_permissions};
use crate::session::{self, Opened};
use crate::{backup_codes, passkeys, totp};

/// An invitation that is open.
#[derive(Clone, Debug)]
pub struct Invitation {
    /// Whom it is for.
    pub email: String,
    /// What they will be.
    pub roles: Vec<Role>,
    /// The secret of their one-time codes, to be typed into an authenticator.
    pub totp_secret: String,
    /// The same as an address that opens one.
    pub totp_uri: String,
}

/// What whoever accepts says.
#[derive(Clone)]
pub struct Acceptance {
    /// What they are called.
    pub name: String,
    /// A new password.
    pub password: String,
    /// A code, which shows that the secret has arrived in an authenticator.
    pub code: String,
}

/// What whoever has accepted gets.
#[derive(Clone, Debug)]
pub struct Accepted {
    /// Codes for when the authenticator is lost: shown this once, each good once.
    pub backup_codes: Vec<String>,
    /// The first session.
    pub opened: Opened,
}

#[derive(sqlx::FromRow)]
struct Kept {
    /// Of the link that was shown, whichever was followed.
    token_sha256: Vec<u8>,
    email: String,
    roles: Vec<String>,
    totp_secret: Vec<u8>,
    invited_by: Option<Uuid>,
    narrowed_to: Option<Vec<String>>,
    is_used: bool,
    is_over: bool,
}

/// Invites somebody, for three days, and returns the token of the link; a mail brings another. Earlier invitations of the address end.
///
/// # Errors
/// [`Code::Forbidden`] if it is not this one's to give, or the address has an account that may do more; a problem with the
/// field `email` or `roles`.
pub async fn invite(stores: &Stores, by: impl Into<By>, email: &str, roles: &[Role]) -> Result<String, ServiceError> {
    let mut tx = stores.db.begin().await?;
    let token = invite_in(&mut tx, &by.into(), &address(email)?, roles, None).await?;
    tx.commit().await?;
    Ok(token)
}

/// Where the link of an invitation leads, on the staff's pages.
pub fn path(token: &str) -> String {
    format!("/admin/welcome/{token}")
}

/// The same as [`invite`] in the caller's transaction, as the last thing in it, with the language of the mail.
pub(crate) async fn invite_in(
    tx: &mut PgConnection,
    by: &By,
    email: &str,
    roles: &[Role],
    locale: Option<Locale>,
) -> Result<String, ServiceError> {
    check_roles(roles)?;
    accounts::lock(tx).await?;
    let own = by.permissions(tx).await?;
    check_may_invite(tx, own, email, roles).await?;
    sqlx::query(
        "delete from staff.invitations
         where (email = $1 and used_at is null) or expires_at < now() - interval '30 days'",
    )
    .bind(email)
    .execute(&mut *tx)
    .await?;
    let narrowed = by.narrowed(tx).await?;
    let token = secret::token();
    sqlx::query(
        "insert into staff.invitations (token_sha256, email, roles, totp_secret, invited_by, narrowed_to, expires_at)
         values ($1, $2, $3, $4, $5, $6, now() + interval '3 days')",
    )
    .bind(secret::sha256(&token).as_slice())
    .bind(email)
    .bind(names_of(roles))
    .bind(totp::new_secret().as_slice())
    .bind(by.account())
    .bind(narrowed.map(Permissions::names))
    .execute(&mut *tx)
    .await?;
    record_mail(tx, &token, locale).await?;
    let given = json!({ "roles": names_of(roles) });
    audit::record(tx, by.actor(), "invite staff", &format!("staff {email}"), None, Some(given)).await?;
    Ok(token)
}

/// Records that the invitation is to be mailed.
async fn record_mail(tx: &mut PgConnection, token: &str, locale: Option<Locale>) -> sqlx::Result<()> {
    let invitation = Uuid::new_v4();
    sqlx::query("insert into staff.invitation_mails (id, invitation, locale) values ($1, $2, $3)")
        .bind(invitation)
        .bind(secret::sha256(token).as_slice())
        .bind(locale.map(Locale::code))
        .execute(&mut *tx)
        .await?;
    outbox::record(tx, &[NewEvent::new(STAFF_INVITED, vec![], &StaffInvited { invitation })]).await
}

/// An invitation as it is mailed.
#[derive(Clone, Debug)]
pub struct InvitationMail {
    /// Where the mail goes.
    pub to: String,
    /// The token of the link in it, which is as good as the one that was shown.
    pub token: String,
    /// The language it is written in.
    pub locale: Locale,
}

/// Makes the link that a mail holds; none if the invitation was accepted, is over, or was followed by a newer one.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn issue_mail(db: &Database, mail: Uuid) -> sqlx::Result<Option<InvitationMail>> {
    let token = secret::token();
    let found: Option<(String, Option<String>)> = sqlx::query_as(
        "update staff.invitation_mails as mail set token_sha256 = $2
         from staff.invitations as invitation
         where mail.id = $1 and invitation.token_sha256 = mail.invitation and invitation.used_at is null
               and invitation.expires_at > now()
         returning invitation.email, mail.locale",
    )
    .bind(mail)
    .bind(secret::sha256(&token).as_slice())
    .fetch_optional(db)
    .await?;
    let locale = |code: Option<String>| code.and_then(|code| Locale::of_code(&code)).unwrap_or_default();
    Ok(found.map(|(to, code)| InvitationMail { to, token, locale: locale(code) }))
}

/// Whoever invites an address that has an account holds a link into that account, so it may do no more than they.
async fn check_may_invite(
    tx: &mut PgConnection,
    own: Permissions,
    email: &str,
    roles: &[Role],
) -> Result<(), ServiceError> {
    let before = account_of(tx, email).await?.map_or(Permissions::NONE, |account| account.permissions());
    Ok(may_grant(own, before, Role::permissions_of(roles)).map_err(refused)?)
}

/// What an invitation offers. Looking changes nothing: programs that check mails open links too.
///
/// # Errors
/// [`Code::LinkUnknown`], [`Code::LinkUsed`], [`Code::LinkExpired`].
pub async fn look(stores: &Stores, token: &str) -> Result<Invitation, ServiceError> {
    let mut connection = stores.db.begin().await?;
    let kept = find(&mut connection, token).await?;
    connection.rollback().await?;
    Ok(Invitation {
        totp_secret: totp::base32(&kept.totp_secret),
        totp_uri: totp::uri(&kept.totp_secret, &kept.email),
        roles: roles_of(&kept.roles),
        email: kept.email,
    })
}

async fn find(tx: &mut PgConnection, token: &str) -> Result<Kept, ServiceError> {
    let kept: Option<Kept> = sqlx::query_as(
        "select token_sha256, email, roles, totp_secret, invited_by, narrowed_to, used_at is not null as is_used,
                expires_at < now() as is_over
         from staff.invitations
         where token_sha256 = $1
               or token_sha256 = (select invitation from staff.invitation_mails where token_sha256 = $1)",
    )
    .bind(secret::sha256(token).as_slice())
    .fetch_optional(tx)
    .await?;
    match kept {
        Some(kept) if kept.is_used => {
            Err(Problem::new(Code::LinkUsed, "This invitation was accepted. Please sign in.").into())
        }
        Some(kept) if kept.is_over => Err(over().into()),
        Some(kept) => Ok(kept),
        None => {
            let detail = "This invitation is not known: the link is not whole, or a newer one was made.";
            Err(Problem::new(Code::LinkUnknown, detail).into())
        }
    }
}

fn over() -> Problem {
    Problem::new(Code::LinkExpired, "This invitation is over. Ask whoever invited you for another.")
}

/// Accepts an invitation: makes the account, or gives the one of the address another password, other codes and these roles,
/// and ends whatever was open of it.
///
/// # Errors
/// As [`look`]; a problem with the field `name` or `password`; [`Code::SignInCodeWrong`]; [`Code::LinkExpired`] as well if
/// whoever invited may not any more.
pub async fn accept(stores: &Stores, token: &str, acceptance: Acceptance) -> Result<Accepted, ServiceError> {
    let bad_name =
        |_| Problem::field("name", format!("Say what you are called, in one line of at most {MAX_NAME} characters."));
    let name = domain::accounts::name(&acceptance.name).map_err(bad_name)?;
    let bad_password = |error: domain::accounts::InvalidPassword| Problem::field("password", error.to_string());
    let chosen = Password::try_from(acceptance.password).map_err(bad_password)?;
    // Before the slow hash: whoever has no invitation gets none.
    let invited = look(stores, token).await?;
    password::check_new(&chosen, &[&name, &invited.email])?;
    let password_hash = password::hash(chosen.reveal().to_owned()).await?;
    let mut tx = stores.db.begin().await?;
    accounts::lock(&mut tx).await?;
    let kept = find(&mut tx, token).await?;
    let roles = roles_of(&kept.roles);
    if roles.is_empty() {
        // A later version made it, of roles that this one does not know.
        return Err(over().into());
    }
    let own = account_permissions(&mut tx, kept.invited_by).await?;
    let own = kept.narrowed_to.as_ref().map_or(own, |names| own.intersection(Permissions::of_names(names)));
    match check_may_invite(&mut tx, own, &kept.email, &roles).await {
        Err(ServiceError::Problem(_)) => return Err(over().into()),
        checked => checked?,
    }
    let code: String = acceptance.code.chars().filter(|c| !c.is_whitespace()).take(16).collect();
    let now = clock::database_seconds(&mut *tx).await?;
    let wrong = || {
        let detail =
            "The code is wrong or too old. Look whether the clock of your device is right, and try the next one.";
        Problem::new(Code::SignInCodeWrong, detail)
    };
    let step = totp::step_of(&kept.totp_secret, &code, now)?.ok_or_else(wrong)?;
    let before = account_of(&mut tx, &kept.email).await?;
    let id: Uuid = sqlx::query_scalar(
        "insert into staff.accounts as a (id, email, name, password_hash, totp_secret, totp_last_step, roles)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (email) do update
         set name = excluded.name, password_hash = excluded.password_hash, totp_secret = excluded.totp_secret,
             totp_last_step = excluded.totp_last_step, roles = excluded.roles, deactivated_at = null
         returning a.id",
    )
    .bind(Uuid::now_v7())
    .bind(&kept.email)
    .bind(&name)
    .bind(&password_hash)
    .bind(&kept.totp_secret)
    .bind(step)
    .bind(names_of(&roles))
    .fetch_one(&mut *tx)
    .await?;
    if let Some(before) = &before {
        check_an_owner_stays(&mut tx, before).await?;
    }
    // What the authenticator knows is kept with the account alone from now on.
    sqlx::query("update staff.invitations set used_at = now(), totp_secret = $2 where token_sha256 = $1")
        .bind(&kept.token_sha256)
        .bind([0_u8; totp::SECRET].as_slice())
        .execute(&mut *tx)
        .await?;
    session::end_all(&mut tx, id, true).await?;
    passkeys::remove_all(&mut tx, id).await?;
    staff::narrow_keys_of(&mut tx, id, Role::permissions_of(&roles)).await?;
    let backup_codes = backup_codes::renew(&mut tx, id).await?;
    let opened = session::open(&mut tx, id, None).await?;
    let was = before.map(|before| json!({ "roles": names_of(&before.roles), "is_active": before.is_active }));
    let is = json!({ "roles": names_of(&roles), "is_active": true });
    let actor = format!("staff {}", kept.email);
    audit::record(&mut tx, &actor, "accept invitation", &actor, was, Some(is)).await?;
    // Whoever has an account already, and did not accept this, has lost it to somebody who did.
    tell_of_credential(&mut tx, id, StaffCredential::Authenticator).await?;
    tx.commit().await?;
    Ok(Accepted { backup_codes, opened })
}
