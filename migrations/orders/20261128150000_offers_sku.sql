-- no-transaction
-- Stock is found by how SKUs begin.
create index concurrently offers_sku on orders.offers (lower(sku) text_pattern_ops);
