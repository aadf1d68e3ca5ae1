-- Locks a cart and claims a key that is new, of which there is no order either.
--
-- $1  text  scope of the key    $2  text  the key    $3  bytea  fingerprint of the request    $4  uuid  the cart
--
-- Returns whether all of that is so; if not, the caller finds out what is the matter, step by step.
with cart as (
    select id from orders.carts
    where id = $4 and not exists (select from orders.orders where idempotency_key = $2)
    for no key update
), claimed as materialized (
    -- Called for each row, so only if the cart is locked.
    select shop.claim_key($1, $2, $3) as key from cart
), touched as (
    update orders.carts as cart set updated_at = now(), version = cart.version + 1 from claimed where cart.id = $4
    returning cart.id
)
select exists (select from touched)
