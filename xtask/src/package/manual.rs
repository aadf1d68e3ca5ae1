//! Pages of the manual, made of what programs say when they are asked for help.

use std::fmt::Write as _;

use anyhow::{Context, Result};

/// What the line of NAME says after the hyphen.
const ABOUT: [(&str, &str); 3] = [
    ("origin", "the API, the jobs and the data of a Selvedge shop"),
    ("edge-node", "the edge of a Selvedge shop: its worker behind a page cache"),
    ("selvedge-setup", "make a walled and watched Selvedge shop of this machine"),
];

/// The page of a program; `help` gives its help, or that of one of its commands. The environment that they name is read by
/// the units, from `/etc/selvedge`.
pub(super) fn of(name: &str, help: &dyn Fn(&[&str]) -> Result<String>) -> Result<String> {
    let about = ABOUT.iter().find(|(known, _)| *known == name).map(|(_, about)| about);
    let about = about.with_context(|| format!("nobody has said what {name} is"))?;
    let section = if name == "selvedge-setup" { 8 } else { 1 };
    let whole = help(&[])?;
    let mut page =
        format!(".TH {} {section} \"\" Selvedge\n.SH NAME\n{} \\- {about}\n", name.to_uppercase(), text(name));
    write!(page, ".SH DESCRIPTION\n{}", body(&whole))?;
    for command in commands(&whole) {
        write!(page, ".SH COMMAND {}\n{}", text(&command.to_uppercase()), body(&help(&[command.as_str()])?))?;
    }
    page.push_str(".SH FILES\n.TP\n.I /etc/selvedge/origin.env, /etc/selvedge/edge.env\nOptions, as environment.\n");
    page.push_str(".SH SEE ALSO\n/usr/share/doc/selvedge/operations.md\n");
    Ok(page)
}

/// The commands that a program lists.
fn commands(help: &str) -> Vec<String> {
    let lines = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let named = lines.filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    named.filter_map(|line| line.split_whitespace().next()).filter(|name| *name != "help").map(str::to_owned).collect()
}

/// Help as text of the manual: options and commands stand out, what is said of them is set in below.
fn body(help: &str) -> String {
    let mut page = String::new();
    let mut after_blank = false;
    for line in help.lines() {
        let (trimmed, indent) = (line.trim_start(), line.len() - line.trim_start().len());
        let named = (2..8).contains(&indent) && !trimmed.is_empty();
        if trimmed.is_empty() {
            after_blank = true;
            continue;
        } else if indent == 0 && trimmed.ends_with(':') {
            page.push_str(&format!(".SS {}\n", text(trimmed.trim_end_matches(':'))));
        } else if named {
            let (name, said) = trimmed.split_once("  ").unwrap_or((trimmed, ""));
            page.push_str(&format!(".TP\n.B {}\n", text(name)));
            if !said.trim().is_empty() {
                page.push_str(&format!("{}\n", text(said.trim())));
            }
        } else {
            if after_blank {
                page.push_str(if indent == 0 { ".PP\n" } else { ".br\n" });
            }
            page.push_str(&format!("{}\n", text(trimmed)));
        }
        after_blank = false;
    }
    page
}

/// Text in which nothing is taken for a request of roff's.
fn text(plain: &str) -> String {
    let escaped = plain.replace('\\', "\\e").replace('-', "\\-");
    if escaped.starts_with(['.', '\'']) { format!("\\&{escaped}") } else { escaped }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HELP: &str = "\
The origin.

Usage: origin <COMMAND>

Commands:
  serve  Serves the API
  help   Print this message

Options:
      --listen <LISTEN>
          Address and port
          
          [env: ORIGIN_LISTEN=]
";

    #[test]
    fn options_stand_out_and_what_is_said_of_them_follows() {
        let page = body(HELP);
        assert!(page.starts_with("The origin.\n.PP\nUsage: origin <COMMAND>\n.SS Commands\n"), "{page}");
        assert!(page.contains(".TP\n.B serve\nServes the API\n"), "{page}");
        assert!(
            page.contains(".TP\n.B \\-\\-listen <LISTEN>\nAddress and port\n.br\n[env: ORIGIN_LISTEN=]\n"),
            "{page}"
        );
    }

    #[test]
    fn every_command_has_its_part_and_nothing_is_a_request_by_mistake() {
        let help = |words: &[&str]| {
            Ok(match words {
                [] => HELP.to_owned(),
                [command] => format!(".{command} takes C:\\x\n"),
                _ => unreachable!("one command at a time"),
            })
        };
        let page = of("origin", &help).expect("a page");
        assert!(page.starts_with(".TH ORIGIN 1 "), "{page}");
        assert!(page.contains(".SH COMMAND SERVE\n\\&.serve takes C:\\ex\n"), "{page}");
        assert!(!page.contains("COMMAND HELP"), "{page}");
        assert!(of("nobody", &help).is_err());
    }
}
