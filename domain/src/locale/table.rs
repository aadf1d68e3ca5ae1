// How each language of `words/` writes numbers, days and plurals, by ICU4X.
// Written by `WRITE_LOCALES=1 cargo test -p words-locales`; do not edit.

locales! {
    En {
        code: "en",
        group: ',',
        point: '.',
        min_grouping: 1,
        symbol: First,
        date: "{day} {month} {year}",
        months: [
            "January", "February", "March", "April", "May", "June",
            "July", "August", "September", "October", "November", "December",
        ],
        plurals: [One, Other],
        plural: |n| if n == 1 { Plural::One } else { Plural::Other },
    }
    De {
        code: "de",
        group: '.',
        point: ',',
        min_grouping: 1,
        symbol: Last,
        date: "{day}. {month} {year}",
        months: [
            "Januar", "Februar", "März", "April", "Mai", "Juni",
            "Juli", "August", "September", "Oktober", "November", "Dezember",
        ],
        plurals: [One, Other],
        plural: |n| if n == 1 { Plural::One } else { Plural::Other },
    }
}
