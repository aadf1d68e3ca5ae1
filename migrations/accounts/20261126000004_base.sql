-- Who has an account. Sessions are not here: they live in Redis and end by themselves.
create schema accounts;

create table accounts.customers (
    id            uuid primary key,
    email         text not null check (length(email) between 3 and 254),
    name          text not null check (length(name) between 1 and 80),
    -- A PHC string: algorithm, parameters, salt and hash in one.
    password_hash text not null check (password_hash like '$argon2id$%'),
    created_at    timestamptz not null default now()
);

-- One account for each address, however it is capitalised.
create unique index customers_email on accounts.customers (lower(email));
