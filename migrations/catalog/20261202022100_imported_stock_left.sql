-- Stock of imports that were taken back which stays as it is, as a whole or in part, and why.
create table catalog.imported_stock_left (
    import_id uuid not null references catalog.imports (id) on delete cascade,
    sku text not null,
    location text not null,
    reason text not null,
    primary key (import_id, sku, location)
);
