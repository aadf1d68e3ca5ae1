-- Accounts at Stripe whose keys staff have given in the office, encrypted by the vault (ADR 116). A payment is settled
-- through the account that it was begun in, so one that another has taken the place of stays until staff remove it.
create table orders.stripe_accounts (
    -- Stripe's name for it, and whether its keys are those with which money moves: acct_1.live, acct_1.test.
    name              text primary key check (name ~ '^acct_[A-Za-z0-9]{1,100}[.](live|test)$'),
    -- New payments go through this one, if any.
    is_current        boolean not null,
    publishable_key   text not null check (publishable_key ~ '^pk_(live|test)_[!-~]+$' and length(publishable_key) <= 508),
    secret_key        bytea not null check (length(secret_key) between 30 and 2000),
    secret_key_end    text not null check (length(secret_key_end) = 4),
    -- What hooks are signed with, the newest first: while it is exchanged there are two.
    webhook_secrets   bytea[] not null default '{}' check (cardinality(webhook_secrets) <= 2),
    webhook_end       text check (length(webhook_end) = 4),
    set_by            text not null check (length(set_by) between 1 and 400),
    set_at            timestamptz not null default now(),
    webhook_set_by    text check (length(webhook_set_by) between 1 and 400),
    webhook_set_at    timestamptz,
    retired_at        timestamptz,
    check (is_current = (retired_at is null))
);

create unique index stripe_accounts_current on orders.stripe_accounts (is_current) where is_current;

-- How payments are set, counted up by each change; and whether shoppers can pay at all.
create table orders.payment_settings (
    sole    boolean primary key default true check (sole),
    version bigint not null default 1 check (version > 0),
    is_open boolean not null default true
);

insert into orders.payment_settings default values;

-- In which account an intent, or a customer, is: none where the keys are those of the operator's file.
alter table orders.stripe_intents add column account text;
alter table orders.card_owners add column account text;
