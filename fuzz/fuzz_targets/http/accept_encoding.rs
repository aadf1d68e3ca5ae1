//! `Accept-Encoding`: the choice of a coding by the letter of RFC 9110, 12.5.3 and 12.4.2, and never one that was refused.
#![no_main]

#[path = "../../../edge/node/src/http/encoding/choice.rs"]
#[expect(dead_code, reason = "what is chosen is looked at, not sent")]
mod choice;

use choice::{Encoding, SMALLEST_FIRST, SOONEST_FIRST, negotiate_among};
use http::{HeaderMap, HeaderValue, header};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some((options, lines)) = bytes.split_first() else { return };
    let offers = if options & 8 == 0 { SMALLEST_FIRST } else { SOONEST_FIRST };
    let lines: Vec<&[u8]> = lines.split(|byte| *byte == b'\n').collect();
    let mut headers = HeaderMap::new();
    for line in &lines {
        let Ok(line) = HeaderValue::from_bytes(line) else { return };
        headers.append(header::ACCEPT_ENCODING, line);
    }
    let is_there = |encoding: Encoding| {
        let at = offers.iter().position(|offer| *offer == encoding).expect("only what is offered is asked for");
        options >> at & 1 == 1
    };
    let chosen = negotiate_among(&headers, offers, is_there);

    let members = members(&lines);
    let worth = |encoding: Encoding| worth(&members, encoding);
    let acceptable: Vec<Encoding> =
        offers.into_iter().filter(|offer| is_there(*offer) && worth(*offer).is_some_and(|worth| worth > 0)).collect();
    if chosen == Encoding::Identity {
        let preferred = worth(Encoding::Identity).unwrap_or(0);
        assert!(acceptable.iter().all(|offer| worth(*offer) < Some(preferred)), "{acceptable:?} would be better");
        return;
    }
    assert!(acceptable.contains(&chosen), "{chosen:?} was refused, or is not there");
    assert!(worth(chosen) >= worth(Encoding::Identity), "identity is preferred to {chosen:?}");
    for (at, offer) in offers.iter().enumerate() {
        let comes_before = at < offers.iter().position(|offer| *offer == chosen).expect("it is offered");
        let is_better = worth(*offer) > worth(chosen) || comes_before && worth(*offer) == worth(chosen);
        assert!(!(acceptable.contains(offer) && is_better), "{offer:?} would be better than {chosen:?}");
    }
});

/// What is said of codings: a name in small letters, and a weight in thousandths, nothing where it cannot be read.
fn members(lines: &[&[u8]]) -> Vec<(String, u32)> {
    let text = lines.iter().map(|line| line.iter().map(|byte| char::from(*byte)).collect::<String>());
    let text = text.collect::<Vec<_>>().join(",");
    let members = text.split(',').map(|member| match member.split_once(';') {
        None => (member, 1000),
        Some((name, weight)) => (name, thousandths(weight.trim_matches([' ', '\t']))),
    });
    members.map(|(name, weight)| (name.trim_matches([' ', '\t']).to_ascii_lowercase(), weight)).collect()
}

/// `weight = OWS ";" OWS "q=" qvalue`, with `qvalue = ( "0" [ "." 0*3DIGIT ] ) / ( "1" [ "." 0*3("0") ] )`.
fn thousandths(weight: &str) -> u32 {
    let Some(value) = weight.strip_prefix("q=").or_else(|| weight.strip_prefix("Q=")) else { return 0 };
    let (whole, part) = value.split_once('.').unwrap_or((value, ""));
    let is_short = part.len() <= 3;
    match whole {
        "0" if is_short && part.bytes().all(|byte| byte.is_ascii_digit()) => format!("{part:0<3}").parse().unwrap_or(0),
        "1" if is_short && part.bytes().all(|byte| byte == b'0') => 1000,
        _ => 0,
    }
}

/// The least that is said of a coding by its names; else of all that are not named; nothing if neither is.
fn worth(members: &[(String, u32)], encoding: Encoding) -> Option<u32> {
    let names: &[&str] = match encoding {
        Encoding::Identity => &["identity"],
        Encoding::Gzip => &["gzip", "x-gzip"],
        Encoding::Zstd => &["zstd"],
        Encoding::Brotli | Encoding::QuickBrotli => &["br"],
    };
    let least = |names: &[&str]| {
        let said = members.iter().filter(|(name, _)| names.contains(&name.as_str()));
        said.map(|(_, weight)| *weight).min()
    };
    least(names).or_else(|| least(&["*"]))
}
