-- Ways into an account beside its password: codes and links that are mailed, each good once and for a while.
alter table accounts.customers
    -- When somebody first showed that mail to the address reaches them; null until then.
    add column email_verified_at timestamptz,
    -- Rises with whatever ends sessions: a session that was being opened meanwhile is closed again.
    add column credentials_version integer not null default 1;

create table accounts.code_requests (
    id uuid primary key,
    customer_id uuid not null references accounts.customers (id) on delete cascade,
    purpose text not null,
    -- Where the mail goes, and in which market's language.
    email text not null,
    market text not null,
    -- Tries of whoever asked, and of everybody else.
    asker_tries integer not null default 0,
    other_tries integer not null default 0,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null,
    -- When it was used, or ended by something newer.
    ended_at timestamptz,
    constraint code_requests_purpose_check check (purpose in ('sign_in', 'verification', 'email_change')),
    constraint code_requests_email_check check (length(email) between 3 and 254)
);

create index code_requests_customer on accounts.code_requests (customer_id, created_at);
-- The sweep asks for old ones.
create index code_requests_old on accounts.code_requests (created_at);

-- What was mailed for a request. It is made as the mail is written, and a mail whose event is told again is written
-- again: so there may be several, all of which are good.
create table accounts.codes (
    token_hash bytea primary key,
    request_id uuid not null references accounts.code_requests (id) on delete cascade,
    code_hash text not null,
    created_at timestamptz not null default now(),
    constraint codes_token_hash_check check (length(token_hash) = 32),
    constraint codes_code_hash_check check (code_hash like '$argon2id$%')
);

create index codes_request on accounts.codes (request_id);

-- What an account's owner is told by mail of a change of what it is opened with, at the address it had before.
create table accounts.notifications (
    id uuid primary key,
    customer_id uuid not null references accounts.customers (id) on delete cascade,
    what text not null,
    email text not null,
    market text not null,
    created_at timestamptz not null default now(),
    constraint notifications_what_check check (what in ('password_changed', 'email_changed')),
    constraint notifications_email_check check (length(email) between 3 and 254)
);

create index notifications_customer on accounts.notifications (customer_id);
create index notifications_old on accounts.notifications (created_at);
