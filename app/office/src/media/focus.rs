//! What of a picture is seen in any case, as two fields of a form: per cent from the left and from the top.

use api::catalog::Focus;
use domain::Locale;
use maud::{Markup, html};

use crate::fields::Fields;

/// What the names of the fields end with.
const SIDES: [&str; 2] = [".focus.x", ".focus.y"];
/// And the one that has what they said when the form was made.
const WAS: &str = ".focus.was";
/// No point of any picture: the origin says what one is.
const NOWHERE: u8 = u8::MAX;

/// Puts the point of the picture `name` into the fields of a form.
pub fn set(fields: &mut Fields, name: &str, focus: Option<Focus>) {
    let sides = focus.map(|focus| [focus.x, focus.y].map(|side| side.to_string())).unwrap_or_default();
    fields.set(format!("{name}{WAS}"), sides.join(" "));
    for (end, side) in SIDES.into_iter().zip(sides) {
        fields.set(format!("{name}{end}"), side);
    }
}

/// The point that a form says of the picture `name`: none if both fields are empty. Of what is no point the origin says so.
pub fn said(fields: &Fields, name: &str) -> Option<Focus> {
    let [x, y] = SIDES.map(|end| fields.get(&format!("{name}{end}")).to_owned());
    if x.is_empty() && y.is_empty() {
        return None;
    }
    let side = |text: &str| text.parse().unwrap_or(NOWHERE);
    Some(Focus { x: side(&x), y: side(&y) })
}

/// The same of a picture that was chosen in place of another: what still stands there is the other's.
pub fn said_anew(fields: &Fields, name: &str) -> Option<Focus> {
    let is_as_it_was =
        SIDES.map(|end| fields.get(&format!("{name}{end}"))).join(" ") == fields.get(&format!("{name}{WAS}"));
    said(fields, name).filter(|_| !is_as_it_was)
}

/// The fields called `name`, of which `fields` know the values as those of `own`.
pub fn inputs(locale: Locale, [name, own]: [&str; 2], fields: &Fields) -> Markup {
    let words = words::office(locale);
    let labels = [words.focus_across(), words.focus_down()];
    html! {
        input type="hidden" name={ (name) (WAS) } value=(fields.get(&format!("{own}{WAS}")));
        div.columns {
            @for (end, label) in SIDES.into_iter().zip(labels) {
                @let id = format!("{name}{end}").replace('.', "-");
                div.field {
                    label for=(id) { (label) }
                    input id=(id) name={ (name) (end) } type="number" min="0" max="100" inputmode="numeric" autocomplete="off"
                        value=(fields.get(&format!("{own}{end}")));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_is_two_numbers_or_none_and_what_is_neither_is_left_to_the_origin() {
        let mut fields = Fields::default();
        set(&mut fields, "image", Some(Focus { x: 25, y: 100 }));
        assert_eq!((fields.get("image.focus.x"), fields.get("image.focus.y")), ("25", "100"));
        assert_eq!(said(&fields, "image"), Some(Focus { x: 25, y: 100 }));
        assert_eq!(said(&fields, "logo"), None);
        assert_eq!(said_anew(&fields, "image"), None, "it is of the picture before");
        fields.set("image.focus.y", "99");
        assert_eq!(said_anew(&fields, "image"), Some(Focus { x: 25, y: 99 }), "somebody has said so");
        for (x, y) in [("", "5"), ("5", ""), ("101", "5"), ("5.5", "5"), ("-1", "5"), ("left", "top"), ("999", "5")] {
            fields.set("image.focus.x", x);
            fields.set("image.focus.y", y);
            assert!(said(&fields, "image").is_some_and(|focus| !focus.is_within()), "{x} {y}");
        }
        set(&mut fields, "image", None);
        assert_eq!(said(&fields, "image"), None);
        let shown = inputs(Locale::En, ["b.0.picture", "picture"], &fields).into_string();
        assert!(
            shown.contains("for=\"b-0-picture-focus-x\"") && shown.contains("name=\"b.0.picture.focus.y\""),
            "{shown}"
        );
    }
}
