//! The secret of an authenticator as a picture that a phone reads. It is made here, so that nobody else sees it, and stands
//! in the page itself, so that it is in no cache and no log.

use std::fmt::Write as _;

use domain::Locale;
use maud::{Markup, html};
use qrcodegen::{QrCode, QrCodeEcc};

/// The white around it that readers need, in modules.
const QUIET: i32 = 4;

/// The picture of an address; nothing of one that is too long for any.
pub fn code(locale: Locale, address: &str) -> Markup {
    let Ok(code) = QrCode::encode_text(address, QrCodeEcc::Medium) else { return html! {} };
    let edge = code.size() + 2 * QUIET;
    html! {
        // Black on white by day and by night: not every reader takes it the other way round.
        svg.qr role="img" aria-label=(words::office(locale).authenticator_qr()) viewBox={ "0 0 " (edge) " " (edge) }
            width="220" height="220" shape-rendering="crispEdges" {
            rect width=(edge) height=(edge) fill="#fff" {}
            path d=(dark(&code)) fill="#000" {}
        }
    }
}

/// The dark modules, a stroke for each run of them in a row.
fn dark(code: &QrCode) -> String {
    let mut path = String::new();
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            let run = (x..code.size()).take_while(|x| code.get_module(*x, y)).zip(1..).last().map_or(0, |(_, run)| run);
            if run > 0 {
                write!(path, "M{} {}h{run}v1h-{run}z", x + QUIET, y + QUIET).expect("a String takes all text");
            }
            x += run.max(1);
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADDRESS: &str = "otpauth://totp/Selvedge:ada%40example.com?secret=JBSWY3DPEHPK3PXP&issuer=Selvedge";

    #[test]
    fn the_picture_has_every_dark_module_and_no_other() {
        let code = QrCode::encode_text(ADDRESS, QrCodeEcc::Medium).expect("short enough");
        let mut drawn = std::collections::BTreeSet::new();
        for stroke in dark(&code).split('M').skip(1) {
            let (x, rest) = stroke.split_once(' ').expect("a place");
            let (y, rest) = rest.split_once('h').expect("a place");
            let run: i32 = rest.split('v').next().and_then(|run| run.parse().ok()).expect("a length");
            let (x, y): (i32, i32) = (x.parse().expect("a number"), y.parse().expect("a number"));
            drawn.extend((x..x + run).map(|x| (x - QUIET, y - QUIET)));
        }
        let all = (0..code.size()).flat_map(|y| (0..code.size()).map(move |x| (x, y)));
        assert_eq!(drawn, all.filter(|(x, y)| code.get_module(*x, *y)).collect());
    }

    #[test]
    fn it_says_what_it_is_and_holds_no_secret_in_words() {
        let picture = code(Locale::En, ADDRESS).into_string();
        assert!(picture.contains("role=\"img\"") && picture.contains("aria-label=\""), "{picture}");
        assert!(!picture.contains("JBSWY3DPEHPK3PXP") && !picture.contains("style="), "{picture}");
        assert_eq!(code(Locale::En, &"x".repeat(5000)).into_string(), "");
    }
}
