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
    constraint originals_failed_check check ((state = 'failed') = (reason is not null)),
    constraint originals_ready_check check ((state = 'ready') = (width is not null and height is not null))
);

create index originals_waiting on media.originals (created_at) where state = 'waiting';

create table media.derivatives (
    hash   bytea not null references media.originals on delete cascade,
    width  integer not null check (width > 0),
    format text not null check (format in ('avif', 'webp')),
    bytes  bigint not null check (bytes > 0),
    primary key (hash, width, format)
);
