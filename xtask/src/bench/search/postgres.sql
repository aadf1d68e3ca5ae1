-- PostgreSQL's full text, and the same with pg_trgm, over the products of `products.tsv`. Words are weighted as the
-- shop's own engine weights them; queries ask for all words, and if those find fewer than ten, for any. Times are taken
-- inside the server: no round trip is in them.
\set QUIET 1
\set ON_ERROR_STOP 1
set client_min_messages = warning;
\cd :dir
drop schema if exists bench_search cascade;
create extension if not exists pg_trgm;
create schema bench_search;
set search_path to bench_search, public;
set max_parallel_workers_per_gather = 0;
set max_parallel_maintenance_workers = 0;

create table queries (number int primary key, query text not null);
\copy queries from 'queries.tsv'
create table runs (engine text, number int, place bigint, id text);
create table times (engine text, number int, microseconds bigint);

select clock_timestamp() as begun \gset
create table products (
    id text primary key, title text, model text, summary text, brand text, attributes text, codes text,
    words tsvector generated always as (
        setweight(to_tsvector('english', title || ' ' || model || ' ' || codes), 'A')
        || setweight(to_tsvector('english', summary || ' ' || attributes), 'B')
        || setweight(to_tsvector('english', brand), 'C')) stored
);
\copy products (id, title, model, summary, brand, attributes, codes) from 'products.tsv'
create index on products using gin (words);
vacuum analyze products;
select extract(epoch from clock_timestamp() - :'begun'::timestamptz) as seconds, pg_total_relation_size('products') / 1e6 as megabytes \gset
create index on products using gin (title gin_trgm_ops);
analyze products;
select extract(epoch from clock_timestamp() - :'begun'::timestamptz) as trgm_seconds, pg_total_relation_size('products') / 1e6 as trgm_megabytes \gset

create function answer(asked text, is_fuzzy boolean) returns text[] language plpgsql as $$
declare
    weights constant real[] := '{0.4, 0.6, 0.7, 1}';
    all_words constant tsquery := plainto_tsquery('english', asked);
    any_word constant tsquery := nullif(replace(all_words::text, '&', '|'), '')::tsquery;
    hits text[];
begin
    hits := array(select id from products where words @@ all_words
                  order by ts_rank(weights, words, all_words) desc, id limit 10);
    if is_fuzzy and cardinality(hits) < 10 then
        hits := hits || array(select id from products where asked <% title and id <> all (hits)
                              order by word_similarity(asked, title) desc, id limit 10 - cardinality(hits));
    end if;
    if cardinality(hits) < 10 then
        hits := hits || array(select id from products where words @@ any_word and id <> all (hits)
                              order by ts_rank(weights, words, any_word) desc, id limit 10 - cardinality(hits));
    end if;
    return hits;
end $$;

create function measure(name text, is_fuzzy boolean) returns void language plpgsql as $$
declare
    asked record;
    begun timestamptz;
    hits text[];
begin
    for asked in select * from queries order by number loop
        hits := answer(asked.query, is_fuzzy);
        insert into runs select name, asked.number, place, id from unnest(hits) with ordinality as hit (id, place);
    end loop;
    for round in 1..10 loop
        for asked in select * from queries order by number loop
            begun := clock_timestamp();
            hits := answer(asked.query, is_fuzzy);
            insert into times values (name, asked.number, extract(epoch from clock_timestamp() - begun) * 1e6);
        end loop;
    end loop;
end $$;

do $$ begin perform measure('postgres', false); end $$;
select pg_read_file('/proc/self/status') as status \gset
select substring(:'status' from 'VmHWM:\s+(\d+)')::numeric * 1024 / 1e6 as memory \gset
do $$ begin perform measure('trgm', true); end $$;
select pg_read_file('/proc/self/status') as status \gset
select substring(:'status' from 'VmHWM:\s+(\d+)')::numeric * 1024 / 1e6 as trgm_memory \gset

\copy (select number, place, id from runs where engine = 'postgres' order by number, place) to 'postgres.run'
\copy (select number, place, id from runs where engine = 'trgm' order by number, place) to 'trgm.run'
\copy (select number, microseconds from times where engine = 'postgres') to 'postgres.times'
\copy (select number, microseconds from times where engine = 'trgm') to 'trgm.times'
create table costs (engine text, metric text, value numeric, unit text);
insert into costs values
    ('postgres', 'build', :seconds, 's'), ('postgres', 'index', :megabytes, 'MB'),
    ('postgres', 'memory', :memory, 'MB'),
    ('trgm', 'build', :trgm_seconds, 's'), ('trgm', 'index', :trgm_megabytes, 'MB'),
    ('trgm', 'memory', :trgm_memory, 'MB');
\copy (select metric, value, unit from costs where engine = 'postgres') to 'postgres.costs'
\copy (select metric, value, unit from costs where engine = 'trgm') to 'trgm.costs'
drop schema bench_search cascade;
