-- Promotions with and without codes, gift cards, and the codes that carts hold. What offers need for
-- pricing: class of tax, weight and collections.

alter table catalog.variants
    add column tax_class text not null default 'standard'
        check (tax_class in ('standard', 'intermediate', 'reduced', 'super_reduced', 'zero'));

alter table orders.offers
    add column tax_class   text not null default 'standard'
        check (tax_class in ('standard', 'intermediate', 'reduced', 'super_reduced', 'zero')),
    -- Of one piece.
    add column grams       bigint not null default 0 check (grams between 0 and 4294967295),
    -- Slugs: ["table", "gifts"].
    add column collections jsonb not null default '[]' check (jsonb_typeof(collections) = 'array');

create or replace view orders.stocked_offers as
    select offer.sku, offer.product_id, offer.slug, offer.title, offer.choice, offer.prices, offer.picture,
           offer.active, coalesce(level.on_hand - level.reserved, 0) as available,
           offer.tax_class, offer.grams, offer.collections
    from orders.offers as offer
    left join orders.stock_levels as level on level.sku = offer.sku;

create table orders.promotions (
    id             uuid primary key,
    -- What shoppers type, kept in upper case; none for one that applies by itself.
    code           text unique check (code = upper(code) and length(code) between 3 and 40),
    -- domain::checkout::PromotionTerms but for what has a column of its own.
    terms          jsonb not null check (
        jsonb_typeof(terms) = 'object'
        and not terms ?| array['id', 'code', 'starts_at', 'ends_at', 'max_uses', 'max_uses_per_customer']
    ),
    active         boolean not null default true,
    starts_at      timestamptz,
    ends_at        timestamptz,
    -- In how many orders at most: of all, and of one customer.
    total_limit    bigint check (total_limit between 1 and 4294967295),
    customer_limit bigint check (customer_limit between 1 and 4294967295),
    -- In how many orders it is: as many as it has uses that were not given back.
    used           bigint not null default 0,
    created_at     timestamptz not null default now(),
    constraint promotions_used check (used >= 0 and used <= total_limit),
    constraint promotions_period check (starts_at < ends_at)
);

create index promotions_automatic on orders.promotions (id) where code is null and active;

-- Each promotion with its terms whole again, as they are parsed.
create view orders.promotions_whole as
    select id, code, active, used, created_at,
           terms || jsonb_build_object(
               'id', id, 'code', code,
               'starts_at', extract(epoch from starts_at)::bigint, 'ends_at', extract(epoch from ends_at)::bigint,
               'max_uses', total_limit, 'max_uses_per_customer', customer_limit
           ) as terms
    from orders.promotions;

-- How often each customer has a promotion in their orders; a customer is an e-mail address in lower case.
create table orders.promotion_customers (
    promotion_id uuid not null references orders.promotions,
    customer     text not null,
    used         bigint not null check (used >= 0),
    primary key (promotion_id, customer)
);

-- What a promotion gave in an order, and what its shopper read beside it.
create table orders.promotion_uses (
    promotion_id   uuid not null references orders.promotions,
    order_id       uuid not null references orders.orders,
    -- The order's first, second, …
    position       integer not null,
    customer       text not null,
    title          text not null,
    code           text,
    goods_minor    bigint not null check (goods_minor >= 0),
    delivery_minor bigint not null check (delivery_minor >= 0),
    used_at        timestamptz not null default now(),
    -- When the order was refused or cancelled.
    given_back_at  timestamptz,
    primary key (promotion_id, order_id),
    unique (order_id, position)
);

create table orders.gift_cards (
    id            uuid primary key,
    -- Whoever knows the code may spend the card, so the code is kept nowhere.
    code_sha256   bytea not null unique check (length(code_sha256) = 32),
    -- The code's last characters, for people.
    last_four     text not null check (length(last_four) = 4),
    currency      text not null check (currency ~ '^[A-Z]{3}$'),
    balance_minor bigint not null default 0,
    expires_at    timestamptz,
    blocked_at    timestamptz,
    -- For the merchant: what it was issued for.
    note          text not null default '' check (length(note) <= 500),
    created_at    timestamptz not null default now(),
    constraint gift_cards_balance check (balance_minor >= 0)
);

create index gift_cards_newest on orders.gift_cards (created_at desc, id desc);

-- Why each balance is what it is: the sum of a card's deltas is its balance.
create table orders.gift_card_movements (
    id           bigint generated always as identity primary key,
    gift_card_id uuid not null references orders.gift_cards,
    delta_minor  bigint not null check (delta_minor <> 0),
    reason       text not null check (reason in ('issued', 'ordered', 'given_back', 'refunded')),
    order_id     uuid references orders.orders,
    refund_id    uuid references orders.refunds,
    created_at   timestamptz not null default now(),
    check ((reason = 'issued') = (order_id is null)),
    check ((reason = 'refunded') = (refund_id is not null)),
    check ((reason = 'ordered') = (delta_minor < 0))
);

create index gift_card_movements_card on orders.gift_card_movements (gift_card_id, id);
-- An order takes from a card once and gives back once; so does a refund.
create unique index gift_card_movements_order on orders.gift_card_movements (order_id, gift_card_id, reason)
    where reason in ('ordered', 'given_back');
create unique index gift_card_movements_refund on orders.gift_card_movements (refund_id, gift_card_id)
    where refund_id is not null;

-- The part of an order that gift cards pay. The payment is for the rest.
create table orders.order_gift_cards (
    order_id     uuid not null references orders.orders,
    position     integer not null,
    gift_card_id uuid not null references orders.gift_cards,
    amount_minor bigint not null check (amount_minor > 0),
    primary key (order_id, position),
    unique (order_id, gift_card_id)
);

create index order_gift_cards_card on orders.order_gift_cards (gift_card_id);

-- The codes a cart holds, each once, in the order they were typed.
create table orders.cart_codes (
    cart_id      uuid not null references orders.carts on delete cascade,
    position     bigint generated always as identity,
    promotion_id uuid references orders.promotions,
    gift_card_id uuid references orders.gift_cards,
    added_at     timestamptz not null default now(),
    primary key (cart_id, position),
    unique (cart_id, promotion_id),
    unique (cart_id, gift_card_id),
    check (num_nonnulls(promotion_id, gift_card_id) = 1)
);
