//! Options, lines and several products at once.

use origin_staff::Role;

use super::{Browser, Page, Scene};

fn hexed(text: &str) -> String {
    text.bytes().map(|byte| format!("{byte:02x}")).collect()
}

/// The value of the hidden field of this name, and of everything else of a form that begins so.
fn hiddens<'a>(page: &'a Page, prefix: &str) -> Vec<(&'a str, &'a str)> {
    let fields = page.body.split("type=\"hidden\" name=\"").skip(1);
    let pairs = fields.filter_map(|rest| {
        let (name, rest) = rest.split_once("\" value=\"")?;
        Some((name, rest.split('"').next()?))
    });
    pairs.filter(|(name, _)| name.starts_with(prefix)).collect()
}

impl Browser<'_> {
    async fn save(&mut self, path: &str, page: &Page, fields: &[(&str, &str)]) -> Page {
        let version = page.hidden("version").to_owned();
        let mut all = vec![("version", version.as_str())];
        all.extend(fields);
        self.submit(page, path, &all).await
    }
}

#[tokio::test]
async fn options_are_made_and_taken_out_and_the_variants_follow() {
    let scene = Scene::open().await;
    let mut ada = scene.member("ada@example.com", Role::Catalog).await;
    let editor = ada.makes_a_jug().await;
    let options = format!("{editor}/options");
    let page = ada.get(&options).await;
    assert_eq!(page.status, 200, "{}", page.body);

    // An option without a name in English is refused, and what was typed is still there.
    let nameless = [("new.label.de", "Farbe"), ("new.more", "Oat | Hafer\nInk")];
    let refused = ada.save(&options, &page, &nameless).await;
    assert!(refused.status == 422 && refused.body.contains("Oat | Hafer"), "{}", refused.body);

    // What makes variants is asked for first.
    let made =
        [("new.label.en", "Colour"), ("new.label.de", "Farbe"), ("new.more", "Oat | Hafer\nInk"), ("fill", "on")];
    let question = ada.save(&options, &page, &made).await;
    assert!(question.status == 200 && question.body.contains("PILOT-JUG-INK"), "{}", question.body);
    assert!(!ada.get(&editor).await.body.contains("PILOT-JUG-INK"), "nothing is made yet");
    let mut confirmed = made.to_vec();
    confirmed.push(("confirmed", "on"));
    let saved = ada.save(&options, &question, &confirmed).await;
    assert_eq!(saved.location, format!("{options}?saved"), "{}", saved.body);
    let shown = ada.get(&editor).await;
    assert!(shown.body.contains("PILOT-JUG-INK") && shown.body.contains("Colour"), "{}", shown.body);

    // The form that was open before meets what was saved meanwhile, and loses nothing.
    let late = ada.save(&options, &page, &[("new.label.en", "Size"), ("new.more", "Small")]).await;
    assert_eq!(late.status, 409, "{}", late.body);
    assert!(late.body.contains("value=\"Size\"") && late.body.contains("value=\"Colour\""), "{}", late.body);

    // A value that is taken out takes its variant along.
    let page = ada.get(&options).await;
    let gone = format!("value.{}.{}.remove", hexed("colour"), hexed("ink"));
    let question = ada.save(&options, &page, &[(gone.as_str(), "on")]).await;
    assert!(question.body.contains("1 variant is taken out"), "{}", question.body);
    let saved = ada.save(&options, &question, &[(gone.as_str(), "on"), ("confirmed", "on")]).await;
    assert_eq!(saved.status, 303, "{}", saved.body);
    assert!(!ada.get(&editor).await.body.contains("PILOT-JUG-INK"));
}

#[tokio::test]
async fn lines_are_looked_at_before_anything_is_kept() {
    let scene = Scene::open().await;
    let mut ada = scene.member("ada@example.com", Role::Catalog).await;
    let editor = ada.makes_a_jug().await;
    let lines = format!("{editor}/lines");
    let page = ada.get(&lines).await;
    assert!(page.body.contains("JUG\t49.00\t"), "{}", page.body);
    let wrong = ada.save(&lines, &page, &[("lines", "SKU\tEUR\nJUG\tmuch")]).await;
    assert!(wrong.status == 422 && wrong.body.contains("Line 2"), "{}", wrong.body);
    let same = ada.save(&lines, &page, &[("lines", "SKU\tEUR\nJUG\t49")]).await;
    assert!(same.status == 200 && same.body.contains("Nothing would change"), "{}", same.body);
    let typed = ("lines", "SKU;EUR;Stock\nJUG;45,50;4");
    let preview = ada.save(&lines, &page, &[typed]).await;
    assert!(preview.body.contains("49.00") && preview.body.contains("<strong>45.50</strong>"), "{}", preview.body);
    assert!(ada.get(&lines).await.body.contains("JUG\t49.00"), "nothing is kept yet");
    let kept = ada.save(&lines, &preview, &[typed, ("confirmed", "on")]).await;
    assert_eq!(kept.location, format!("{lines}?saved"), "{}", kept.body);
    let now = ada.get(&lines).await;
    assert!(now.body.contains("JUG\t45.50\t"), "{}", now.body);
    assert!(ada.get(&editor).await.body.contains("name=\"stock.JUG\" value=\"4\""));

    // Whoever was not the first sees what would change by now, and nothing is kept.
    let late = ada.save(&lines, &page, &[("lines", "SKU;EUR\nJUG;44"), ("confirmed", "on")]).await;
    assert!(late.status == 409 && late.body.contains("45.50"), "{}", late.body);
    assert!(ada.get(&lines).await.body.contains("JUG\t45.50\t"));
}

