//! Passwords that are long enough and no secret: everybody who guesses begins with them (NIST SP 800-63B, 3.1.1.2). The
//! list is in the program, so that no other company is asked about anybody's password.

use std::collections::HashSet;
use std::sync::LazyLock;

use api::Problem;
use domain::accounts::Password;

/// One a line, in lower case; lines that begin with `#` say where they are from.
const LIST: &str = include_str!("common_passwords.txt");

static KNOWN: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| LIST.lines().filter(|line| !line.starts_with('#')).collect());

/// A password of fewer different characters is a row of keys.
const MIN_DIFFERENT: usize = 4;

/// Checks that a new password is not among those.
///
/// # Errors
/// A problem with the field `password`.
pub(crate) fn check(password: &Password) -> Result<(), Problem> {
    if is_common(password.reveal()) {
        return Err(Problem::field("password", "Everybody guesses this password first. Please choose another."));
    }
    Ok(())
}

fn is_common(password: &str) -> bool {
    let password: String = password.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
    let different: HashSet<char> = password.chars().collect();
    different.len() < MIN_DIFFERENT || KNOWN.contains(password.as_str())
}

#[cfg(test)]
mod tests {
    use api::problem::Code;

    use super::*;
    use crate::testing::Scene;

    #[test]
    fn what_everybody_guesses_is_known_however_it_is_capitalised() {
        assert!(KNOWN.len() > 1500 && KNOWN.iter().all(|known| known.chars().count() >= 10));
        for common in ["1234567890", "PassWord123", "hello kitty", "aaaaaaaaaaaa", "1212121212", "          "] {
            assert!(is_common(common), "{common}");
        }
        for fine in ["correct horse", "battery staple", "Pässwort lang", "パスワードは長い方がいい"] {
            assert!(!is_common(fine), "{fine}");
        }
    }

    #[tokio::test]
    async fn no_account_is_opened_with_one() {
        let scene = Scene::new().await;
        let refused = scene.register("Ada", "ada@example.com", "Password123").await.err().expect("refused");
        assert_eq!((refused.code, refused.field.as_deref()), (Code::InvalidField, Some("password")));
        assert_eq!(scene.customers().await, 0);
    }
}
