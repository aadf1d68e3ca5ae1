//! Names and texts in code, with their places.

/// Every name, wherever it stands.
pub fn names(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    let names = text.split(move |letter| !is_part(letter)).filter(|name| !name.is_empty());
    // Each is a part of the text, so that its address tells where.
    names.map(move |name| (name.as_ptr() as usize - text.as_ptr() as usize, name))
}

/// Those outside of text literals.
pub fn names_outside_texts(code: &str) -> impl Iterator<Item = (usize, &str)> {
    let texts = texts(code);
    names(code).filter(move |(at, _)| {
        let before = texts.partition_point(|(from, _)| from < at);
        before == 0 || *at > texts[before - 1].0 + texts[before - 1].1.len()
    })
}

/// What stands between quotes, with the place of the first; one that does not end goes to the end.
pub fn texts(code: &str) -> Vec<(usize, &str)> {
    let (mut texts, mut begin, mut escaped, mut before) = (Vec::new(), None, false, ' ');
    for (at, letter) in code.char_indices() {
        match begin {
            // The character '"' begins no text.
            None if letter == '"' && before != '\'' => begin = Some(at),
            Some(from) if letter == '"' && !escaped => {
                texts.push((from, &code[from + 1..at]));
                begin = None;
            }
            _ => {}
        }
        escaped = letter == '\\' && !escaped && begin.is_some();
        before = letter;
    }
    texts.extend(begin.map(|from| (from, &code[from + 1..])));
    texts
}
