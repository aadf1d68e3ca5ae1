-- Who has an account. Sessions are not here: they live in Redis and end by themselves.
create schema accounts;

create table accounts.customers (
    id                  uuid primary key,
    email               text not null check (length(email) between 3 and 254),
    name                text not null check (length(name) between 1 and 80),
    -- A PHC string: algorithm, parameters, salt and hash in one.
    password_hash       text not null check (password_hash like '$argon2id$%'),
    created_at          timestamptz not null default now(),
    -- An address has one spelling by which accounts are counted and found: its letters in lower case, as ASCII has
    -- them. `lower()` alone does as the database's locale says, which makes other letters of an `I` in Turkish, and
    -- letters that the program takes for others; "C" is what `domain::Email::canonical` does. It is kept by PostgreSQL,
    -- so that whatever writes an address keeps it too.
    email_canonical     text collate "C" not null generated always as (lower(email collate "C")) stored,
    -- When somebody first showed that mail to the address reaches them; null until then.
    email_verified_at   timestamptz,
    -- Rises with whatever ends sessions: a session that was being opened meanwhile is closed again.
    credentials_version integer not null default 1,
    -- The language and currency that a shopper has chosen to be led to when they log in; null until they have.
    market              text
);

-- One account for each address, however it is capitalised.
create unique index customers_email on accounts.customers (lower(email));
create unique index customers_email_canonical on accounts.customers (email_canonical);
-- The sweep asks for accounts whose address nobody has confirmed.
create index customers_unconfirmed on accounts.customers (created_at) where email_verified_at is null;

-- Ways into an account beside its password: codes and links that are mailed, each good once and for a while.
create table accounts.code_requests (
    id                   uuid primary key,
    customer_id          uuid not null references accounts.customers (id) on delete cascade,
    purpose              text not null check (purpose in ('sign_in', 'verification', 'email_change')),
    -- Where the mail goes, and in which market's language.
    email                text not null check (length(email) between 3 and 254),
    market               text not null,
    -- Tries of whoever asked, and of everybody else.
    asker_tries          integer not null default 0,
    other_tries          integer not null default 0,
    created_at           timestamptz not null default now(),
    expires_at           timestamptz not null,
    -- When it was used, or ended by something newer.
    ended_at             timestamptz,
    -- What somebody chose for an account that they want to open, until its address is confirmed: the account has no
    -- password that anybody knows before. It goes with the code.
    chosen_name          text check (length(chosen_name) between 1 and 80),
    chosen_password_hash text check (chosen_password_hash like '$argon2id$%')
);

create index code_requests_customer on accounts.code_requests (customer_id, created_at);
-- The sweep asks for old ones.
create index code_requests_old on accounts.code_requests (created_at);

-- What was mailed for a request. It is made as the mail is written, and a mail whose event is told again is written
-- again: so there may be several, all of which are good.
create table accounts.codes (
    token_hash bytea primary key check (length(token_hash) = 32),
    request_id uuid not null references accounts.code_requests (id) on delete cascade,
    code_hash  text not null check (code_hash like '$argon2id$%'),
    created_at timestamptz not null default now()
);

create index codes_request on accounts.codes (request_id);

-- Passkeys: keys that an account's owner keeps in a device, each of which opens the account.
create table accounts.passkeys (
    id            uuid primary key,
    customer_id   uuid not null references accounts.customers (id) on delete cascade,
    -- What the device calls the key.
    credential_id bytea not null check (length(credential_id) between 16 and 1023),
    -- The public key, and what is said of the key for good, as `webauthn_rp` writes it (`StaticState`).
    static_state  bytea not null check (length(static_state) between 1 and 4096),
    -- The key's counter, and what else each use may change (`DynamicState`).
    dynamic_state bytea not null check (length(dynamic_state) = 7),
    -- What its owner calls it.
    name          text not null check (length(name) between 1 and 60),
    created_at    timestamptz not null default now(),
    -- When it signed in last; null if it never did.
    used_at       timestamptz
);

create unique index passkeys_credential_id on accounts.passkeys (credential_id);
create index passkeys_customer on accounts.passkeys (customer_id, created_at);

-- Identities: what providers of OpenID Connect call an account's owner, each of which opens the account.
create table accounts.identities (
    id          uuid primary key,
    customer_id uuid not null references accounts.customers (id) on delete cascade,
    -- Who says it, and whom they mean: together they name one shopper, for good.
    issuer      text not null check (length(issuer) between 1 and 255),
    subject     text not null check (length(subject) between 1 and 255),
    -- The address that the provider told when it was added. It tells the owner's identities apart, and opens nothing.
    email       text check (length(email) between 3 and 254),
    created_at  timestamptz not null default now(),
    -- When it signed in last; null if it never did.
    used_at     timestamptz
);

create unique index identities_subject on accounts.identities (issuer, subject);
create index identities_customer on accounts.identities (customer_id, created_at);

-- What an account's owner is told by mail of a change of what it is opened with, at the address it had before.
create table accounts.notifications (
    id          uuid primary key,
    customer_id uuid not null references accounts.customers (id) on delete cascade,
    what        text not null check (what in ('password_changed', 'email_changed', 'passkey_added', 'identity_added')),
    email       text not null check (length(email) between 3 and 254),
    market      text not null,
    created_at  timestamptz not null default now()
);

create index notifications_customer on accounts.notifications (customer_id);
create index notifications_old on accounts.notifications (created_at);

-- What a shopper keeps in the account to order with.
create table accounts.addresses (
    id          uuid primary key,
    customer_id uuid not null references accounts.customers (id) on delete cascade,
    -- Name, street, extra, postal_code, city, region, country: as the country writes them.
    address     jsonb not null,
    is_delivery boolean not null default false,
    is_billing  boolean not null default false,
    created_at  timestamptz not null default now()
);

create index addresses_customer on accounts.addresses (customer_id, created_at);
create unique index addresses_delivery on accounts.addresses (customer_id) where is_delivery;
create unique index addresses_billing on accounts.addresses (customer_id) where is_billing;

-- What a shopper has agreed to. The record of a consent: which wording was read, when, in which market, and for which
-- address. A withdrawal adds to it.
create table accounts.consents (
    id           uuid primary key,
    customer_id  uuid not null references accounts.customers (id) on delete cascade,
    purpose      text not null check (purpose in ('newsletter')),
    text_version integer not null,
    market       text not null,
    email        text not null check (length(email) between 3 and 254),
    given_at     timestamptz not null default now(),
    withdrawn_at timestamptz
);

create index consents_customer on accounts.consents (customer_id, given_at);
create unique index consents_in_force on accounts.consents (customer_id, purpose) where withdrawn_at is null;
