-- What the merchant called the way of delivery and who was to carry it when the order was placed, as
-- {"name": …, "carrier": …}; none where nothing was said of it, and in orders from before this.
alter table orders.orders add column delivery_service jsonb;

alter table orders.orders
    add constraint orders_delivery_service_check check (jsonb_typeof(delivery_service) = 'object') not valid;
