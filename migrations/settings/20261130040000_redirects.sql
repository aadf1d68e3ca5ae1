-- Addresses that lead elsewhere where there is no page: those of the shop that was here before. `shelf` is worked out of the
-- path (`redirect_shelf` of the API), and what is read at once.
create table settings.redirects (
    shelf  smallint not null check (shelf between 0 and 1023),
    path   text not null check (path like '/_%' and octet_length(path) <= 500),
    target text not null check (target like '/%' and target not like '//%' and octet_length(target) <= 500),
    status smallint not null check (status in (301, 308)),
    since  timestamptz not null default now(),
    primary key (shelf, path)
);

-- What opens the newest version of the home page to whoever has a link of staff's: no token itself, only its hash.
create table settings.home_previews (
    token_hash bytea primary key,
    expires_at timestamptz not null
);
