-- The latest imports of price lists, for taking them back: each list by its id, with its version after the import and what it
-- said before (nothing if it was made).
create table orders.price_list_imports (
    id         uuid primary key,
    lists      jsonb not null check (jsonb_typeof(lists) = 'array'),
    created_at timestamptz not null default now(),
    undone_at  timestamptz
);
