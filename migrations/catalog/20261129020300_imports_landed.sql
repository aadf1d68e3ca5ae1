-- How far an import is, in products and collections of its file, by what has landed: noted in the transaction in which it
-- lands, so that whoever goes on with it after a power cut sets no stock a second time.
alter table catalog.imports add column landed bigint not null default 0 check (landed >= 0);
