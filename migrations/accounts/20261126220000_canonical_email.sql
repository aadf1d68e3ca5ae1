-- An address has one spelling by which accounts are counted and found: its letters in lower case, as ASCII has them.
-- `lower()` alone does as the database's locale says, which makes other letters of an `I` in Turkish, and letters that
-- the program takes for others; "C" is what `domain::Email::canonical` does. It is kept by PostgreSQL, so that a
-- program from before it keeps it too.
alter table accounts.customers
    add column email_canonical text collate "C" not null generated always as (lower(email collate "C")) stored;
