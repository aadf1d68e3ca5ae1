-- The lowest price of the thirty days before a reduction began; none while a price is not reduced, and of the first
-- that is kept of it.
alter table catalog.prices add column lowest_before_minor bigint;

alter table catalog.listing_prices add column lowest_before_minor bigint;
