-- What is known of products' properties, by which lists are narrowed: taken from the first product that has one, until
-- staff say otherwise.
create table catalog.attributes (
    key text primary key,
    kind text not null check (kind in ('term', 'number', 'boolean', 'colour')),
    unit text not null,
    label jsonb not null,
    is_filterable boolean not null default true,
    position integer not null default 0,
    is_declared boolean not null default false,
    version bigint not null default 1,
    updated_at timestamptz not null default now()
);
