-- The merchant's own pages. What was deleted stays: shoppers may have agreed to it.
create table settings.pages (
    id         uuid primary key,
    kind       text not null check (kind in ('imprint', 'terms', 'privacy', 'returns', 'shipping', 'other')),
    slug       text not null check (char_length(slug) between 1 and 255),
    version    bigint not null check (version > 0),
    published  bigint check (published between 1 and version),
    deleted_at timestamptz,
    created_at timestamptz not null default now(),
    check (deleted_at is null or published is null)
);

create unique index pages_slug on settings.pages (slug) where deleted_at is null;
create unique index pages_kind on settings.pages (kind) where deleted_at is null and kind <> 'other';

-- Each save is a row, and none ever changes.
create table settings.page_versions (
    page_id     uuid not null references settings.pages,
    version     bigint not null check (version > 0),
    document    jsonb not null check (jsonb_typeof(document) = 'object'),
    publication text check (publication in ('publish', 'withdraw')),
    created_at  timestamptz not null default now(),
    primary key (page_id, version)
);

-- Addresses that pages had: one that is no page's any more leads to the page it was of, or says that it is gone.
create table settings.former_page_slugs (
    slug    text primary key,
    page_id uuid not null references settings.pages,
    since   timestamptz not null default now()
);

-- Each change of the menus is a row, and the highest version counts.
create table settings.menu_versions (
    version    bigint primary key check (version > 0),
    document   jsonb not null check (jsonb_typeof(document) = 'object'),
    created_at timestamptz not null default now()
);
