use base64::engine::general_purpose::STANDARD;
use http::Request;
use proptest::prelude::*;
use ring::signature::{ED25519, Ed25519KeyPair, UnparsedPublicKey};
use sfv::{Dictionary, Parser};

use super::*;

const NOW: u64 = 1_800_000_000;
/// `test-key-ed25519` of RFC 9421, appendix B.1.4, as the JWK there has it.
const SEED: &str = "n4Ni-HpISpVObnQMW0wOhCKROaIKqKtW_2ZYb2p9KcU";
const PUBLIC: &str = "JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs";
/// Its thumbprint.
const ID: &str = "poqkLGiymh_W0uP6PZFw-dvez3QJT5SolqXBCW38r0U";

fn made(key: &[u8; 32], message: &[u8], signature: &[u8]) -> bool {
    UnparsedPublicKey::new(&ED25519, key).verify(message, signature).is_ok()
}

fn agents() -> Agents {
    format!("crawler.example:{PUBLIC}\n").parse().expect("an agent")
}

fn input_of(written: &str) -> InnerList {
    let inputs: Dictionary = Parser::new(&format!("sig={written}")).parse().expect("a dictionary");
    match inputs.get("sig") {
        Some(ListEntry::InnerList(input)) => input.clone(),
        _ => panic!("a list"),
    }
}

