//! Who answers for a product, and what it warns of, as fields of a form.

use domain::catalog::{Localized, Responsible, Safety};
use domain::{Email, Locale};
use maud::{Markup, html};
use words::Office;

use super::editor::Draft;
use super::form::Faults;
use crate::fields::Fields;

/// The names of the fields of those who answer.
const WHO: [&str; 2] = ["maker", "responsible"];

/// Writes what is kept into a form's fields.
pub fn set(fields: &mut Fields, safety: &Safety) {
    for (who, somebody) in WHO.into_iter().zip([&safety.maker, &safety.responsible]) {
        let Some(Responsible { name, address, email }) = somebody else { continue };
        fields.set(format!("{who}.name"), name.as_str());
        fields.set(format!("{who}.address"), address.as_str());
        fields.set(format!("{who}.email"), email.as_str());
    }
    fields.set(format!("warnings.{}", Locale::default().code()), safety.warnings.en.as_str());
    for locale in safety.warnings.translated() {
        fields.set(format!("warnings.{}", locale.code()), safety.warnings.get(locale));
    }
}

/// What a form says.
pub fn read(fields: &Fields, words: Office, faults: &mut Faults) -> Safety {
    let [maker, responsible] = WHO.map(|who| somebody(fields, who, words, faults));
    let said = |locale: Locale| fields.typed(&format!("warnings.{}", locale.code())).replace("\r\n", "\n");
    let english = Localized::same(said(Locale::default()).trim());
    let others = Locale::ALL.into_iter().filter(|locale| *locale != Locale::default());
    let others = others.map(|locale| (locale, said(locale))).filter(|(_, text)| !text.trim().is_empty());
    let warnings = others.fold(english, |all, (locale, text)| all.with(locale, text.trim()));
    Safety { maker, responsible, warnings }
}

/// None if none of the fields says anything.
fn somebody(fields: &Fields, who: &str, words: Office, faults: &mut Faults) -> Option<Responsible> {
    let field = |noun: &str| format!("{who}.{noun}");
    let [name, address, email] =
        ["name", "address", "email"].map(|noun| fields.get(&field(noun)).replace("\r\n", "\n"));
    if [&name, &address, &email].iter().all(|text| text.is_empty()) {
        return None;
    }
    for (noun, text) in [("name", &name), ("address", &address)] {
        if text.is_empty() {
            faults.insert(field(noun), words.safety_needed());
        }
    }
    let Ok(email) = email.parse::<Email>() else {
        faults.insert(field("email"), words.not_an_email());
        return None;
    };
    Some(Responsible { name, address, email })
}

/// The fields under their heading.
pub fn section(locale: Locale, draft: &Draft<'_>) -> Markup {
    let (words, shown) = (words::office(locale), words::catalog(locale));
    let field = |name: String, label: &str, rows| draft.field(locale, &name, label, None, rows);
    html! {
        fieldset {
            legend { (shown.safety()) }
            p.hint { (words.safety_hint()) }
            div.languages {
                @for (who, label) in WHO.into_iter().zip([shown.maker(), shown.responsible()]) {
                    div.language {
                        (field(format!("{who}.name"), label, 1))
                        (field(format!("{who}.address"), &format!("{label}: {}", words.postal_address()), 3))
                        (field(format!("{who}.email"), &format!("{label}: {}", words.email()), 1))
                    }
                }
            }
            div.languages {
                @for language in Locale::ALL {
                    @let label = format!("{}, {}", words.warnings(), words::shell(language).language());
                    (draft.field(locale, &format!("warnings.{}", language.code()), &label, Some(language), 4))
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_read_back_and_what_is_missing_is_told_at_its_field() {
        let maker = Responsible {
            name: "Kleiwarft".to_owned(),
            address: "Am Deich 1\n10115 Berlin".to_owned(),
            email: "hello@maker.example".parse().expect("an address"),
        };
        let warnings = Localized::same("Hot.").with(Locale::De, "Heiß.");
        let safety = Safety { maker: Some(maker), responsible: None, warnings };
        let mut fields = Fields::default();
        set(&mut fields, &safety);
        let (words, mut faults) = (words::office(Locale::default()), Faults::new());
        assert_eq!((read(&fields, words, &mut faults), faults.len()), (safety, 0));
        fields.set("responsible.name", "Somebody");
        read(&fields, words, &mut faults);
        assert_eq!(faults.into_keys().collect::<Vec<_>>(), ["responsible.address", "responsible.email"]);
    }
}
