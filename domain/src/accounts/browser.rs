//! What a browser is called in the list of an account's sessions.

/// The programs, each by what its `User-Agent` holds. Nearly every browser claims to be those below it, too.
const PROGRAMS: [(&str, &str); 9] = [
    ("Edg/", "Edge"),
    ("EdgA/", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];

/// The systems, likewise.
const SYSTEMS: [(&str, &str); 7] = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
];

/// The most characters of a browser's name as it is kept.
pub const MAX_BROWSER: usize = 60;

/// The name of the browser that calls itself so, such as “Firefox, Windows”: enough to tell one's own apart, and no
/// more of it. Empty if it is none that many have.
pub fn browser(user_agent: &str) -> String {
    let find = |known: &[(&str, &'static str)]| {
        known.iter().find(|(mark, _)| user_agent.contains(mark)).map(|(_, name)| *name)
    };
    let names = [find(&PROGRAMS), find(&SYSTEMS)];
    names.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_are_told_apart_by_program_and_system() {
        let mozilla = "Mozilla/5.0";
        for (user_agent, expected) in [
            (format!("{mozilla} (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"), "Firefox, Linux"),
            (
                format!(
                    "{mozilla} (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0"
                ),
                "Edge, Windows",
            ),
            (
                format!(
                    "{mozilla} (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1"
                ),
                "Safari, iPhone",
            ),
            (
                format!(
                    "{mozilla} (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile Safari/537.36"
                ),
                "Chrome, Android",
            ),
            ("curl/8.5.0".to_owned(), ""),
            (String::new(), ""),
        ] {
            assert_eq!(browser(&user_agent), expected);
            assert!(expected.len() <= MAX_BROWSER);
        }
    }
}