/// A request for this host with these fields, which the agent has signed so.
fn signed(host: &str, fields: &[(&'static str, &str)], written: &str) -> Parts {
    let mut request = Request::get("/products?page=2").header("host", host);
    for (name, value) in fields {
        request = request.header(*name, *value);
    }
    let mut head = request.body(()).expect("a request").into_parts().0;
    let decode = |text: &str| URL_SAFE_NO_PAD.decode(text).expect("base64");
    let pair = Ed25519KeyPair::from_seed_and_public_key(&decode(SEED), &decode(PUBLIC)).expect("a pair");
    let base = base::of(&head, &input_of(written)).unwrap_or_default();
    let signature = STANDARD.encode(pair.sign(&base));
    head.headers.insert(SIGNATURE_INPUT, format!("sig={written}").parse().expect("ASCII"));
    head.headers.insert(SIGNATURE, format!("sig=:{signature}:").parse().expect("ASCII"));
    head
}

/// As the draft has it, for a time from `created` on.
fn usual(created: u64, lasts: u64) -> String {
    let expires = created + lasts;
    format!(
        r#"("@authority" "signature-agent");created={created};expires={expires};keyid="{ID}";alg="ed25519";tag="web-bot-auth""#
    )
}

const AGENT: (&str, &str) = ("signature-agent", "\"https://crawler.example\"");

fn told(head: &Parts, now: u64) -> Result<Arc<str>, SignatureRejection> {
    agent(head, "shop.example", &agents(), made, now)
}

#[test]
fn the_signature_and_the_thumbprint_are_those_of_the_standards() {
    let agent = &agents().0[0];
    assert_eq!(agent.id, ID);
    // RFC 9421, appendix B.2.6.
    let base = "\"date\": Tue, 20 Apr 2021 02:07:55 GMT\n\"@method\": POST\n\"@path\": /foo\n\
        \"@authority\": example.com\n\"content-type\": application/json\n\"content-length\": 18\n\
        \"@signature-params\": (\"date\" \"@method\" \"@path\" \"@authority\" \"content-type\" \"content-length\")\
        ;created=1618884473;keyid=\"test-key-ed25519\"";
    let signature = "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==";
    let signature = STANDARD.decode(signature).expect("base64");
    assert!(made(&agent.key, base.as_bytes(), &signature));
    assert!(!made(&agent.key, base.replace("POST", "GET").as_bytes(), &signature));
}

#[test]
fn an_agent_is_known_by_its_key_for_this_host_and_while_its_signature_is_good() {
    let good = signed("shop.example", &[AGENT], &usual(NOW, 300));
    for now in [NOW - SKEW, NOW, NOW + 300] {
        assert_eq!(told(&good, now).as_deref(), Ok("crawler.example"), "{now}");
    }
    assert_eq!(told(&good, NOW - SKEW - 1), Err(SignatureRejection::Early));
    assert_eq!(told(&good, NOW + 301), Err(SignatureRejection::Expired));
    let for_ever = signed("shop.example", &[AGENT], &usual(NOW, MAX_LIFETIME + 1));
    assert_eq!(told(&for_ever, NOW), Err(SignatureRejection::Expired));
    // What it signed for others, and what they made of it.
    let elsewhere = signed("evil.example", &[AGENT], &usual(NOW, 300));
    assert_eq!(told(&elsewhere, NOW), Err(SignatureRejection::Forged));
    let mut moved = elsewhere;
    moved.headers.insert("host", "shop.example".parse().expect("a host"));
    assert_eq!(told(&moved, NOW), Err(SignatureRejection::Forged));
    let stranger = agent(&good, "shop.example", &Agents::default(), made, NOW);
    assert_eq!(stranger, Err(SignatureRejection::UnknownKey));
}

#[test]
fn the_agent_s_address_may_be_a_text_or_a_member_of_a_dictionary_and_is_covered() {
    let keyed = usual(NOW, 300).replace("\"signature-agent\"", "\"signature-agent\";key=\"sig\"");
    let good = signed("shop.example", &[("signature-agent", "sig=\"https://crawler.example\"")], &keyed);
    assert_eq!(told(&good, NOW).as_deref(), Ok("crawler.example"));
    let mut other = good;
    other.headers.insert("signature-agent", "sig=\"https://evil.example\"".parse().expect("ASCII"));
    assert_eq!(told(&other, NOW), Err(SignatureRejection::Forged));
    let without = usual(NOW, 300).replace(" \"signature-agent\"", "");
    let uncovered = signed("shop.example", &[AGENT], &without);
    assert_eq!(told(&uncovered, NOW), Err(SignatureRejection::Uncovered("signature-agent".to_owned())));
    assert_eq!(told(&signed("shop.example", &[], &without), NOW).as_deref(), Ok("crawler.example"));
    let anywhere = signed("shop.example", &[], &without.replace("@authority", "@method"));
    assert_eq!(told(&anywhere, NOW), Err(SignatureRejection::Uncovered("@authority".to_owned())));
}

#[test]
fn what_is_no_such_signature_is_none() {
    let other_tag = signed("shop.example", &[], &usual(NOW, 300).replace("web-bot-auth", "selvedge-origin"));
    assert_eq!(told(&other_tag, NOW), Err(SignatureRejection::Unsigned));
    let bare = Request::get("/").header("host", "shop.example").body(()).expect("a request").into_parts().0;
    assert_eq!(told(&bare, NOW), Err(SignatureRejection::Unsigned));
    for (from, to) in
        [("created=", "made="), ("expires=", "ends="), ("keyid=", "key="), ("\"ed25519\"", "\"hmac-sha256\"")]
    {
        let head = signed("shop.example", &[AGENT], &usual(NOW, 300).replace(from, to));
        assert_eq!(told(&head, NOW), Err(SignatureRejection::Unreadable), "{from}");
    }
}

#[test]
fn what_is_no_agent_is_refused_with_its_line() {
    let check = |text: &str, expect: BadAgents| assert_eq!(text.parse::<Agents>(), Err(expect), "{text}");
    assert_eq!("# nobody\n\n".parse(), Ok(Agents::default()));
    check(&format!("a:{PUBLIC}\nb:{PUBLIC}"), BadAgents::Twice(2));
    for line in
        [PUBLIC.to_owned(), format!(":{PUBLIC}"), format!("a b:{PUBLIC}"), "a:short".into(), format!("a:{PUBLIC}A")]
    {
        check(&format!("\n{line}"), BadAgents::Line(2));
    }
}

proptest! {
    /// Whatever somebody sends, nobody is taken for an agent who cannot sign as it.
    #[test]
    fn nobody_is_taken_for_an_agent(input in ".{0,120}", signature in ".{0,90}", byte in 0_usize..64) {
        let mut head = signed("shop.example", &[AGENT], &usual(NOW, 300));
        let good = head.headers[SIGNATURE].to_str().expect("ASCII").to_owned();
        let mut spoilt = STANDARD.decode(good.trim_start_matches("sig=:").trim_end_matches(':')).expect("base64");
        spoilt[byte] ^= 1;
        head.headers.insert(SIGNATURE, format!("sig=:{}:", STANDARD.encode(spoilt)).parse().expect("ASCII"));
        prop_assert_eq!(told(&head, NOW), Err(SignatureRejection::Forged));
        if let (Ok(input), Ok(signature)) = (input.parse(), signature.parse()) {
            head.headers.insert(SIGNATURE_INPUT, input);
            head.headers.insert(SIGNATURE, signature);
            prop_assert!(told(&head, NOW).is_err());
        }
    }
}
