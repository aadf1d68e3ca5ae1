//! Who the shop is: its name and how it speaks of itself.

use api::catalog::Picture;
use domain::Locale;

/// The shop's name.
pub const NAME: &str = "Ebbholt";

/// One line that says what the shop sells.
pub const fn tagline(locale: Locale) -> &'static str {
    match locale {
        Locale::En => "Things for the house and the weather.",
        Locale::De => "Dinge für Haus und Wetter.",
    }
}

/// Two paragraphs: where the shop comes from, and how it works.
pub const fn about(locale: Locale) -> [&'static str; 2] {
    match locale {
        Locale::En => [
            "Ebbholt began in a net loft above a small harbour, with a stove, a loom and one shelf of mugs. Two of us still pack every parcel there, and when the wind is from the north-west we tape them twice.",
            "We keep about fifty things, each made by people whose workshop we have stood in: potters on the marsh, knitters on the polder, a smith, a bookbinder. What breaks we mend, and what we no longer make we still have parts for.",
        ],
        Locale::De => [
            "Ebbholt begann auf einem Netzboden über einem kleinen Hafen, mit einem Ofen, einem Webstuhl und einem Regal voller Becher. Noch immer packen wir dort jedes Paket zu zweit, und bei Nordwestwind kleben wir doppelt.",
            "Wir führen rund fünfzig Dinge, und in jeder Werkstatt, aus der sie kommen, haben wir selbst gestanden: bei den Töpfern in der Marsch, den Strickerinnen im Koog, einem Schmied, einer Buchbinderin. Was zerbricht, reparieren wir, und für das, was wir nicht mehr machen, haben wir noch Teile.",
        ],
    }
}

/// The large picture of the home page.
pub fn picture(locale: Locale) -> Picture {
    let alt = match locale {
        Locale::En => {
            "A window above a harbour; before it a mug, a kettle, a lantern, folded blankets, a rucksack and a yellow raincoat"
        }
        Locale::De => {
            "Ein Fenster über einem Hafen; davor Becher, Kessel, Laterne, gefaltete Decken, Rucksack und gelber Regenmantel"
        }
    };
    Picture { path: "hero/home".to_owned(), alt: alt.to_owned(), width: 1600, height: 900, option: Default::default() }
}
