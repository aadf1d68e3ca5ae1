-- Files that staff have given in the office to be imported, until that is done.
create table catalog.import_files (
    id uuid primary key,
    -- As whoever gave it called it.
    file text not null,
    -- The currency of prices that name none.
    currency text not null,
    -- Whether pictures that lie elsewhere are fetched, and the stock of products that are there set.
    fetches boolean not null,
    set_stock boolean not null,
    state text not null check (state in ('receiving', 'checking', 'checked', 'importing', 'done', 'failed')),
    received bigint not null default 0,
    -- The import that it became; none before, and if that did nothing or is forgotten.
    import_id uuid references catalog.imports (id) on delete set null,
    -- How far it is, and what became of its rows.
    progress jsonb,
    report jsonb,
    -- Why it came to nothing.
    problem text,
    -- Who works on it until when: whoever dies leaves it to the next.
    claim uuid,
    claimed_until timestamptz,
    tries integer not null default 0,
    created_at timestamptz not null default now()
);

-- Their bytes, as they came, each part by the byte it begins at.
create table catalog.import_parts (
    file_id uuid not null references catalog.import_files (id) on delete cascade,
    at bigint not null,
    bytes bytea not null,
    primary key (file_id, at)
);
