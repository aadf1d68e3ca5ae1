-- Pictures that are given over the API: what they show, how far each has come, and whose they become.
alter table media.originals
    -- What it shows, by language.
    add column alt jsonb not null default '{"en": ""}',
    -- Rises with every change of that.
    add column version bigint not null default 1,
    -- Since then nobody is shown it; its files go an hour later.
    add column deleted_at timestamptz;

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
