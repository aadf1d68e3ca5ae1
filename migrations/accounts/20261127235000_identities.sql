-- Identities: what providers of OpenID Connect call an account's owner, each of which opens the account.
create table accounts.identities (
    id uuid primary key,
    customer_id uuid not null references accounts.customers (id) on delete cascade,
    -- Who says it, and whom they mean: together they name one shopper, for good.
    issuer text not null,
    subject text not null,
    -- The address that the provider told when it was added. It tells the owner's identities apart, and opens nothing.
    email text,
    created_at timestamptz not null default now(),
    -- When it signed in last; null if it never did.
    used_at timestamptz,
    constraint identities_issuer_check check (length(issuer) between 1 and 255),
    constraint identities_subject_check check (length(subject) between 1 and 255),
    constraint identities_email_check check (length(email) between 3 and 254)
);

create unique index identities_subject on accounts.identities (issuer, subject);
create index identities_customer on accounts.identities (customer_id, created_at);
