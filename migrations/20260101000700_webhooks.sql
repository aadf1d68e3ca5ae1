-- A replay tells an event again under a new message id: the stream would pass the old one over.
alter table shop.outbox add column replay_of uuid;

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
