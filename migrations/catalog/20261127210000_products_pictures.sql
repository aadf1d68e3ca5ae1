-- no-transaction
-- Which products use a picture: one must not be deleted that is shown.
create index concurrently products_pictures on catalog.products using gin (jsonb_path_query_array(document, '$.media[*].path'));
