//! A message in the form that is checked and compiled.

use std::collections::BTreeSet;

use fluent_syntax::ast::{self, Expression, InlineExpression, PatternElement, VariantKey};

use crate::reference::Texts;

/// How deep messages may refer to each other; deeper means that one refers to itself.
const MAX_DEPTH: usize = 8;

/// A text of one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Message {
    /// Its name, such as `free-delivery`.
    pub(crate) id: String,
    /// Where it begins in its file, counted from 1.
    pub(crate) line: usize,
    /// The variables that the comment above it tells of.
    pub(crate) declared: Vec<Variable>,
    pub(crate) pattern: Vec<Part>,
}

/// A variable as the comment above the reference's message declares it: `$count (Number) - how many`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Variable {
    pub(crate) name: String,
    pub(crate) kind: String,
    pub(crate) about: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Text(String),
    Variable(String),
    Select { variable: String, arms: Vec<Arm> },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Arm {
    pub(crate) key: Key,
    pub(crate) default: bool,
    pub(crate) pattern: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Key {
    Number(u64),
    Name(String),
}

impl Message {
    pub(crate) fn of(
        noun: &str,
        line: usize,
        message: &ast::Message<String>,
        texts: &Texts<'_>,
    ) -> Result<Self, String> {
        if !message.attributes.is_empty() {
            return Err("attributes are not used here: make it a message of its own".to_owned());
        }
        let value = message.value.as_ref().ok_or("it has no text")?;
        let comment = message.comment.iter().flat_map(|comment| &comment.content);
        Ok(Self {
            id: message.id.name.clone(),
            line,
            declared: comment.filter_map(|line| Variable::of(line)).collect(),
            pattern: Reader { noun, texts }.pattern(value, 0)?,
        })
    }

    /// Whether the text is the same whatever its variables say, but for which arm they choose.
    pub(crate) fn is_fixed(&self) -> bool {
        is_fixed(&self.pattern)
    }
}

impl Variable {
    fn of(line: &str) -> Option<Self> {
        let (name, rest) = line.trim().strip_prefix('$')?.split_once('(')?;
        let (kind, about) = rest.split_once(')')?;
        let about = about.trim().trim_start_matches(['-', '–', ':']).trim();
        Some(Self { name: name.trim().to_owned(), kind: kind.trim().to_owned(), about: about.to_owned() })
    }
}

/// Whether a pattern is one text, or a choice of such.
pub(crate) fn is_fixed(pattern: &[Part]) -> bool {
    match pattern {
        [Part::Text(_)] => true,
        [Part::Select { arms, .. }] => arms.iter().all(|arm| is_fixed(&arm.pattern)),
        _ => false,
    }
}

/// The names of the variables in a pattern.
pub(crate) fn variables(pattern: &[Part]) -> BTreeSet<&str> {
    let mut names = BTreeSet::new();
    for part in pattern {
        match part {
            Part::Text(_) => {}
            Part::Variable(name) => {
                names.insert(name.as_str());
            }
            Part::Select { variable, arms } => {
                names.insert(variable.as_str());
                names.extend(arms.iter().flat_map(|arm| variables(&arm.pattern)));
            }
        }
    }
    names
}

struct Reader<'a> {
    noun: &'a str,
    texts: &'a Texts<'a>,
}

impl Reader<'_> {
    fn pattern(&self, pattern: &ast::Pattern<String>, depth: usize) -> Result<Vec<Part>, String> {
        if depth > MAX_DEPTH {
            return Err("it refers to itself".to_owned());
        }
        let mut parts = Vec::new();
        for element in &pattern.elements {
            match element {
                PatternElement::TextElement { value } => push_text(&mut parts, value),
                PatternElement::Placeable { expression } => self.expression(expression, depth, &mut parts)?,
            }
        }
        Ok(parts)
    }

    fn expression(&self, expression: &Expression<String>, depth: usize, parts: &mut Vec<Part>) -> Result<(), String> {
        match expression {
            Expression::Inline(inline) => self.inline(inline, depth, parts),
            Expression::Select { selector: InlineExpression::VariableReference { id }, variants } => {
                let arm = |variant: &ast::Variant<String>| {
                    let key = match &variant.key {
                        VariantKey::Identifier { name } => Key::Name(name.clone()),
                        VariantKey::NumberLiteral { value } => {
                            Key::Number(value.parse().map_err(|_| format!("[{value}] is not a whole number"))?)
                        }
                    };
                    Ok(Arm { key, default: variant.default, pattern: self.pattern(&variant.value, depth)? })
                };
                let arms = variants.iter().map(arm).collect::<Result<Vec<_>, String>>()?;
                parts.push(Part::Select { variable: id.name.clone(), arms });
                Ok(())
            }
            Expression::Select { .. } => Err("only a variable selects: { $count -> … }".to_owned()),
        }
    }

    fn inline(&self, inline: &InlineExpression<String>, depth: usize, parts: &mut Vec<Part>) -> Result<(), String> {
        match inline {
            InlineExpression::StringLiteral { value } => push_text(parts, &unescaped(value)?),
            InlineExpression::NumberLiteral { value } => push_text(parts, value),
            InlineExpression::VariableReference { id } => parts.push(Part::Variable(id.name.clone())),
            InlineExpression::MessageReference { id, attribute: None } => {
                self.append(self.texts.message(self.noun, &id.name)?, depth, parts)?;
            }
            InlineExpression::TermReference { id, attribute: None, arguments: None } => {
                self.append(self.texts.term(&id.name)?, depth, parts)?;
            }
            InlineExpression::Placeable { expression } => self.expression(expression, depth, parts)?,
            InlineExpression::FunctionReference { id, .. } => {
                return Err(format!("{}() is not needed: the type of a variable says how it is written", id.name));
            }
            InlineExpression::MessageReference { .. } | InlineExpression::TermReference { .. } => {
                return Err("attributes and arguments of references are not used here".to_owned());
            }
        }
        Ok(())
    }

    fn append(&self, pattern: &ast::Pattern<String>, depth: usize, parts: &mut Vec<Part>) -> Result<(), String> {
        for part in self.pattern(pattern, depth + 1)? {
            match part {
                Part::Text(text) => push_text(parts, &text),
                part => parts.push(part),
            }
        }
        Ok(())
    }
}

fn push_text(parts: &mut Vec<Part>, text: &str) {
    match parts.last_mut() {
        Some(Part::Text(known)) => known.push_str(text),
        _ => parts.push(Part::Text(text.to_owned())),
    }
}

/// A string literal's text: `\"`, `\\`, `\u00A0` and `\U01F602` stand for one character each.
fn unescaped(literal: &str) -> Result<String, String> {
    let mut text = String::new();
    let mut letters = literal.chars();
    while let Some(letter) = letters.next() {
        if letter != '\\' {
            text.push(letter);
            continue;
        }
        let digits = match letters.next() {
            Some('u') => 4,
            Some('U') => 6,
            Some(letter) => {
                text.push(letter);
                continue;
            }
            None => return Err("a text ends in a backslash".to_owned()),
        };
        let code: String = letters.by_ref().take(digits).collect();
        let letter = u32::from_str_radix(&code, 16).ok().and_then(char::from_u32);
        text.push(letter.ok_or_else(|| format!("{code} is not a character"))?);
    }
    Ok(text)
}
