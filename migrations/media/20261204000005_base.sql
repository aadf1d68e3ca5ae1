-- Pictures of the merchant's: what was given, and what was made of it. The bytes lie in folders.
create schema media;

create table media.originals (
    -- SHA-256 of its bytes: what is given twice is kept once.
    hash          bytea primary key check (length(hash) = 32),
    format        text not null check (format in ('jpeg', 'png', 'webp')),
    bytes         bigint not null check (bytes > 0),
    state         text not null default 'waiting' check (state in ('waiting', 'ready', 'failed')),
    -- Why nothing could be made of it.
    reason        text,
    tries         integer not null default 0 check (tries >= 0),
    -- Until then somebody is at it. Whoever died leaves it to others afterwards.
    claimed_until timestamptz,
    -- Of the largest that was made, upright.
    width         integer check (width > 0),
    height        integer check (height > 0),
    created_at    timestamptz not null default now(),
    -- What it shows, by language.
    alt           jsonb not null default '{"en": ""}',
    -- Rises with every change of that.
    version       bigint not null default 1,
    -- Since then nobody is shown it; its files go an hour later.
    deleted_at    timestamptz,
    -- The colour that most of it has, which pages show in its place until it is there: red, green and blue, a byte
    -- each; none if it is not known, or if one sees through the picture.
    colour        integer check (colour between 0 and 16777215),
    -- Since when the catalogue knows it, or that there is none.
    coloured_at   timestamptz,
    constraint originals_failed_check check ((state = 'failed') = (reason is not null)),
    constraint originals_ready_check check ((state = 'ready') = (width is not null and height is not null))
);

create index originals_waiting on media.originals (created_at) where state = 'waiting';
-- Staff look at the newest first.
create index originals_newest on media.originals (created_at desc, hash desc);
-- Those whose colour the job has still to work out.
create index originals_uncoloured on media.originals (created_at) where state = 'ready' and coloured_at is null;

create table media.derivatives (
    hash   bytea not null references media.originals on delete cascade,
    width  integer not null check (width > 0),
    format text not null check (format in ('avif', 'webp')),
    bytes  bigint not null check (bytes > 0),
    primary key (hash, width, format)
);

-- Pictures that are given over the API: what they show, how far each has come, and whose they become.
create table media.uploads (
    id         uuid primary key,
    received   bigint not null default 0 check (received >= 0),
    alt        jsonb not null,
    -- Whose picture it becomes; an id of the catalogue's.
    product_id uuid,
    -- The picture, once all of it is there.
    hash       bytea references media.originals on delete cascade,
    created_at timestamptz not null default now()
);

create index uploads_created on media.uploads (created_at);

-- Pictures that lie at addresses elsewhere, to be fetched by the worker.
create table media.fetches (
    address    text not null,
    -- Whose picture it becomes, an id of the catalogue's; all zeros if nobody's.
    product_id uuid not null,
    alt        jsonb not null,
    -- Who wanted it, as the audit log calls them.
    actor      text not null,
    state      text not null default 'waiting' check (state in ('waiting', 'done', 'failed')),
    -- Why it was not fetched: for good, or the last time.
    reason     text,
    tries      integer not null default 0 check (tries >= 0),
    -- Not before then: somebody is at it, or it has just failed.
    next_at    timestamptz not null default now(),
    hash       bytea references media.originals on delete set null,
    created_at timestamptz not null default now(),
    primary key (address, product_id)
);

create index fetches_waiting on media.fetches (next_at) where state = 'waiting';
create index fetches_newest on media.fetches (created_at desc);

-- Hosts that pictures may be fetched from beside those that the operator names, each change a version of its own.
create table media.picture_host_versions (
    version    bigint primary key check (version > 0),
    hosts      text[] not null check (cardinality(hosts) <= 50),
    created_at timestamptz not null default now()
);

-- Pictures that become a product's once their files are there.
create table media.attachments (
    hash       bytea not null references media.originals on delete cascade,
    product_id uuid not null,
    -- Who wanted it, as the audit log calls them.
    actor      text not null,
    created_at timestamptz not null default now(),
    primary key (hash, product_id)
);

create index attachments_product on media.attachments (product_id);
