-- no-transaction
create index concurrently merged_carts_old on orders.merged_carts (merged_at);
