-- What became of searches, counted by day: no time, nobody's name, address or cookie. A product that is gone stays counted
-- for as long as the rest.
create table catalog.search_outcomes (
    day date not null,
    locale text not null,
    query text not null,
    product_id uuid not null,
    clicks bigint not null check (clicks >= 0),
    additions bigint not null check (additions >= 0),
    primary key (day, locale, query, product_id)
);
