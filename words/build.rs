//! Turns the texts of every language into functions.

use std::path::{Path, PathBuf};
use std::{env, fs};

use words_compiler::{Language, compile};

const TABLE: &str = "../domain/src/locale/table.rs";

macro_rules! locales {
    ($($variant:ident {
        code: $code:literal,
        group: $group:literal,
        point: $point:literal,
        min_grouping: $min_grouping:literal,
        symbol: $symbol:ident,
        date: $date:literal,
        months: $months:expr,
        plurals: [$($plural:ident),*],
        plural: |$n:ident| $category:expr,
    })*) => {
        const LANGUAGES: &[Language<'static>] = &[
            $(Language { code: $code, variant: stringify!($variant), plurals: &[$(stringify!($plural)),*] },)*
        ];
    };
}

include!("../domain/src/locale/table.rs");

fn main() {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let out = Path::new(&env::var_os("OUT_DIR").expect("cargo sets it")).join("words.rs");
    println!("cargo::rerun-if-changed={TABLE}");
    // A folder stands for all that is in it, so that a new file is seen too.
    for language in LANGUAGES {
        println!("cargo::rerun-if-changed={}", language.code);
    }
    match compile(&root, LANGUAGES) {
        Ok(code) => fs::write(out, code).expect("cargo's own folder can be written to"),
        Err(faults) => faults.iter().for_each(|fault| println!("cargo::error={fault}")),
    }
}
