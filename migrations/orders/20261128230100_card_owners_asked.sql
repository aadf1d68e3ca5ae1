-- When the payment provider was last asked in vain to forget an account: who was not asked yet comes first, so that those it
-- refuses hold up nobody.
alter table orders.card_owners add column asked_at timestamptz;
