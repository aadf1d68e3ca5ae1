-- What every service of the origin shares: events on their way out, saved replies, staff keys, the audit log, mails
-- that were sent, messages to browsers, and the merchant's webhooks.
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
    hard         boolean not null default false,
    -- What it was recorded for: the place in a trace, as W3C Trace Context writes it, and the edge's name for the
    -- request. None where nothing is traced, or where no request is the reason.
    trace_parent text,
    request_id   text
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
    id           uuid primary key,
    name         text not null check (length(name) between 1 and 100),
    key_sha256   bytea not null unique check (length(key_sha256) = 32),
    created_at   timestamptz not null default now(),
    revoked_at   timestamptz,
    -- What it may do, until when, when it was used last and whose it is. A key that names no permissions has all there
    -- are.
    permissions  text[],
    expires_at   timestamptz,
    last_used_at timestamptz,
    owner        uuid
);

-- The keys of one who leaves are ended.
create index staff_keys_owner on shop.staff_keys (owner) where owner is not null;

-- What staff changed: who, what, as it was and as it became, when. Entries are only ever added, and each holds the hash
-- of the one before it, so that one that was changed or taken out afterwards is found by whoever looks.
create function shop.audit_hash(
    given_previous bytea, given_seq bigint, given_at timestamptz, given_actor text, given_action text,
    given_subject text, given_before jsonb, given_after jsonb
) returns bytea
    language sql immutable
    as $$
    select sha256(given_previous || convert_to(jsonb_build_array(
        given_seq, (extract(epoch from given_at) * 1000000)::bigint, given_actor, given_action, given_subject,
        given_before, given_after)::text, 'UTF8'))
$$;

create table shop.audit_entries (
    seq         bigint primary key check (seq > 0),
    occurred_at timestamptz not null,
    actor       text not null,
    action      text not null,
    subject     text not null,
    before      jsonb,
    after       jsonb,
    previous    bytea not null,
    hash        bytea not null,
    constraint audit_entries_hash_check
        check (hash = shop.audit_hash(previous, seq, occurred_at, actor, action, subject, before, after))
);

create index audit_entries_subject on shop.audit_entries (subject, seq);

create function shop.audit_only_grows() returns trigger
    language plpgsql
    as $$
begin
    raise exception 'entries of the audit log stay as they are';
end
$$;

create trigger audit_entries_only_grow before update or delete or truncate on shop.audit_entries
    for each statement execute function shop.audit_only_grows();

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

-- Messages to browsers (Web Push): where they go, who is told of what, and what is to be sent.

-- A browser that somebody has asked us to tell of something. Its address is a secret: whoever knows it is taken for the
-- browser.
create table shop.push_subscriptions (
    id         uuid primary key,
    endpoint   text not null unique check (length(endpoint) between 8 and 2000),
    p256dh     bytea not null check (length(p256dh) = 65),
    auth       bytea not null check (length(auth) = 16),
    created_at timestamptz not null default now()
);

-- What it is told of: what becomes of an order, or that a variant can be bought again, which is told once.
create table shop.push_topics (
    subscription_id uuid not null references shop.push_subscriptions (id) on delete cascade,
    kind            text not null check (kind in ('order', 'variant')),
    about           text not null check (length(about) between 1 and 255),
    market          text not null,
    created_at      timestamptz not null default now(),
    -- Whoever may see an order by a link alone is told of it as long as the link opens it: the SHA-256 of the link's
    -- token, as orders.order_links has it. None for whoever sees it by their account.
    link_hash       bytea,
    primary key (subscription_id, kind, about)
);

create index push_topics_about on shop.push_topics (kind, about);
create index push_topics_age on shop.push_topics (created_at);

-- One message because of one event. One that is settled says nothing any more, and stays to keep the event from being
-- told twice.
create table shop.push_messages (
    id              uuid primary key,
    subscription_id uuid not null references shop.push_subscriptions (id) on delete cascade,
    event_id        uuid not null,
    payload         text not null,
    attempts        integer not null default 0 check (attempts >= 0),
    next_attempt_at timestamptz not null default now(),
    settled_at      timestamptz,
    created_at      timestamptz not null default now(),
    -- What is sent later than its event is handled belongs to the event's trace, too: its place there and the edge's
    -- name for the request lie beside it, as they do in the outbox.
    trace_parent    text,
    request_id      text,
    unique (subscription_id, event_id)
);

create index push_messages_due on shop.push_messages (next_attempt_at) where settled_at is null;
create index push_messages_age on shop.push_messages (created_at);

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
    notification    text check (notification in ('due', 'sent')),
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
    -- Two people may have one webhook open: a change names the version that it was made from.
    version         bigint not null default 1,
    check ((state = 'disabled') = (disabled_reason is not null)),
    check ((state = 'disabled') = (disabled_at is not null)),
    check ((failures = 0) = (failing_since is null))
);

-- Versions are counted here, so that whatever makes a change counts. That something was sent, or failed, is no change.
create function shop.count_version() returns trigger
    language plpgsql
    as $$
begin
    new.version = old.version + 1;
    return new;
end
$$;

create trigger webhooks_version before update of url, subjects, state
    on shop.webhooks for each row
    when (old.url is distinct from new.url or old.subjects is distinct from new.subjects
          or old.state is distinct from new.state)
    execute function shop.count_version();

-- Keys of the signatures. A hash would not do: they sign. The newest has no end; the one before it
-- signs too until its time is over.
create table shop.webhook_secrets (
    id         uuid primary key,
    webhook_id uuid not null references shop.webhooks on delete cascade,
    -- In plain where the operator has given the vault no keys; encrypted by it otherwise (ADR 116).
    key        bytea check (length(key) between 24 and 64),
    sealed     bytea check (length(sealed) between 30 and 500),
    created_at timestamptz not null default now(),
    expires_at timestamptz,
    constraint webhook_secrets_kept_once check (num_nonnulls(key, sealed) = 1)
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
    -- The event's place in its trace, and the edge's name for the request, as messages to browsers have them.
    trace_parent     text,
    request_id       text,
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
create function shop.claim_key(
    given_scope text, given_key text, given_fingerprint bytea, given_reply jsonb default null
) returns setof text language plpgsql rows 1 as $$
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
