-- no-transaction
-- Staff look for products by the beginnings of words.
create index concurrently products_words on catalog.products using gin ((
    to_tsvector('simple', slug) || jsonb_to_tsvector('simple', document -> 'title', '["string"]')
    || to_tsvector('simple', coalesce(document ->> 'brand', ''))));
