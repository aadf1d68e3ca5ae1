-- no-transaction
-- The provider is asked to forget those whose account is gone.
create index concurrently card_owners_deleted on orders.card_owners (deleted_at) where deleted_at is not null;
