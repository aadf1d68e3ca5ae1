//! Whether what was typed can be a key.

use api::problem::Problem;

/// Whether money moves by a key. Stripe writes it into the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    Live,
    Test,
}

impl Mode {
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Test => "test",
        }
    }
}

/// A secret key, whole or with rights of its own.
///
/// # Errors
/// What is wrong with it; the key is not quoted.
pub(super) fn secret_key(text: &str) -> Result<(&str, Mode), Problem> {
    let text = text.trim();
    let modes =
        [("sk_live_", Mode::Live), ("rk_live_", Mode::Live), ("sk_test_", Mode::Test), ("rk_test_", Mode::Test)];
    let mode = modes.into_iter().find(|(start, _)| text.starts_with(start)).map(|(_, mode)| mode);
    let detail = match text.starts_with("pk_") {
        true => "This is the publishable key. The secret key begins with sk_live_, rk_live_, sk_test_ or rk_test_.",
        false => "Give the secret key as Stripe shows it: it begins with sk_live_, rk_live_, sk_test_ or rk_test_.",
    };
    match mode.filter(|_| is_key(text)) {
        Some(mode) => Ok((text, mode)),
        None => Err(Problem::field("secret_key", detail)),
    }
}

/// What pages name the account by: everybody is shown it, so it must not be a secret key.
///
/// # Errors
/// What is wrong with it.
pub(super) fn publishable_key(text: &str) -> Result<(&str, Mode), Problem> {
    let text = text.trim();
    let modes = [("pk_live_", Mode::Live), ("pk_test_", Mode::Test)];
    let mode = modes.into_iter().find(|(start, _)| text.starts_with(start)).map(|(_, mode)| mode);
    let detail = "Give the publishable key as Stripe shows it: it begins with pk_live_ or pk_test_.";
    match mode.filter(|_| is_key(text)) {
        Some(mode) => Ok((text, mode)),
        None => Err(Problem::field("publishable_key", detail)),
    }
}

/// What hooks are signed with.
///
/// # Errors
/// What is wrong with it; it is not quoted.
pub(super) fn webhook_secret(text: &str) -> Result<&str, Problem> {
    let text = text.trim();
    let detail = "Give the signing secret of the webhook as Stripe shows it: it begins with whsec_.";
    let fits = text.starts_with("whsec_") && is_key(text);
    if fits { Ok(text) } else { Err(Problem::field("webhook_secret", detail)) }
}

/// Long enough that its last four characters say nothing, and no longer than any of Stripe's.
fn is_key(text: &str) -> bool {
    (20..=300).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_+/=-".contains(&byte))
}

/// The last four characters of a key.
pub(super) fn end(key: &str) -> &str {
    &key[key.len() - 4..]
}
