-- contract: no release before this one calls `orders.goods_to`, and what it told it tells as before.
-- Groups of customers, and who is in which. A row without a group is what is left of one who was taken out, so that the
-- version goes on.
create table orders.customer_groups (
    id uuid primary key,
    name text not null unique,
    version bigint not null default 1,
    created_at timestamptz not null default now()
);

create table orders.customer_group_members (
    customer_id uuid primary key,
    group_id uuid references orders.customer_groups (id),
    version bigint not null default 1
);

-- Prices that are asked in place of a variant's own, of everybody (no group) or of a group, always or between two moments.
-- `is_told` is whether a list that is everybody's counted when caches were told of it last.
create table orders.price_lists (
    id uuid primary key,
    name text not null unique,
    currency text not null,
    group_id uuid references orders.customer_groups (id),
    starts_at timestamptz,
    ends_at timestamptz,
    is_told boolean not null default false,
    version bigint not null default 1,
    created_at timestamptz not null default now()
);

create table orders.price_list_entries (
    sku text not null,
    list_id uuid not null references orders.price_lists (id) on delete cascade,
    from_quantity integer not null check (from_quantity between 1 and 99),
    amount_minor bigint not null check (amount_minor >= 0),
    primary key (sku, list_id, from_quantity)
);

-- The prices that lists ask of a variant at this moment: everybody's, and those of the group that the buyer is in.
create function orders.price_steps_of(wanted text, buyer uuid) returns jsonb
language sql stable as $$
    select jsonb_agg(jsonb_build_object('from', entry.from_quantity, 'currency', list.currency,
                                        'minor', entry.amount_minor, 'personal', list.group_id is not null)
                     order by entry.from_quantity, entry.amount_minor)
    from orders.price_list_entries as entry join orders.price_lists as list on list.id = entry.list_id
    where entry.sku = wanted
      and coalesce(list.starts_at <= now(), true) and coalesce(list.ends_at > now(), true)
      and (list.group_id is null or list.group_id = (
              select member.group_id from orders.customer_group_members as member where member.customer_id = buyer))
$$;

-- Besides what a variant measures, `terms` tells the prices that lists ask of whose cart it is: the same as
-- `orders.price_steps_of`, but a part of the statement's plan.
create or replace function orders.goods_to(cart uuid, wanted text[]) returns table (
    sku text, product_id uuid, slug text, title jsonb, choice jsonb, prices jsonb, picture jsonb, active boolean,
    tax_class text, grams bigint, collections jsonb, available bigint, beyond bigint, components jsonb, terms jsonb
)
language sql stable as $$
    select offer.sku, offer.product_id, offer.slug, offer.title, offer.choice, offer.prices, offer.picture, offer.active,
           offer.tax_class, offer.grams, offer.collections, stock.orderable, stock.orderable - stock.available,
           coalesce((
               select jsonb_agg(jsonb_build_object('sku', component.sku, 'pieces', component.pieces)
                                order by component.sku)
               from orders.bundle_components as component where component.bundle = offer.sku
           ), '[]'),
           jsonb_build_object('measure', offer.measure, 'steps', (
               select jsonb_agg(jsonb_build_object('from', entry.from_quantity, 'currency', list.currency,
                                                   'minor', entry.amount_minor, 'personal', list.group_id is not null)
                                order by entry.from_quantity, entry.amount_minor)
               from orders.price_list_entries as entry join orders.price_lists as list on list.id = entry.list_id
               where entry.sku = offer.sku
                 and coalesce(list.starts_at <= now(), true) and coalesce(list.ends_at > now(), true)
                 and (list.group_id is null or list.group_id = (
                         select member.group_id
                         from orders.carts as owned
                         join orders.customer_group_members as member on member.customer_id = owned.customer_id
                         where owned.id = goods_to.cart))))
    from orders.offers as offer cross join lateral orders.stock_of(offer.sku, cart) as stock
    where offer.sku = any(wanted)
$$;
