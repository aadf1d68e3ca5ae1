//! What a program takes, and whether a command is one of its.

/// A program, or a command of one.
#[derive(Clone, Debug, Default)]
pub struct Program {
    /// How it is called.
    pub name: String,
    /// Its options without their dashes, and whether a value follows.
    pub options: Vec<(String, bool)>,
    /// Its commands. If it has any, its first word that is no option is one of them.
    pub commands: Vec<Program>,
    /// What its words may be, where that is a list.
    pub values: Vec<String>,
    /// It hands on what it is told, and another program knows what that is.
    pub hands_on: bool,
}

/// What any program takes.
const ALWAYS: [&str; 2] = ["help", "version"];

impl Program {
    /// What is wrong with these words behind its name; nothing if it takes them. Words that stand for others, in capitals or as an
    /// ellipsis, may be anything.
    pub fn fault(&self, words: &[String]) -> Option<String> {
        if self.hands_on {
            return None;
        }
        let mut words = words.iter();
        while let Some(word) = words.next() {
            if let Some(option) = word.strip_prefix("--") {
                let (name, value) = option.split_once('=').map_or((option, None), |(name, value)| (name, Some(value)));
                if ALWAYS.contains(&name) || name.is_empty() {
                    continue;
                }
                let Some((_, has_value)) = self.options.iter().find(|(known, _)| known == name) else {
                    return Some(format!("`{}` has no option --{name}", self.name));
                };
                if *has_value && value.is_none() {
                    words.next();
                }
            } else if !is_literal(word) {
                // A file, an address, or what stands for one.
            } else if !self.commands.is_empty() {
                let Some(command) = self.commands.iter().find(|command| command.name == *word) else {
                    let known = ALWAYS.contains(&word.as_str());
                    return (!known).then(|| format!("`{}` has no command {word}", self.name));
                };
                return command.fault(words.as_slice());
            } else if !self.values.is_empty() && !self.values.contains(word) {
                return Some(format!("`{}` knows no {word}", self.name));
            }
        }
        None
    }
}

/// Whether a word is meant as it stands.
fn is_literal(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_lowercase())
        && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn program() -> Program {
        let option = |name: &str, has_value| (name.to_owned(), has_value);
        let named = |name: &str| Program { name: name.to_owned(), ..Program::default() };
        let staff = Program { commands: vec![named("list")], ..named("staff") };
        let invite = Program { options: vec![option("email", true), option("quiet", false)], ..named("invite") };
        let serve = Program { values: vec!["orders".to_owned()], ..named("serve") };
        let test = Program { hands_on: true, ..named("test") };
        Program { options: vec![option("keys", true)], commands: vec![staff, invite, serve, test], ..named("origin") }
    }

    #[test]
    fn what_a_program_does_not_take_is_told() {
        let fault = |words: &str| program().fault(&words.split(' ').map(str::to_owned).collect::<Vec<_>>());
        for good in [
            "staff list",
            "staff",
            "--help",
            "staff --help",
            "help",
            "--keys serve invite --email a@b.example --quiet",
            "invite --email=x",
            "serve orders",
            "serve SERVICES",
            "serve …",
            "test --whatever goes",
            "COMMAND",
        ] {
            assert_eq!(fault(good), None, "{good}");
        }
        for (bad, told) in [
            ("stuff", "`origin` has no command stuff"),
            ("staff lists", "`staff` has no command lists"),
            ("invite --mail x", "`invite` has no option --mail"),
            ("serve basket", "`serve` knows no basket"),
            ("--key x staff", "`origin` has no option --key"),
        ] {
            assert_eq!(fault(bad).as_deref(), Some(told), "{bad}");
        }
    }
}
