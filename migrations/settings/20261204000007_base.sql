-- What the merchant sets of the shop as a whole: what it is called, how it speaks of itself, who stands behind it.
create schema settings;

-- Each change is a row, and the highest version counts: what was shown when can be told later.
create table settings.shop_versions (
    version    bigint primary key check (version > 0),
    document   jsonb not null check (jsonb_typeof(document) = 'object'),
    created_at timestamptz not null default now()
);

-- Of which logos there are icons of the installed shop. They are there once it is not said when they are tried next:
-- whoever makes them says so beforehand, and is tried again then if nothing comes of it.
create table settings.logo_icons (
    -- The path of the logo's picture.
    path    text primary key check (char_length(path) between 1 and 255),
    next_at timestamptz,
    -- Why there are none; null while nobody knows, and once they are there.
    reason  text check (next_at is not null or reason is null)
);

-- Each save of the home page is a row, and none ever changes. What shoppers see is said by the last that has a
-- publication.
create table settings.home_versions (
    version     bigint primary key check (version > 0),
    document    jsonb not null check (jsonb_typeof(document) = 'array'),
    publication text check (publication in ('publish', 'withdraw')),
    created_at  timestamptz not null default now()
);

-- What opens the newest version of the home page to whoever has a link of staff's: no token itself, only its hash.
create table settings.home_previews (
    token_hash bytea primary key,
    expires_at timestamptz not null
);

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

-- Addresses that lead elsewhere where there is no page: those of the shop that was here before.
create table settings.redirects (
    -- Worked out of the path (`redirect_shelf` of the API), and what is read at once.
    shelf  smallint not null check (shelf between 0 and 1023),
    path   text not null check (path like '/_%' and octet_length(path) <= 500),
    target text not null check (target like '/%' and target not like '//%' and octet_length(target) <= 500),
    status smallint not null check (status in (301, 308)),
    since  timestamptz not null default now(),
    primary key (shelf, path)
);

-- Each change of the menus is a row, and the highest version counts.
create table settings.menu_versions (
    version    bigint primary key check (version > 0),
    document   jsonb not null check (jsonb_typeof(document) = 'object'),
    created_at timestamptz not null default now()
);

-- Each change of the words of mails is a row, and the highest version counts.
create table settings.mail_versions (
    version    bigint primary key check (version > 0),
    document   jsonb not null check (jsonb_typeof(document) = 'object'),
    created_at timestamptz not null default now()
);

-- What somebody has looked at before the shop opens and found right as it is.
create table settings.setup_confirmations (
    step         text primary key check (char_length(step) between 1 and 40),
    confirmed_at timestamptz not null default now()
);