#[tokio::test]
async fn several_products_are_changed_at_once_and_changed_back() {
    let scene = Scene::open().await;
    let mut ada = scene.member("ada@example.com", Role::Catalog).await;
    let editor = ada.makes_a_jug().await;
    let id = editor.rsplit('/').next().expect("an id").to_owned();
    let list = ada.get("/admin/products").await;
    let pick = format!("pick.{id}");
    let version = list.body.split(&format!("name=\"{pick}\" value=\"")).nth(1).and_then(|rest| rest.split('"').next());
    let version = version.expect("a box").to_owned();
    assert!(ada.get("/admin/products?all=on").await.body.contains("checked"));

    let bulk = "/admin/products/bulk";
    let none = ada.submit(&list, bulk, &[("edit", "prices"), ("percent", "-10")]).await;
    assert!(none.status == 422 && none.body.contains("at least one product"), "{}", none.body);
    let picked = (pick.as_str(), version.as_str());
    let wrong = ada.submit(&list, bulk, &[picked, ("edit", "prices"), ("percent", "-100")]).await;
    assert!(wrong.status == 422 && wrong.body.contains("value=\"-100\""), "{}", wrong.body);
    let edit = [picked, ("edit", "prices"), ("percent", "-10"), ("ending", "99"), ("former", "on")];
    let preview = ada.submit(&list, bulk, &edit).await;
    assert!(preview.status == 200 && preview.body.contains("€43.99 (€49.00)"), "{}", preview.body);
    assert!(ada.get(&editor).await.body.contains("value=\"49.00\""), "nothing is changed yet");
    let mut confirmed = edit.to_vec();
    confirmed.push(("confirmed", "on"));
    assert_eq!(hiddens(&preview, "pick."), [picked], "the version that was compared");
    let done = ada.submit(&preview, bulk, &confirmed).await;
    assert!(done.status == 303 && done.location.starts_with("/admin/products/edits/"), "{}", done.body);
    assert!(ada.get(&editor).await.body.contains("value=\"43.99\""));
    // The same form sent twice changes nothing more, and leads to the same edit.
    let twice = ada.submit(&preview, bulk, &confirmed).await;
    assert_eq!((twice.status.as_u16(), &twice.location), (303, &done.location), "{}", twice.body);
    assert!(ada.get(&editor).await.body.contains("value=\"43.99\""));

    // What was chosen before somebody else's change is compared again, not written over.
    let late = ada.submit(&list, bulk, &confirmed).await;
    assert!(late.status == 409 && late.body.contains("Somebody else has changed"), "{}", late.body);

    // It is among the edits of many products, and is taken back from there.
    let all = ada.get("/admin/products/edits").await;
    assert!(all.body.contains(&format!("href=\"{}\"", done.location)), "{}", all.body);
    assert_eq!(all.body.matches("Change prices by percent").count(), 1, "what was refused is no edit: {}", all.body);
    let edit = ada.get(&done.location).await;
    assert!(edit.body.contains("It can be taken back for 90 days"), "{}", edit.body);
    assert!(edit.body.contains("value=\"undo\"") && !edit.body.contains("value=\"start\""), "{}", edit.body);
    assert_eq!(ada.submit(&edit, &done.location, &[("event", "undo")]).await.status, 303);
    assert!(ada.get(&done.location).await.body.contains("It is being taken back"));
}

#[tokio::test]
async fn an_edit_of_which_nobody_knows_whether_it_was_made_is_sent_once_more_as_it_was() {
    let scene = Scene::open().await;
    let mut ada = scene.member("ada@example.com", Role::Catalog).await;
    let editor = ada.makes_a_jug().await;
    let (bulk, list) = ("/admin/products/bulk", ada.get("/admin/products").await);
    let pick = format!("pick.{}", editor.rsplit('/').next().expect("an id"));
    let picked = (pick.as_str(), list.hidden(&pick));
    let edit = [picked, ("edit", "prices"), ("percent", "-10"), ("ending", "99"), ("confirmed", "on")];
    let db = &scene.stores.db;
    origin_testing::alter(db, "alter table catalog.bulk_edits add constraint broken check (state <> 'done')").await;
    let failed = ada.submit(&list, bulk, &edit).await;
    origin_testing::alter(db, "alter table catalog.bulk_edits drop constraint broken").await;
    assert!(failed.status.is_server_error(), "{}", failed.body);
    assert_eq!((failed.hidden("once"), hiddens(&failed, "pick.")), (list.hidden("once"), vec![picked]));
    for (name, value) in &edit[1..] {
        assert_eq!(failed.hidden(name), *value);
    }
    let made = ada.submit(&failed, bulk, &edit).await;
    assert_eq!(made.status, 303, "{}", made.body);
    // Had it been made the first time, it would not have been made twice.
    let again = ada.submit(&failed, bulk, &edit).await;
    assert_eq!((again.status.as_u16(), &again.location), (303, &made.location), "{}", again.body);
    assert!(ada.get(&editor).await.body.contains("value=\"43.99\""));
}
