//! Whatever staff change by the API is written down: in the audit log, or in the history of the order that it is about.

use crate::tidy::Finding;
use crate::tidy::source::{Source, has_word, leading_name, line_of, product_code};

const DECLARED: &str = "api/src";
const ANSWERED: &str = "origin";
const STAFF: &str = "\"/v1/admin/";
/// What a handler that tells who did it has in it: the call's own entry, one that is written by hand, the actor of an
/// order's history or of something that is done later, or the caller, given to whoever writes the entry.
const TELLS: [&str; 5] = [".audit(", "audit::record(", "actor(", "by(&call)", "record(&mut tx, &call"];

pub fn check(sources: &[Source]) -> Vec<Finding> {
    let answered = sources.iter().filter(|source| source.path.starts_with(ANSWERED) && !source.is_test());
    let answered: Vec<String> = answered.map(|source| product_code(&source.code())).collect();
    let declared = sources.iter().filter(|source| source.path.starts_with(DECLARED));
    declared.flat_map(|source| untold(source, &answered)).collect()
}

/// The writes for staff that are declared in `source` and that no file which names them tells of.
fn untold(source: &Source, answered: &[String]) -> Vec<Finding> {
    let code = product_code(&source.code());
    let mut findings = Vec::new();
    for (at, head) in code.match_indices("endpoint!(") {
        let declaration = code[at + head.len()..].trim_start();
        let name = leading_name(declaration);
        let head = declaration[name.len()..].split(',').next().unwrap_or_default();
        let is_read = head.trim_start_matches(':').trim_start().starts_with("GET");
        let tells = |code: &&String| has_word(code, name) && TELLS.iter().any(|word| code.contains(word));
        if head.contains(STAFF) && !is_read && !answered.iter().any(|code| tells(&code)) {
            let text = format!(
                "nobody is told who called {name}: its handler adds an entry to the audit log (`call.audit`), in the \
                 transaction of the change"
            );
            findings.push(Finding::new(&source.path, line_of(&code, at), text));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(declared: &str, handler: &str) -> Vec<String> {
        let sources =
            [Source::of("api/src/inventory.rs", declared), Source::of("origin/orders/src/inventory.rs", handler)];
        check(&sources).into_iter().map(|finding| finding.to_string()).collect()
    }

    const WRITE: &str = "\nendpoint!(\n    UpdateStock: PATCH \"/v1/admin/stock/{sku}\" => StockLevel,\n);";

    #[test]
    fn a_write_of_staff_without_an_entry_is_named_with_its_line() {
        let found = found(WRITE, "async fn update(call: Call<UpdateStock>) { call.commit(tx, ()).await }");
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].starts_with("api/src/inventory.rs:2: nobody is told who called UpdateStock"), "{}", found[0]);
    }

    #[test]
    fn an_entry_in_a_test_is_none() {
        let test = "fn update(call: Call<UpdateStock>) {}\n#[cfg(test)]\nmod tests { fn a() { call.audit(); } }";
        assert_eq!(found(WRITE, test).len(), 1);
    }

    #[test]
    fn what_tells_only_reads_or_is_not_for_staff_is_fine() {
        let told = "async fn update(call: Call<UpdateStock>) { call.audit(&mut tx, subject, None, None).await }";
        assert_eq!(found(WRITE, told), Vec::<String>::new());
        for other in ["ListStock: GET \"/v1/admin/stock\" => Page,", "AddLine: POST \"/v1/carts/{cart}\" => Cart,"] {
            assert_eq!(found(&format!("endpoint!({other});"), ""), Vec::<String>::new(), "{other}");
        }
    }
}
