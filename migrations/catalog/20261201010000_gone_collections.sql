-- Addresses of collections that were deleted, and those that led to them: gone for as long as no collection has them.
create table catalog.gone_collection_slugs (
    slug text primary key,
    since timestamptz not null default now()
);
