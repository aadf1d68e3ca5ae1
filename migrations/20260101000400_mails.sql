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
