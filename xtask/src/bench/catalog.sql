-- Products of one variant each, numbered from :first to :last, as an import would leave them and the
-- orders would have heard of them. No events: whoever caches or searches learns nothing of them.
insert into catalog.collections (slug, title, description, position)
select 'bench', '{"en": "Bench", "de": "Bank"}', '{"en": "", "de": ""}', 1000
where not exists (select from catalog.collections where slug = 'bench');
insert into catalog.products (id, slug, document, released_on)
select ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'bench-' || n,
       jsonb_build_object(
           'slug', 'bench-' || n,
           'title', jsonb_build_object('en', 'Bench product ' || n, 'de', 'Bankware ' || n),
           'summary', jsonb_build_object('en', 'One of many, to see what many cost.', 'de', 'Eine von vielen.'),
           'description', jsonb_build_object('en', repeat('Words about number ' || n || '. ', 20),
                                             'de', repeat('Worte über Nummer ' || n || '. ', 20)),
           'brand', 'Brand ' || n % 160,
           'collections', jsonb_build_array('bench'),
           'attributes', jsonb_build_object('weight', n % 5000, 'colour', 'colour ' || n % 12, 'wireless', n % 2 = 0,
                                            'width', n % 300, 'height', n % 400, 'warranty', n % 5 || ' years'),
           'options', '[]'::jsonb,
           'media', '[]'::jsonb,
           -- They have rows of their own.
           'variants', '[]'::jsonb),
       date '2010-01-01' + (n % 5000)::integer
from generate_series(:first::bigint, :last) as n;
insert into catalog.variants (sku, product_id, options, position)
select 'BENCH-' || n, ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, '{}', 0
from generate_series(:first::bigint, :last) as n;
insert into catalog.prices (sku, currency, amount_minor)
select 'BENCH-' || n, currency, 1000 + n % 9000
from generate_series(:first::bigint, :last) as n, (values ('EUR'), ('USD')) as known (currency);
insert into catalog.listing_prices (product_id, currency, amount_minor, varies)
select ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, currency, 1000 + n % 9000, false
from generate_series(:first::bigint, :last) as n, (values ('EUR'), ('USD')) as known (currency);
insert into catalog.collection_products (collection_slug, product_id, position)
select 'bench', id, position from catalog.products
where id between ('00000000-0000-7000-8000-' || lpad(to_hex(:first::bigint), 12, '0'))::uuid
             and ('00000000-0000-7000-8000-' || lpad(to_hex(:last::bigint), 12, '0'))::uuid;
update catalog.collections set products = (select count(*) from catalog.collection_products where collection_slug = slug)
where slug = 'bench';
update catalog.totals set products = (select count(*) from catalog.products);
insert into orders.sellable_snapshots (sku, product_id, slug, title, choice, prices, active)
select 'BENCH-' || n, ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'bench-' || n,
       jsonb_build_object('en', 'Bench product ' || n, 'de', 'Bankware ' || n), '{"en": "", "de": ""}',
       jsonb_build_object('EUR', 1000 + n % 9000, 'USD', 1000 + n % 9000), true
from generate_series(:first::bigint, :last) as n;
insert into orders.stock_levels (sku, on_hand) select 'BENCH-' || n, 25 from generate_series(:first::bigint, :last) as n;
vacuum analyze
