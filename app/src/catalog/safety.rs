//! Who answers for a product, and what it warns of.

use api::catalog::SafetyView;
use domain::Locale;
use domain::catalog::Responsible;

use crate::ui::html::Html;
use crate::ui::language::lang;

/// Writes what has to be said of a product's safety.
pub(super) fn write(html: &mut Html, locale: Locale, safety: &SafetyView) {
    let words = words::catalog(locale);
    html.html("<h2 id=\"safety\">").text(words.safety()).html("</h2>");
    if !safety.warnings.is_blank() {
        html.html("<div").attribute("lang", lang(&safety.warnings)).html(" class=\"prose\">");
        for paragraph in safety.warnings.bare().split("\n\n").filter(|text| !text.trim().is_empty()) {
            html.html("<p>").text(paragraph.trim()).html("</p>");
        }
        html.html("</div>");
    }
    if safety.maker.is_none() && safety.responsible.is_none() {
        return;
    }
    html.html("<table aria-labelledby=\"safety\" class=\"facts\"><tbody>");
    for (name, somebody) in [(words.maker(), &safety.maker), (words.responsible(), &safety.responsible)] {
        let Some(Responsible { name: called, address, email }) = somebody else { continue };
        html.html("<tr><th scope=\"row\">").text(name).html("</th><td>").text(called);
        for line in address.lines().filter(|line| !line.trim().is_empty()) {
            html.html("<br>").text(line.trim());
        }
        html.html("<br><a href=\"mailto:").value(email.as_str()).html("\">").text(email.as_str());
        html.html("</a></td></tr>");
    }
    html.html("</tbody></table>");
}

#[cfg(test)]
mod tests {
    use api::catalog::Text;

    use super::*;

    #[test]
    fn what_has_to_be_said_is_said_and_escaped() {
        let somebody = |name: &str| Responsible {
            name: name.to_owned(),
            address: "Am Deich 1\n\n10115 <Berlin>".to_owned(),
            email: "a&b@maker.example".parse().expect("an address"),
        };
        let shown = |safety: &SafetyView| {
            let mut html = Html::with_capacity(0);
            write(&mut html, Locale::De, safety);
            html.into_text()
        };
        let warnings = Text::kept("Hot <inside>.\n\nNot for children.", Some(Locale::En));
        let all = SafetyView { maker: Some(somebody("Klei & Warft")), responsible: Some(somebody("Other")), warnings };
        let html = shown(&all);
        for part in [
            "<div lang=\"en\" class=\"prose\"><p>Hot &lt;inside&gt;.</p><p>Not for children.</p></div>",
            "<td>Klei &amp; Warft<br>Am Deich 1<br>10115 &lt;Berlin&gt;<br><a href=\"mailto:a&amp;b@maker.example\">a&amp;b@maker.example</a></td>",
            "<td>Other<br>",
        ] {
            assert!(html.contains(part), "{part} is not in {html}");
        }
        let warned = shown(&SafetyView { maker: None, responsible: None, ..all });
        assert!(!warned.contains("<table") && warned.contains("Hot"));
    }
}
