//! The choice of a coding, compared with the letter of RFC 9110.

use http::{HeaderValue, header};
use proptest::prelude::*;

use super::*;

fn chosen(lines: &[&[u8]], has: &[Encoding]) -> Encoding {
    let line = |bytes: &&[u8]| (header::ACCEPT_ENCODING, HeaderValue::from_bytes(bytes).expect("a field value"));
    negotiate(&lines.iter().map(line).collect(), |encoding| has.contains(&encoding))
}

const ALL: [Encoding; 3] = [Encoding::Brotli, Encoding::Zstd, Encoding::Gzip];

#[test]
fn f03b_weights_are_read_in_either_case_and_over_all_lines() {
    let check = |lines: &[&[u8]], expect| assert_eq!(chosen(lines, &ALL), expect, "{lines:?}");
    check(&[b"br;Q=0, gzip;Q=0"], Encoding::Identity);
    check(&[b"BR;q=0.2, GZIP;Q=0.3"], Encoding::Gzip);
    check(&[b"gzip", b"br"], Encoding::Brotli);
    check(&[b"br;q=0", b"zstd;q=0", b"*"], Encoding::Gzip);
    check(&[b"x\xff", b"gzip"], Encoding::Gzip);
    check(&[b"\xff, gzip"], Encoding::Gzip);
    check(&[b"gzip;q=1.001, br;q=1.5, zstd;q=01"], Encoding::Identity);
    check(&[b"gzip;q=1., br;q=0."], Encoding::Gzip);
    check(&[b"gzip;q=0.0001"], Encoding::Identity);
    check(&[b"gzip;level=9"], Encoding::Identity);
    check(&[b", ,gzip ; q=0.5,,"], Encoding::Gzip);
    check(&[b"gzip;q=1.000, br;q=0.999"], Encoding::Gzip);
    check(&[b"gzip;q=.5, br;q=1.5, zstd;q=1.001"], Encoding::Identity);
    check(&[b"gzip;q=0.5;q=0.7, br;q=\"1\", zstd;q =1"], Encoding::Identity);
    check(&[b"gzip;", b"br;q", b"zstd;q="], Encoding::Identity);
    check(&[b"*;q=0"], Encoding::Identity);
    check(&[b"*;q=0, gzip;q=0.001"], Encoding::Gzip);
    check(&[b"identity;q=0, gzip;q=0.001"], Encoding::Gzip);
    check(&[b"gzipx, xbr, *zstd, b r"], Encoding::Identity);
    check(&[b"X-Gzip"], Encoding::Gzip);
    // Of what is said twice the least counts, in any order.
    check(&[b"gzip;q=0", b"gzip"], Encoding::Identity);
    check(&[b"br, gzip;q=0.5", b"br;q=0"], Encoding::Gzip);
    check(&[b"gzip, x-gzip;q=0"], Encoding::Identity);
    check(&[b"gzip;q=0.3, *;q=0.5"], Encoding::Brotli);
    assert_eq!(chosen(&[b"gzip;q=0.3, *;q=0.5"], &[Encoding::Gzip]), Encoding::Identity);
}

/// One member as it is written, with what it says: the coding and its thousandths, of which those that cannot be
/// read count as nothing.
#[derive(Clone, Debug)]
struct Member {
    coding: &'static str,
    thousandths: u16,
    text: String,
}

fn member() -> impl Strategy<Value = Member> {
    let codings = prop::sample::select(vec!["br", "zstd", "gzip", "identity", "*", "deflate"]);
    let weight = prop_oneof![
        Just((1000, String::new())),
        (0..=1000_u16).prop_map(|thousandths| (thousandths, written(thousandths))),
        (0..=10_u16).prop_map(|tenths| (tenths * 100, format!("{}.{}", tenths / 10, tenths % 10))),
        prop::sample::select(vec!["2", "0.1234", "x", "1.1", "-1", "00", ".5"]).prop_map(|bad| (0, bad.to_owned())),
    ];
    let blanks = || prop::sample::select(vec!["", " ", "\t"]);
    (codings, weight, any::<[bool; 2]>(), [blanks(), blanks(), blanks(), blanks()]).prop_map(
        |(coding, (thousandths, weight), [upper, upper_q], [a, b, c, d])| {
            let name = if upper { coding.to_ascii_uppercase() } else { coding.to_owned() };
            let q = if upper_q { "Q" } else { "q" };
            let weight = if weight.is_empty() { String::new() } else { format!("{b};{c}{q}={weight}") };
            Member { coding, thousandths, text: format!("{a}{name}{weight}{d}") }
        },
    )
}

fn written(thousandths: u16) -> String {
    format!("{}.{:03}", thousandths / 1000, thousandths % 1000)
}

/// The best of what is there by the rules as they are written: a coding is worth what its own member says, the least
/// of several, else what `*` says, else nothing; of equals the smallest wins, and identity last.
fn by_the_letter(members: &[Member], has: &[Encoding]) -> Encoding {
    let worth = |name: &str| {
        let said = |name: &str| {
            let members = members.iter().filter(|member| member.coding == name);
            members.map(|member| member.thousandths).min()
        };
        said(name).or(said("*")).unwrap_or(0)
    };
    let mut best = Encoding::Identity;
    let mut most = worth("identity");
    for (encoding, name) in [(Encoding::Gzip, "gzip"), (Encoding::Zstd, "zstd"), (Encoding::Brotli, "br")] {
        if has.contains(&encoding) && worth(name) > 0 && worth(name) >= most {
            (best, most) = (encoding, worth(name));
        }
    }
    best
}

proptest! {
    #[test]
    fn f03b_the_choice_is_by_the_letter(
        lines in prop::collection::vec(prop::collection::vec(member(), 0..4), 0..4),
        has in prop::sample::subsequence(ALL.to_vec(), 0..=3),
    ) {
        let texts: Vec<String> = lines
            .iter()
            .map(|members| members.iter().map(|member| member.text.as_str()).collect::<Vec<_>>().join(","))
            .collect();
        let bytes: Vec<&[u8]> = texts.iter().map(|text| text.as_bytes()).collect();
        let members: Vec<Member> = lines.into_iter().flatten().collect();
        prop_assert_eq!(chosen(&bytes, &has), by_the_letter(&members, &has), "{:?}", texts);
    }
}
