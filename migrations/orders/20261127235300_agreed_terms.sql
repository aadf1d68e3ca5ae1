-- Which version of which page the shopper agreed to with the order, as {"page": …, "version": …}; none where the shop had
-- no terms on show, and in orders from before this.
alter table orders.orders add column terms jsonb;
