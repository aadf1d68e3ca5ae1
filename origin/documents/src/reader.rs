//! Reads text back from a PDF as a viewer does that copies it: by the fonts' maps to Unicode. It knows
//! what this crate writes and no more. A library would do, but those that are well kept bring
//! cryptography along, with features that have the database driver compiled anew.

use std::collections::HashMap;
use std::io::Read as _;

use flate2::read::ZlibDecoder;

/// What the names of fonts in content streams stand for: characters by glyph.
type Maps = HashMap<String, HashMap<u16, char>>;

/// All text of a PDF, page after page, in one line with plain blanks.
pub(crate) fn text_of(pdf: &[u8]) -> String {
    let streams = streams(pdf);
    let maps: Vec<_> = streams.iter().filter(|stream| contains(stream, b"beginbfchar")).map(|cmap| map(cmap)).collect();
    let maps: Maps = ["R", "B"].map(str::to_owned).into_iter().zip(maps).collect();
    let pages = streams.iter().filter(|stream| contains(stream, b"BT"));
    let text: String = pages.map(|page| shown(page, &maps)).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// How many pages it has.
pub(crate) fn pages_of(pdf: &[u8]) -> usize {
    let text = String::from_utf8_lossy(pdf);
    text.matches("/Type /Page").count() - text.matches("/Type /Pages").count()
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// The streams that are not fonts, inflated.
fn streams(pdf: &[u8]) -> Vec<Vec<u8>> {
    let mark = b"\nstream\n";
    let begins = pdf.windows(mark.len()).enumerate().filter(|(_, window)| window == mark).map(|(at, _)| at);
    let inflate = |at: usize| {
        let mut bytes = Vec::new();
        ZlibDecoder::new(&pdf[at + mark.len()..]).read_to_end(&mut bytes).expect("deflated by us");
        bytes
    };
    begins.map(inflate).filter(|bytes| bytes.is_ascii() || contains(bytes, b" Tf\n")).collect()
}

/// The pairs of a map to Unicode: `<0001> <0041>`.
fn map(cmap: &[u8]) -> HashMap<u16, char> {
    let text = String::from_utf8_lossy(cmap);
    let pair = |line: &str| {
        let (glyph, character) = line.strip_prefix('<')?.strip_suffix('>')?.split_once("> <")?;
        let units: Vec<u16> = (0..character.len() / 4)
            .map(|unit| u16::from_str_radix(&character[unit * 4..unit * 4 + 4], 16).expect("hexadecimal"))
            .collect();
        let glyph = (glyph.len() == 4).then(|| u16::from_str_radix(glyph, 16).expect("hexadecimal"))?;
        Some((glyph, char::decode_utf16(units).next()?.expect("a character")))
    };
    text.lines().filter_map(pair).collect()
}

/// The texts that a content stream shows, a line each.
fn shown(content: &[u8], maps: &Maps) -> String {
    let (mut text, mut font, mut at) = (String::new(), &HashMap::new(), 0);
    while at < content.len() {
        match content[at] {
            b'/' => {
                let name: String =
                    content[at + 1..].iter().take_while(|byte| **byte != b' ').map(|byte| char::from(*byte)).collect();
                font = maps.get(&name).expect("a font of ours");
                at += name.len();
            }
            b'(' => {
                let (bytes, length) = literal(&content[at + 1..]);
                let glyphs = bytes.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
                text.extend(glyphs.map(|glyph| font[&glyph]));
                text.push('\n');
                at += length;
            }
            b'<' => {
                let digits: String =
                    content[at + 1..].iter().take_while(|byte| **byte != b'>').map(|byte| char::from(*byte)).collect();
                let glyphs =
                    (0..digits.len() / 4).map(|glyph| u16::from_str_radix(&digits[glyph * 4..glyph * 4 + 4], 16));
                text.extend(glyphs.map(|glyph| font[&glyph.expect("hexadecimal")]));
                text.push('\n');
                at += digits.len();
            }
            _ => {}
        }
        at += 1;
    }
    text
}

/// The bytes of a literal string after its opening parenthesis, and how long it was written.
fn literal(content: &[u8]) -> (Vec<u8>, usize) {
    let (mut bytes, mut depth, mut at) = (Vec::new(), 1, 0);
    loop {
        let byte = content[at];
        at += 1;
        match byte {
            b'\\' => {
                let escaped = content[at];
                if escaped.is_ascii_digit() {
                    let octal = std::str::from_utf8(&content[at..at + 3]).expect("three digits");
                    bytes.push(u8::from_str_radix(octal, 8).expect("octal digits"));
                    at += 3;
                    continue;
                }
                at += 1;
                bytes.push(match escaped {
                    b'n' => b'\n',
                    b'r' => b'\r',
                    b't' => b'\t',
                    b'b' => 8,
                    b'f' => 12,
                    other => other,
                });
                continue;
            }
            b'(' => depth += 1,
            b')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return (bytes, at);
        }
        bytes.push(byte);
    }
}
