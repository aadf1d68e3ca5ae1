//! One-time codes that change with time, as the library reads them: whatever is typed, only the codes of three steps are
//! good, each at its own.
#![no_main]

use totp_rs::{Builder, Secret};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some((numbers, typed)) = bytes.split_at_checked(28) else { return };
    let (secret, time) = numbers.split_at(20);
    // A time of this millennium, and of any clock that is set wrongly.
    let time = 60 + u64::from_le_bytes(time.try_into().expect("eight bytes")) % (1 << 40);
    let totp = Builder::new().with_secret(Secret::new(secret.into())).build().expect("a secret of 160 bits");
    let typed = String::from_utf8_lossy(typed);
    let good = [time - 30, time, time + 30].map(|at| (totp.generate(at).to_string(), at / 30));
    match totp.check(&typed, time) {
        Some(step) => assert!(good.iter().any(|(code, at)| *code == typed && *at == step), "{typed} at {time}"),
        None => assert!(good.iter().all(|(code, _)| *code != typed), "{typed} at {time}"),
    }
    for (code, _) in &good {
        assert!(code.len() == 6 && totp.check(code, time).is_some());
    }
});
