//! Drawn signs: 24 by 24, one stroke, the colour of the text beside them. They mean nothing to
//! those who cannot see them, so their button or link always has words.

use leptos::prelude::*;

use super::html::Html;

/// What a sign shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    /// A magnifying glass.
    Search,
    /// A bag with two handles.
    Bag,
    /// Head and shoulders.
    Person,
    /// A cross.
    Close,
    /// A line.
    Minus,
    /// Two lines.
    Plus,
    /// A tick.
    Check,
    /// An arrow to the right.
    Arrow,
    /// A triangle with a stroke in it.
    Warning,
}

impl Icon {
    const fn path(self) -> &'static str {
        match self {
            Self::Search => "M10.5 4a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13Zm4.8 11.3L20 20",
            Self::Bag => "M5 8h14l1 12H4L5 8Zm4 3V7a3 3 0 0 1 6 0v4",
            Self::Person => "M12 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8ZM4.5 20c.6-4 3.5-6 7.5-6s6.900 2 7.500 6",
            Self::Close => "M6 6l12 12M18 6 6 18",
            Self::Minus => "M6 12h12",
            Self::Plus => "M6 12h12M12 6v12",
            Self::Check => "M5 12.500 10 17.500 19 7",
            Self::Arrow => "M4 12h16m-6-6 6 6-6 6",
            Self::Warning => "M12 4 2.800 20h18.400L12 4Zm0 6v4.500m0 2.500v.1",
        }
    }
}

/// Draws `icon`.
pub fn icon(icon: Icon) -> AnyView {
    view! {
        <svg class="icon" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false">
            <path d=icon.path()></path>
        </svg>
    }
    .into_any()
}

/// Writes the same.
pub fn write(html: &mut Html, icon: Icon) {
    html.html("<svg viewBox=\"0 0 24 24\" width=\"24\" height=\"24\" aria-hidden=\"true\" focusable=\"false\" class=\"icon\">");
    html.html("<path d=\"").html(icon.path()).html("\"></path></svg>");
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn the_text_is_what_leptos_makes_of_views() {
        let mut html = Html::with_capacity(0);
        write(&mut html, Icon::Check);
        assert_eq!(html.into_text(), icon(Icon::Check).to_html());
    }
}
