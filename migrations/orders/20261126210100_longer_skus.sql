-- contract: a SKU may now have 255 characters; what was allowed before still is, and a program that knows 64 alone meets
-- longer ones only after the new one has taken them.
alter table orders.offers
    drop constraint offers_sku_check,
    add constraint offers_sku_check check (length(sku) between 1 and 255);
alter table orders.bundle_components
    drop constraint bundle_components_sku_check,
    add constraint bundle_components_sku_check check (length(sku) between 1 and 255);
alter table orders.stock_levels
    drop constraint stock_levels_sku_check,
    add constraint stock_levels_sku_check check (length(sku) between 1 and 255);
