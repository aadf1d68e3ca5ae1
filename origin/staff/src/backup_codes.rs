//! Codes for whoever has lost what makes the others: printed once, each good once.

use origin_platform::secret;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::totp::base32;

/// How many an account gets.
const COUNT: usize = 10;
/// Random bytes of one: 120 bits, more than anybody tries who has the hashes, so that a fast one is enough (ASVS asks for a
/// slow one below 112). Those that were given before have 80, and are good until an account gets new ones.
const BYTES: usize = 15;

/// Gives an account new codes in place of all it had, and returns them as they are shown.
pub(crate) async fn renew(tx: &mut PgConnection, account: Uuid) -> sqlx::Result<Vec<String>> {
    sqlx::query("delete from staff.backup_codes where account = $1").bind(account).execute(&mut *tx).await?;
    let mut shown = Vec::with_capacity(COUNT);
    for _ in 0..COUNT {
        // Neighbouring bytes of a random UUID hold its version: the middle of a hash holds nothing but chance.
        let random = secret::sha256(&secret::token());
        let code = base32(&random[..BYTES]);
        sqlx::query("insert into staff.backup_codes (account, code_sha256) values ($1, $2)")
            .bind(account)
            .bind(secret::sha256(&code).as_slice())
            .execute(&mut *tx)
            .await?;
        shown.push(grouped(&code));
    }
    Ok(shown)
}

/// In fours, to be read.
fn grouped(code: &str) -> String {
    let characters: Vec<char> = code.chars().collect();
    let groups: Vec<String> = characters.chunks(4).map(|group| group.iter().collect()).collect();
    groups.join("-")
}

/// Uses a code up; false if it is none of the account's, or was used. `code` is what was typed, without blanks and hyphens.
pub(crate) async fn take(tx: &mut PgConnection, account: Uuid, code: &str) -> sqlx::Result<bool> {
    let taken = sqlx::query(
        "update staff.backup_codes set used_at = now() where account = $1 and code_sha256 = $2 and used_at is null",
    )
    .bind(account)
    .bind(secret::sha256(&code.to_ascii_uppercase()).as_slice())
    .execute(tx)
    .await?;
    Ok(taken.rows_affected() == 1)
}
