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

/// Words that passwords are made of most often, likewise.
const LIST_OF_WORDS: &str = include_str!("common_words.txt");

static WORDS: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| LIST_OF_WORDS.lines().filter(|line| !line.starts_with('#')).collect());

/// Shorter parts of somebody's name or address stand in other words, too.
const MIN_OF_NAME: usize = 3;

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

/// How often a walk over the keyboard may begin anew: `1qaz2wsx3edc` does so twice.
const MAX_JUMPS: usize = 2;

/// Digits and signs around a word: with more than a date of them nobody guesses it first.
const MAX_AROUND: usize = 10;

/// How many ends of the word in a password are tried.
const MAX_ENDS: usize = 4;

/// The rows of keyboards, of which neighbours are typed one after the other.
const ROWS: [[&str; 4]; 2] =
    [["1234567890", "qwertyuiop", "asdfghjkl;", "zxcvbnm,./"], ["1234567890", "qwertzuiop", "asdfghjkl", "yxcvbnm,.-"]];

/// Checks that a new password is not among those, nor made of the name or address of whoever chooses it.
///
/// # Errors
/// A problem with the field `password`.
pub(crate) fn check(password: &Password, whose: &[&str]) -> Result<(), Problem> {
    if is_common(password.reveal(), whose) {
        return Err(Problem::field("password", "Everybody guesses this password first. Please choose another."));
    }
    Ok(())
}

fn is_common(password: &str, whose: &[&str]) -> bool {
    let password: String = password.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
    let different: HashSet<char> = password.chars().collect();
    different.len() < MIN_DIFFERENT
        || is_walk(&password)
        || spellings(&password).iter().any(|spelling| {
            KNOWN.contains(spelling.as_str()) || is_a_word(spelling) || is_of_own_words(spelling, whose)
        })
}

/// A password as it is, and as it reads where digits and signs stand for the letters that they look like. Those at its end may
/// belong to the word or be a year behind it.
fn spellings(password: &str) -> Vec<String> {
    let word = password.trim_end_matches(|c: char| !c.is_alphabetic()).len();
    let ends = password[word..].char_indices().map(|(at, _)| word + at).chain([password.len()]).take(MAX_ENDS);
    let read = |end: usize, one: char| {
        let letter = move |c: char| match c {
            '0' => 'o',
            '1' | '!' => one,
            '3' => 'e',
            '4' | '@' => 'a',
            '5' | '$' => 's',
            '7' => 't',
            other => other,
        };
        password[..end].chars().map(letter).chain(password[end..].chars()).collect()
    };
    let plain = std::iter::once(password.to_owned());
    plain.chain(ends.flat_map(|end| [read(end, 'i'), read(end, 'l')])).collect()
}

/// Whether a password is one word, once or twice, with digits and signs before and behind it.
fn is_a_word(password: &str) -> bool {
    let word = password.trim_matches(|c: char| !c.is_alphabetic());
    if password.chars().count() > word.chars().count() + MAX_AROUND {
        return false;
    }
    let half = word.get(..word.len() / 2).filter(|half| word.get(half.len()..) == Some(*half));
    [Some(word), half]
        .into_iter()
        .flatten()
        .any(|word| WORDS.contains(word) || KNOWN.contains(word) || OWN.contains(&word))
}

/// Whether a password is typed by going from key to key, or from sign to sign: `qwertz123456`, `abcdefghij`.
fn is_walk(password: &str) -> bool {
    let signs: Vec<char> = password.chars().collect();
    let jumps = signs.windows(2).filter(|pair| !is_step(pair[0], pair[1])).count();
    jumps <= MAX_JUMPS
}

fn is_step(from: char, to: char) -> bool {
    let place = |rows: &[&str; 4], key: char| {
        rows.iter().enumerate().find_map(|(row, keys)| Some((row, keys.chars().position(|other| other == key)?)))
    };
    let is_near = |rows: &[&str; 4]| match (place(rows, from), place(rows, to)) {
        (Some((row, column)), Some((other_row, other_column))) => {
            row.abs_diff(other_row) <= 1 && column.abs_diff(other_column) <= 1
        }
        _ => false,
    };
    u32::from(from).abs_diff(u32::from(to)) <= 1 || ROWS.iter().any(is_near)
}

