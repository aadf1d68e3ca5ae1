//! Writing the checked texts as Rust.

use std::fmt::Write as _;

use crate::Language;
use crate::check::{Checked, NUMBER, Translated};
use crate::message::{Arm, Key, Part, Variable, is_fixed};

/// The module of `words` that the types of variables come from.
const TYPES: &str = "types";

/// The source of all nouns.
pub(crate) fn generate(languages: &[Language<'_>], nouns: &[Checked]) -> String {
    let mut code = String::from("// Made of the texts in this folder by words-compiler.\n");
    for noun in nouns {
        let (function, name) = (snake(&noun.name), camel(&noun.name));
        let about = &noun.about;
        let _ = write!(
            code,
            "\n/// {about}\n#[derive(Clone, Copy, Debug)]\npub struct {name}(pub(crate) Locale);\n\
             \n/// {about}\npub const fn {function}(locale: Locale) -> {name} {{ {name}(locale) }}\n\
             \nimpl {name} {{\n"
        );
        for message in &noun.messages {
            method(&mut code, languages, message);
        }
        code.push_str("}\n");
    }
    code
}

fn method(code: &mut String, languages: &[Language<'_>], message: &Translated) {
    let fixed = message.texts.iter().all(|(_, text)| text.is_fixed());
    let english = message.texts.first().map(|(_, text)| sample(&text.pattern)).unwrap_or_default();
    let _ = writeln!(code, "    /// “{}”", english.replace('\n', " "));
    let about = message.variables.iter().filter(|variable| !variable.about.is_empty());
    for (at, variable) in about.enumerate() {
        let gap = if at == 0 { "    ///\n" } else { "" };
        let _ = writeln!(code, "{gap}    /// - `{}`: {}", snake(&variable.name), variable.about);
    }
    let parameters: String = message
        .variables
        .iter()
        .map(|variable| format!(", {}: {}", snake(&variable.name), parameter(&variable.kind)))
        .collect();
    let (constant, result) = if fixed && numbers(message).next().is_none() {
        ("const ", "&'static str")
    } else {
        ("", if fixed { "&'static str" } else { "String" })
    };
    let _ = writeln!(code, "    pub {constant}fn {}(self{parameters}) -> {result} {{", snake(&message.id));
    for variable in numbers(message) {
        let name = snake(&variable.name);
        let _ = writeln!(code, "        let {name} = {name}.whole();");
    }
    code.push_str("        match self.0 {\n");
    for (language, (file, text)) in languages.iter().zip(&message.texts) {
        let writer = Writer { language, variables: &message.variables, counts: selectors(&text.pattern) };
        let value = if fixed { writer.fixed(&text.pattern) } else { writer.joined(&text.pattern) };
        let _ = writeln!(code, "            // {file}:{}: {}", text.line, text.id);
        let _ = writeln!(code, "            Locale::{} => {value},", language.variant);
    }
    code.push_str("        }\n    }\n\n");
}

fn numbers(message: &Translated) -> impl Iterator<Item = &Variable> {
    message.variables.iter().filter(|variable| variable.kind == NUMBER)
}

fn parameter(kind: &str) -> String {
    match kind {
        NUMBER => "impl Number".to_owned(),
        "Text" | "Date" => "&str".to_owned(),
        "Money" | "Currency" => format!("domain::{kind}"),
        kind => format!("{TYPES}::{kind}"),
    }
}

/// Writes the patterns of one language as expressions.
struct Writer<'a> {
    language: &'a Language<'a>,
    variables: &'a [Variable],
    /// What the text selects by: a number among them counts something, others are names.
    counts: Vec<&'a str>,
}

impl Writer<'_> {
    fn kind(&self, variable: &str) -> &str {
        self.variables.iter().find(|known| known.name == variable).map_or("", |known| &known.kind)
    }

    /// An expression of type `&'static str`.
    fn fixed(&self, pattern: &[Part]) -> String {
        match pattern {
            [Part::Text(text)] => format!("{text:?}"),
            [Part::Select { variable, arms }] => self.select(variable, arms, |arm| self.fixed(&arm.pattern)),
            _ => String::new(),
        }
    }

    /// An expression of type `String`.
    fn joined(&self, pattern: &[Part]) -> String {
        if let [Part::Select { variable, arms }] = pattern {
            return self.select(variable, arms, |arm| self.joined(&arm.pattern));
        }
        let parts: Vec<String> = pattern.iter().map(|part| self.part(part)).collect();
        format!("join(&[{}])", parts.join(", "))
    }

    /// An expression of type `&str`.
    fn part(&self, part: &Part) -> String {
        match part {
            Part::Text(text) => format!("{text:?}"),
            Part::Variable(variable) => {
                let (name, locale) = (snake(variable), self.language.variant);
                match self.kind(variable) {
                    NUMBER if self.counts.contains(&variable.as_str()) => {
                        format!("&counted(Locale::{locale}, {name})")
                    }
                    NUMBER => format!("&digits({name})"),
                    "Money" => format!("&{name}.display(Locale::{locale})"),
                    "Date" => format!("&domain::date::written(Locale::{locale}, {name})"),
                    "Currency" => format!("{name}.code()"),
                    _ => name,
                }
            }
            Part::Select { variable, arms } if arms.iter().all(|arm| is_fixed(&arm.pattern)) => {
                self.select(variable, arms, |arm| self.fixed(&arm.pattern))
            }
            Part::Select { variable, arms } => {
                format!("&{}", self.select(variable, arms, |arm| self.joined(&arm.pattern)))
            }
        }
    }

    fn select(&self, variable: &str, arms: &[Arm], value: impl Fn(&Arm) -> String) -> String {
        let (name, kind) = (snake(variable), self.kind(variable));
        let mut code = String::new();
        if kind == NUMBER {
            let _ = write!(code, "match ({name}, Locale::{}.plural({name}.unsigned_abs())) {{", self.language.variant);
            // Exact numbers go before categories, and the default comes last.
            let mut sorted: Vec<&Arm> = arms.iter().collect();
            sorted.sort_by_key(|arm| (arm.default, matches!(arm.key, Key::Name(_))));
            for arm in sorted {
                let pattern = match &arm.key {
                    _ if arm.default => "_".to_owned(),
                    Key::Number(number) => format!("({number}, _)"),
                    Key::Name(category) => format!("(_, Plural::{})", camel(category)),
                };
                let _ = write!(code, " {pattern} => {},", value(arm));
            }
        } else {
            let _ = write!(code, "match {name} {{");
            for arm in arms {
                if let Key::Name(key) = &arm.key {
                    let _ = write!(code, " {TYPES}::{kind}::{} => {},", camel(key), value(arm));
                }
            }
        }
        code + " }"
    }
}

/// The variables that a text selects by.
fn selectors(pattern: &[Part]) -> Vec<&str> {
    let mut found = Vec::new();
    for part in pattern {
        if let Part::Select { variable, arms } = part {
            found.push(variable.as_str());
            found.extend(arms.iter().flat_map(|arm| selectors(&arm.pattern)));
        }
    }
    found
}

/// What a text looks like to whoever reads the code.
fn sample(pattern: &[Part]) -> String {
    let part = |part: &Part| match part {
        Part::Text(text) => text.clone(),
        Part::Variable(name) => format!("`{{{name}}}`"),
        Part::Select { arms, .. } => {
            let default = arms.iter().find(|arm| arm.default);
            default.map(|arm| sample(&arm.pattern)).unwrap_or_default()
        }
    };
    pattern.iter().map(part).collect()
}

fn snake(id: &str) -> String {
    id.replace('-', "_")
}

fn camel(id: &str) -> String {
    let word = |word: &str| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_uppercase().chain(letters).collect::<String>()).unwrap_or_default()
    };
    id.split('-').map(word).collect()
}
