-- What every service of the origin shares: events on their way out, saved replies, staff keys, mails that
-- were sent, and the merchant's webhooks.
create schema shop;

-- An event is written in the transaction of the change it tells of, and published after commit.
create table shop.outbox (
    id           uuid primary key,
    seq          bigint generated always as identity,
    subject      text not null check (subject like 'shop.%.%'),
    tags         text[] not null,
    data         jsonb not null,
    occurred_at  timestamptz not null default now(),
    published_at timestamptz,
    -- A replay tells an event again under a new message id: the stream would pass the old one over.
    replay_of    uuid,
    -- The same for events that say the same; none if each is to be told. Events that say no more than that
    -- something changed are told at once, and their repeats held together for a moment: consumers read anew
    -- whatever they are told of.
    same_as      text,
    -- When it may be published.
    not_before   timestamptz not null default now(),
    -- Nothing that was cached before a hard event may be shown again, not even when nothing newer can be had.
    hard         boolean not null default false
);

create index outbox_unpublished on shop.outbox (seq) where published_at is null;
create index outbox_published on shop.outbox (published_at) where published_at is not null;
create index outbox_same_as on shop.outbox (same_as, not_before desc) where same_as is not null;

-- The reply to a write, kept so that a repeat of the request gets it again.
create table shop.idempotency_keys (
    scope       text not null,
    key         text not null check (length(key) between 8 and 100),
    -- SHA-256 over caller, method, path and body: the same key with another request is refused.
    fingerprint bytea not null check (length(fingerprint) = 32),
    reply       jsonb,
    created_at  timestamptz not null default now(),
    primary key (scope, key)
)
-- A saved reply changes soon after it is made: there is room for that in its page.
with (fillfactor = 60);

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

-- How far an edge that is told of purges by calls is, and what the numbers of its purges begin with.
-- Numbers must never fall, not even when the stream of events was made anew.
create table shop.purge_targets (
    -- SHA-256 over the address, in hex.
    target         text primary key check (length(target) = 64),
    -- The stream the rest is about, told by when it was made, in nanoseconds since 1970.
    stream_created bigint not null,
    -- Added to the stream's sequences.
    base           bigint not null check (base >= 0),
    -- The stream's last sequence when its events began to be sent. What was before is made up for by
    -- a purge of everything.
    after          bigint not null check (after >= 0),
    -- The highest sequence of the stream that was sent.
    sent           bigint not null check (sent >= after)
);

-- Mails to shoppers, each at most once: claimed before it is handed to the mail server, marked after.
-- A claim that stays unmarked says that nobody knows whether the mail left.
create table shop.sent_mails (
    kind       text not null,
    -- What the mail is about: an order.
    about      uuid not null,
    event_id   uuid not null,
    claimed_at timestamptz not null default now(),
    sent_at    timestamptz,
    primary key (kind, about)
);

create index sent_mails_unknown on shop.sent_mails (claimed_at) where sent_at is null;

-- Receivers of events outside of the shop.
create table shop.webhooks (
    id              uuid primary key,
    url             text not null check (length(url) between 8 and 2000),
    -- Patterns of subjects: shop.orders.*
    subjects        text[] not null check (cardinality(subjects) between 1 and 20),
    state           text not null default 'active' check (state in ('active', 'disabled')),
    disabled_reason text,
    disabled_at     timestamptz,
    -- Whether the merchant is to be told that it was disabled: null for not at all.
    notice          text check (notice in ('due', 'sent')),
    -- The sequence of its last delivery. It counts up in the transaction that records a delivery, so
    -- there are no gaps, and whoever records one holds this row.
    last_sequence   bigint not null default 0 check (last_sequence >= 0),
    -- Attempts that failed in a row, and when the first of them did.
    failures        integer not null default 0 check (failures >= 0),
    failing_since   timestamptz,
    last_success_at timestamptz,
    -- A sender has it until then; if that sender died, another takes over.
    claimed_until   timestamptz,
    created_at      timestamptz not null default now(),
    check ((state = 'disabled') = (disabled_reason is not null)),
    check ((state = 'disabled') = (disabled_at is not null)),
    check ((failures = 0) = (failing_since is null))
);

