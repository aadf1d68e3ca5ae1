-- no-transaction
create unique index concurrently customers_email_canonical on accounts.customers (email_canonical);
