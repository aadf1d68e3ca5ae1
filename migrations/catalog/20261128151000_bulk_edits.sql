-- One thing that is done to many products, beside requests.
create table catalog.bulk_edits (
    id uuid primary key,
    state text not null check (state in ('ready', 'running', 'stopped', 'done', 'undoing', 'undone')),
    actor text not null,
    change jsonb not null,
    -- The filter that found the products.
    status text,
    q text,
    products bigint not null default 0,
    created_at timestamptz not null default now()
);
-- Its products, and how far each is. What one was stays beside it, so that it can be put back.
create table catalog.bulk_edit_products (
    edit_id uuid not null references catalog.bulk_edits (id) on delete cascade,
    product_id uuid not null,
    state text not null default 'waiting' check (state in ('waiting', 'changed', 'same', 'refused', 'undone')),
    former jsonb,
    -- The version that the change made: whoever changes the product again makes another.
    version bigint,
    reason text,
    primary key (edit_id, product_id),
    check (state <> 'changed' or (former is not null and version is not null)),
    check (state <> 'refused' or reason is not null)
);
-- Named views of the list of products.
create table catalog.product_views (
    id uuid primary key,
    name text not null unique check (length(name) between 1 and 80),
    status text,
    q text,
    created_at timestamptz not null default now()
);
