-- The name of this shop's books, written beside every payment at the provider: two shops may use one
-- account there, and neither may take the other's money for its own.
create table orders.payment_books (
    id   uuid primary key default gen_random_uuid(),
    sole boolean not null default true unique check (sole)
);
insert into orders.payment_books default values;
