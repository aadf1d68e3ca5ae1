//! Invitations that are open: listing them, and withdrawing one.

use api::problem::{Code, Problem};
use domain::staff::Role;
use origin_platform::{Database, ServiceError, audit};
use serde_json::json;
use sqlx::PgConnection;
use uuid::Uuid;

use super::check_may_invite;
use crate::account::{names_of, roles_of};
use crate::accounts;
use crate::by::By;

/// An invitation that may still be accepted.
#[derive(Clone, Debug)]
pub struct Open {
    /// Its id, which is that of its mail: it opens nothing.
    pub id: Uuid,
    /// Whom it is for.
    pub email: String,
    /// What they will be.
    pub roles: Vec<Role>,
    /// The address of the account that invited; none: the command line.
    pub invited_by: Option<String>,
    /// When it was made (RFC 3339, UTC).
    pub created_at: String,
    /// When it ends by itself (RFC 3339, UTC).
    pub expires_at: String,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    email: String,
    roles: Vec<String>,
    invited_by: Option<String>,
    created_at: String,
    expires_at: String,
}

impl From<Row> for Open {
    fn from(row: Row) -> Self {
        let Row { id, email, roles, invited_by, created_at, expires_at } = row;
        Self { id, email, roles: roles_of(&roles), invited_by, created_at, expires_at }
    }
}

/// Every invitation that is open, the newest first.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn list_open(db: &Database) -> sqlx::Result<Vec<Open>> {
    let rows: Vec<Row> = sqlx::query_as(
        r#"select mail.id, invitation.email, invitation.roles, inviter.email as invited_by,
                  to_char(invitation.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as created_at,
                  to_char(invitation.expires_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as expires_at
           from staff.invitations as invitation
           join staff.invitation_mails as mail on mail.invitation = invitation.token_sha256
           left join staff.accounts as inviter on inviter.id = invitation.invited_by
           where invitation.used_at is null and invitation.expires_at > now()
           order by invitation.created_at desc, mail.id"#,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(Open::from).collect())
}

/// Withdraws an invitation, as the last thing in the transaction: whichever of its links is followed says that it is over.
///
/// # Errors
/// [`Code::Forbidden`] if whoever withdraws it could not have made it; [`Code::NotFound`] if it is not open.
pub(crate) async fn withdraw_in(tx: &mut PgConnection, by: &By, id: Uuid) -> Result<(), ServiceError> {
    accounts::lock(tx).await?;
    let own = by.permissions(tx).await?;
    let open: Option<(Vec<u8>, String, Vec<String>)> = sqlx::query_as(
        "select invitation.token_sha256, invitation.email, invitation.roles
         from staff.invitation_mails as mail
         join staff.invitations as invitation on invitation.token_sha256 = mail.invitation
         where mail.id = $1 and invitation.used_at is null and invitation.expires_at > now()",
    )
    .bind(id)
    .fetch_optional(&mut *tx)
    .await?;
    let (token_sha256, email, roles) = open.ok_or_else(unknown)?;
    let roles = roles_of(&roles);
    check_may_invite(tx, own, &email, &roles).await?;
    // Over since it was made: whoever accepts and waits for this to end has a transaction that began before now.
    sqlx::query("update staff.invitations set expires_at = created_at where token_sha256 = $1")
        .bind(token_sha256)
        .execute(&mut *tx)
        .await?;
    let given = json!({ "roles": names_of(&roles) });
    audit::record(tx, by.actor(), "withdraw invitation", &format!("staff {email}"), Some(given), None).await?;
    Ok(())
}

fn unknown() -> Problem {
    let detail = "There is no such invitation that is open: it was accepted, withdrawn, followed by a newer one, or is \
                  over. Look at the list again.";
    Problem::new(Code::NotFound, detail)
}
