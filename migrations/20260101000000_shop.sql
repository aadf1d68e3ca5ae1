-- What every service of the origin shares: events on their way out, saved replies, staff keys.
create schema shop;

-- An event is written in the transaction of the change it tells of, and published after commit.
create table shop.outbox (
    id           uuid primary key,
    seq          bigint generated always as identity,
    subject      text not null check (subject like 'shop.%.%'),
    tags         text[] not null,
    data         jsonb not null,
    occurred_at  timestamptz not null default now(),
    published_at timestamptz
);

create index outbox_unpublished on shop.outbox (seq) where published_at is null;
create index outbox_published on shop.outbox (published_at) where published_at is not null;

-- The reply to a write, kept so that a repeat of the request gets it again.
create table shop.idempotency_keys (
    scope       text not null,
    key         text not null check (length(key) between 8 and 100),
    -- SHA-256 over caller, method, path and body: the same key with another request is refused.
    fingerprint bytea not null check (length(fingerprint) = 32),
    reply       jsonb,
    created_at  timestamptz not null default now(),
    primary key (scope, key)
);

create index idempotency_keys_age on shop.idempotency_keys (created_at);

-- Keys of the merchant's staff and programs. Only a hash is kept.
create table shop.staff_keys (
    id         uuid primary key,
    name       text not null check (length(name) between 1 and 100),
    key_sha256 bytea not null unique check (length(key_sha256) = 32),
    created_at timestamptz not null default now(),
    revoked_at timestamptz
);

-- Events that could not be handled, kept until somebody looks at them.
create table shop.dead_letters (
    consumer   text not null,
    event_id   uuid not null,
    subject    text not null,
    payload    jsonb not null,
    reason     text not null,
    created_at timestamptz not null default now(),
    primary key (consumer, event_id)
);
