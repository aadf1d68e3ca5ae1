-- no-transaction
-- What was sold of a product is counted for the order of lists.
create index concurrently order_lines_product on orders.order_lines (product_id);
