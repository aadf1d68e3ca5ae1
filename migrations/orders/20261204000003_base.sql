-- What is sold, what is in stock, carts, orders and their payments: one service, because placing
-- an order is one transaction.
create schema orders;

-- The versions of what shoppers are told of stock: of two events about a SKU the one with the higher version is
-- the newer, in whatever order they arrive (ADR 12). A version is taken under the lock of the SKU's level, so that
-- versions rise in the order of its commits. Values may be skipped.
create sequence orders.stock_versions;

-- What this service knows of what is sold, learnt from the catalogue. A SKU that is no longer sold
-- stays, inactive: carts may still hold it.
create table orders.sellable_snapshots (
    sku         text primary key check (length(sku) between 1 and 255),
    product_id  uuid not null,
    slug        text not null,
    -- Both in each language: {"en": "Mug", "de": "Becher"}.
    title       jsonb not null,
    choice      jsonb not null,
    -- Minor units by currency: {"EUR": 1999}.
    prices      jsonb not null check (jsonb_typeof(prices) = 'object'),
    picture     jsonb,
    active      boolean not null,
    tax_class   text not null default 'standard'
        check (tax_class in ('standard', 'intermediate', 'reduced', 'super_reduced', 'zero')),
    -- Of one unit.
    grams       bigint not null default 0 check (grams between 0 and 4294967295),
    -- Slugs: ["table", "gifts"].
    collections jsonb not null default '[]' check (jsonb_typeof(collections) = 'array'),
    -- What is in a variant, as the catalogue told it.
    measure     jsonb
);

create index sellable_snapshots_product on orders.sellable_snapshots (product_id);
-- Stock is found by how SKUs begin, and by words of what it is stock of.
create index sellable_snapshots_sku on orders.sellable_snapshots (lower(sku) text_pattern_ops);
create index sellable_snapshots_words on orders.sellable_snapshots
    using gin ((to_tsvector('simple', slug) || jsonb_to_tsvector('simple', title, '["string"]')));

-- What is sold as one and lies on the shelf as several, as the catalogue says. A component is a
-- stock item and itself no bundle.
create table orders.bundle_components (
    bundle text not null references orders.sellable_snapshots,
    sku    text not null check (length(sku) between 1 and 255),
    units bigint not null check (units between 1 and 1000),
    primary key (bundle, sku)
);

create index bundle_components_sku on orders.bundle_components (sku);

-- Groups of customers, and who is in which.
create table orders.customer_groups (
    id         uuid primary key,
    name       text not null unique,
    version    bigint not null default 1,
    created_at timestamptz not null default now()
);

-- A row without a group is what is left of one who was taken out, so that the version goes on.
create table orders.customer_group_members (
    customer_id uuid primary key,
    group_id    uuid references orders.customer_groups,
    version     bigint not null default 1
);

-- Staff see how many are in a group.
create index customer_group_members_group on orders.customer_group_members (group_id) where group_id is not null;

-- Prices that are asked in place of a variant's own, of everybody (no group) or of a group, always or between two
-- moments.
create table orders.price_lists (
    id         uuid primary key,
    name       text not null unique,
    currency   text not null,
    group_id   uuid references orders.customer_groups,
    starts_at  timestamptz,
    ends_at    timestamptz,
    -- Whether a list that is everybody's counted when caches were told of it last.
    is_told    boolean not null default false,
    version    bigint not null default 1,
    created_at timestamptz not null default now()
);

create table orders.price_list_entries (
    sku           text not null,
    list_id       uuid not null references orders.price_lists on delete cascade,
    from_quantity integer not null check (from_quantity between 1 and 99),
    amount_minor  bigint not null check (amount_minor >= 0),
    primary key (sku, list_id, from_quantity)
);

-- Staff read a list as a whole.
create index price_list_entries_list on orders.price_list_entries (list_id);

