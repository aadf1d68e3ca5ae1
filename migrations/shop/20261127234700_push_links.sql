-- Whoever may see an order by a link alone is told of it as long as the link opens it: the SHA-256 of the link's token, as
-- orders.order_links has it. None for whoever sees it by their account.
alter table shop.push_topics add column link_hash bytea;
