//! What browsers say of passkeys: JSON, with CBOR and keys inside. Whatever it is, it is no answer to a question that was
//! not put, and reading it ends.
#![no_main]

use webauthn_rp::request::register::{RegistrationVerificationOptions, UserHandle16};
use webauthn_rp::request::{AsciiDomain, RpId};
use webauthn_rp::{DiscoverableAuthentication16, PublicKeyCredentialCreationOptions, Registration};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(answer) = DiscoverableAuthentication16::from_json_relaxed(bytes) {
        let _ = answer.challenge_relaxed();
        assert!((16..=1023).contains(&answer.raw_id().as_ref().len()));
    }
    let Ok(answer) = Registration::from_json_relaxed(bytes) else { return };
    let _ = answer.challenge_relaxed();
    let shop = AsciiDomain::try_from("shop.example".to_owned()).expect("a name");
    let (shop, handle) = (RpId::Domain(shop), UserHandle16::new());
    let options = PublicKeyCredentialCreationOptions::first_passkey_with_blank_user_info(&shop, &handle);
    let (question, _) = options.start_ceremony().expect("a question of our own");
    let checks = RegistrationVerificationOptions::<&str, &str>::default();
    assert!(question.verify(&shop, &answer, &checks).is_err(), "nobody could have known the question");
});
