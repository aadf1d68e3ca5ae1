-- Hosts that pictures may be fetched from beside those that the operator names, each change a version of its own.
create table media.picture_host_versions (
    version    bigint primary key check (version > 0),
    hosts      text[] not null check (cardinality(hosts) <= 50),
    created_at timestamptz not null default now()
);
