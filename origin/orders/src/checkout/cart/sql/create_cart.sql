-- Makes an empty cart. The reply is known beforehand, so that it is all one statement.
--
-- $1  text  scope of the key    $2  text  the key    $3  bytea  fingerprint of the request    $4  jsonb  the reply
-- $5  uuid  the cart            $6  uuid  the customer whose cart it is
--
-- Returns whether it was made; if not, the key was used before.
with kept as materialized (
    select key from shop.claim_key($1, $2, $3, $4) as key
), made as (
    insert into orders.carts (id, customer_id) select $5, $6 from kept
)
select exists (select from kept)
