//! What stands where a product has no picture: its initials on a woven ground.

use leptos::prelude::*;

/// Ground and thread of the cloth, chosen by the title so that a product keeps its own.
const CLOTHS: [(&str, &str); 6] = [
    ("#e6dfd1", "#8a7a5c"),
    ("#dbe1de", "#5f7a70"),
    ("#e7dad2", "#94664f"),
    ("#dadfe6", "#566b86"),
    ("#e4e0d6", "#77735f"),
    ("#e3d9df", "#80617a"),
];

/// A drawn stand-in for a picture of `title`, 4 by 5.
pub fn placeholder(title: &str) -> AnyView {
    let (ground, thread) = CLOTHS[cloth_of(title)];
    view! {
        <svg class="placeholder" viewBox="0 0 400 500" width="400" height="500" aria-hidden="true" focusable="false">
            <rect width="400" height="500" fill=ground></rect>
            <path
                d="M0 60h400M0 440h400M60 0v500M340 0v500"
                fill="none"
                stroke=thread
                stroke-opacity=".35"
                stroke-dasharray="6 6"
            ></path>
            <circle cx="200" cy="250" r="92" fill="none" stroke=thread stroke-opacity=".55"></circle>
            <text
                x="200"
                y="250"
                fill=thread
                font-family="Palatino, 'Palatino Linotype', P052, serif"
                font-size="72"
                text-anchor="middle"
                dominant-baseline="central"
            >
                {initials(title)}
            </text>
        </svg>
    }
    .into_any()
}

fn cloth_of(title: &str) -> usize {
    let sum: usize = title.bytes().map(usize::from).sum();
    sum % CLOTHS.len()
}

/// The first letters of the first two words that begin with a letter or digit.
#[cfg(not(feature = "hydrate"))]
fn initials(title: &str) -> String {
    let first = |word: &str| word.chars().next().filter(|c| c.is_alphanumeric());
    title.split_whitespace().filter_map(first).take(2).flat_map(char::to_uppercase).collect()
}

/// The same, by the browser's own table of letters: ours would be a fiftieth of all that shoppers load.
#[cfg(feature = "hydrate")]
fn initials(title: &str) -> String {
    let letter = js_sys::RegExp::new(r"^[\p{Alphabetic}\p{N}]", "u");
    let first = |word: &str| word.chars().next().map(String::from).filter(|first| letter.test(first));
    let letters: String = title.split_whitespace().filter_map(first).take(2).collect();
    js_sys::JsString::from(letters).to_upper_case().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_those_of_the_first_two_words() {
        assert_eq!(initials("harbour mug, large"), "HM");
        assert_eq!(initials("  & Økse "), "Ø");
        assert_eq!(initials("—"), "");
    }
}
