//! What a bundle is made of, as lines of a form: `2 × MUG-OAT`.

use domain::Sku;
use domain::inventory::Component;

/// The most lines that are read: more than a bundle may have parts, so that too many are told of.
const MAX_LINES: usize = 60;
/// What stands between the parts where they are written on one line.
const AND: &str = " + ";

/// The parts, one a line.
pub fn written(components: &[Component]) -> String {
    let lines: Vec<String> = components.iter().map(|part| format!("{} × {}", part.units, part.sku)).collect();
    lines.join("\n")
}

/// The parts on one line, as a column has them.
pub fn on_one_line(components: &[Component]) -> String {
    written(components).replace('\n', AND)
}

/// What lines say. A line without a number is of one unit.
///
/// # Errors
/// The first line that is none.
pub fn read(text: &str) -> Result<Vec<Component>, String> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty()).take(MAX_LINES);
    lines.map(|line| part(line).ok_or_else(|| line.to_owned())).collect()
}

/// The same of one line.
pub fn read_line(text: &str) -> Option<Vec<Component>> {
    text.split(AND).map(str::trim).filter(|text| !text.is_empty()).take(MAX_LINES).map(part).collect()
}

/// A letter x or an asterisk stands for the sign only between blanks: SKUs may begin with `3x5`.
fn part(line: &str) -> Option<Component> {
    let digits = line.len() - line.trim_start_matches(|letter: char| letter.is_ascii_digit()).len();
    let (number, rest) = line.split_at(digits);
    let signed = rest
        .trim_start()
        .strip_prefix('×')
        .or_else(|| [" x ", " X ", " * "].into_iter().find_map(|sign| rest.strip_prefix(sign)));
    let (units, sku) = match signed.filter(|_| !number.is_empty()) {
        Some(sku) => (number.parse().ok()?, sku),
        None => (1, line),
    };
    Some(Component { sku: sku.trim().parse::<Sku>().ok()?, units })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Result<Vec<(u32, String)>, String> {
        let parts = read(text)?;
        Ok(parts.into_iter().map(|part| (part.units, part.sku.to_string())).collect())
    }

    #[test]
    fn lines_are_read_as_people_write_them() {
        let parts = [(2, "MUG-1"), (1, "3x5-FRAME"), (12, "MUG / 2"), (1, "CUP")];
        let parts: Vec<(u32, String)> = parts.into_iter().map(|(units, sku)| (units, sku.to_owned())).collect();
        assert_eq!(told("2 × MUG-1\n\n3x5-FRAME\n 12 x MUG / 2 \nCUP"), Ok(parts));
        assert_eq!(told("2×MUG-1"), Ok(vec![(2, "MUG-1".to_owned())]));
        assert_eq!(told(""), Ok(vec![]));
        assert_eq!(told("CUP\n99999999999 × MUG"), Err("99999999999 × MUG".to_owned()));
    }

    #[test]
    fn what_is_written_is_read() {
        let parts = read("2 × MUG-1\n3x5-FRAME").expect("parts");
        assert_eq!(read(&written(&parts)), Ok(parts.clone()));
        assert_eq!(read_line(&on_one_line(&parts)), Some(parts));
        assert_eq!((read_line(""), read_line("2 × ..")), (Some(vec![]), None));
    }
}
