-- What a shopper keeps in the account to order with, and what they have agreed to.
create table accounts.addresses (
    id uuid primary key,
    customer_id uuid not null references accounts.customers (id) on delete cascade,
    -- Name, street, extra, postal_code, city, region, country: as the country writes them.
    address jsonb not null,
    is_delivery boolean not null default false,
    is_billing boolean not null default false,
    created_at timestamptz not null default now()
);

create index addresses_customer on accounts.addresses (customer_id, created_at);
create unique index addresses_delivery on accounts.addresses (customer_id) where is_delivery;
create unique index addresses_billing on accounts.addresses (customer_id) where is_billing;

-- The record of a consent: which wording was read, when, in which market, and for which address. A withdrawal adds to it.
create table accounts.consents (
    id uuid primary key,
    customer_id uuid not null references accounts.customers (id) on delete cascade,
    purpose text not null,
    text_version integer not null,
    market text not null,
    email text not null,
    given_at timestamptz not null default now(),
    withdrawn_at timestamptz,
    constraint consents_purpose_check check (purpose in ('newsletter')),
    constraint consents_email_check check (length(email) between 3 and 254)
);

create index consents_customer on accounts.consents (customer_id, given_at);
create unique index consents_standing on accounts.consents (customer_id, purpose) where withdrawn_at is null;
