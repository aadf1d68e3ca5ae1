-- no-transaction
-- And by words of what it is stock of.
create index concurrently offers_words on orders.offers
    using gin ((to_tsvector('simple', slug) || jsonb_to_tsvector('simple', title, '["string"]')));
