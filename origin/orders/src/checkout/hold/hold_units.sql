-- Makes the cart's reservations what its lines claim. A hold that goes on keeps its beginning; after one that is over,
-- another begins. One that seems to have begun later than now, because the clock jumped back, begins now.
--
-- $1  uuid    the cart
-- $2  text[]  SKUs      $3  text[]  locations      $4  bigint[]  units, of each reservation
-- $5  float8  how long they are held, in seconds   $6  float8    the longest that holds may go on, in seconds
-- $7  text    scope of the key     $8  text  the key     $9  jsonb  the reply, but for the hold
-- $10 bool    whether nobody knows whose cart it is      $11 bigint its client, if known
--
-- Returns until when the units are held, and for how many minutes; no row if nothing is.
with before as (
    select least(min(begun_at) filter (where reserved_until > now()), now()) as begun_at
    from orders.reservations where cart_id = $1
), left_out as (
    delete from orders.reservations
    where cart_id = $1 and (sku, location) not in (select * from unnest($2::text[], $3::text[]))
), held as (
    insert into orders.reservations as held (cart_id, sku, location, quantity, begun_at, reserved_until, anonymous, holder)
    select $1, item.sku, item.location, item.quantity, before.begun_at,
           least(now() + make_interval(secs => $5), before.begun_at + make_interval(secs => $6)), $10, $11
    from before, unnest($2::text[], $3::text[], $4::bigint[]) as item (sku, location, quantity)
    on conflict (cart_id, sku, location) do update
    set quantity = excluded.quantity, begun_at = excluded.begun_at, reserved_until = excluded.reserved_until,
        anonymous = excluded.anonymous, holder = excluded.holder
    returning reserved_until
), hold as (
    select orders.utc(min(reserved_until)) as reserved_until,
           ceil(extract(epoch from min(reserved_until) - now()) / 60)::bigint as reserved_minutes
    from held where reserved_until > now() having count(*) > 0
), kept as materialized (
    select shop.replace_reply($7, $8, $9::jsonb || coalesce((select to_jsonb(hold) from hold), '{}')) as kept
)
select hold.reserved_until, hold.reserved_minutes from kept left join hold on true
