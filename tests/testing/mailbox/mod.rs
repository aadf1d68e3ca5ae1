//! Whoever reads the shop's mails: codes, and opening an account by one.

use std::path::PathBuf;

use crate::{Reply, Shop, Shopper, eventually};

/// Where the shop's mails lie.
#[derive(Clone, Debug)]
pub struct Mailbox(PathBuf);

impl Mailbox {
    /// The mails in a folder.
    pub const fn new(folder: PathBuf) -> Self {
        Self(folder)
    }

    /// Every mail that was written, whole.
    pub fn mails(&self) -> Vec<String> {
        let files = std::fs::read_dir(&self.0).into_iter().flatten().flatten();
        // A mail that is being written has another name.
        let whole = files.map(|file| file.path()).filter(|path| path.extension().is_some_and(|end| end == "eml"));
        whole.filter_map(|path| std::fs::read_to_string(path).ok()).collect()
    }

    /// The code in the one mail to this address that has these words.
    ///
    /// # Panics
    /// If none comes.
    pub async fn code(&self, email: &str, words: &str) -> String {
        let to = format!("To: {email}");
        eventually("the mail with a code", async || {
            let mail = self.mails().into_iter().find(|mail| mail.contains(&to) && mail.contains(words))?;
            let is_code =
                |line: &&str| line.len() == 9 && line.bytes().all(|byte| byte.is_ascii_digit() || byte == b' ');
            mail.lines().map(str::trim).find(is_code).map(str::to_owned)
        })
        .await
    }

    /// The code by which an account is opened that was asked for in English.
    ///
    /// # Panics
    /// As [`Mailbox::code`].
    pub async fn confirmation(&self, email: &str) -> String {
        self.code(email, "Please confirm your e-mail address").await
    }

    /// Has a shopper open an account: by the form with these fields, and by the code that is mailed. Returns the page that
    /// they see then.
    ///
    /// # Panics
    /// If nothing answers, or no mail comes.
    pub async fn register(&self, shopper: &Shopper, fields: &[(&str, &str)]) -> Reply {
        let field = |wanted: &str| fields.iter().find(|(name, _)| *name == wanted).map_or("", |(_, value)| value);
        let asked = shopper.post_form("/register", fields).await;
        assert_eq!((asked.status, asked.path.as_str()), (200, "/register"), "{}", asked.body);
        assert!(shopper.cookie("__Host-session").is_none_or(|token| token.is_empty()), "nobody is in it yet");
        let request = asked.field("request").expect("what was asked for");
        let code = self.confirmation(field("email")).await;
        let entry = [("email", field("email")), ("request", &request), ("code", &code), ("next", field("next"))];
        shopper.post_form("/login/code/enter", &entry).await
    }
}

impl Shop {
    /// Where its mails lie.
    pub fn mailbox(&self) -> Mailbox {
        Mailbox::new(self.file("mail"))
    }

    /// Has a shopper open an account; see [`Mailbox::register`].
    ///
    /// # Panics
    /// As that.
    pub async fn register(&self, shopper: &Shopper, fields: &[(&str, &str)]) -> Reply {
        self.mailbox().register(shopper, fields).await
    }
}
