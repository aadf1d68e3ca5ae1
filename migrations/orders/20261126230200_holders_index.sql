-- no-transaction
-- Each hold asks how much its client holds.
create index concurrently reservations_holder on orders.reservations (holder) where holder is not null;
