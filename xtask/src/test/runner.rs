//! What runs the tests: cargo-nextest where it is installed, `cargo test` where it is not. Names and cargo's own options
//! mean the same to both.

use std::ffi::OsString;

use anyhow::{Result, bail};

use crate::step::on_path;

/// Options that both runners know and whose value is an argument of its own.
const WITH_VALUE: [&str; 19] = [
    "-F",
    "-Z",
    "-j",
    "-p",
    "--bench",
    "--bin",
    "--color",
    "--config",
    "--example",
    "--exclude",
    "--features",
    "--jobs",
    "--manifest-path",
    "--message-format",
    "--package",
    "--profile",
    "--target",
    "--target-dir",
    "--test",
];

/// Options by which cargo-nextest is told in its own language which tests are meant.
const EXPRESSIONS: [&str; 3] = ["-E", "--filterset", "--filter-expr"];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Runner {
    Nextest,
    Cargo,
}

impl Runner {
    /// The one that this machine has.
    pub fn installed() -> Self {
        if on_path("cargo-nextest").is_some() { Self::Nextest } else { Self::Cargo }
    }

    /// What cargo is called with to run the tests that `arguments` mean. Fails on an expression for cargo-nextest where
    /// that is not installed.
    pub fn arguments<'a>(self, arguments: impl IntoIterator<Item = &'a OsString>) -> Result<Vec<OsString>> {
        let arguments = arguments.into_iter().cloned();
        match self {
            Self::Nextest => Ok(["nextest", "run"].map(OsString::from).into_iter().chain(arguments).collect()),
            Self::Cargo => for_cargo_test(arguments),
        }
    }
}

/// `cargo test` takes a single name; what stands behind `--` goes to the tests' own programs, which take any number.
fn for_cargo_test(arguments: impl Iterator<Item = OsString>) -> Result<Vec<OsString>> {
    let (mut options, mut names, mut rest) = (vec![OsString::from("test")], Vec::new(), Vec::new());
    let mut arguments = arguments;
    while let Some(argument) = arguments.next() {
        let text = argument.to_string_lossy().into_owned();
        if text == "--" {
            rest.extend(arguments.by_ref());
        } else if is_expression(&text) {
            bail!(
                "`{text}` is of cargo-nextest, which is not installed: give names or parts of names instead \
                 (`cargo xtask test buyers`), or install it first (`cargo install --locked cargo-nextest`)"
            );
        } else if text.starts_with('-') {
            options.push(argument);
            if WITH_VALUE.contains(&text.as_str()) {
                options.extend(arguments.next());
            }
        } else {
            names.push(argument);
        }
    }
    if !names.is_empty() || !rest.is_empty() {
        options.push("--".into());
    }
    Ok(options.into_iter().chain(names).chain(rest).collect())
}

fn is_expression(argument: &str) -> bool {
    let long = |option: &&str| argument.strip_prefix(*option).is_some_and(|rest| rest.starts_with('='));
    EXPRESSIONS.contains(&argument) || EXPRESSIONS.iter().any(long) || argument.starts_with("-E")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn called(runner: Runner, typed: &str) -> Result<String> {
        let typed: Vec<OsString> = typed.split_whitespace().map(OsString::from).collect();
        let arguments = runner.arguments(&typed)?;
        Ok(arguments.iter().map(|argument| argument.to_string_lossy()).collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn names_and_cargos_options_mean_the_same_to_both() -> Result<()> {
        for (typed, nextest, cargo) in [
            ("", "nextest run", "test"),
            ("buyers", "nextest run buyers", "test -- buyers"),
            ("leaks power_cuts", "nextest run leaks power_cuts", "test -- leaks power_cuts"),
            (
                "--lib -p origin-orders buyers",
                "nextest run --lib -p origin-orders buyers",
                "test --lib -p origin-orders -- buyers",
            ),
            (
                "buyers --no-fail-fast --package=xtask -- --exact a::b",
                "nextest run buyers --no-fail-fast --package=xtask -- --exact a::b",
                "test --no-fail-fast --package=xtask -- buyers --exact a::b",
            ),
            ("--test browser", "nextest run --test browser", "test --test browser"),
        ] {
            assert_eq!(called(Runner::Nextest, typed)?, nextest);
            assert_eq!(called(Runner::Cargo, typed)?, cargo);
        }
        Ok(())
    }

    #[test]
    fn an_expression_without_nextest_is_refused_with_what_to_do() -> Result<()> {
        for typed in ["-E test(buyers)", "--lib -Etest(buyers)", "--filterset=test(buyers)", "--filter-expr x"] {
            assert_eq!(called(Runner::Nextest, typed)?, format!("nextest run {typed}"));
            let refused = called(Runner::Cargo, typed).expect_err("nobody reads it").to_string();
            assert!(refused.contains("`cargo xtask test buyers`") && refused.contains("cargo-nextest"), "{refused}");
        }
        Ok(())
    }
}
