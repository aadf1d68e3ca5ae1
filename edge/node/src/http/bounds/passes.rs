//! What a request shows to be let in by although its client has done something too often.

use std::net::IpAddr;

use api::challenge::PASS_COOKIE;
use api::client::CHALLENGE_PASS;
use api::edge::client::subscriber;
use api::site::cookie_values;
use http::{HeaderMap, header};
use signing::Ticket;

use super::limiter::{Limiter, Quota};

/// Passes that one request may show: what is read of it costs a hash each.
const MAX_PASSES: usize = 4;

/// What a client is told that shows a pass: what is left of that, if it has done this too often and the pass is its own and
/// for this. `open` reads a pass that the origin has given.
pub fn or_pass(
    quota: Quota,
    limiter: &Limiter,
    headers: &HeaderMap,
    client: IpAddr,
    open: impl Fn(&str) -> Option<Ticket>,
) -> Quota {
    if !quota.is_over {
        return quota;
    }
    let whose = subscriber(client).to_string();
    let fits = |pass: &Ticket| pass.class == quota.limited.name() && pass.client == whose;
    let pass = shown(headers).find_map(|text| open(text).filter(fits));
    pass.map_or(quota, |pass| limiter.count_pass(quota, &pass))
}

/// The passes that are shown, whatever they are worth: in the header that programs send, or in the shop's cookie.
fn shown(headers: &HeaderMap) -> impl Iterator<Item = &str> {
    let sent = headers.get_all(CHALLENGE_PASS).iter().filter_map(|value| value.to_str().ok());
    let lines = headers.get_all(header::COOKIE).iter();
    sent.chain(lines.flat_map(|line| cookie_values(line.as_bytes(), PASS_COOKIE))).take(MAX_PASSES)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::clients::Rates;
    use api::site::Limited;
    use http::HeaderValue;

    #[test]
    fn a_pass_lets_its_client_in_so_often_for_its_class_and_nobody_else() {
        let limiter = Limiter::new(Rates::parse("log-in=1/3600").expect("rates"));
        let (near, far): (IpAddr, IpAddr) = ("192.0.2.7".parse().expect("one"), "192.0.2.8".parse().expect("one"));
        // Whatever is shown names class and client, and is vouched for if it says so.
        let open = |text: &str| {
            let (class, client) = text.strip_prefix("ours~")?.split_once('~')?;
            let (class, client, nonce) = (class.to_owned(), client.to_owned(), "nonce".to_owned());
            Some(Ticket { class, client, expires: u64::MAX, number: 2, nonce })
        };
        let ask = |client: IpAddr, pass: &str| {
            let headers = HeaderMap::from_iter([(CHALLENGE_PASS, HeaderValue::try_from(pass).expect("a field"))]);
            let quota = limiter.count(Limited::LogIn, client).expect("counted");
            or_pass(quota, &limiter, &headers, client, open)
        };
        assert!(!ask(near, "").is_over && !ask(far, "").is_over);
        for other in ["", "ours~log-in~192.0.2.8", "ours~mail~192.0.2.7", "theirs~log-in~192.0.2.7"] {
            assert!(ask(near, other).is_over, "{other}");
        }
        let own = "ours~log-in~192.0.2.7";
        assert_eq!([ask(near, own), ask(near, own)].map(|quota| (quota.is_over, quota.left)), [(false, 1), (false, 0)]);
        assert!(ask(near, own).is_over, "it is used up");
        assert!(ask(far, own).is_over, "and was never for others");
    }

    #[test]
    fn programs_and_browsers_show_passes_and_not_many() {
        let headers: HeaderMap = [
            (header::COOKIE, HeaderValue::from_static("a=1; __Host-pass=two~a~b")),
            (CHALLENGE_PASS, HeaderValue::from_static("one~a~b")),
        ]
        .into_iter()
        .collect();
        assert_eq!(shown(&headers).collect::<Vec<_>>(), ["one~a~b", "two~a~b"]);
        let many = HeaderValue::try_from(vec!["__Host-pass=x"; 100].join("; ")).expect("a field");
        let many = HeaderMap::from_iter([(header::COOKIE, many)]);
        assert_eq!(shown(&many).count(), MAX_PASSES);
        assert_eq!(shown(&HeaderMap::new()).count(), 0);
    }
}