-- Keys of the signatures. A hash would not do: they sign. The newest has no end; the one before it
-- signs too until its time is over.
create table shop.webhook_secrets (
    id         uuid primary key,
    webhook_id uuid not null references shop.webhooks on delete cascade,
    key        bytea not null check (length(key) between 24 and 64),
    created_at timestamptz not null default now(),
    expires_at timestamptz
);

create unique index webhook_secrets_newest on shop.webhook_secrets (webhook_id) where expires_at is null;
create unique index webhook_secrets_previous on shop.webhook_secrets (webhook_id) where expires_at is not null;

create table shop.webhook_deliveries (
    id               uuid primary key,
    webhook_id       uuid not null references shop.webhooks on delete cascade,
    sequence         bigint not null check (sequence > 0),
    event_id         uuid not null,
    subject          text not null,
    -- The bytes that are signed and sent: the same at each attempt.
    body             text not null,
    state            text not null default 'waiting' check (state in ('waiting', 'delivered', 'failed')),
    attempts         integer not null default 0 check (attempts >= 0),
    next_attempt_at  timestamptz not null default now(),
    first_attempt_at timestamptz,
    last_attempt_at  timestamptz,
    last_status      integer check (last_status between 100 and 999),
    last_error       text,
    -- The delivery that this one sends again. No reference: the old one is forgotten first.
    replay_of        uuid,
    created_at       timestamptz not null default now(),
    unique (webhook_id, sequence)
);

-- An event is recorded once, however often the stream tells of it; only a replay repeats it.
create unique index webhook_deliveries_event on shop.webhook_deliveries (webhook_id, event_id) where replay_of is null;
create index webhook_deliveries_waiting on shop.webhook_deliveries (webhook_id, sequence) where state = 'waiting';
create index webhook_deliveries_age on shop.webhook_deliveries (created_at);

-- What other schemas' statements may call of this one, as a part of theirs: a statement may only name the tables of
-- its own schema, and one round trip is less than two.

-- What is kept under a key.
create function shop.kept_reply(given_scope text, given_key text) returns table (fingerprint bytea, reply jsonb)
language sql stable rows 1 as $$
    select kept.fingerprint, kept.reply
    from shop.idempotency_keys as kept where kept.scope = given_scope and kept.key = given_key
$$;

-- Claims a key that nobody has used, with its reply if that is known: returns the key, or no row. If the same request
-- is at work at the same moment, this waits for its outcome.
create function shop.claim_key(given_scope text, given_key text, given_fingerprint bytea, given_reply jsonb default null)
returns setof text language plpgsql rows 1 as $$
begin
    return query
        insert into shop.idempotency_keys as kept (scope, key, fingerprint, reply)
        values (given_scope, given_key, given_fingerprint, given_reply)
        on conflict on constraint idempotency_keys_pkey do nothing
        returning kept.key;
end
$$;

-- Keeps a reply under a key that nobody has used. If the same request is at work at the same moment, this waits for
-- it, and then the whole statement comes to nothing, by a violation of idempotency_keys_pkey.
create function shop.keep_reply(given_scope text, given_key text, given_fingerprint bytea, given_reply jsonb)
returns boolean language plpgsql as $$
begin
    insert into shop.idempotency_keys (scope, key, fingerprint, reply)
    values (given_scope, given_key, given_fingerprint, given_reply);
    return true;
end
$$;

-- Replaces the reply kept under a claimed key. Says whether there is one.
create function shop.replace_reply(given_scope text, given_key text, given_reply jsonb)
returns boolean language plpgsql as $$
begin
    update shop.idempotency_keys as kept set reply = given_reply
    where kept.scope = given_scope and kept.key = given_key;
    return found;
end
$$;
