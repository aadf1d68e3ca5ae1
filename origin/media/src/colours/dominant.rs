//! Which colour most of a picture has.

use api::catalog::Colour;

/// Pixels of what is looked at.
const PIXELS: usize = 32 * 32;
/// Colours are counted together that have the first three bits of each part in common: shades of one wall.
const SHIFT: u32 = 5;
/// How many such there are.
const KINDS: usize = 1 << (3 * (8 - SHIFT));

/// The mean of the most frequent kind of colour, of 32 times 32 pixels of red, green and blue, each perhaps with how opaque it
/// is. Of kinds that are as frequent it is the one with the least red. None is a picture that one sees through, which is to
/// stand on the page's own ground.
///
/// # Errors
/// If these are no such pixels.
pub(super) fn dominant(bytes: &[u8]) -> Result<Option<Colour>, &'static str> {
    let parts = bytes.len() / PIXELS;
    if !bytes.len().is_multiple_of(PIXELS) || !(3..=4).contains(&parts) {
        return Err("vips wrote no pixels of red, green and blue");
    }
    if bytes.chunks_exact(parts).any(|pixel| pixel.get(3).is_some_and(|opaque| *opaque < u8::MAX)) {
        return Ok(None);
    }
    let mut kinds = vec![(0_u32, [0_u32; 3]); KINDS];
    for pixel in bytes.chunks_exact(parts) {
        let kind = pixel[..3].iter().fold(0, |kind, part| kind << (8 - SHIFT) | usize::from(part >> SHIFT));
        let (count, sums) = &mut kinds[kind];
        *count += 1;
        for (sum, part) in sums.iter_mut().zip(pixel) {
            *sum += u32::from(*part);
        }
    }
    let (count, sums) = kinds.into_iter().rev().max_by_key(|(count, _)| *count).unwrap_or_default();
    let [red, green, blue] = sums.map(|sum| u8::try_from((sum + count / 2) / count.max(1)).unwrap_or(u8::MAX));
    Ok(Some(Colour { red, green, blue }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(parts: usize, pixel: impl Fn(usize) -> [u8; 4]) -> Vec<u8> {
        (0..PIXELS).flat_map(|at| pixel(at).into_iter().take(parts)).collect()
    }

    fn text(bytes: &[u8]) -> Option<String> {
        dominant(bytes).expect("pixels").map(|colour| colour.to_string())
    }

    #[test]
    fn the_colour_of_the_largest_part_counts_and_not_the_mean_of_all() {
        // A wall in three shades, of which a mug hides two fifths.
        let mug = of(3, |at| match at % 5 {
            0 | 1 => [20, 40, 160, 255],
            2 => [230, 225, 226, 255],
            3 => [232, 227, 228, 255],
            _ => [234, 229, 230, 255],
        });
        assert_eq!(text(&mug).as_deref(), Some("#e8e3e4"));
        let even = of(3, |at| if at % 2 == 0 { [0; 4] } else { [255; 4] });
        assert_eq!(text(&even).as_deref(), Some("#000000"));
        assert_eq!(text(&of(4, |_| [255; 4])).as_deref(), Some("#ffffff"));
    }

    #[test]
    fn what_one_sees_through_has_none() {
        assert_eq!(text(&of(4, |at| [9, 9, 9, if at == 700 { 254 } else { 255 }])), None);
    }

    #[test]
    fn what_is_no_pixels_is_told_from_that() {
        for bytes in [vec![], vec![0; 1024], vec![0; 2048], vec![0; 3071], vec![0; 5 * 1024]] {
            dominant(&bytes).expect_err("no pixels");
        }
    }
}
