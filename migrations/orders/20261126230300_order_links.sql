-- Links to orders: whoever shows a token whose hash is here opens that order. A link of an earlier generation than its
-- order's is over.
alter table orders.orders add column link_generation integer default 0 not null;

create table orders.order_links (
    token_hash bytea primary key,
    order_id uuid not null references orders.orders (id),
    generation integer not null,
    created_at timestamptz not null default now(),
    constraint order_links_token_hash_check check (length(token_hash) = 32)
);

-- The sweep asks for old ones.
create index order_links_old on orders.order_links (created_at);
