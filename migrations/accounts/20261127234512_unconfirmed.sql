-- no-transaction
-- The sweep asks for accounts whose address nobody has confirmed.
create index concurrently customers_unconfirmed on accounts.customers (created_at) where email_verified_at is null;
