-- Holds the units of an eligible cart, if nobody has changed the cart since it was read, and if there is so much of
-- everything that nobody is told anything. It locks as the general path does: the cart, then the levels in the order of
-- their SKUs; what had to be waited for is looked at as it is afterwards. Bundles that share a SKU may be told of before
-- the SKU is, and a cart that holds something already releases that: neither is eligible.
--
-- $1  uuid     the cart                        $2  bigint  its version when it was read
-- $3  text[]   the SKUs it asks for            $4  bigint[] how many units of each
-- $5  bigint   how many units are few
-- $6  float8   how long they are held, in seconds
-- $7  text     scope of the key    $8  text  the key       $9  bytea  fingerprint of the request
-- $10 jsonb    the reply, but for the hold
-- $11 bool     whether nobody knows whose cart it is       $12 bigint  its client, if known
-- $13 bigint   a few units, all of which may be held       $14 bigint  the most units of one client
--
-- Where so few units are reserved that nobody can hold more than their share, shares need not be counted; elsewhere, and
-- for a client with orders that wait for a bank, holder/fair_share.sql does.
--
-- Returns until when the units are held, and for how many minutes; no row if they are not.
with cart as (
    select id from orders.carts where id = $1 and version = $2 for no key update
), turn as materialized (
    select from cart
    where $12::bigint is null
          or orders.has_room($12, $1, (select sum(quantity)::bigint from unnest($4::bigint[]) as item (quantity)), $14)
), level as (
    select level.sku, level.location, item.quantity,
           level.location = 'main' and level.policy = 'tracked' and place.active
           and level.on_hand - level.reserved - item.quantity > $5
           and (not $11 and $12::bigint is null
                or level.reserved + item.quantity <= greatest(level.on_hand / 2, $13)) as plentiful
    from unnest($3::text[], $4::bigint[]) as item (sku, quantity)
    join orders.stock_levels as level on level.sku = item.sku
    join orders.stock_locations as place on place.code = level.location
    where exists (select from turn)
    order by level.sku, level.location for update of level
), eligible as (
    select from level
    having count(*) = cardinality($3) and bool_and(plentiful)
           and not exists (select from orders.reservations where cart_id = $1)
           and not orders.is_shared($3)
), hold (reserved_until, reserved_minutes) as (
    select orders.utc(now() + make_interval(secs => $6)), ceil($6 / 60)::bigint
), claimed as (
    insert into shop.idempotency_keys (scope, key, fingerprint, reply)
    select $7, $8, $9, $10::jsonb || to_jsonb(hold) from eligible, hold
    on conflict on constraint idempotency_keys_pkey do nothing
    returning key
), kept as materialized (
    select hold.* from claimed, hold
), moved as (
    update orders.stock_levels as level set reserved = level.reserved + item.quantity
    from level as item, kept where level.sku = item.sku and level.location = item.location
), held as (
    insert into orders.reservations (cart_id, sku, location, quantity, begun_at, reserved_until, anonymous, holder)
    select $1, sku, location, quantity, now(), now() + make_interval(secs => $6), $11, $12 from level, kept
), touched as (
    update orders.carts as cart set updated_at = now(), version = cart.version + 1 from kept where cart.id = $1
)
select reserved_until, reserved_minutes from kept
