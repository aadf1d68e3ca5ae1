//! Somebody without a mouse: what is not reached by the Tab key is not reached.

use fantoccini::key::Key;

use crate::chromium::Chromium;

/// The Enter key.
pub const ENTER: &str = "\u{E007}";
/// The space bar.
pub const SPACE: &str = " ";
/// More presses of Tab than any page of the office takes.
const MAX_TABS: usize = 150;

/// The keyboard of a browser.
pub struct Keyboard<'a>(pub &'a Chromium);

impl Keyboard<'_> {
    /// Presses a key, or types a text, wherever the focus is.
    pub async fn press(&self, text: &str) {
        let active = self.0.client.active_element().await.expect("something has the focus");
        active.send_keys(text).await.expect("it takes keys");
    }

    /// Goes on from where the focus is until it is on what is wanted, round the page if need be.
    ///
    /// # Panics
    /// If the Tab key does not lead there.
    pub async fn to(&self, css: &str) {
        self.0.find(css).await;
        let tab: char = Key::Tab.into();
        for _ in 0..MAX_TABS {
            let script = format!("return document.activeElement.matches({})", serde_json::json!(css));
            let found = self.0.client.execute(&script, vec![]).await.expect("it says so");
            if found == true {
                return;
            }
            self.press(&tab.to_string()).await;
        }
        panic!("the Tab key does not lead to {css}");
    }

    /// Goes to a field and types into it.
    pub async fn types(&self, css: &str, text: &str) {
        self.to(css).await;
        self.press(text).await;
    }

    /// Puts a text in the place of what the field says that has the focus.
    pub async fn replaces(&self, text: &str) {
        let control: char = Key::Control.into();
        self.press(&format!("{control}a{control}")).await;
        self.press(text).await;
    }

    /// What stands where the focus is.
    pub async fn focused_text(&self) -> String {
        let active = self.0.client.active_element().await.expect("something has the focus");
        active.text().await.expect("a text")
    }
}