-- The latest imports of price lists, for taking them back: each list by its id, with its version after the import and
-- what it said before (nothing if it was made).
create table orders.price_list_imports (
    id         uuid primary key,
    lists      jsonb not null check (jsonb_typeof(lists) = 'array'),
    created_at timestamptz not null default now(),
    undone_at  timestamptz
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

-- Where stock lies. What is ordered beyond what is here is owed by main, which is always there.
create table orders.stock_locations (
    code     text primary key check (length(code) between 1 and 64),
    name     text not null check (length(name) between 1 and 100),
    -- Lower is taken from first.
    priority integer not null default 0,
    active   boolean not null default true,
    version  bigint not null default 1,
    constraint stock_locations_main check (active or code <> 'main')
);

insert into orders.stock_locations (code, name) values ('main', 'Stock room');

-- What two people may have open at once says which version it is: a change names the one that it was made from. Those
-- of locations and of promotions are counted here, so that no statement that changes a row can forget it.
create function orders.count_version() returns trigger
    language plpgsql
    as $$
begin
    new.version = old.version + 1;
    return new;
end
$$;

create trigger stock_locations_version before update of name, priority, active
    on orders.stock_locations for each row
    when (old.name is distinct from new.name or old.priority is distinct from new.priority
          or old.active is distinct from new.active)
    execute function orders.count_version();

-- How many units there are, and how strictly they are kept. The checks are the last word on overselling.
create table orders.stock_levels (
    sku             text check (length(sku) between 1 and 255),
    on_hand         bigint not null default 0,
    reserved        bigint not null default 0,
    location        text not null default 'main' references orders.stock_locations,
    -- How the SKU's stock is kept, wherever it lies: said by its level at main.
    policy          text not null default 'tracked',
    -- How many units may be owed; null is any number.
    backorder_limit bigint,
    -- A million millions stands for any number.
    lowest          bigint not null generated always as (case policy
        when 'tracked' then 0
        when 'backorder' then -coalesce(backorder_limit, 1000000000000)
        else -1000000000000
    end) stored,
    -- The version of what shoppers are told of the SKU's stock, kept by its level at main.
    version         bigint not null default 0,
    primary key (sku, location),
    constraint stock_levels_reserved check (reserved >= 0),
    -- What is free is never less than zero, or than what may be owed.
    constraint stock_levels_on_hand check (on_hand - reserved >= lowest),
    constraint stock_levels_policy check (policy in ('tracked', 'backorder', 'untracked')),
    constraint stock_levels_backorder_limit check
        (backorder_limit is null or policy = 'backorder' and backorder_limit >= 0),
    constraint stock_levels_policy_at_main check (location = 'main' or policy = 'tracked')
)
-- Levels change all the time. While no index knows a column that changes, and there is room in its page, a change
-- of a row is cheap (PostgreSQL's heap-only tuples): so no index here knows `on_hand` or `reserved`.
with (fillfactor = 60);

create index stock_levels_location on orders.stock_levels (location);

-- Why each level is what it is: the sum of a SKU's deltas is its on_hand.
create table orders.stock_movements (
    id         bigint generated always as identity primary key,
    sku        text not null,
    delta      bigint not null check (delta <> 0),
    reason     text not null,
    order_id   uuid,
    created_at timestamptz not null default now(),
    location   text not null default 'main',
    foreign key (sku, location) references orders.stock_levels
);

create index stock_movements_sku on orders.stock_movements (sku, id);
create index stock_movements_order on orders.stock_movements (order_id) where order_id is not null;

-- What imports moved in the stock room, so that it can be taken back: by how much they changed a level, and which
-- movements that were. What was sold meanwhile stays sold.
create table orders.imported_stock (
    import_id      uuid not null,
    sku            text not null,
    location       text not null,
    -- Units more, or below zero fewer: of all its counts of this level together.
    delta          bigint not null,
    -- Its first and its last line in the ledger.
    first_movement bigint not null,
    last_movement  bigint not null,
    noted_at       timestamptz not null default now(),
    -- When it was taken back, as far as it could be.
    undone_at      timestamptz,
    -- When somebody else counted the very number that it had set: that moves nothing, and is a count all the same.
    confirmed_at   timestamptz,
    primary key (import_id, sku, location),
    check (first_movement <= last_movement)
);

create index imported_stock_level on orders.imported_stock (sku, location);
create index imported_stock_noted on orders.imported_stock (noted_at);

-- A cart's id is a secret: whoever knows it may change the cart.
create table orders.carts (
    id           uuid primary key,
    customer_id  uuid,
    created_at   timestamptz not null default now(),
    updated_at   timestamptz not null default now(),
    -- Raised by each change: of two replies about a cart, the one with the larger number is the newer.
    version      bigint not null default 0,
    -- Whoever tests stolen cards does it with one cart for as long as that goes. So a cart counts the payments that
    -- were declined one after the other, and pauses after some; one that is paid for begins anew.
    declines     integer not null default 0 check (declines >= 0),
    paused_until timestamptz
)
-- Carts change soon after they are made. Every change sets `updated_at`, which therefore no index knows: who
-- asks for carts by their age asks when they were made, and a customer has few.
with (fillfactor = 70);

create index carts_customer on orders.carts (customer_id) where customer_id is not null;
-- The sweep asks for guests' carts that nobody has used for long. By when they were made, which no change of a cart
-- touches.
create index carts_guests on orders.carts (created_at) where customer_id is null;

create table orders.cart_lines (
    cart_id     uuid not null references orders.carts on delete cascade,
    sku         text not null references orders.sellable_snapshots,
    quantity    integer not null check (quantity between 1 and 99),
    added_at    timestamptz not null default clock_timestamp(),
    -- The snapshot's prices when the shopper last put units in or changed how many. Minor units by currency:
    -- {"EUR": 1999}.
    seen_prices jsonb check (jsonb_typeof(seen_prices) = 'object'),
    primary key (cart_id, sku)
);

create index cart_lines_sku on orders.cart_lines (sku);

-- Guests' carts that are gone since their shoppers logged in. What still comes for one of them goes
-- to the cart that has its lines.
create table orders.merged_carts (
    id          uuid primary key,
    cart_id     uuid not null references orders.carts,
    customer_id uuid not null,
    merged_at   timestamptz not null default now()
);

create index merged_carts_cart on orders.merged_carts (cart_id);
create index merged_carts_old on orders.merged_carts (merged_at);

-- Units held for carts at checkout. A level's reserved is always the sum of its SKU's reservations:
-- both are changed together, under the level's lock. One that is over stays until it is released.
create table orders.reservations (
    -- A cart cannot be thrown away before it has released what it holds.
    cart_id        uuid not null references orders.carts,
    sku            text not null,
    quantity       integer not null check (quantity > 0),
    reserved_until timestamptz not null,
    -- When the cart first held something without a break: holds are renewed, but not for ever.
    begun_at       timestamptz not null,
    location       text not null default 'main',
    -- Who holds the units: whether anybody knows who they are, and which client it is, as a hash. What strangers hold
    -- of a SKU, and what one client holds of everything, is bounded; both end with the hold.
    anonymous      boolean not null default false,
    holder         bigint,
    primary key (cart_id, sku, location),
    foreign key (sku, location) references orders.stock_levels,
    check (reserved_until >= begun_at)
);

create index reservations_over on orders.reservations (reserved_until);
create index reservations_sku on orders.reservations (sku, reserved_until);
-- Each hold asks how much its client holds.
create index reservations_holder on orders.reservations (holder) where holder is not null;

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
    version        bigint not null default 1,
    constraint promotions_used check (used >= 0 and used <= total_limit),
    constraint promotions_period check (starts_at < ends_at)
);

create index promotions_automatic on orders.promotions (id) where code is null and active;

-- That an order uses a promotion is no change.
create trigger promotions_version before update of active, starts_at, ends_at, total_limit, customer_limit
    on orders.promotions for each row
    when (old.active is distinct from new.active or old.starts_at is distinct from new.starts_at
          or old.ends_at is distinct from new.ends_at or old.total_limit is distinct from new.total_limit
          or old.customer_limit is distinct from new.customer_limit)
    execute function orders.count_version();

-- Each promotion with its terms whole again, as they are parsed.
create view orders.promotions_whole as
    select id, code, active, used, created_at,
           terms || jsonb_build_object(
               'id', id, 'code', code,
               'starts_at', floor(extract(epoch from starts_at))::bigint,
               'ends_at', floor(extract(epoch from ends_at))::bigint,
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

-- What the merchant sets of delivery and of tax. Each change is a row, and the highest version counts; without one what
-- is built into the program does. A row is never changed, so whoever knows its id knows what it says.
create table orders.delivery_versions (
    version    bigint primary key check (version > 0),
    id         uuid not null unique default gen_random_uuid(),
    zones      jsonb not null check (jsonb_typeof(zones) = 'array'),
    created_at timestamptz not null default now()
);

create table orders.tax_versions (
    version    bigint primary key check (version > 0),
    id         uuid not null unique default gen_random_uuid(),
    rules      jsonb not null check (jsonb_typeof(rules) = 'array'),
    created_at timestamptz not null default now()
);

create table orders.orders (
    id                 uuid primary key,
    -- Given when the order is paid for; there may be gaps.
    number             bigint unique,
    state              text not null,
    customer_id        uuid,
    cart_id            uuid not null,
    market             text not null,
    currency           text not null,
    email              text not null,
    address            jsonb not null,
    delivery           text not null,
    subtotal_minor     bigint not null check (subtotal_minor >= 0),
    delivery_fee_minor bigint not null check (delivery_fee_minor >= 0),
    total_minor        bigint not null,
    -- A repeat of the request finds the order it began, even before there is a reply to repeat.
    idempotency_key    text not null unique,
    fingerprint        bytea not null check (length(fingerprint) = 32),
    created_at         timestamptz not null default now(),
    -- As the pricing proved it: lines, discounts, delivery, tax by rate.
    breakdown          jsonb,
    discount_minor     bigint not null default 0 check (discount_minor >= 0),
    -- What came on top of the prices: zero where they hold the tax.
    tax_minor          bigint not null default 0 check (tax_minor >= 0),
    -- Where the invoice goes, if not to where the parcel does.
    billing_address    jsonb,
    -- Of the links that open the order: see `order_links`.
    link_generation    integer not null default 0,
    -- Which version of which page the shopper agreed to with the order, as {"page": …, "version": …}; none where the
    -- shop had no terms on show.
    terms              jsonb,
    -- What the merchant called the way of delivery and who was to carry it when the order was placed, as
    -- {"name": …, "carrier": …}; none where nothing was said of it.
    delivery_service   jsonb check (jsonb_typeof(delivery_service) = 'object'),
    constraint orders_state check
        (state in ('awaiting_payment', 'placed', 'partially_fulfilled', 'fulfilled', 'cancelled', 'refused')),
    constraint orders_number check
        (number is not null or state not in ('placed', 'partially_fulfilled', 'fulfilled')),
    constraint orders_total check
        (total_minor >= 0 and total_minor = subtotal_minor - discount_minor + delivery_fee_minor + tax_minor),
    -- The columns are for questions in SQL; they say nothing else than the parts do.
    constraint orders_breakdown check (breakdown is null or (
        (breakdown #>> '{goods,minor}')::bigint is not distinct from subtotal_minor
        and (breakdown #>> '{discount,minor}')::bigint is not distinct from discount_minor
        and (breakdown #>> '{total,minor}')::bigint is not distinct from total_minor
        and breakdown ->> 'currency' is not distinct from currency
    ))
);

-- Counting stock asks what these hold; there are few of them.
create index orders_awaiting_payment on orders.orders (id) where state = 'awaiting_payment';
create index orders_customer on orders.orders (customer_id, created_at desc) where customer_id is not null;
-- Staff page through orders, newest first, and look for e-mail addresses by their beginning.
create index orders_newest on orders.orders (created_at desc, id desc);
create index orders_email on orders.orders (lower(email) text_pattern_ops);
-- The sweep forgets who placed orders that were never paid for.
create index orders_refused on orders.orders (created_at) where state = 'refused' and email <> '';
-- Whoever shows that an e-mail address is theirs is given the orders that guests placed with it.
create index orders_of_guests on orders.orders (lower(email collate "C")) where customer_id is null;
-- Lists of what waits and of what came to nothing. What was sent is nearly all there is, and is found among the newest;
-- what awaits its payment is little.
create index orders_by_state on orders.orders (state, created_at desc, id desc)
    where state in ('placed', 'partially_fulfilled', 'cancelled', 'refused');

-- What was sold, as it was at that time: later changes of the snapshot do not reach it.
create table orders.order_lines (
    order_id         uuid not null references orders.orders,
    position         integer not null,
    sku              text not null,
    product_id       uuid not null,
    slug             text not null,
    title            text not null,
    choice           text not null,
    quantity         integer not null check (quantity between 1 and 99),
    unit_price_minor bigint not null check (unit_price_minor >= 0),
    -- The language of what the order calls a thing, where that is not the language of the order's market because
    -- nobody had translated it.
    title_lang       text,
    choice_lang      text,
    primary key (order_id, position),
    unique (order_id, sku)
);

-- What was sold of a product is counted for the order of lists.
create index order_lines_product on orders.order_lines (product_id);

-- The numbers of orders: unique and rising, and with gaps where a settlement did not commit. Who wants them without
-- gaps makes everybody wait for one row.
create sequence orders.order_number start 1001;

-- What the bundles of an order were made of when it was placed: later changes do not reach it.
create table orders.order_bundles (
    -- Written together with the units that are taken, before the order itself.
    order_id uuid not null references orders.orders deferrable initially deferred,
    bundle   text not null,
    sku      text not null,
    units    bigint not null check (units > 0),
    primary key (order_id, bundle, sku)
);

-- An order whose shopper has yet to confirm the payment with a bank keeps its units from others, and nobody has paid.
-- So its units count as held by its client, a hash, as long as the order awaits its payment.
create table orders.unconfirmed_units (
    order_id uuid not null references orders.orders,
    sku      text not null,
    quantity bigint not null check (quantity > 0),
    holder   bigint not null,
    noted_at timestamptz not null default now(),
    primary key (order_id, sku)
);

-- Each hold asks how much of its client's waits.
create index unconfirmed_units_holder on orders.unconfirmed_units (holder);

-- How many units a client keeps from others, by carts other than one and by orders that wait. Holds of one client at
-- once wait for each other here until their transactions end, and each sees those before it: the second statement looks
-- after the lock.
create function orders.kept_by(client bigint, other_than uuid) returns bigint
    language plpgsql
    as $$
begin
    perform pg_advisory_xact_lock(client);
    return (select coalesce(sum(quantity), 0) from orders.reservations
            where holder = client and cart_id <> other_than and reserved_until > now())
         + (select coalesce(sum(noted.quantity), 0)
            from orders.unconfirmed_units as noted join orders.orders as placed on placed.id = noted.order_id
            where noted.holder = client and placed.state = 'awaiting_payment');
end
$$;

-- Whether a client may hold so many units more and keeps nothing by orders that wait, so that its share of a SKU is
-- among what is reserved of it. Others of the client wait, as in orders.kept_by.
create function orders.has_room(client bigint, other_than uuid, wanted bigint, most bigint) returns boolean
    language plpgsql
    as $$
begin
    perform pg_advisory_xact_lock(client);
    return wanted + (select coalesce(sum(quantity), 0) from orders.reservations
                     where holder = client and cart_id <> other_than and reserved_until > now()) <= most
       and not exists (select from orders.unconfirmed_units as noted
                       join orders.orders as placed on placed.id = noted.order_id
                       where noted.holder = client and placed.state = 'awaiting_payment');
end
$$;

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
    -- The title's language, where that is not the language of the order's market because nobody had translated it.
    title_lang     text,
    primary key (promotion_id, order_id),
    unique (order_id, position)
);

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

-- Who did what when; never changed.
create table orders.order_timeline (
    id       bigint generated always as identity primary key,
    order_id uuid not null references orders.orders,
    at       timestamptz not null default now(),
    -- Such as {"kind": "staff", "name": "Ada"}, {"kind": "shopper"} or {"kind": "system"}.
    actor    jsonb not null check (actor ->> 'kind' in ('staff', 'shopper', 'system')),
    what     text not null,
    data     jsonb not null default '{}'
);

create index order_timeline_order on orders.order_timeline (order_id, id);

-- Links to orders: whoever shows a token whose hash is here opens that order. A link of an earlier generation than its
-- order's is over.
create table orders.order_links (
    token_hash bytea primary key check (length(token_hash) = 32),
    order_id   uuid not null references orders.orders,
    generation integer not null,
    created_at timestamptz not null default now()
);

-- The sweep asks for old ones.
create index order_links_old on orders.order_links (created_at);

-- The id is also the provider's idempotency key, so that one payment is charged at most once.
create table orders.payments (
    id             uuid primary key,
    order_id       uuid not null unique references orders.orders,
    state          text not null,
    amount_minor   bigint not null check (amount_minor >= 0),
    currency       text not null,
    -- The provider's own name for it.
    reference      text,
    decline_reason text,
    created_at     timestamptz not null default now(),
    settled_at     timestamptz,
    -- The order is over while the amount is held: it is to be voided.
    void_due       boolean not null default false,
    -- In total so far.
    captured_minor bigint not null default 0,
    refunded_minor bigint not null default 0,
    constraint payments_state check
        (state in ('pending', 'action_required', 'authorised', 'partially_captured', 'captured', 'voided',
                   'partially_refunded', 'refunded', 'declined')),
    constraint payments_reference check
        (reference is not null or state in ('pending', 'action_required', 'voided', 'declined')),
    constraint payments_decline_reason check (decline_reason is not null or state <> 'declined'),
    constraint payments_void_due check (not void_due or state = 'authorised'),
    constraint payments_amounts check
        (0 <= refunded_minor and refunded_minor <= captured_minor and captured_minor <= amount_minor),
    constraint payments_amounts_of_state check (case state
        when 'partially_captured' then captured_minor > 0 and refunded_minor = 0
        when 'captured' then captured_minor > 0 and refunded_minor = 0
        when 'partially_refunded' then refunded_minor > 0 and refunded_minor < captured_minor
        when 'refunded' then refunded_minor > 0 and refunded_minor = captured_minor
        else captured_minor = 0 and refunded_minor = 0
    end)
);

create index payments_pending on orders.payments (created_at) where state = 'pending';
create index payments_void_due on orders.payments (created_at, id) where void_due;

create table orders.shipments (
    id              uuid primary key,
    order_id        uuid not null references orders.orders,
    -- The order's first, second, …
    position        integer not null check (position > 0),
    state           text not null check (state in ('packed', 'shipped', 'delivered', 'lost')),
    carrier         text,
    tracking_number text,
    -- Where the parcel can be followed.
    tracking_url    text check (tracking_url like 'https://%'),
    created_at      timestamptz not null default now(),
    shipped_at      timestamptz,
    delivered_at    timestamptz,
    unique (order_id, position),
    unique (order_id, id),
    check ((state = 'packed') = (shipped_at is null)),
    check ((state = 'delivered') = (delivered_at is not null))
);

create table orders.shipment_lines (
    shipment_id uuid not null,
    order_id    uuid not null,
    -- The order's line.
    position    integer not null,
    quantity    integer not null check (quantity > 0),
    primary key (shipment_id, position),
    foreign key (order_id, shipment_id) references orders.shipments (order_id, id),
    foreign key (order_id, position) references orders.order_lines
);

create index shipment_lines_order on orders.shipment_lines (order_id, position);

-- Money to be taken. The id is the provider's idempotency key. A payment is captured once.
create table orders.captures (
    id           uuid primary key,
    payment_id   uuid not null unique references orders.payments,
    amount_minor bigint not null check (amount_minor > 0),
    -- Due until the provider has done it; refused needs a person.
    state        text not null check (state in ('due', 'done', 'refused')),
    rejection    text,
    created_at   timestamptz not null default now(),
    settled_at   timestamptz,
    check ((state = 'due') = (settled_at is null)),
    check ((state = 'refused') = (rejection is not null))
);

create index captures_due on orders.captures (created_at) where state = 'due';

-- What was called off and released since is not taken: a capture that wants more gets the rest, and there is none if
-- nothing is left. What the program inserts is the rest already.
create function orders.cap_capture() returns trigger
    language plpgsql
    as $$
declare
    owed bigint;
begin
    select payment.amount_minor - coalesce((select sum(refund.charged_minor) from orders.refunds as refund
                                            where refund.order_id = payment.order_id and refund.released), 0)
    into owed
    from orders.payments as payment where payment.id = new.payment_id;
    if owed <= 0 then
        return null;
    end if;
    new.amount_minor = least(new.amount_minor, owed);
    return new;
end
$$;

create trigger captures_cap before insert on orders.captures for each row execute function orders.cap_capture();

-- Staff may take a payment before anything has left. What is due to be taken is decided, whatever the provider says
-- later: until it has answered, the order is not cancelled, and nothing of what is taken is released. Whoever does not
-- look before is refused here.
create function orders.refuse_while_capture_is_due() returns trigger
    language plpgsql
    as $$
begin
    if exists (select from orders.captures as capture join orders.payments as payment on payment.id = capture.payment_id
               where payment.order_id = (to_jsonb(new) ->> tg_argv[0])::uuid and capture.state = 'due') then
        raise exception 'the payment of this order is being taken' using errcode = 'check_violation';
    end if;
    return new;
end
$$;

create trigger orders_capture_due before update of state on orders.orders for each row
    when (new.state = 'cancelled' and old.state <> 'cancelled')
    execute function orders.refuse_while_capture_is_due('id');

create table orders.returns (
    id         uuid primary key,
    order_id   uuid not null references orders.orders,
    position   integer not null check (position > 0),
    -- A withdrawal is the right of European shoppers within 14 days; nothing has to be said for it.
    kind       text not null check (kind in ('withdrawal', 'return', 'exchange')),
    state      text not null
        check (state in ('requested', 'approved', 'received', 'restocked', 'refunded', 'rejected')),
    reason     text not null default '' check (length(reason) <= 1000),
    -- Why it was rejected, for the shopper to read.
    answer     text not null default '' check (length(answer) <= 1000),
    -- The order that sends the other thing, if it is an exchange and that was sent.
    exchange_order_id uuid references orders.orders,
    created_at timestamptz not null default now(),
    unique (order_id, position),
    unique (order_id, id)
);

create index returns_open on orders.returns (created_at) where state not in ('refunded', 'rejected');

create table orders.return_lines (
    return_id uuid not null,
    order_id  uuid not null,
    position  integer not null,
    quantity  integer not null check (quantity > 0),
    primary key (return_id, position),
    foreign key (order_id, return_id) references orders.returns (order_id, id),
    foreign key (order_id, position) references orders.order_lines
);

create index return_lines_order on orders.return_lines (order_id, position);

-- Money to be given back. The id is the provider's idempotency key.
create table orders.refunds (
    id             uuid primary key,
    order_id       uuid not null references orders.orders,
    position       integer not null check (position > 0),
    return_id      uuid,
    state          text not null check (state in ('due', 'done', 'refused')),
    rejection      text,
    reason         text not null check (length(reason) between 1 and 500),
    -- All of it, tax included: the lines' amounts, delivery and goodwill.
    amount_minor   bigint not null check (amount_minor > 0),
    delivery_minor bigint not null check (delivery_minor >= 0),
    goodwill_minor bigint not null check (goodwill_minor >= 0),
    -- What of it goes to the charged payment; the rest goes to gift cards.
    charged_minor  bigint not null check (charged_minor between 0 and amount_minor),
    created_at     timestamptz not null default now(),
    settled_at     timestamptz,
    -- What a part costs that was called off is a row here, where money is owed for it: one that is due if the payment
    -- was taken before; one that is released if it was not, which has been done when it is written, and makes what is
    -- taken later so much less.
    released       boolean not null default false,
    unique (order_id, position),
    unique (order_id, id),
    foreign key (order_id, return_id) references orders.returns (order_id, id),
    check ((state = 'due') = (settled_at is null)),
    check ((state = 'refused') = (rejection is not null))
);

create index refunds_due on orders.refunds (created_at) where state = 'due';

create trigger refunds_capture_due before insert on orders.refunds for each row
    when (new.released)
    execute function orders.refuse_while_capture_is_due('order_id');

create table orders.refund_lines (
    refund_id    uuid not null,
    order_id     uuid not null,
    position     integer not null,
    quantity     integer not null check (quantity > 0),
    amount_minor bigint not null check (amount_minor >= 0),
    tax_minor    bigint not null check (tax_minor between 0 and amount_minor),
    primary key (refund_id, position),
    foreign key (order_id, refund_id) references orders.refunds (order_id, id),
    foreign key (order_id, position) references orders.order_lines
);

create index refund_lines_order on orders.refund_lines (order_id, position);

-- Parts of orders that were called off before they were sent. What becomes of the money is a row of `refunds`.
create table orders.cancellations (
    id         uuid primary key,
    order_id   uuid not null references orders.orders,
    position   integer not null check (position > 0),
    -- What went or goes back for it; none if it cost nothing, or was refunded before.
    refund_id  uuid,
    reason     text not null check (length(reason) between 1 and 500),
    created_at timestamptz not null default now(),
    unique (order_id, position),
    unique (order_id, id),
    foreign key (order_id, refund_id) references orders.refunds (order_id, id)
);

create table orders.cancellation_lines (
    cancellation_id uuid not null,
    order_id        uuid not null,
    position        integer not null,
    quantity        integer not null check (quantity > 0),
    primary key (cancellation_id, position),
    foreign key (order_id, cancellation_id) references orders.cancellations (order_id, id),
    foreign key (order_id, position) references orders.order_lines
);

create index cancellation_lines_order on orders.cancellation_lines (order_id, position);

-- Invoices and credit notes as they were issued. Each kind is numbered without gaps.
create table orders.documents (
    kind      text not null check (kind in ('invoice', 'credit_note')),
    number    bigint not null check (number > 0),
    order_id  uuid not null references orders.orders,
    refund_id uuid unique,
    issued_at timestamptz not null default now(),
    pdf       bytea not null,
    primary key (kind, number),
    foreign key (order_id, refund_id) references orders.refunds (order_id, id),
    check ((kind = 'credit_note') = (refund_id is not null))
);

create unique index documents_invoice on orders.documents (order_id) where kind = 'invoice';
create index documents_order on orders.documents (order_id);

-- The last number given of each kind; rows instead of sequences, so that none is lost.
create table orders.document_numbers (
    kind text primary key check (kind in ('invoice', 'credit_note')),
    last bigint not null
);

insert into orders.document_numbers (kind, last) values ('invoice', 0), ('credit_note', 0);

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

-- Which gift cards a refund goes back to, decided when it is: what was not charged. The balances follow
-- once the refund is done.
create table orders.refund_gift_cards (
    refund_id    uuid not null,
    order_id     uuid not null,
    gift_card_id uuid not null,
    amount_minor bigint not null check (amount_minor > 0),
    primary key (refund_id, gift_card_id),
    foreign key (order_id, refund_id) references orders.refunds (order_id, id),
    foreign key (order_id, gift_card_id) references orders.order_gift_cards (order_id, gift_card_id)
);

create index refund_gift_cards_order on orders.refund_gift_cards (order_id, gift_card_id);

-- The name of this shop's books, written beside every payment at the provider: two shops may use one
-- account there, and neither may take the other's money for its own.
create table orders.payment_books (
    id   uuid primary key default gen_random_uuid(),
    sole boolean not null default true unique check (sole)
);

insert into orders.payment_books default values;

-- Accounts at Stripe whose keys staff have given in the office, encrypted by the vault (ADR 116). A payment is settled
-- through the account that it was begun in, so one that another has taken the place of stays until staff remove it.
create table orders.stripe_accounts (
    -- Stripe's name for it, and whether its keys are those with which money moves: acct_1.live, acct_1.test.
    name            text primary key check (name ~ '^acct_[A-Za-z0-9]{1,100}[.](live|test)$'),
    -- New payments go through this one, if any.
    is_current      boolean not null,
    publishable_key text not null
        check (publishable_key ~ '^pk_(live|test)_[!-~]+$' and length(publishable_key) <= 508),
    secret_key      bytea not null check (length(secret_key) between 30 and 2000),
    secret_key_end  text not null check (length(secret_key_end) = 4),
    -- What hooks are signed with, the newest first: while it is exchanged there are two.
    webhook_secrets bytea[] not null default '{}' check (cardinality(webhook_secrets) <= 2),
    webhook_end     text check (length(webhook_end) = 4),
    set_by          text not null check (length(set_by) between 1 and 400),
    set_at          timestamptz not null default now(),
    webhook_set_by  text check (length(webhook_set_by) between 1 and 400),
    webhook_set_at  timestamptz,
    retired_at      timestamptz,
    check (is_current = (retired_at is null))
);

create unique index stripe_accounts_current on orders.stripe_accounts (is_current) where is_current;

-- How payments are set, counted up by each change; and whether shoppers can pay at all.
create table orders.payment_settings (
    sole    boolean primary key default true check (sole),
    version bigint not null default 1 check (version > 0),
    is_open boolean not null default true
);

insert into orders.payment_settings default values;

-- Which payment is which at Stripe, and what was decided about it. The decision is made here and
-- once: whoever says “authorised” and whoever takes the payment back ask this row first.
create table orders.stripe_intents (
    payment_id uuid primary key,
    -- None if the payment was given up before Stripe was asked: then Stripe never is.
    intent     text unique check (intent ~ '^pi_[A-Za-z0-9_]{1,200}$'),
    decided    text check (decided in ('authorised', 'cancelled')),
    created_at timestamptz not null default now(),
    -- In which account the intent is: none where the keys are those of the operator's file.
    account    text,
    check (intent is not null or decided is not distinct from 'cancelled')
);

-- As whom the payment provider knows an account that has it keep cards. Of the cards nothing is here. A row without a
-- reference is what is left of an account that was deleted, so that no late order has anything kept for it.
create table orders.card_owners (
    customer_id uuid primary key,
    reference   text unique,
    created_at  timestamptz not null default now(),
    deleted_at  timestamptz,
    -- When the payment provider was last asked in vain to forget an account: who was not asked yet comes first, so
    -- that those it refuses hold up nobody.
    asked_at    timestamptz,
    -- In which account at the provider the customer is: none where the keys are those of the operator's file.
    account     text
);

-- The provider is asked to forget those whose account is gone.
create index card_owners_deleted on orders.card_owners (deleted_at) where deleted_at is not null;

-- What providers told us by themselves. Only names and times: the bodies say more of shoppers than
-- we need, and what is true now is asked of the provider anyway.
create table orders.payment_hooks (
    provider    text not null,
    event_id    text not null check (length(event_id) between 1 and 255),
    -- As the provider calls it, known to us or not.
    kind        text not null,
    -- The provider's name of the payment, if the event is about one.
    reference   text,
    -- None if we do not know the payment: the provider may hold money that no order accounts for.
    payment_id  uuid,
    -- The provider's clock.
    happened_at timestamptz not null,
    received_at timestamptz not null default now(),
    primary key (provider, event_id)
);

create index payment_hooks_unmatched on orders.payment_hooks (received_at)
    where payment_id is null and reference is not null;
create index payment_hooks_payment on orders.payment_hooks (payment_id) where payment_id is not null;

-- The books of the built-in test provider. A real provider's are elsewhere; these are written as
-- if they were, outside the shop's transactions.
create table orders.test_provider_charges (
    payment_id     uuid primary key,
    amount_minor   bigint not null,
    currency       text not null,
    outcome        text not null
        check (outcome in ('authorised', 'declined', 'cancelled', 'challenged', 'processing', 'unconfirmed')),
    created_at     timestamptz not null default now(),
    -- Where the challenge page sends the shopper back to.
    return_url     text,
    capture_id     uuid,
    captured_minor bigint not null default 0,
    refunded_minor bigint not null default 0,
    voided         boolean not null default false,
    constraint test_provider_charges_captured check
        (captured_minor between 0 and amount_minor and (captured_minor = 0 or outcome = 'authorised' and not voided)),
    constraint test_provider_charges_refunded check (refunded_minor between 0 and captured_minor)
);

create index test_provider_charges_age on orders.test_provider_charges (created_at);

create table orders.test_provider_refunds (
    refund_id    uuid primary key,
    payment_id   uuid not null references orders.test_provider_charges,
    amount_minor bigint not null check (amount_minor > 0),
    reason       text not null
);

-- What can be had of a SKU, a bundle or a stock item: units that are here, at all active locations,
-- and units that can be ordered. To a cart, what it holds itself counts too, and so do holds that
-- are over. A million millions stands for any number.
create function orders.stock_of(wanted text, cart uuid) returns table (available bigint, orderable bigint)
language sql stable rows 1 as $$
    select min(least(case when item.policy = 'untracked' then 1000000000000 else item.here end
                     / part.units, 1000000000000)),
           min(case item.policy
                   when 'untracked' then 1000000000000
                   when 'backorder' then least(greatest(item.here + coalesce(item.backorder_limit, 1000000000000), 0)
                                               / part.units, 1000000000000)
                   else greatest(item.here, 0) / part.units
               end)
    from (
        select component.sku, component.units
        from orders.bundle_components as component where component.bundle = wanted
        union all
        select wanted, 1
        where not exists (select from orders.bundle_components as component where component.bundle = wanted)
    ) as part
    cross join lateral (
        select coalesce(sum(level.on_hand - level.reserved + coalesce((
                   select sum(held.quantity) from orders.reservations as held
                   where held.sku = level.sku and held.location = level.location
                     and cart is not null and (held.cart_id = cart or held.reserved_until <= now())
               ), 0)) filter (where place.active), 0)::bigint as here,
               max(level.policy) filter (where level.location = 'main') as policy,
               max(level.backorder_limit) as backorder_limit
        from orders.stock_levels as level
        join orders.stock_locations as place on place.code = level.location
        where level.sku = part.sku
    ) as item
$$;

-- Each snapshot with the units that are here and can be bought now, how many can be ordered beyond
-- them, and what it is made of.
create view orders.stocked_snapshots as
    select snapshot.sku, snapshot.product_id, snapshot.slug, snapshot.title, snapshot.choice, snapshot.prices,
           snapshot.picture, snapshot.active, snapshot.tax_class, snapshot.grams, snapshot.collections,
           stock.available, stock.orderable - stock.available as beyond,
           coalesce((
               select jsonb_agg(jsonb_build_object('sku', component.sku, 'units', component.units)
                                order by component.sku)
               from orders.bundle_components as component where component.bundle = snapshot.sku
           ), '[]') as components
    from orders.sellable_snapshots as snapshot
    cross join lateral orders.stock_of(snapshot.sku, null) as stock;

-- Whether any of these is part of a bundle, or is one. A function of its own looks when it is called: a statement
-- that waited for a lock would otherwise look as it was before that.
create function orders.is_shared(skus text[]) returns boolean language plpgsql as $$
begin
    return exists (select from orders.bundle_components where sku = any(skus))
        or exists (select from orders.bundle_components where bundle = any(skus));
end
$$;

-- A time as RFC 3339 has it.
create function orders.utc(given timestamptz) returns text language sql stable
return to_char(given at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"');

-- SKUs as a cart sees them: with the units that it can order (`available`), how many of them are not here (`beyond`),
-- and what each is made of. What else there is to know of each are its `terms`, which can come to hold more while this
-- stays the same function: what a variant measures, and the prices that lists ask of whose cart it is, the same as
-- `orders.price_steps_of`, but a part of the statement's plan. Called in FROM, all of it becomes a part of that plan.
create function orders.goods_to(cart uuid, wanted text[]) returns table (
    sku text, product_id uuid, slug text, title jsonb, choice jsonb, prices jsonb, picture jsonb, active boolean,
    tax_class text, grams bigint, collections jsonb, available bigint, beyond bigint, components jsonb, terms jsonb
)
language sql stable as $$
    select snapshot.sku, snapshot.product_id, snapshot.slug, snapshot.title, snapshot.choice, snapshot.prices,
           snapshot.picture, snapshot.active, snapshot.tax_class, snapshot.grams, snapshot.collections,
           stock.orderable, stock.orderable - stock.available,
           coalesce((
               select jsonb_agg(jsonb_build_object('sku', component.sku, 'units', component.units)
                                order by component.sku)
               from orders.bundle_components as component where component.bundle = snapshot.sku
           ), '[]'),
           jsonb_build_object('measure', snapshot.measure, 'steps', (
               select jsonb_agg(jsonb_build_object('from', entry.from_quantity, 'currency', list.currency,
                                                   'minor', entry.amount_minor, 'personal', list.group_id is not null)
                                order by entry.from_quantity, entry.amount_minor)
               from orders.price_list_entries as entry join orders.price_lists as list on list.id = entry.list_id
               where entry.sku = snapshot.sku
                 and coalesce(list.starts_at <= now(), true) and coalesce(list.ends_at > now(), true)
                 and (list.group_id is null or list.group_id = (
                         select member.group_id
                         from orders.carts as owned
                         join orders.customer_group_members as member on member.customer_id = owned.customer_id
                         where owned.id = goods_to.cart))))
    from orders.sellable_snapshots as snapshot cross join lateral orders.stock_of(snapshot.sku, cart) as stock
    where snapshot.sku = any(wanted)
$$;

-- The promotions that may apply to a cart and the gift cards it holds, for a customer if they are known, as
-- `pricing::adjustments` reads them. Called in FROM, it becomes a part of the statement's plan. The moment a cart is
-- priced at is rounded down: a cast alone rounds it to the nearest second, half of the time into the future, in which a
-- promotion or a rate of tax may count that does not count yet.
create function orders.adjustments_of(cart uuid, customer text) returns table (adjustments jsonb)
language sql stable rows 1 as $$
    select jsonb_build_object(
        'as_of', floor(extract(epoch from now()))::bigint,
        'promotions', coalesce((
            select jsonb_agg(jsonb_build_object(
                'terms', promotion.terms, 'active', promotion.active, 'used', promotion.used,
                'position', claimed.position,
                'used_by_customer', coalesce((
                    select known.used from orders.promotion_customers as known
                    where known.promotion_id = promotion.id and known.customer = adjustments_of.customer), 0)))
            from (
                select promotion_id as id, position from orders.cart_codes
                where cart_id = cart and promotion_id is not null
                union all
                select id, null from orders.promotions where code is null and active
            ) as claimed join orders.promotions_whole as promotion on promotion.id = claimed.id
        ), '[]'),
        'gift_cards', coalesce((
            select jsonb_agg(jsonb_build_object(
                'id', card.id, 'last_four', card.last_four, 'currency', card.currency,
                'balance_minor', card.balance_minor, 'blocked', card.blocked_at is not null,
                'expires_at', floor(extract(epoch from card.expires_at))::bigint, 'position', held.position
            ) order by held.position)
            from orders.cart_codes as held join orders.gift_cards as card on card.id = held.gift_card_id
            where held.cart_id = cart
        ), '[]'))
$$;

-- What bears on the price of a cart, with what is set of delivery and of tax at that moment.
create function orders.adjustments_and_rules_of(cart uuid, customer text) returns table (adjustments jsonb)
language sql stable rows 1 as $$
    select known.adjustments || jsonb_build_object('rules', jsonb_build_object(
        'delivery', (select id from orders.delivery_versions order by version desc limit 1),
        'taxes', (select id from orders.tax_versions order by version desc limit 1)))
    from orders.adjustments_of(cart, customer) as known
$$;

-- Orders whole, as one JSON value each, as `orders::record` reads them. A delivery is dated by the second that it
-- was in, and not by the next one.
create view orders.order_records as
    select placed.id, to_jsonb(placed) || jsonb_build_object(
        'placed_at', orders.utc(placed.created_at),
        'payment', to_jsonb(payment),
        'documents', (select coalesce(jsonb_agg(jsonb_build_object(
                          'kind', kind, 'number', number,
                          'issued_on', to_char(issued_at at time zone 'utc', 'YYYY-MM-DD'))
                          order by issued_at, kind desc, number), '[]')
                      from orders.documents where order_id = placed.id),
        'lines', (select jsonb_agg(to_jsonb(line) order by line.position)
                  from orders.order_lines as line where line.order_id = placed.id),
        'promotions', coalesce((
            select jsonb_agg(to_jsonb(given) order by given.position)
            from orders.promotion_uses as given where given.order_id = placed.id), '[]'),
        'gift_cards', coalesce((
            select jsonb_agg(jsonb_build_object('last_four', card.last_four, 'amount_minor', part.amount_minor)
                             order by part.position)
            from orders.order_gift_cards as part join orders.gift_cards as card on card.id = part.gift_card_id
            where part.order_id = placed.id), '[]'),
        'shipments', (select coalesce(jsonb_agg(to_jsonb(shipment) || jsonb_build_object(
                'shipped_at', orders.utc(shipment.shipped_at),
                'delivered_at', orders.utc(shipment.delivered_at),
                'delivered_epoch', floor(extract(epoch from shipment.delivered_at))::bigint,
                'lines', (select jsonb_agg(to_jsonb(part) order by part.position)
                          from orders.shipment_lines as part where part.shipment_id = shipment.id)
            ) order by shipment.position), '[]')
            from orders.shipments as shipment where shipment.order_id = placed.id),
        'refunds', (select coalesce(jsonb_agg(to_jsonb(refund) || jsonb_build_object(
                'created_at', orders.utc(refund.created_at),
                'lines', (select coalesce(jsonb_agg(to_jsonb(part) order by part.position), '[]')
                          from orders.refund_lines as part where part.refund_id = refund.id),
                'gift_cards', (select coalesce(jsonb_agg(to_jsonb(part)), '[]')
                               from orders.refund_gift_cards as part where part.refund_id = refund.id)
            ) order by refund.position), '[]')
            from orders.refunds as refund where refund.order_id = placed.id),
        'returns', (select coalesce(jsonb_agg(to_jsonb(back) || jsonb_build_object(
                'created_at', orders.utc(back.created_at),
                'lines', (select jsonb_agg(to_jsonb(part) order by part.position)
                          from orders.return_lines as part where part.return_id = back.id)
            ) order by back.position), '[]')
            from orders.returns as back where back.order_id = placed.id),
        'cancellations', (select coalesce(jsonb_agg(to_jsonb(off) || jsonb_build_object(
                'created_at', orders.utc(off.created_at),
                'lines', (select jsonb_agg(to_jsonb(part) order by part.position)
                          from orders.cancellation_lines as part where part.cancellation_id = off.id)
            ) order by off.position), '[]')
            from orders.cancellations as off where off.order_id = placed.id)
    ) as record
    from orders.orders as placed join orders.payments as payment on payment.order_id = placed.id;

-- Orders that are paid: the money was taken; or there was none to take, since gift cards paid or it was released, and a
-- part of the goods left the house, which is when money is taken.
create view orders.paid_orders as
    select placed.id, placed.number
    from orders.orders as placed join orders.payments as payment on payment.order_id = placed.id
    where payment.captured_minor > 0
          or placed.state in ('partially_fulfilled', 'fulfilled')
             and payment.amount_minor = coalesce((select sum(refund.charged_minor) from orders.refunds as refund
                                                  where refund.order_id = placed.id and refund.released), 0);

-- Money that is due to be taken (then there is no reason) or given back.
create view orders.due_transfers as
    select capture.id, capture.payment_id, payment.order_id, capture.amount_minor, payment.currency, null as reason
    from orders.captures as capture join orders.payments as payment on payment.id = capture.payment_id
    where capture.state = 'due'
    union all
    select refund.id, payment.id, payment.order_id, refund.charged_minor, payment.currency, refund.reason
    from orders.refunds as refund join orders.payments as payment on payment.order_id = refund.order_id
    where refund.state = 'due';
