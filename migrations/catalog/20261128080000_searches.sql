-- What was looked for, counted by day: no time, nobody's name, address or cookie.
create table catalog.searches (
    day date not null,
    locale text not null,
    query text not null,
    searches bigint not null check (searches > 0),
    empty bigint not null,
    micros bigint not null,
    slowest_micros bigint not null,
    primary key (day, locale, query)
);

-- Which events have been counted: each counts once, however often it comes.
create table catalog.counted_events (
    event_id uuid primary key,
    day date not null
);
