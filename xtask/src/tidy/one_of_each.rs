//! One throttle, one clock, one HTTP client: what two places need has one home, so that a mistake is mended once.

use super::Finding;
use super::source::{Source, leading_name, line_of, product_code};

/// A thing of which there is one.
struct Kind {
    what: &'static str,
    signs: &'static [Sign],
    /// Beginnings of the paths where it may be.
    homes: &'static [&'static str],
    /// Beginnings of the paths where a second one is still. The list only gets shorter.
    known: &'static [&'static str],
    /// Whether tests need the one as well.
    tests: bool,
}

/// What tells that one is there.
enum Sign {
    /// A text in the code.
    Text(&'static str),
    /// A type whose name contains this.
    Type(&'static str),
    /// A file of this name.
    File(&'static str),
    /// Two texts in one statement.
    Statement(&'static str, &'static str),
}

const KINDS: [Kind; 8] = [
    Kind {
        what: "throttle",
        // By its usual names, and by a pipeline that counts in Redis, as one does that gives the count its time. Who counts
        // in a map of their own under another name is not seen by a rule about texts.
        signs: &[
            Sign::Type("Throttle"),
            Sign::Type("RateLimit"),
            Sign::Type("Limiter"),
            Sign::Type("TokenBucket"),
            Sign::Type("LeakyBucket"),
            Sign::File("throttle.rs"),
            Sign::File("limiter.rs"),
            Sign::File("rate_limit.rs"),
            Sign::Text(".cmd(\"INCR"),
        ],
        homes: &[
            "origin/platform/",
            "edge/node/src/http/bounds/limiter.rs",
            // A limit of memory; wasmtime's trait is called so.
            "edge/node/src/wasm/linear_memory.rs",
        ],
        known: &[],
        tests: false,
    },
    Kind {
        what: "single-flight",
        signs: &[Sign::Type("Flight"), Sign::File("coalescing.rs"), Sign::File("single_flight.rs")],
        homes: &["edge/node/src/cache/single_flight.rs"],
        known: &[],
        tests: false,
    },
    Kind {
        what: "HTTP client",
        signs: &[Sign::Text("client::legacy"), Sign::Text("client::conn")],
        // One for each program that calls: the developer's worker can link neither wasmtime nor the origin.
        homes: &["origin/platform/src/http/", "edge/node/src/http/", "edge/dev/"],
        known: &[],
        tests: false,
    },
    Kind {
        what: "clock",
        signs: &[Sign::Text("SystemTime::now("), Sign::Text("now_utc(")],
        homes: &["origin/platform/src/clock.rs", "edge/freshness/src/clock.rs", "xtask/"],
        known: &[],
        tests: false,
    },
    // By whose clocks a time is shown and read is known in one place.
    Kind {
        what: "way to show times in the office",
        signs: &[Sign::Text("time datetime="), Sign::Text("jiff::")],
        homes: &["app/office/src/page.rs", "app/office/src/datetime.rs"],
        known: &[],
        tests: false,
    },
    Kind {
        what: "hex encoder",
        signs: &[Sign::Text(":02x}"), Sign::Text(":02X}")],
        homes: &[],
        known: &[],
        tests: false,
    },
    Kind {
        what: "watched file",
        signs: &[Sign::Type("Watched"), Sign::File("watched_file.rs")],
        homes: &["signing/", "xtask/"],
        known: &[],
        tests: false,
    },
    // A listener that is let go at once: it was to find a port for somebody else.
    Kind {
        what: "search for a free port",
        signs: &[
            Sign::Statement("TcpListener::bind(", ".local_addr("),
            Sign::Statement("TcpListener::bind(", ".is_ok("),
            Sign::Statement("TcpListener::bind(", ".is_err("),
        ],
        homes: &["xtask/ports/"],
        known: &[],
        tests: true,
    },
];

pub fn check(sources: &[Source]) -> Vec<Finding> {
    check_of(sources, &KINDS)
}

fn check_of(sources: &[Source], kinds: &[Kind]) -> Vec<Finding> {
    let ours = sources.iter().filter(|source| !source.path.starts_with("xtask/src/tidy"));
    let all: Vec<(&Source, String)> = ours.map(|source| (source, source.code())).collect();
    let product = all.iter().filter(|(source, _)| !source.is_test());
    let product: Vec<(&Source, String)> = product.map(|(source, code)| (*source, product_code(code))).collect();
    let mut findings = Vec::new();
    for kind in kinds {
        let mut needed = Vec::new();
        for (source, code) in if kind.tests { &all } else { &product } {
            let Some(at) = kind.signs.iter().find_map(|sign| sign.found(source, code)) else { continue };
            let under = |places: &[&'static str]| {
                places.iter().copied().find(|place| source.path.to_string_lossy().starts_with(place))
            };
            if under(kind.homes).is_some() {
                continue;
            }
            match under(kind.known) {
                Some(place) => needed.push(place),
                None => {
                    let home = if kind.homes.is_empty() { "a small library" } else { kind.homes[0] };
                    let text = format!("a second {}: use the one of {home}", kind.what);
                    findings.push(Finding::new(&source.path, line_of(code, at), text));
                }
            }
        }
        for place in kind.known.iter().filter(|place| !needed.contains(place)) {
            let text = format!("no {} is here any more: take {place} off in xtask/src/tidy/one_of_each.rs", kind.what);
            findings.push(Finding::new(std::path::Path::new(place), 1, text));
        }
    }
    findings
}

impl Sign {
    /// Where it is.
    fn found(&self, source: &Source, code: &str) -> Option<usize> {
        match self {
            Self::Text(text) => code.find(text),
            Self::Statement(first, second) => {
                let mut starts = code.match_indices(first).map(|(at, _)| at);
                starts.find(|at| code[*at..].split(';').next().is_some_and(|rest| rest.contains(second)))
            }
            Self::File(name) => source.path.ends_with(name).then_some(0),
            Self::Type(part) => ["struct ", "enum "].iter().find_map(|kind| {
                let mut declared = code.match_indices(kind);
                declared.find(|(at, _)| leading_name(&code[at + kind.len()..]).contains(part)).map(|(at, _)| at)
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str, known: &'static [&'static str]) -> Vec<String> {
        let signs = &[Sign::Type("Throttle"), Sign::File("throttle.rs"), Sign::Text("now_utc(")];
        let kind = Kind { what: "throttle", signs, homes: &["origin/platform/"], known, tests: false };
        check_of(&[Source::of(path, text)], &[kind]).into_iter().map(|finding| finding.to_string()).collect()
    }

    #[test]
    fn the_one_is_fine_and_so_are_tests() {
        assert_eq!(found("origin/platform/src/throttle.rs", "pub struct Throttle;", &[]), Vec::<String>::new());
        assert_eq!(found("origin/orders/src/tests.rs", "struct Throttle;", &[]), Vec::<String>::new());
        assert_eq!(found("origin/orders/src/a.rs", "use origin_platform::Throttle;", &[]), Vec::<String>::new());
    }

    #[test]
    fn a_second_is_found_by_its_type_its_file_or_its_text() {
        let second = "origin/orders/src/gift_cards.rs";
        let findings = found(second, "\nstruct CodeThrottle;", &[]);
        assert_eq!(findings, [format!("{second}:2: a second throttle: use the one of origin/platform/")]);
        assert_eq!(found("origin/orders/src/throttle.rs", "", &[]).len(), 1);
        assert_eq!(found(second, "OffsetDateTime::now_utc()", &[]).len(), 1);
    }

    #[test]
    fn a_throttle_by_another_name_is_found_too() {
        let found = |path: &str, text: &str| check_of(&[Source::of(path, text)], &KINDS).len();
        for text in [
            "struct LoginRateLimit;",
            "enum CodeLimiter {}",
            "struct TokenBuckets;",
            "struct LeakyBucket;",
            "pipe.cmd(\"INCR\").arg(&key)",
            "pipe.cmd(\"INCRBY\")",
        ] {
            assert_eq!(found("origin/orders/src/codes.rs", text), 1, "{text}");
            assert_eq!(found("origin/platform/src/throttle.rs", text), 0, "{text}");
        }
        assert_eq!([found("app/src/limiter.rs", ""), found("origin/media/src/rate_limit.rs", "")], [1, 1]);
        assert_eq!(found("edge/node/src/http/bounds/limiter.rs", "pub struct Limiter;"), 0);
    }

    #[test]
    fn a_port_is_not_found_by_letting_a_listener_go() {
        let found = |text: &str| check_of(&[Source::of("origin/a/src/tests.rs", text)], &KINDS).len();
        assert_eq!(found("let port = TcpListener::bind(A).expect(B)\n    .local_addr().expect(C);"), 1);
        assert_eq!(found("ports.find(|port| TcpListener::bind((A, *port)).is_ok());"), 1);
        assert_eq!(found("let listener = TcpListener::bind(A);\nlet address = listener.local_addr();"), 0);
    }

    #[test]
    fn a_known_place_is_passed_over_until_it_is_clean() {
        assert_eq!(found("origin/orders/src/a.rs", "struct Throttle;", &["origin/orders/"]), Vec::<String>::new());
        assert_eq!(found("origin/orders/src/a.rs", "", &["origin/orders/"]).len(), 1);
    }
}
