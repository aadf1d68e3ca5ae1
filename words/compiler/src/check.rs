//! That every language says the same things with the same variables.

use std::collections::BTreeSet;

use crate::message::{Arm, Key, Message, Part, Variable, variables};
use crate::noun::Noun;
use crate::{Fault, Language};

/// A noun with its messages in every language.
pub(crate) struct Checked {
    pub(crate) name: String,
    pub(crate) about: String,
    pub(crate) messages: Vec<Translated>,
}

/// A message in every language, in the languages' order.
pub(crate) struct Translated {
    pub(crate) id: String,
    pub(crate) variables: Vec<Variable>,
    /// The file and the message in it.
    pub(crate) texts: Vec<(String, Message)>,
}

/// The type of a variable that counts, whose plural category selects.
pub(crate) const NUMBER: &str = "Number";
/// Types of variables that are written, by which nothing is selected.
pub(crate) const WRITTEN: [&str; 4] = ["Text", "Money", "Date", "Currency"];

/// The nouns of all languages, put together by the reference's.
pub(crate) fn check(languages: &[Language<'_>], read: &[Vec<Noun>]) -> Result<Vec<Checked>, Vec<Fault>> {
    let mut faults = Vec::new();
    let [reference, others @ ..] = read else { return Ok(Vec::new()) };
    for (language, nouns) in languages.iter().skip(1).zip(others) {
        for noun in nouns.iter().filter(|noun| find(reference, &noun.name).is_none()) {
            faults.push(about_file(noun.file.clone(), format!("{} has no such file", languages[0].code)));
        }
        for noun in reference {
            match find(nouns, &noun.name) {
                Some(translated) => faults.extend(unknown_messages(noun, translated)),
                None => {
                    let file = format!("words/{}/{}.ftl", language.code, noun.name);
                    faults.push(about_file(file, format!("missing: translate {}", noun.file)));
                }
            }
        }
    }
    let mut checked = Vec::new();
    for noun in reference {
        if noun.about.is_empty() {
            faults.push(about_file(noun.file.clone(), "say in a comment with ### what these texts are".to_owned()));
        }
        let in_all: Vec<&Noun> = read.iter().filter_map(|nouns| find(nouns, &noun.name)).collect();
        let mut messages = Vec::new();
        for message in &noun.messages {
            let mut texts = Vec::new();
            for (language, noun) in languages.iter().zip(&in_all) {
                match noun.messages.iter().find(|known| known.id == message.id) {
                    Some(found) => {
                        faults.extend(faults_of(message, found, noun, language));
                        texts.push((noun.file.clone(), found.clone()));
                    }
                    None => faults.push(about_file(noun.file.clone(), format!("{} is missing", message.id))),
                }
            }
            messages.push(Translated { id: message.id.clone(), variables: message.declared.clone(), texts });
        }
        checked.push(Checked { name: noun.name.clone(), about: noun.about.clone(), messages });
    }
    if faults.is_empty() { Ok(checked) } else { Err(faults) }
}

fn find<'a>(nouns: &'a [Noun], name: &str) -> Option<&'a Noun> {
    nouns.iter().find(|noun| noun.name == name)
}

const fn about_file(file: String, text: String) -> Fault {
    Fault { file, line: 0, text }
}

fn unknown_messages<'a>(reference: &'a Noun, noun: &'a Noun) -> impl Iterator<Item = Fault> + 'a {
    let unknown = noun.messages.iter().filter(|message| reference.messages.iter().all(|known| known.id != message.id));
    unknown.map(|message| Fault {
        file: noun.file.clone(),
        line: message.line,
        text: format!("{}: {} has no such message", message.id, reference.file),
    })
}

/// What is wrong with one message of one language.
fn faults_of(reference: &Message, message: &Message, noun: &Noun, language: &Language<'_>) -> Vec<Fault> {
    let fault =
        |text: String| Fault { file: noun.file.clone(), line: message.line, text: format!("{}: {text}", message.id) };
    let mut faults = Vec::new();
    let used = variables(&message.pattern);
    let declared: BTreeSet<&str> = reference.declared.iter().map(|variable| variable.name.as_str()).collect();
    for name in used.difference(&declared) {
        faults.push(fault(format!("${name} is not told of: say “# ${name} (Text) - …” above the message in English")));
    }
    for name in declared.difference(&used) {
        faults.push(fault(format!("${name} is not used")));
    }
    let kind = |name: &str| reference.declared.iter().find(|variable| variable.name == name).map(|found| &*found.kind);
    let mut known = Vec::new();
    selects(&reference.pattern, &mut known);
    let mut chosen = Vec::new();
    selects(&message.pattern, &mut chosen);
    for (variable, arms) in chosen {
        match kind(variable) {
            Some(NUMBER) => faults.extend(plural_faults(arms, language).map(fault)),
            Some(kind) if WRITTEN.contains(&kind) => {
                faults.push(fault(format!("${variable} is a {kind}, and nothing is selected by that")));
            }
            _ => {
                let of_reference = known.iter().find(|(name, _)| *name == variable);
                let same = of_reference.is_some_and(|(_, wanted)| keys(wanted) == keys(arms));
                if !same {
                    faults.push(fault(format!("the choices by ${variable} are not those of English")));
                }
            }
        }
    }
    for part in placed(&message.pattern) {
        if kind(part).is_some_and(|kind| kind != NUMBER && !WRITTEN.contains(&kind)) {
            faults.push(fault(format!("${part} has no form of its own: select by it")));
        }
    }
    faults
}

/// Whether each category of the language has a text, and nothing else has one but exact numbers.
fn plural_faults(arms: &[Arm], language: &Language<'_>) -> impl Iterator<Item = String> {
    let categories: Vec<String> = language.plurals.iter().map(|category| category.to_lowercase()).collect();
    let names: Vec<&String> = arms
        .iter()
        .filter_map(|arm| match &arm.key {
            Key::Name(name) => Some(name),
            Key::Number(_) => None,
        })
        .collect();
    let code = language.code;
    let missing = categories.iter().filter(|category| !names.contains(category));
    let unknown = names.iter().filter(|name| !categories.contains(name));
    let missing = missing.map(|category| format!("no form [{category}], which {code} needs"));
    let unknown = unknown.map(|name| format!("[{name}] is no plural form of {code}: it has {}", categories.join(", ")));
    let wrong_default = arms.iter().any(|arm| arm.default && arm.key != Key::Name("other".to_owned()));
    let wrong_default = wrong_default.then(|| "the form with the star is *[other]".to_owned());
    missing.chain(unknown).chain(wrong_default).collect::<Vec<_>>().into_iter()
}

fn keys(arms: &[Arm]) -> BTreeSet<&Key> {
    arms.iter().map(|arm| &arm.key).collect()
}

fn selects<'a>(pattern: &'a [Part], found: &mut Vec<(&'a str, &'a [Arm])>) {
    for part in pattern {
        if let Part::Select { variable, arms } = part {
            found.push((variable, arms));
            arms.iter().for_each(|arm| selects(&arm.pattern, found));
        }
    }
}

/// The variables that are written out, not selected by.
fn placed(pattern: &[Part]) -> BTreeSet<&str> {
    let mut names = BTreeSet::new();
    for part in pattern {
        match part {
            Part::Text(_) => {}
            Part::Variable(name) => {
                names.insert(name.as_str());
            }
            Part::Select { arms, .. } => names.extend(arms.iter().flat_map(|arm| placed(&arm.pattern))),
        }
    }
    names
}
