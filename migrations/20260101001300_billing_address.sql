-- Where the invoice goes, if not to where the parcel does.
alter table orders.orders add column billing_address jsonb;
