//! Questions that were put to browsers, until they are answered: in Redis, each good once, for ten minutes, and for
//! whoever it was put to.

use origin_platform::{ServiceError, Stores, secret};
use webauthn_rp::response::SentChallenge;

use super::{LASTS, Realm};

/// What a question is for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Ceremony {
    /// Making a passkey.
    Register,
    /// Signing in.
    SignIn,
}

/// Keeps a question that is put to whoever shows `asked`: a session's token, or a browser's.
pub(super) async fn keep(
    stores: &Stores,
    ceremony: (Realm, Ceremony),
    challenge: SentChallenge,
    asked: &str,
    state: &[u8],
) -> Result<(), ServiceError> {
    let mut kept = secret::sha256(asked).to_vec();
    kept.extend(state);
    let mut redis = stores.redis.clone();
    let mut set = redis::cmd("SET");
    set.arg(key(stores, ceremony, challenge)).arg(kept).arg("EX").arg(LASTS.as_secs());
    let () = set.query_async(&mut redis).await?;
    Ok(())
}

/// Takes a question, which is gone then; none if it is too old, was taken before, or was put to somebody else.
pub(super) async fn take(
    stores: &Stores,
    ceremony: (Realm, Ceremony),
    challenge: SentChallenge,
    asked: &str,
) -> Result<Option<Vec<u8>>, ServiceError> {
    let mut redis = stores.redis.clone();
    let mut get = redis::cmd("GETDEL");
    let kept: Option<Vec<u8>> = get.arg(key(stores, ceremony, challenge)).query_async(&mut redis).await?;
    let whose = secret::sha256(asked);
    Ok(kept.and_then(|kept| Some(kept.strip_prefix(&whose)?.to_vec())))
}

fn key(stores: &Stores, ceremony: (Realm, Ceremony), challenge: SentChallenge) -> String {
    let what = match ceremony {
        (Realm::Shoppers, Ceremony::Register) => "register",
        (Realm::Shoppers, Ceremony::SignIn) => "sign-in",
        (Realm::Staff, Ceremony::Register) => "staff-register",
        (Realm::Staff, Ceremony::SignIn) => "staff-sign-in",
    };
    format!("{}passkey:{what}:{:032x}", stores.redis_prefix, challenge.0)
}
