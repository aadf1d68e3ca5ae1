//! What people type to come in: codes that were mailed, and passwords. However they are written they are one, and what
//! is none is refused.
#![no_main]

use std::str::FromStr as _;

use domain::accounts::{Password, SignInCode};
use domain::staff::Permissions;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes).into_owned();
    if let Ok(code) = SignInCode::from_str(&text) {
        assert!(code.reveal().len() == 8 && code.reveal().bytes().all(|byte| byte.is_ascii_digit()));
        assert_eq!(SignInCode::from_str(&code.grouped()), Ok(code.clone()));
        assert!(!format!("{code:?}").contains(code.reveal()));
    }
    let spellings = Password::spellings(&text);
    assert!((1..=3).contains(&spellings.len()));
    if let Ok(password) = Password::try_from(text.clone()) {
        let known = password.reveal().to_owned();
        assert!((10..=200).contains(&known.chars().count()) && known == spellings[0]);
        // What was kept is what opens.
        assert_eq!(Password::try_from(known.clone()).expect("as before").reveal(), known);
        assert!(Password::spellings(&known).contains(&known));
    }
    // Permissions of a key, as the command line and the database have them.
    for name in text.split(',') {
        if let Ok(permission) = domain::staff::Permission::from_str(name) {
            assert_eq!(permission.name(), name);
            assert!(Permissions::from_iter([permission]).contains(permission));
        }
    }
});
