//! How `domain` writes numbers, days and plurals is how ICU4X does, and has its language from no
//! other place: the table is written from ICU4X by `WRITE_LOCALES=1`, and is otherwise compared.

mod icu;
mod table;

use std::path::PathBuf;
use std::{env, fs};

use domain::date::written;
use domain::locale::{Locale, Plural};
use domain::{Currency, Money};
use icu_plurals::PluralCategory;

use icu::Icu;

fn root() -> PathBuf {
    PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("../..")
}

/// The folders of texts: known languages in their order, then new ones.
fn languages() -> Vec<String> {
    let folders = fs::read_dir(root().join("words")).expect("words").map(|entry| entry.expect("an entry").path());
    let has_texts = |folder: &PathBuf| folder.join("cart.ftl").is_file();
    let name = |folder: PathBuf| folder.file_name().expect("a name").to_string_lossy().into_owned();
    let mut names: Vec<String> = folders.filter(has_texts).map(name).collect();
    names.sort_by_key(|name| (Locale::of_code(name).map_or(usize::MAX, Locale::index), name.clone()));
    names
}

#[test]
fn the_table_is_what_icu_says() {
    let path = root().join("domain/src/locale/table.rs");
    let table = table::table(&languages());
    if env::var_os("WRITE_LOCALES").is_some() {
        fs::write(&path, &table).expect("written");
    }
    assert_eq!(fs::read_to_string(&path).expect("the table"), table);
}

#[test]
fn amounts_are_written_as_icu_writes_numbers() {
    let nines = (0..18).map(|digits| 10_i64.pow(digits));
    let around = nines.flat_map(|power| [power - 1, power, power + 1]);
    let minors: Vec<i64> = around.chain(0..2_000).chain((0..2_000).map(|step| step * 7_919)).collect();
    for locale in Locale::ALL {
        let icu = Icu::of(locale.code());
        for currency in Currency::ALL {
            for &minor in &minors {
                let money = Money::new(minor, currency);
                let shown = money.display(locale);
                let number = icu.number(&money.decimal());
                let symbol = shown.replacen(&number, "", 1);
                assert!(symbol.len() < shown.len(), "{shown} does not hold {number}");
                assert!(symbol.chars().all(|letter| !letter.is_ascii_digit()), "{shown} is not {number}");
            }
        }
    }
}

#[test]
fn days_are_written_as_icu_writes_them() {
    for locale in Locale::ALL {
        let icu = Icu::of(locale.code());
        for year in [1970, 1999, 2024, 2026, 2100] {
            for month in 1..=12 {
                for day in 1..=28 {
                    let date = format!("{year}-{month:02}-{day:02}");
                    assert_eq!(written(locale, &date), icu.day(year, month, day), "{date}");
                }
            }
        }
    }
}

#[test]
fn numbers_ask_for_the_plural_icu_says() {
    for locale in Locale::ALL {
        let icu = Icu::of(locale.code());
        let large = (1..=3).flat_map(|million| (0..200).map(move |more| million * 1_000_000 + more));
        for count in (0..20_000).chain(large).chain([u64::MAX]) {
            let expect = match icu.plural(count) {
                PluralCategory::Zero => Plural::Zero,
                PluralCategory::One => Plural::One,
                PluralCategory::Two => Plural::Two,
                PluralCategory::Few => Plural::Few,
                PluralCategory::Many => Plural::Many,
                PluralCategory::Other => Plural::Other,
            };
            assert_eq!(locale.plural(count), expect, "{count} in {}", locale.code());
        }
    }
}

#[test]
fn languages_that_are_not_there_yet_can_be_written() {
    let table = table::table(&["fr", "pl", "es", "pt"].map(str::to_owned));
    for expect in [
        "if matches!(n, 0..=1) { Plural::One } else if n != 0 && n.is_multiple_of(1000000) { Plural::Many } else",
        "group: '\\u{202f}'",
        "\"{day} {month} {year}\"",
        "\"{day} de {month} de {year}\"",
        "\"janvier\", \"février\"",
        "\"stycznia\"",
        "matches!(n % 10, 2..=4) && !matches!(n % 100, 12..=14)",
        "min_grouping: 2",
    ] {
        assert!(table.contains(expect), "{expect}\n{table}");
    }
}
