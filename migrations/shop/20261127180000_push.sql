-- Messages to browsers (Web Push): where they go, who is told of what, and what is to be sent.

-- A browser that somebody has asked us to tell of something. Its address is a secret: whoever knows it is taken for the
-- browser.
create table shop.push_subscriptions (
    id uuid primary key,
    endpoint text not null unique check (length(endpoint) between 8 and 2000),
    p256dh bytea not null check (length(p256dh) = 65),
    auth bytea not null check (length(auth) = 16),
    created_at timestamptz not null default now()
);

-- What it is told of: what becomes of an order, or that a variant can be bought again, which is told once.
create table shop.push_topics (
    subscription_id uuid not null references shop.push_subscriptions (id) on delete cascade,
    kind text not null check (kind in ('order', 'variant')),
    about text not null check (length(about) between 1 and 255),
    market text not null,
    created_at timestamptz not null default now(),
    primary key (subscription_id, kind, about)
);

create index push_topics_about on shop.push_topics (kind, about);
create index push_topics_age on shop.push_topics (created_at);

-- One message because of one event. One that is settled says nothing any more, and stays to keep the event from being
-- told twice.
create table shop.push_messages (
    id uuid primary key,
    subscription_id uuid not null references shop.push_subscriptions (id) on delete cascade,
    event_id uuid not null,
    payload text not null,
    attempts integer not null default 0 check (attempts >= 0),
    next_attempt_at timestamptz not null default now(),
    settled_at timestamptz,
    created_at timestamptz not null default now(),
    unique (subscription_id, event_id)
);

create index push_messages_due on shop.push_messages (next_attempt_at) where settled_at is null;
create index push_messages_age on shop.push_messages (created_at);
