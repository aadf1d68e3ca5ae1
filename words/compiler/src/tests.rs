use std::fs;

use super::*;

const ENGLISH: Language<'static> = Language { code: "en", variant: "En", plurals: &["One", "Other"] };
const FRENCH: Language<'static> = Language { code: "fr", variant: "Fr", plurals: &["One", "Many", "Other"] };

const CART: &str = "### Texts of the cart.\n\nempty = Your cart is empty.\n\n\
    # $count (Number) - how many units\nitems = { $count ->\n    [one] { $count } item\n   *[other] { $count } items\n}\n";

fn compiled(languages: &[Language<'_>], files: &[(&str, &str)]) -> Result<String, Vec<String>> {
    let folder = tempfile::tempdir().expect("a folder");
    for language in languages {
        fs::create_dir_all(folder.path().join(language.code)).expect("made");
    }
    for (path, text) in files {
        fs::create_dir_all(folder.path().join(path).parent().expect("a folder")).expect("made");
        fs::write(folder.path().join(path), text).expect("written");
    }
    let faults = |faults: Vec<Fault>| faults.iter().map(Fault::to_string).collect();
    compile(folder.path(), languages).map_err(faults)
}

fn says(languages: &[Language<'_>], files: &[(&str, &str)], expect: &[&str]) {
    let faults = compiled(languages, files).expect_err("refused");
    assert_eq!(faults, expect);
}

#[test]
fn messages_become_methods() {
    let code = compiled(&[ENGLISH], &[("en/cart.ftl", CART)]).expect("compiled");
    for expect in [
        "/// Texts of the cart.\npub const fn cart(locale: Locale) -> Cart { Cart(locale) }",
        "/// “Your cart is empty.”\n    pub const fn empty(self) -> &'static str {",
        "Locale::En => \"Your cart is empty.\",",
        "/// - `count`: how many units\n    pub fn items(self, count: impl Number) -> String {",
        "Locale::En => match (count, Locale::En.plural(count.unsigned_abs())) { \
         (_, Plural::One) => join(&[&counted(Locale::En, count), \" item\"]), \
         _ => join(&[&counted(Locale::En, count), \" items\"]), },",
    ] {
        assert!(code.contains(expect), "{expect}\n{code}");
    }
}

#[test]
fn a_third_language_is_a_folder() {
    let french = "empty = Votre panier est vide.\n\nitems = { $count ->\n    [one] { $count } article\n    \
                  [many] { $count } d’articles\n   *[other] { $count } articles\n}\n";
    let files = [("en/cart.ftl", CART), ("fr/cart.ftl", french)];
    let code = compiled(&[ENGLISH, FRENCH], &files).expect("compiled");
    assert!(code.contains("Locale::Fr => \"Votre panier est vide.\","), "{code}");
    assert!(code.contains("(_, Plural::Many) => join(&[&counted(Locale::Fr, count), \" d’articles\"])"), "{code}");
    let unknown = ["words/fr: no such language yet: `WRITE_LOCALES=1 cargo test -p words-locales` adds it"];
    says(&[ENGLISH], &files, &unknown);
}

#[test]
fn every_language_has_every_message_with_its_variables_and_forms() {
    let missing = ["words/fr/cart.ftl: missing: translate words/en/cart.ftl"];
    says(&[ENGLISH, FRENCH], &[("en/cart.ftl", CART)], &missing);
    let french = "items = { $number ->\n    [one] un\n    [few] quelques\n   *[other] { $number }\n}\nmore = Encore\n";
    let expect = [
        "words/fr/cart.ftl:6: more: words/en/cart.ftl has no such message",
        "words/fr/cart.ftl: empty is missing",
        "words/fr/cart.ftl:1: items: $number is not told of: say “# $number (Text) - …” above the message in English",
        "words/fr/cart.ftl:1: items: $count is not used",
        "words/fr/cart.ftl:1: items: the choices by $number are not those of English",
    ];
    says(&[ENGLISH, FRENCH], &[("en/cart.ftl", CART), ("fr/cart.ftl", french)], &expect);
    let french = "empty = Vide\nitems = { $count ->\n    [one] un\n    [few] quelques\n   *[other] { $count }\n}\n";
    let expect = [
        "words/fr/cart.ftl:2: items: no form [many], which fr needs",
        "words/fr/cart.ftl:2: items: [few] is no plural form of fr: it has one, many, other",
    ];
    says(&[ENGLISH, FRENCH], &[("en/cart.ftl", CART), ("fr/cart.ftl", french)], &expect);
}

#[test]
fn choices_by_a_state_are_the_same_in_every_language() {
    let english =
        "### Orders.\n# $state (OrderState)\nstate = { $state ->\n    [placed] Placed\n   *[sent-off] Sent\n}\n";
    let french = "state = { $state ->\n    [placed] Passée\n   *[sent] Envoyée\n}\n";
    let expect = ["words/fr/orders.ftl:1: state: the choices by $state are not those of English"];
    says(&[ENGLISH, FRENCH], &[("en/orders.ftl", english), ("fr/orders.ftl", french)], &expect);
    let code = compiled(&[ENGLISH], &[("en/orders.ftl", english)]).expect("compiled");
    let method = "pub const fn state(self, state: types::OrderState) -> &'static str {";
    let select = "match state { types::OrderState::Placed => \"Placed\", \
                  types::OrderState::SentOff => \"Sent\", }";
    assert!(code.contains(method) && code.contains(select), "{code}");
}

#[test]
fn terms_messages_and_escapes_are_put_in() {
    let brand = "### Brand.\n-shop = Ebbholt\n";
    let mail = "### Mails.\nhello = Hello\ngreeting = { hello } from { -shop }{\"\\u00A0\"}{\" \"}\n";
    let files = [("en/brand.ftl", brand), ("en/mails.ftl", mail)];
    let code = compiled(&[ENGLISH], &files).expect("compiled");
    assert!(code.contains("Locale::En => \"Hello from Ebbholt\\u{a0} \","), "{code}");
}

#[test]
fn what_is_wrong_is_named_with_its_place() {
    let check = |text: &str, expect: &str| says(&[ENGLISH], &[("en/a.ftl", text)], &[expect]);
    check("### A.\n\nb = { $\n", "words/en/a.ftl:3: Expected one of \"a-zA-Z\"");
    check("### A.\nb = { c }\n", "words/en/a.ftl:2: b: there is no message c in this file");
    check("### A.\nb = { -c }\n", "words/en/a.ftl:2: b: there is no term -c in this language");
    check("### A.\nb = { b }\n", "words/en/a.ftl:2: b: it refers to itself");
    check("### A.\nb = x\nb = y\n", "words/en/a.ftl:2: b: there is such a message above");
    check(
        "### A.\nb = x\n    .c = y\n",
        "words/en/a.ftl:2: b: attributes are not used here: make it a message of its own",
    );
    check("b = x\n", "words/en/a.ftl: say in a comment with ### what these texts are");
    let state = "### A.\n# $s (State) - it\nb = { $s }\n";
    check(state, "words/en/a.ftl:3: b: $s has no form of its own: select by it");
    let function = "### A.\n# $n (Number)\nb = { NUMBER($n) }\n";
    check(function, "words/en/a.ftl:3: b: NUMBER() is not needed: the type of a variable says how it is written");
}
