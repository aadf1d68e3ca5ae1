//! The languages the shop is written in, and how each writes numbers, days and plurals.
//!
//! The table has one row a language and is written from ICU4X and proved equal to it
//! (`words/compiler/tests/locales`): nothing of ICU4X is there at run time, and no byte of it in the browser.

use serde::{Deserialize, Serialize};

/// Which form of a noun a number asks for (the plural categories of CLDR).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the categories are the standard's")]
pub enum Plural {
    Zero,
    One,
    Two,
    Few,
    Many,
    Other,
}

/// On which side of an amount a currency's symbol stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SymbolPosition {
    /// Before it: `€19.99`.
    First,
    /// After it: `19,99 €`.
    Last,
}

/// How a language writes numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct NumberFormat {
    /// What stands between groups of three digits.
    pub group: char,
    /// What stands before the decimals.
    pub point: char,
    /// How many digits must stand before the last group for there to be groups: 1 writes `1,000`.
    pub min_grouping: usize,
    /// Where a currency's symbol stands.
    pub symbol: SymbolPosition,
}

/// How a language writes days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DateFormat {
    /// The day with `{day}`, `{month}` and `{year}` to be filled in.
    pub pattern: &'static str,
    /// The months' names as they stand in the pattern.
    pub months: [&'static str; 12],
}

macro_rules! locales {
    ($($language:ident {
        code: $code:literal,
        group: $group:literal,
        point: $point:literal,
        min_grouping: $min_grouping:literal,
        symbol: $symbol:ident,
        date: $date:literal,
        months: $months:expr,
        plurals: [$($plural:ident),*],
        plural: |$n:ident| $category:expr,
    })*) => {
        /// A language the shop is written in.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum Locale {
            $(
                #[doc = concat!("The language with the BCP 47 tag `", $code, "`.")]
                #[serde(rename = $code)]
                $language,
            )*
        }

        impl Locale {
            /// Every language; texts that lack a translation stand in the first.
            pub const ALL: [Self; [$($code),*].len()] = [$(Self::$language),*];

            /// The BCP 47 tag.
            pub const fn code(self) -> &'static str {
                match self {
                    $(Self::$language => $code,)*
                }
            }

            /// The language with the BCP 47 tag `code`, if the shop is written in it.
            pub fn of_code(code: &str) -> Option<Self> {
                Self::ALL.into_iter().find(|locale| locale.code() == code)
            }

            /// Its place in [`Locale::ALL`].
            pub const fn index(self) -> usize {
                self as usize
            }

            /// How the language writes numbers.
            pub const fn numbers(self) -> NumberFormat {
                match self {
                    $(Self::$language => NumberFormat {
                        group: $group,
                        point: $point,
                        min_grouping: $min_grouping,
                        symbol: SymbolPosition::$symbol,
                    },)*
                }
            }

            /// How the language writes days.
            pub const fn dates(self) -> &'static DateFormat {
                match self {
                    $(Self::$language => &DateFormat { pattern: $date, months: $months },)*
                }
            }

            /// The form of a noun that `count` asks for.
            pub const fn plural(self, count: u64) -> Plural {
                match self {
                    $(Self::$language => {
                        let $n = count;
                        $category
                    })*
                }
            }
        }
    };
}

include!("table.rs");

impl Locale {
    /// The first language of an `Accept-Language` that the shop is written in, or the default one. Browsers write theirs
    /// by preference, so weights are not looked at.
    pub fn accepted(field: &str) -> Self {
        let tags = field.split(',').filter_map(|entry| entry.trim().split([';', '-']).next());
        tags.map(str::to_ascii_lowercase).find_map(|tag| Self::of_code(&tag)).unwrap_or_default()
    }
}

impl Default for Locale {
    fn default() -> Self {
        Self::ALL[0]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_one_and_the_rest_is_other() {
        let plurals = |locale: Locale| [0, 1, 2, 1_000_000].map(|count| locale.plural(count));
        assert_eq!(plurals(Locale::En), [Plural::Other, Plural::One, Plural::Other, Plural::Other]);
        assert_eq!(plurals(Locale::De), plurals(Locale::En));
    }

    #[test]
    fn of_what_a_browser_accepts_the_first_language_that_there_is_counts() {
        for field in ["de", "de-AT,de;q=0.9,en;q=0.8", "fr, DE;q=0.5, en"] {
            assert_eq!(Locale::accepted(field), Locale::De, "{field}");
        }
        for field in ["", "*", "en-GB,de;q=0.9", "fr", ",,;-"] {
            assert_eq!(Locale::accepted(field), Locale::En, "{field}");
        }
    }
}
