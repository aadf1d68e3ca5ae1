-- What the merchant says of searches: words that mean the same, and products that come first or last.
create table catalog.search_rules (
    id uuid primary key,
    locale text not null,
    -- What is looked for in a query, word by word.
    phrases text[] not null,
    effect jsonb not null,
    starts_at timestamptz,
    ends_at timestamptz,
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    check (ends_at > starts_at)
);
