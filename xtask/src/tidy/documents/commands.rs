//! What a document tells somebody to type is there: commands of `cargo xtask` and `selvedge-setup`, and units of systemd. Those
//! of `origin` and `edge-node` are looked at by tests of these programs.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use documented::{Command, Program};

use super::Finding;
use crate::workspace::Workspace;

const UNITS: &str = "deploy/systemd";
const DRILLS: &str = "xtask/src/drill/list.rs";
const SETUP: &str = "deploy/setup/selvedge-setup";
/// Commands that hand on what they are told: to the test runner, to programs of other rooms, to what a shop that is up has.
const HAND_ON: [&str; 6] = ["test", "origin", "edge", "relevance", "simulate", "bench"];
/// What asks for units.
const FOR_UNITS: [&str; 2] = ["systemctl", "journalctl"];

pub fn check(workspace: &Workspace) -> Result<Vec<Finding>> {
    let root = &workspace.root;
    let setup = fs::read_to_string(root.join(SETUP)).with_context(|| format!("cannot read {SETUP}"))?;
    let drills = drills(&fs::read_to_string(root.join(DRILLS)).with_context(|| format!("cannot read {DRILLS}"))?);
    let mut findings = Vec::new();
    for (called, program) in [("cargo xtask", of_help(crate::HELP, &drills)), ("selvedge-setup", of_script(&setup))] {
        for Command { document, line, words } in documented::commands(root, called) {
            let fault = program.fault(&words);
            findings
                .extend(fault.map(|fault| Finding::new(&document, line, format!("{fault}: say what there is now"))));
        }
    }
    for Command { document, line, words } in FOR_UNITS.into_iter().flat_map(|called| documented::commands(root, called))
    {
        let missing = words.iter().filter(|word| word.starts_with("selvedge-") && !root.join(file_of(word)).exists());
        findings
            .extend(missing.map(|unit| Finding::new(&document, line, format!("there is no unit {unit} in {UNITS}"))));
    }
    Ok(findings)
}

/// `cargo xtask` as its own help has it: a command begins a line behind two blanks, and its options follow until the next.
fn of_help(help: &str, drills: &[String]) -> Program {
    let mut commands: Vec<Program> = Vec::new();
    for line in help.lines() {
        let begun = line.strip_prefix("  ").filter(|rest| rest.starts_with(|c: char| c.is_ascii_lowercase()));
        if let Some(name) = begun.and_then(|rest| rest.split_whitespace().next()) {
            let values = if name == "drill" { drills.to_vec() } else { Vec::new() };
            let hands_on = HAND_ON.contains(&name);
            commands.push(Program { name: name.to_owned(), values, hands_on, ..Program::default() });
        }
        if let Some(command) = commands.last_mut() {
            let options = line.split_whitespace().filter_map(|word| word.trim_start_matches('[').strip_prefix("--"));
            let bare = |option: &str| option.trim_end_matches([']', ';', ',']).to_owned();
            command.options.extend(options.map(|option| (bare(option), false)));
        }
    }
    Program { name: "cargo xtask".to_owned(), commands, ..Program::default() }
}

/// The names in the list of drills.
fn drills(source: &str) -> Vec<String> {
    let named = source.lines().filter_map(|line| line.trim().strip_prefix("name: \"")?.strip_suffix("\","));
    named.map(str::to_owned).collect()
}

/// A script whose options are the cases of a `case`.
fn of_script(script: &str) -> Program {
    let cases = script.lines().filter_map(|line| line.trim().strip_prefix("--")?.split_once(") "));
    let options = cases.map(|(option, what)| (option.to_owned(), what.contains("$2"))).collect();
    Program { name: "selvedge-setup".to_owned(), options, ..Program::default() }
}

/// The file of a unit: a service if its name does not say what it is, and the template of one that is an instance.
fn file_of(unit: &str) -> String {
    let (name, kind) = unit.rsplit_once('.').unwrap_or((unit, "service"));
    let name = name.split_once('@').map_or(name.to_owned(), |(template, _)| format!("{template}@"));
    Path::new(UNITS).join(format!("{name}.{kind}")).display().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(program: &Program, words: &str) -> Option<String> {
        program.fault(&words.split(' ').map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn what_the_help_does_not_have_is_found() {
        let drills = drills("        name: \"stores\",\n        name: \"restore-s3\",\n");
        let xtask = of_help(crate::HELP, &drills);
        for good in
            ["up --detach --port 9000", "drill --short --where-possible --minutes 30 stores", "test --any", "help"]
        {
            assert_eq!(fault(&xtask, good), None, "{good}");
        }
        for bad in ["upp", "up --detached", "drill flood", "drill --brief stores", "image --thrice"] {
            assert!(fault(&xtask, bad).is_some(), "{bad}");
        }
    }

    #[test]
    fn options_of_a_script_are_its_cases() {
        let script = "        --owner) owner=$2 && shift ;;\n        --trial) trial=yes ;;\n";
        let setup = of_script(script);
        assert_eq!(fault(&setup, "--trial --owner mara@shop.example"), None);
        assert!(fault(&setup, "--trials").is_some());
    }

    #[test]
    fn a_unit_is_a_service_or_what_it_says_and_an_instance_has_a_template() {
        assert_eq!(file_of("selvedge-edge"), "deploy/systemd/selvedge-edge.service");
        assert_eq!(file_of("selvedge-backup-try.timer"), "deploy/systemd/selvedge-backup-try.timer");
        assert_eq!(file_of("selvedge-backup@incr"), "deploy/systemd/selvedge-backup@.service");
    }
}
