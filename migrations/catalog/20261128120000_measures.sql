-- What is in a variant, and for how much of it the price is told besides: {"content": "750 ml", "per": "1 l"}. With the
-- lowest price of a product goes the measure of the variant that has it.
alter table catalog.variants add column measure jsonb;

alter table catalog.listing_prices add column measure jsonb;
