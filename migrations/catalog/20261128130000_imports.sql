-- What imports made and changed, so that a whole import can be taken back.
create table catalog.imports (
    id uuid primary key,
    -- The file, as whoever imported it called it.
    file text not null,
    -- Whether pictures were fetched for it: they come to its products later, and are not taken for a change of somebody's.
    fetches boolean not null,
    begun_at timestamptz not null default now(),
    -- None: it is under way, or broke off.
    ended_at timestamptz,
    undo_asked_at timestamptz,
    undone_at timestamptz
);

create index imports_begun on catalog.imports (begun_at);

create table catalog.imported_products (
    import_id uuid not null references catalog.imports (id) on delete cascade,
    -- Rises as rows landed: they are taken back in the opposite order.
    seq bigint generated always as identity,
    product_id uuid not null,
    slug text not null,
    -- How it was; none if the import made it.
    before jsonb,
    -- SHA-256 of how the import left it.
    after bytea not null,
    -- The last entry of the audit log by then; none is looked for unless pictures are fetched.
    audit_seq bigint not null,
    -- What became of it when the import was taken back.
    outcome text check (outcome in ('restored', 'deleted', 'archived', 'left')),
    -- Why it was left as it is.
    reason text,
    primary key (import_id, product_id)
);

create index imported_products_open on catalog.imported_products (import_id, seq) where outcome is null;

create table catalog.imported_collections (
    import_id uuid not null references catalog.imports (id) on delete cascade,
    slug text not null,
    before jsonb,
    after bytea not null,
    outcome text check (outcome in ('restored', 'deleted', 'archived', 'left')),
    reason text,
    primary key (import_id, slug)
);
