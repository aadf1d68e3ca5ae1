-- The language and currency that a shopper has chosen to be led to when they log in; null until they have.
alter table accounts.customers add column market text;
