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
