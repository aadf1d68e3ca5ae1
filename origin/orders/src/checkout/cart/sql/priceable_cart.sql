-- Reads a cart with what bears on its price.
--
-- $1  uuid  the cart    $2  text  the customer, if they are known
select cart.version, coalesce((
           select jsonb_agg(to_jsonb(sellable)
                            || jsonb_build_object('quantity', line.quantity, 'seen_prices', line.seen_prices)
                            order by line.added_at, line.sku)
           from orders.cart_lines as line
           cross join lateral orders.goods_to($1, array[line.sku]) as sellable
           where line.cart_id = $1
       ), '[]'), priced.adjustments, cart.customer_id,
       case when cart.paused_until > now() then ceil(extract(epoch from cart.paused_until - now()))::bigint end
from orders.carts as cart, orders.adjustments_and_rules_of($1, $2) as priced
where cart.id = $1
