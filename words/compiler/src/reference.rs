//! What messages and terms refer to: their texts are put in when they are compiled.

use std::collections::BTreeMap;

use fluent_syntax::ast::{Entry, Pattern, Resource};

/// The texts of one language by what refers to them.
pub(crate) struct Texts<'a> {
    /// Messages by noun and id: a reference stays within its file.
    messages: BTreeMap<(&'a str, &'a str), &'a Pattern<String>>,
    /// Terms by id: one may be used in every file.
    terms: BTreeMap<&'a str, &'a Pattern<String>>,
}

impl<'a> Texts<'a> {
    pub(crate) fn of(nouns: impl Iterator<Item = (&'a str, &'a Resource<String>)>) -> Self {
        let mut texts = Self { messages: BTreeMap::new(), terms: BTreeMap::new() };
        for (noun, resource) in nouns {
            for entry in &resource.body {
                match entry {
                    Entry::Message(message) => {
                        if let Some(value) = &message.value {
                            texts.messages.insert((noun, &message.id.name), value);
                        }
                    }
                    Entry::Term(term) => {
                        texts.terms.insert(&term.id.name, &term.value);
                    }
                    _ => {}
                }
            }
        }
        texts
    }

    pub(crate) fn message(&self, noun: &str, id: &str) -> Result<&'a Pattern<String>, String> {
        self.messages.get(&(noun, id)).copied().ok_or_else(|| format!("there is no message {id} in this file"))
    }

    pub(crate) fn term(&self, id: &str) -> Result<&'a Pattern<String>, String> {
        self.terms.get(id).copied().ok_or_else(|| format!("there is no term -{id} in this language"))
    }
}
