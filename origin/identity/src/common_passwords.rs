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

/// Words of a shop and of signing in to one. A password whose letters are these words and nothing else is guessed first by
/// whoever knows where it is for, whatever digits and signs stand between.
const OWN: [&str; 22] = [
    "account",
    "admin",
    "bestellung",
    "checkout",
    "customer",
    "geheim",
    "kasse",
    "kennwort",
    "konto",
    "kunde",
    "laden",
    "login",
    "mein",
    "office",
    "order",
    "passwort",
    "password",
    "secret",
    "selvedge",
    "shop",
    "store",
    "willkommen",
];

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
    different.len() < MIN_DIFFERENT || KNOWN.contains(password.as_str()) || is_of_own_words(&password)
}

/// Whether the letters of a password are words of [`OWN`], one after the other.
fn is_of_own_words(password: &str) -> bool {
    let letters: String = password.chars().filter(|c| c.is_alphabetic()).collect();
    // Where a word may begin.
    let mut begins = vec![false; letters.len() + 1];
    begins[0] = true;
    for at in 0..letters.len() {
        if begins[at] {
            for word in OWN.iter().filter(|word| letters.as_bytes()[at..].starts_with(word.as_bytes())) {
                begins[at + word.len()] = true;
            }
        }
    }
    !letters.is_empty() && begins[letters.len()]
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
        for own in ["selvedge-shop-2026", "Mein Konto 1!", "Willkommen123", "admin-admin", "Passwort!Shop"] {
            assert!(is_common(own), "{own}");
        }
        for fine in [
            "selvedge of a shop",
            "shopping list 7",
            "1!2!3!4!5!6!",
            "correct horse",
            "battery staple",
            "Pässwort lang",
            "パスワードは長い方がいい",
        ] {
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
