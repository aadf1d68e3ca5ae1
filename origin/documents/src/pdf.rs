//! Pages as PDF, with as much of the font as they need.

use std::collections::BTreeMap;
use std::io::Write as _;

use domain::Locale;
use flate2::Compression;
use flate2::write::ZlibEncoder;
use pdf_writer::types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap};
use pdf_writer::{Content, Date, Filter, Finish as _, Name, Pdf, Rect, Ref, Str, TextStr};
use subsetter::GlyphRemapper;

use crate::Unprintable;
use crate::font::Face;
use crate::sheet::{HEIGHT, Mark, WIDTH};
use domain::date::parts;

/// What a document says of itself to programs.
pub(crate) struct About<'a> {
    pub(crate) title: &'a str,
    pub(crate) author: &'a str,
    pub(crate) locale: Locale,
    /// The day it is issued.
    pub(crate) date: &'a str,
}

const CATALOG: Ref = Ref::new(1);
const INFO: Ref = Ref::new(2);
const TREE: Ref = Ref::new(3);
/// Where the objects of the two fonts begin, five each.
const FONTS: i32 = 4;
/// Where the objects of the pages begin, two each.
const PAGES: i32 = FONTS + 2 * 5;

const IDENTITY: SystemInfo<'static> = SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"Identity"), supplement: 0 };

/// What is used of a face.
struct Used {
    face: Face,
    glyphs: GlyphRemapper,
    /// The characters by their glyph in the font that is embedded, and how wide they are.
    characters: BTreeMap<u16, (char, f32)>,
}

impl Used {
    fn new(face: Face) -> Self {
        Self { face, glyphs: GlyphRemapper::new(), characters: BTreeMap::new() }
    }

    /// A text as the numbers of its glyphs.
    fn encode(&mut self, text: &str) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(text.len() * 2);
        for character in text.chars() {
            let (glyph, character) = self.face.glyph(character);
            let id = self.glyphs.remap(glyph);
            self.characters.entry(id).or_insert((character, self.face.advance(glyph)));
            bytes.extend(id.to_be_bytes());
        }
        bytes
    }

    const fn name(&self) -> (&'static [u8], &'static [u8]) {
        match self.face {
            Face::Regular => (b"R", b"SELVDG+NotoSans-Regular"),
            Face::Bold => (b"B", b"SELVEE+NotoSans-Bold"),
        }
    }

    fn embed(&self, pdf: &mut Pdf, first: i32) -> Result<(), Unprintable> {
        let id = |index| Ref::new(first + index);
        let (font, (_, name)) = (self.face.font(), self.name());
        let (name, parsed) = (Name(name), &font.parsed);
        pdf.type0_font(id(0))
            .base_font(name)
            .encoding_predefined(Name(b"Identity-H"))
            .descendant_font(id(1))
            .to_unicode(id(4));

        let mut cid = pdf.cid_font(id(1));
        cid.subtype(CidFontType::Type2).base_font(name).system_info(IDENTITY).font_descriptor(id(2));
        cid.default_width(0.0).cid_to_gid_map_predefined(Name(b"Identity"));
        let mut widths = cid.widths();
        for (glyph, (_, width)) in &self.characters {
            widths.consecutive(*glyph, [*width]);
        }
        widths.finish();
        cid.finish();

        let bounds = parsed.global_bounding_box();
        let [left, bottom, right, top] =
            [bounds.x_min, bounds.y_min, bounds.x_max, bounds.y_max].map(|units| font.thousandths(units));
        pdf.font_descriptor(id(2))
            .name(name)
            .flags(FontFlags::NON_SYMBOLIC)
            .bbox(Rect::new(left, bottom, right, top))
            .italic_angle(0.0)
            .ascent(font.thousandths(parsed.ascender()))
            .descent(font.thousandths(parsed.descender()))
            .cap_height(font.thousandths(parsed.capital_height().unwrap_or_default()))
            .stem_v(if self.face == Face::Bold { 140.0 } else { 80.0 })
            .font_file2(id(3));

        let subset =
            subsetter::subset(font.data, 0, &self.glyphs).map_err(|error| Unprintable::Font(error.to_string()))?;
        let length = i32::try_from(subset.len()).map_err(|error| Unprintable::Font(error.to_string()))?;
        pdf.stream(id(3), &deflated(&subset)).filter(Filter::FlateDecode).pair(Name(b"Length1"), length);

        let mut map = UnicodeCmap::<u16>::new(Name(b"Selvedge"), IDENTITY);
        for (glyph, (character, _)) in &self.characters {
            map.pair(*glyph, *character);
        }
        let map = map.finish();
        pdf.stream(id(4), &deflated(map.as_slice())).filter(Filter::FlateDecode);
        Ok(())
    }
}

/// The pages as a PDF.
pub(crate) fn write(pages: &[Vec<Mark>], about: &About<'_>) -> Result<Vec<u8>, Unprintable> {
    let mut fonts = Face::ALL.map(Used::new);
    let contents: Vec<Vec<u8>> = pages.iter().map(|marks| deflated(&content(marks, &mut fonts))).collect();
    let page_refs = (PAGES..).step_by(2).take(pages.len());

    let mut pdf = Pdf::new();
    pdf.catalog(CATALOG).pages(TREE).lang(TextStr(about.locale.code()));
    let mut info = pdf.document_info(INFO);
    info.title(TextStr(about.title)).author(TextStr(about.author)).producer(TextStr("Selvedge"));
    if let Some((year, month, day)) = parts(about.date) {
        info.creation_date(Date::new(year).month(month).day(day));
    }
    info.finish();
    pdf.pages(TREE).kids(page_refs.clone().map(Ref::new)).count(i32::try_from(pages.len()).unwrap_or(i32::MAX));
    for (first, content) in page_refs.zip(&contents) {
        let mut page = pdf.page(Ref::new(first));
        page.media_box(Rect::new(0.0, 0.0, WIDTH, HEIGHT)).parent(TREE).contents(Ref::new(first + 1));
        let mut resources = page.resources();
        let mut names = resources.fonts();
        for (used, id) in fonts.iter().zip((FONTS..).step_by(5)) {
            names.pair(Name(used.name().0), Ref::new(id));
        }
        names.finish();
        resources.finish();
        page.finish();
        pdf.stream(Ref::new(first + 1), content).filter(Filter::FlateDecode);
    }
    for (used, first) in fonts.iter().zip((FONTS..).step_by(5)) {
        used.embed(&mut pdf, first)?;
    }
    Ok(pdf.finish())
}

fn content(marks: &[Mark], fonts: &mut [Used; 2]) -> Vec<u8> {
    let mut content = Content::new();
    for mark in marks {
        match mark {
            Mark::Text { x, y, style, text } => {
                let Some(used) = fonts.iter_mut().find(|used| used.face == style.face) else { continue };
                let [red, green, blue] = style.ink.rgb();
                content.begin_text().set_fill_rgb(red, green, blue).set_font(Name(used.name().0), style.size);
                content.next_line(*x, HEIGHT - y).show(Str(&used.encode(text))).end_text();
            }
            Mark::Rule { from, to, y, weight, ink } => {
                let [red, green, blue] = ink.rgb();
                content.set_stroke_rgb(red, green, blue).set_line_width(*weight);
                content.move_to(*from, HEIGHT - y).line_to(*to, HEIGHT - y).stroke();
            }
        }
    }
    content.finish().into_vec()
}

fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).and_then(|()| encoder.finish()).expect("memory takes every byte")
}
