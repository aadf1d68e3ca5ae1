//! What is said to somebody who has sent an order and got no answer.
//!
//! Only the browser knows of it: its script shows this (`app/browser/offline.js`), and sends the form once more as it was,
//! under the same key. If the order has arrived, the shop answers as it did then; if not, it is placed now.

use domain::Locale;
use leptos::prelude::*;

/// The hidden section. On a page that answers a form it says so: then what was sent is answered.
pub(super) fn unanswered(locale: Locale, opened: bool) -> AnyView {
    let words = words::checkout(locale);
    let answers = (!opened).then_some("");
    view! {
        <section id="unanswered" hidden data-answers=answers aria-labelledby="unanswered-title">
            <div class="notice notice-warning">
                <div>
                    <h2 class="notice-title" id="unanswered-title">{words.unanswered()}</h2>
                    <p>{words.unanswered_more()}</p>
                    <p class="trouble-links">
                        <button type="button" value="ask" class="button button-main">{words.ask_again()}</button>
                        <button type="button" value="forget" class="button button-quiet">{words.forget()}</button>
                    </p>
                </div>
            </div>
        </section>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checkout::TOKEN;
    use crate::shell::tests::world;

    #[test]
    fn the_script_finds_it_and_keeps_no_token_of_what_was_only_typed() {
        let script = include_str!("../../browser/offline.js");
        let (opened, answers) = world(|| {
            let html = |opened| unanswered(Locale::default(), opened).to_html();
            (html(true), html(false))
        });
        assert!(script.contains("getElementById(\"unanswered\")") && opened.contains("id=\"unanswered\""), "{opened}");
        assert!(
            script.contains("dataset.answers") && answers.contains("data-answers") && !opened.contains("data-answers")
        );
        for button in ["ask", "forget"] {
            assert!(script.contains(&format!("\"{button}\"")) && opened.contains(&format!("value=\"{button}\"")));
        }
        assert!(!script.contains(TOKEN), "what was typed is kept by name, and this is no such name");
    }
}
