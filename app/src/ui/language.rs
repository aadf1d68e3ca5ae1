//! Texts of the merchant's, with the language they are in. A [`Text`] is no view and no string: pages that are written as
//! text take it by [`Html::said`] or [`Html::phrase`], views by [`said`], so that none is shown without its language (WCAG 2.2, 3.1.2).

use api::catalog::Text;
use domain::Locale;
use leptos::prelude::*;

use super::html::Html;

/// The value of `lang` for an element that shows `text` and nothing else; none where that is the page's language.
pub fn lang(text: &Text) -> Option<&'static str> {
    text.lang().map(Locale::code)
}

/// `text` as a view: in an element of its own where its language is not the page's.
pub fn said(text: &Text) -> AnyView {
    if text.lang().is_none() {
        return text.bare().to_owned().into_any();
    }
    let mut html = Html::with_capacity(64);
    html.phrase(text);
    html.view()
}

/// What something is called: by the shop itself, whose words are in the page's language, or by the merchant. It is no
/// string either.
#[derive(Clone, Copy, Debug)]
pub enum Name<'a> {
    /// The shop's own words.
    Ours(&'static str),
    /// The merchant's.
    Theirs(&'a Text),
}

impl<'a> Name<'a> {
    /// Its characters without its language, as [`Text::bare`] gives them.
    pub fn bare(self) -> &'a str {
        match self {
            Self::Ours(words) => words,
            Self::Theirs(text) => text.bare(),
        }
    }

    /// The value of `lang` for an element that shows it and nothing else.
    pub fn lang(self) -> Option<&'static str> {
        match self {
            Self::Ours(_) => None,
            Self::Theirs(text) => lang(text),
        }
    }
}

impl From<&'static str> for Name<'_> {
    fn from(words: &'static str) -> Self {
        Self::Ours(words)
    }
}

impl<'a> From<&'a Text> for Name<'a> {
    fn from(text: &'a Text) -> Self {
        Self::Theirs(text)
    }
}

/// What has a title and perhaps choices, as sentences call it: “Harbour mug, Oat”. Each may be in its own language.
#[cfg(feature = "ssr")]
pub fn named(title: &Text, choice: &Text) -> AnyView {
    let choice = (!choice.is_blank()).then(|| view! { ", " {said(choice)} });
    view! { {said(title)} {choice} }.into_any()
}

/// The sentence that `tell` makes of `text`, with the language of `text` in its midst.
#[cfg(feature = "ssr")]
pub fn within(text: &Text, tell: impl FnOnce(&str) -> String) -> AnyView {
    /// Stands for the text: no sentence of ours has it.
    const PLACE: &str = "\u{e000}";
    if text.lang().is_none() {
        return tell(text.bare()).into_any();
    }
    let sentence = tell(PLACE);
    match sentence.split_once(PLACE) {
        Some((before, after)) => view! { {before.to_owned()} {said(text)} {after.to_owned()} }.into_any(),
        None => sentence.into_any(),
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    fn html(view: AnyView) -> String {
        view.to_html().replace("<!>", "")
    }

    #[test]
    fn j02_a_text_in_another_language_stands_in_an_element_that_says_so() {
        let (mug, becher) = (Text::kept("Mug & more", Some(Locale::default())), Text::plain("Becher & mehr"));
        assert_eq!(html(said(&mug)), "<span lang=\"en\">Mug &amp; more</span>");
        assert_eq!(html(said(&becher)), "Becher &amp; mehr");
        assert_eq!(
            html(named(&becher, &Text::kept("Oat", Some(Locale::default())))),
            "Becher &amp; mehr, <span lang=\"en\">Oat</span>"
        );
        assert_eq!(html(named(&mug, &Text::default())), "<span lang=\"en\">Mug &amp; more</span>");
    }

    #[test]
    fn j02_a_name_in_a_sentence_keeps_its_language() {
        let tell = |name: &str| format!("Von {name} sind nur noch 2 da.");
        let mug = Text::kept("Mug", Some(Locale::default()));
        assert_eq!(html(within(&mug, tell)), "Von <span lang=\"en\">Mug</span> sind nur noch 2 da.");
        assert_eq!(html(within(&Text::plain("Becher"), tell)), "Von Becher sind nur noch 2 da.");
    }
}
