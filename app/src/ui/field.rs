//! A labelled field with its hint and its fault.

use leptos::prelude::*;

/// A one-line field of a form. `id` is its name too.
#[derive(Clone, Debug)]
pub struct Field {
    /// Name and id.
    pub id: &'static str,
    /// What to type, above the field.
    pub label: &'static str,
    /// HTML's type: `text`, `email` or `password`.
    pub kind: &'static str,
    /// HTML's autocomplete token.
    pub autocomplete: String,
    /// What was typed before.
    pub value: String,
    /// A line below the label.
    pub hint: Option<&'static str>,
    /// What needs mending.
    pub fault: Option<String>,
    /// Whether it must be filled in.
    pub required: bool,
    /// The most characters it takes.
    pub max_length: u32,
    /// HTML's inputmode: which keys a phone shows.
    pub input_mode: Option<&'static str>,
}

impl Field {
    /// A field for text that must be filled in.
    pub fn text(id: &'static str, label: &'static str, autocomplete: &str, value: &str) -> Self {
        Self {
            id,
            label,
            kind: "text",
            autocomplete: autocomplete.to_owned(),
            value: value.to_owned(),
            hint: None,
            fault: None,
            required: true,
            max_length: 120,
            input_mode: None,
        }
    }

    /// The same field of another of HTML's types.
    pub fn of_kind(self, kind: &'static str, max_length: u32) -> Self {
        Self { kind, max_length, ..self }
    }

    /// The same field for digits.
    pub fn numeric(self) -> Self {
        Self { input_mode: Some("numeric"), ..self }
    }

    /// The same field with a line that helps.
    pub fn hint(self, hint: &'static str) -> Self {
        Self { hint: Some(hint), ..self }
    }

    /// The same field, which may stay empty.
    pub fn optional(self) -> Self {
        Self { required: false, ..self }
    }

    /// The same field with its fault, if `faults` has one for it.
    pub fn faulty(self, faults: &[(&'static str, String)]) -> Self {
        let fault = faults.iter().find(|(field, _)| *field == self.id).map(|(_, text)| text.clone());
        Self { fault, ..self }
    }

    /// The field as HTML.
    pub fn view(self) -> AnyView {
        let hint_id = format!("{}-hint", self.id);
        let fault_id = format!("{}-fault", self.id);
        let described = described_by(self.hint.map(|_| &hint_id), self.fault.as_ref().map(|_| &fault_id));
        let invalid = self.fault.is_some().then_some("true");
        view! {
            <div class="field">
                <label for=self.id>{self.label}</label>
                {self.hint.map(|hint| view! { <p class="field-hint" id=hint_id>{hint}</p> })}
                {self.fault.map(|fault| view! { <p class="field-fault" id=fault_id>{fault}</p> })}
                <input
                    id=self.id
                    name=self.id
                    type=self.kind
                    value=self.value
                    autocomplete=self.autocomplete
                    inputmode=self.input_mode
                    maxlength=self.max_length.to_string()
                    required=self.required
                    aria-invalid=invalid
                    aria-describedby=described
                />
            </div>
        }
        .into_any()
    }
}

/// The value of `aria-describedby` for these ids.
pub fn described_by(hint: Option<&String>, fault: Option<&String>) -> Option<String> {
    let ids: Vec<&str> = [hint, fault].into_iter().flatten().map(String::as_str).collect();
    (!ids.is_empty()).then(|| ids.join(" "))
}
