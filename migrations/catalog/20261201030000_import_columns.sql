-- What staff say of columns of a file whose names an import does not know.
alter table catalog.import_files add column columns jsonb;

-- The same of the last files, by the hash of all their columns' names: the next file with them is shown with it.
create table catalog.import_columns (
    header text primary key,
    columns jsonb not null,
    saved_at timestamptz not null default now()
);
