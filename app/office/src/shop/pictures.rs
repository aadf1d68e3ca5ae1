//! A picture to be chosen in a form.

use api::media::{ListMedia, MediaState, MediaView};
use api::settings::ShopPicture;
use domain::Locale;
use maud::{Markup, html};

use crate::fields::Fields;
use crate::fields::{localized, set_localized};
use crate::media::undescribed;
use crate::visitor::Visitor;

/// The value of the form for the picture that was chosen before.
pub(super) const KEPT: &str = "kept";

/// The pictures that may be chosen: the newest that are ready.
pub(super) struct Pictures(Vec<ShopPicture>);

impl Pictures {
    /// None.
    #[cfg(test)]
    pub(super) const fn none() -> Self {
        Self(Vec::new())
    }

    /// As far as whoever asks may see them.
    pub(super) async fn read(visitor: &Visitor) -> Self {
        let found = visitor.ask(&ListMedia::default()).await;
        Self(found.map(|found| found.media.into_iter().filter_map(ready).collect()).unwrap_or_default())
    }

    /// The picture that a form names in the field `name`.
    pub(super) fn chosen(&self, fields: &Fields, name: &str) -> Option<ShopPicture> {
        match fields.get(name) {
            "" => None,
            KEPT => kept(fields, name),
            path => self.0.iter().find(|picture| picture.path == path).cloned().or_else(|| kept(fields, name)),
        }
    }

    /// The field `name`, of which `fields` know the value as `own`: the picture that is there, the others, and none. It is
    /// called by the first of the labels; the second is that of no picture, the third explains it.
    pub(super) fn field(
        &self,
        visitor: &Visitor,
        [name, own]: [&str; 2],
        fields: &Fields,
        labels: [&str; 3],
    ) -> Markup {
        let words = words::shop(visitor.locale);
        let [label, none, hint] = labels;
        let (kept, chosen) = (kept(fields, own), fields.get(own));
        let id = name.replace('.', "-");
        html! {
            div.field {
                label for=(id) { (label) }
                select id=(id) name=(name) aria-describedby={ (id) "-hint" } {
                    option value="" { (none) }
                    @if kept.is_some() { option value=(KEPT) selected[chosen == KEPT] { (words.picture_kept()) } }
                    @for picture in &self.0 {
                        option value=(picture.path) selected[chosen == picture.path] { (called(visitor, picture)) }
                    }
                }
                p.hint id={ (id) "-hint" } { (hint) }
                @if kept.is_some() {
                    @for field in kept_fields() {
                        input type="hidden" name={ (name) (field) } value=(fields.get(&format!("{own}{field}")));
                    }
                }
            }
            @if let Some(shown) = self.chosen(fields, own) { (thumbnail(visitor, &shown)) }
        }
    }
}

/// Puts a picture that is set into the fields of a form.
pub(super) fn set(fields: &mut Fields, name: &str, picture: Option<&ShopPicture>) {
    fields.set(name, picture.map_or("", |_| KEPT));
    if let Some(ShopPicture { path, alt, width, height, focus: _ }) = picture {
        fields.set(format!("{name}.kept.path"), path.as_str());
        fields.set(format!("{name}.kept.width"), width.to_string());
        fields.set(format!("{name}.kept.height"), height.to_string());
        set_localized(fields, &format!("{name}.kept.alt"), alt);
    }
}

/// What the fields of the picture that was chosen before end with.
fn kept_fields() -> impl Iterator<Item = String> {
    let alt = Locale::ALL.into_iter().map(|locale| format!(".kept.alt.{}", locale.code()));
    [".kept.path", ".kept.width", ".kept.height"].map(str::to_owned).into_iter().chain(alt)
}

fn kept(fields: &Fields, name: &str) -> Option<ShopPicture> {
    let field = |field: &str| fields.some(&format!("{name}.kept.{field}"));
    let (width, height) = (field("width")?.parse().ok()?, field("height")?.parse().ok()?);
    Some(ShopPicture {
        path: field("path")?.to_owned(),
        alt: localized(fields, &format!("{name}.kept.alt")),
        width,
        height,
        focus: None,
    })
}

fn ready(media: MediaView) -> Option<ShopPicture> {
    let MediaState::Ready { width, height } = media.state else { return None };
    Some(ShopPicture { path: media.path, alt: media.alt, width, height, focus: None })
}

/// What it shows, or else that nobody has said it.
fn called(visitor: &Visitor, picture: &ShopPicture) -> String {
    match picture.alt.get(visitor.locale) {
        "" => undescribed(visitor.locale, &picture.path),
        alt => alt.chars().take(60).collect(),
    }
}

/// The picture, small.
pub(super) fn thumbnail(visitor: &Visitor, picture: &ShopPicture) -> Markup {
    html! {
        img.thumbnail src={ (visitor.shop()) "/media/" (picture.path) "-800.webp" }
            alt=(picture.alt.get(visitor.locale)) loading="lazy";
    }
}
