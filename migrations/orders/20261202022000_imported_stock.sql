-- What imports moved in the stock room, so that it can be taken back: by how much they changed a level, and which
-- movements that were. What was sold meanwhile stays sold.
create table orders.imported_stock (
    import_id uuid not null,
    sku text not null,
    location text not null,
    -- Units more, or below zero fewer: of all its counts of this level together.
    delta bigint not null,
    -- Its first and its last line in the ledger.
    first_movement bigint not null,
    last_movement bigint not null,
    noted_at timestamptz not null default now(),
    -- When it was taken back, as far as it could be.
    undone_at timestamptz,
    -- When somebody else counted the very number that it had set: that moves nothing, and is a count all the same.
    confirmed_at timestamptz,
    primary key (import_id, sku, location),
    check (first_movement <= last_movement)
);

create index imported_stock_level on orders.imported_stock (sku, location);
create index imported_stock_noted on orders.imported_stock (noted_at);
