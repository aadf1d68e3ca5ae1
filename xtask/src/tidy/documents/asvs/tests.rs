use super::*;

/// A document in which every requirement has a row.
fn whole() -> String {
    let rows = requirements().into_iter().map(|number| match number {
        "1.1.1" => "| 1.1.1 | 2 | x | done | `a_test`, `another` |\n".to_owned(),
        "1.1.2" => "| 1.1.2 | 2 | x | some. **Partly**: not all |  |\n".to_owned(),
        "1.2.1" => "| 1.2.1 | 1 | x | **Not met**: no |  |\n".to_owned(),
        "1.2.2" => "| 1.2.2 | 1 | x | By construction: it cannot be otherwise |  |\n".to_owned(),
        _ => format!("| {number} | 1 | x | Not applicable: there is none |  |\n"),
    });
    let figures = "**Of 253 requirements 2 are met, 1 in part, 1 not; 249 do not apply.**\n";
    rows.fold(figures.to_owned(), |all, row| all + &row)
}

fn told(text: &str) -> Vec<String> {
    let functions = BTreeSet::from(["a_test", "another"]);
    check_text(text, &functions).into_iter().map(|finding| finding.text).collect()
}

#[test]
fn a_whole_table_is_fine() {
    assert_eq!(told(&whole()), [""; 0]);
}

#[test]
fn what_is_left_out_doubled_or_made_up_is_found() {
    let first = "| 1.1.1 | 2 | x | done | `a_test`, `another` |\n";
    let left_out = told(&whole().replace(first, ""));
    assert!(left_out[0] == "1.1.1 has no row" && left_out[1].contains("252 requirements 1 are met"), "{left_out:?}");
    let doubled = told(&whole().replace(first, &first.repeat(2)));
    assert!(doubled.iter().any(|text| text.starts_with("1.1.1 is no requirement")), "{doubled:?}");
    let of_level_3 = told(&whole().replace("| 1.1.1 |", "| 1.2.10 |"));
    assert!(of_level_3.iter().any(|text| text.starts_with("1.2.10 is no requirement")), "{of_level_3:?}");
}

#[test]
fn a_test_that_is_gone_and_a_row_without_one_are_found() {
    let gone = told(&whole().replace("`another`", "`renamed`"));
    assert_eq!(gone, ["there is no function renamed: name the test that shows 1.1.1"]);
    let bare = told(&whole().replace("`a_test`, `another`", ""));
    assert!(bare.len() == 1 && bare[0].starts_with("1.1.1 has no test"), "{bare:?}");
    let figures = told(&whole().replace("1 in part", "2 in part"));
    assert!(figures.len() == 1 && figures[0].contains("1 in part"), "{figures:?}");
}

#[test]
fn tests_beside_the_requirements_are_looked_for_too() {
    let more =
        whole() + "| a promise | `a_test`, `a_test_that_is_gone` |\n| a table | `accounts.customers`, `one_column` |\n";
    assert_eq!(told(&more), ["there is no function a_test_that_is_gone: name the test that is meant"]);
}

#[test]
fn functions_are_found_by_their_names() {
    let text = "async fn one_test() {}\n    pub fn generic<T>(t: T) {}\nlet x = |fn_| 1; // fn \n";
    assert_eq!(functions(text).collect::<Vec<_>>(), ["one_test", "generic"]);
}
