//! Writing paragraphs.

/// Paragraphs being written.
pub struct Writer {
    /// Whether blank lines of the source are paragraphs.
    blank_lines: bool,
    paragraphs: Vec<String>,
    current: String,
    /// Blanks were read since the last letter.
    blank: bool,
    /// What an item of a list begins with, until its first letter comes.
    mark: Option<String>,
    /// The lists that are open, each with the number of its last item if they are numbered.
    lists: Vec<Option<u32>>,
    /// The digits to write in place of 0 to 9.
    digits: Vec<[char; 10]>,
}

impl Writer {
    /// Nothing yet.
    pub fn new(blank_lines: bool) -> Self {
        Self {
            blank_lines,
            paragraphs: Vec::new(),
            current: String::new(),
            blank: false,
            mark: None,
            lists: Vec::new(),
            digits: Vec::new(),
        }
    }

    /// Adds text; any blanks and line ends in a row are one space.
    pub fn text(&mut self, text: &str) {
        let mut line_ends = 0;
        for letter in text.chars() {
            if letter.is_whitespace() {
                line_ends += u32::from(letter == '\n');
                if line_ends == 2 && self.blank_lines {
                    self.paragraph();
                }
                self.blank = true;
                continue;
            }
            line_ends = 0;
            // What no font shows and no shopper types.
            if letter.is_control() || letter == '\u{feff}' {
                continue;
            }
            if let Some(mark) = self.mark.take() {
                self.current.push_str(&mark);
                self.blank = false;
            }
            if std::mem::take(&mut self.blank) && !self.current.is_empty() && !self.current.ends_with('\n') {
                self.current.push(' ');
            }
            let digit = letter.to_digit(10).and_then(|digit| self.digits.last()?.get(digit as usize).copied());
            self.current.push(digit.unwrap_or(letter));
        }
    }

    /// Ends the paragraph, if one is begun.
    pub fn paragraph(&mut self) {
        self.blank = false;
        let done = std::mem::take(&mut self.current);
        let done = done.trim();
        if !done.is_empty() {
            self.paragraphs.push(done.to_owned());
        }
    }

    /// Ends the line.
    pub fn line_break(&mut self) {
        self.blank = false;
        if !self.current.is_empty() && !self.current.ends_with('\n') {
            self.current.push('\n');
        }
    }

    /// Begins a list inside those that are open.
    pub fn begin_list(&mut self, numbered: bool) {
        self.paragraph();
        self.lists.push(numbered.then_some(0));
    }

    /// Ends the innermost list.
    pub fn end_list(&mut self) {
        self.paragraph();
        self.mark = None;
        self.lists.pop();
    }

    /// Begins an item of the innermost list.
    pub fn begin_item(&mut self) {
        self.paragraph();
        self.mark = Some(match self.lists.last_mut() {
            Some(Some(number)) => {
                *number += 1;
                format!("{number}. ")
            }
            _ => "• ".to_owned(),
        });
    }

    /// Writes digits as these until [`Self::lower`].
    pub fn raise(&mut self, digits: [char; 10]) {
        self.digits.push(digits);
    }

    /// Ends the innermost [`Self::raise`].
    pub fn lower(&mut self) {
        self.digits.pop();
    }

    /// All paragraphs.
    pub fn finish(mut self) -> String {
        self.paragraph();
        self.paragraphs.join("\n\n")
    }
}
