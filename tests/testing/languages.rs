//! Reads a page as a voice would: every text with the language it is said in.

/// What is read out of a page: a text, or what is said of a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadAloud {
    /// The text, without the blanks around it.
    pub text: String,
    /// The language that holds where it stands; empty if none is told.
    pub lang: String,
}

/// Elements that have no end.
const VOID: [&str; 8] = ["br", "hr", "img", "input", "link", "meta", "source", "wbr"];

/// Everything that is read out of `page`, in its order, with the title first. Labels that are put together of ours and
/// the merchant's words (`aria-label`) have one language, the page's, and are left out.
///
/// # Panics
/// If an element is not closed where it should be.
pub fn read_aloud(page: &str) -> Vec<ReadAloud> {
    let (mut read, mut open): (Vec<ReadAloud>, Vec<(String, String)>) = (Vec::new(), Vec::new());
    let mut rest = page;
    while let Some((text, after)) = rest.split_once('<') {
        let lang = open.last().map(|(_, lang)| lang.clone()).unwrap_or_default();
        hear(&mut read, text, lang.clone());
        if let Some(comment) = after.strip_prefix("!--") {
            rest = comment.split_once("-->").expect("comments end").1;
            continue;
        }
        let (tag, behind) = after.split_at(end_of_tag(after));
        rest = behind.strip_prefix('>').expect("tags end");
        if tag.starts_with('!') {
            continue;
        }
        if let Some(name) = tag.strip_prefix('/') {
            let opened = open.pop().map(|(name, _)| name);
            assert_eq!(opened.as_deref(), Some(name), "what was opened is closed, before {:.80}", rest);
            continue;
        }
        let name = tag.split([' ', '/', '\n']).next().unwrap_or_default();
        let lang = attribute(tag, "lang").unwrap_or(lang);
        if name == "img" {
            hear(&mut read, &attribute(tag, "alt").unwrap_or_default(), lang);
        } else if matches!(name, "script" | "style") {
            rest = rest.split_once(&format!("</{name}>")).expect("scripts end").1;
        } else if !VOID.contains(&name) && !tag.ends_with('/') {
            open.push((name.to_owned(), lang));
        }
    }
    read
}

/// What of a page holds `words` and is said in another language than `lang`.
pub fn misread(page: &str, words: &str, lang: &str) -> Vec<ReadAloud> {
    read_aloud(page).into_iter().filter(|said| said.text.contains(words) && said.lang != lang).collect()
}

fn hear(read: &mut Vec<ReadAloud>, text: &str, lang: String) {
    let text = plain(text.trim());
    if !text.is_empty() {
        read.push(ReadAloud { text, lang });
    }
}

/// Where a tag ends: at its first `>` outside quotation marks.
fn end_of_tag(tag: &str) -> usize {
    let mut quoted = false;
    let end = tag.bytes().position(|byte| {
        quoted ^= byte == b'"';
        byte == b'>' && !quoted
    });
    end.expect("tags end")
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, value) = tag.split_once(&format!(" {name}=\""))?;
    Some(plain(value.split_once('"')?.0))
}

fn plain(text: &str) -> String {
    let entities = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&#x27;", "'"), ("&amp;", "&")];
    entities.iter().fold(text.to_owned(), |text, (entity, letter)| text.replace(entity, letter))
}
