//! Texts with names in braces that stand for something of an order.

use std::fmt;
use std::str::FromStr;

/// What a name in braces may stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Variable {
    /// The order's number.
    Order,
    /// What the shop is called.
    Shop,
    /// The name on the parcel.
    Name,
    /// What the order costs.
    Total,
}

impl Variable {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Order, Self::Shop, Self::Name, Self::Total];

    /// Its name between the braces.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Order => "order",
            Self::Shop => "shop",
            Self::Name => "name",
            Self::Total => "total",
        }
    }
}

/// A text in which every name in braces is one that is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template(Vec<Part>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    Variable(Variable),
}

/// Why a text is no template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InvalidTemplate {
    /// A brace that opens and is not closed, or the other way round.
    Brace,
    /// A name that stands for nothing.
    Unknown(String),
}

impl fmt::Display for InvalidTemplate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Brace => f.write_str("A brace stands alone: write names as {order}, and no other braces")?,
            Self::Unknown(name) => write!(f, "“{{{name}}}” stands for nothing")?,
        }
        f.write_str(". What can be filled in: ")?;
        for (place, variable) in Variable::ALL.into_iter().enumerate() {
            write!(f, "{}{{{}}}", if place == 0 { "" } else { ", " }, variable.name())?;
        }
        Ok(())
    }
}

impl std::error::Error for InvalidTemplate {}

impl FromStr for Template {
    type Err = InvalidTemplate;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some(at) = rest.find(['{', '}']) {
            let (before, brace) = rest.split_at(at);
            let (name, after) =
                brace.strip_prefix('{').and_then(|open| open.split_once('}')).ok_or(InvalidTemplate::Brace)?;
            let known = Variable::ALL.into_iter().find(|variable| variable.name() == name.trim());
            let variable = match known {
                Some(variable) => variable,
                None if name.contains('{') => return Err(InvalidTemplate::Brace),
                None => return Err(InvalidTemplate::Unknown(name.chars().take(40).collect())),
            };
            if !before.is_empty() {
                parts.push(Part::Text(before.to_owned()));
            }
            parts.push(Part::Variable(variable));
            rest = after;
        }
        if !rest.is_empty() {
            parts.push(Part::Text(rest.to_owned()));
        }
        Ok(Self(parts))
    }
}

impl Template {
    /// What its names stand for.
    pub fn variables(&self) -> impl Iterator<Item = Variable> {
        self.0.iter().filter_map(|part| match part {
            Part::Variable(variable) => Some(*variable),
            Part::Text(_) => None,
        })
    }

    /// The text with what `value` says in place of the names. What comes in is text, whatever is in it.
    pub fn fill<'a>(&self, value: impl Fn(Variable) -> &'a str) -> String {
        let mut filled = String::new();
        for part in &self.0 {
            match part {
                Part::Text(text) => filled.push_str(text),
                Part::Variable(variable) => filled.push_str(value(*variable)),
            }
        }
        filled
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(text: &str) -> Result<String, InvalidTemplate> {
        let template: Template = text.parse()?;
        Ok(template.fill(|variable| match variable {
            Variable::Order => "1001",
            Variable::Shop => "{name}",
            Variable::Name => "Ada",
            Variable::Total => "€5",
        }))
    }

    #[test]
    fn names_are_filled_in_once_and_nothing_else_is_touched() {
        assert_eq!(filled("Dear {name}, {order}: { total }.").as_deref(), Ok("Dear Ada, 1001: €5."));
        assert_eq!(filled("{shop}").as_deref(), Ok("{name}"), "what comes in is no template");
        assert_eq!(filled("").as_deref(), Ok(""));
        assert_eq!(filled("<b>Ü & 5 %</b>").as_deref(), Ok("<b>Ü & 5 %</b>"));
    }

    #[test]
    fn what_stands_for_nothing_is_told() {
        assert_eq!(filled("{email}"), Err(InvalidTemplate::Unknown("email".to_owned())));
        for alone in ["{order", "order}", "{{order}}", "}{", "{a{order}"] {
            assert_eq!(filled(alone), Err(InvalidTemplate::Brace), "{alone}");
        }
        assert!(InvalidTemplate::Brace.to_string().contains("{order}, {shop}, {name}, {total}"));
    }
}