/// Whether the letters of a password are words of [`OWN`], or of the name and address of whoever chooses it, one after the
/// other.
fn is_of_own_words(password: &str, whose: &[&str]) -> bool {
    let letters: String = password.chars().filter(|c| c.is_alphabetic()).collect();
    if password.chars().count() > letters.chars().count() + MAX_AROUND {
        return false;
    }
    let theirs: Vec<String> =
        whose.iter().flat_map(|text| text.split(|c: char| !c.is_alphabetic())).map(str::to_lowercase).collect();
    let theirs = theirs.iter().map(String::as_str).filter(|word| word.chars().count() >= MIN_OF_NAME);
    let words: Vec<&str> = OWN.into_iter().chain(theirs).collect();
    // Where a word may begin.
    let mut begins = vec![false; letters.len() + 1];
    begins[0] = true;
    for at in 0..letters.len() {
        if begins[at] {
            for word in words.iter().filter(|word| letters.as_bytes()[at..].starts_with(word.as_bytes())) {
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
        assert!(KNOWN.len() >= 10_000 && WORDS.len() >= 1500 && KNOWN.iter().all(|known| known.chars().count() >= 10));
        for common in ["1234567890", "PassWord123", "hello kitty", "aaaaaaaaaaaa", "1212121212", "          "] {
            assert!(is_common(common, &[]), "{common}");
        }
        for own in ["selvedge-shop-2026", "Mein Konto 1!", "Willkommen123", "admin-admin", "Passwort!Shop"] {
            assert!(is_common(own, &[]), "{own}");
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
            assert!(!is_common(fine, &["Ada Lovelace", "ada@example.com"]), "{fine}");
        }
    }

    #[test]
    fn words_with_years_letters_that_look_alike_and_walks_over_keys_are_guessed_first_too() {
        for word in ["Dragon2026", "football!!!!", "123monkey123", "monkeymonkey", "P4ssw0rd2024!", "b@s3b4ll1999"] {
            assert!(is_common(word, &[]), "{word}");
        }
        for walk in ["qwertz123456", "abcdefghij", "zyxwvutsrq", "1qaz2wsx3edc", "asdfghjkl;", "yxcvbnmasd"] {
            assert!(is_common(walk, &[]), "{walk}");
        }
        for fine in
            ["a long password", "three harbour lamps", "whoever reads this", "dragons of the north", "Tr4vel.Light.7x"]
        {
            assert!(!is_common(fine, &[]), "{fine}");
        }
    }

    #[test]
    fn nobody_s_own_name_or_address_is_a_secret() {
        let ada = ["Ada Lovelace", "ada.l@analytical.example"];
        for own in ["lovelace2026", "Ada Lovelace", "l0v3l4c3-1815", "Analytical!1843", "adalovelaceshop"] {
            assert!(is_common(own, &ada), "{own}");
            assert!(own.to_lowercase().contains("shop") || !is_common(own, &["Bob", "bob@example.com"]), "{own}");
        }
        for fine in ["ada likes engines", "lovelaces", "notes of 1843 by ada"] {
            assert!(!is_common(fine, &ada), "{fine}");
        }
    }

    #[tokio::test]
    async fn no_account_is_opened_with_one() {
        let scene = Scene::new().await;
        let refused = scene.register("Ada", "ada@example.com", "Password123").await.err().expect("refused");
        assert_eq!((refused.code, refused.field.as_deref()), (Code::InvalidField, Some("password")));
        let refused = scene.register("Ada Lovelace", "ada@example.com", "Lovelace1815").await.err().expect("refused");
        assert_eq!((refused.code, refused.field.as_deref()), (Code::InvalidField, Some("password")));
        assert_eq!(scene.customers().await, 0);
    }
}
