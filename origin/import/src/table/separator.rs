//! What separates the fields of a table.

/// Every separator that is recognised; of two that a header has equally many of, the earlier.
const SEPARATORS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// The separator by the first line, and how many bytes to skip: those of a line `sep=;`.
pub fn of(head: &[u8]) -> (char, usize) {
    let lower = head.get(..4).map(<[u8]>::to_ascii_lowercase);
    if lower.as_deref() == Some(b"sep=")
        && let Some(separator) = head.get(4).filter(|byte| SEPARATORS.contains(byte))
        && let Some(end) = line_end(&head[5..])
    {
        return (char::from(*separator), 5 + end);
    }
    let mut quoted = false;
    let mut counts = [0_usize; SEPARATORS.len()];
    for byte in head {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted && counts.iter().any(|count| *count > 0) => break,
            _ if quoted => {}
            byte => {
                if let Some(index) = SEPARATORS.iter().position(|separator| separator == byte) {
                    counts[index] += 1;
                }
            }
        }
    }
    let most = counts.iter().copied().max().unwrap_or_default();
    let index = counts.iter().position(|count| *count == most).unwrap_or_default();
    (char::from(SEPARATORS[index]), 0)
}

/// How long the line end is that the text begins with.
fn line_end(text: &[u8]) -> Option<usize> {
    [&b"\r\n"[..], b"\n", b"\r"].into_iter().find(|end| text.starts_with(end)).map(<[u8]>::len)
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn a03_the_header_tells_the_separator() {
        for (head, separator) in [
            ("Handle,Title\n", ','),
            ("Handle;Title;Price, in €\n", ';'),
            ("Handle\tTitle\r\n", '\t'),
            ("Handle|Title\r", '|'),
            ("\"a,b,c\";d\n", ';'),
            ("Handle\n", ','),
            ("", ','),
        ] {
            assert_eq!(of(head.as_bytes()), (separator, 0), "{head}");
        }
        assert_eq!(of(b"sep=;\r\na,b,c;d\n"), (';', 7));
        assert_eq!(of(b"sep=x\n"), (',', 0));
    }
}
