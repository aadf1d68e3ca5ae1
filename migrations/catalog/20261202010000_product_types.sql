-- Types of products, and which attributes each asks for, in their order. The handle names a type in files and by API for
-- good.
create table catalog.product_types (
    handle text primary key check (handle ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    name jsonb not null check (coalesce(btrim(name ->> 'en'), '') <> ''),
    version bigint not null default 1,
    updated_at timestamptz not null default now()
);

-- A file that says a type by its name says one type.
create unique index product_types_name on catalog.product_types (lower(name ->> 'en'));

create table catalog.product_type_attributes (
    product_type text not null references catalog.product_types (handle) on delete cascade,
    attribute text not null references catalog.attributes (key),
    position integer not null check (position >= 0),
    is_required boolean not null,
    primary key (product_type, attribute),
    unique (product_type, position)
);

-- The type is beside the document and not in it: a program of the release before, which writes documents whole, leaves it
-- as it is. A type that products have is not deleted.
alter table catalog.products add column product_type text references catalog.product_types (handle);
