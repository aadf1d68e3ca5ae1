//! How the words of markets are spelt, whichever of them there are.

/// Whether a segment is spelt as the words of markets are: `de`, `en-gb` or `de-ch-eur`.
pub(super) fn is_like_market(segment: &str) -> bool {
    let mut parts = segment.split('-');
    let is_word = |part: &str, letters| part.len() == letters && part.bytes().all(|byte| byte.is_ascii_alphabetic());
    [2, 2, 3].into_iter().map_while(|letters| parts.next().map(|part| is_word(part, letters))).all(|is_word| is_word)
        && parts.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::super::{EDGE, ENDPOINTS, FEED, FOLDERS, FUNCTIONS, MANIFEST, PAGES, ROBOTS, SERVICE_WORKER, SITEMAP};
    use super::*;

    #[test]
    fn no_address_of_the_shop_can_be_taken_for_a_market() {
        let pages = PAGES.iter().map(|page| page.path);
        let others = [SITEMAP, FEED, ROBOTS, MANIFEST, SERVICE_WORKER, FUNCTIONS, ENDPOINTS, EDGE];
        for path in pages.chain(others).chain(FOLDERS) {
            let first = path.trim_start_matches('/').split('/').next().unwrap_or_default();
            // The first part of `/v1/` has two signs, of which one is a digit.
            assert!(!is_like_market(first), "{path}");
        }
        for word in ["de", "US", "fr", "en-gb", "DE-ch-EUR", "xx-yy"] {
            assert!(is_like_market(word), "{word}");
        }
        for word in [
            "",
            "e",
            "v1",
            "eng",
            "en-",
            "en-g",
            "en-gbr",
            "en-gb-",
            "en-gb-eu",
            "en-gb-euro",
            "en-gb-eur-x",
            "theme-9c3b1f",
        ] {
            assert!(!is_like_market(word), "{word}");
        }
    }
}
