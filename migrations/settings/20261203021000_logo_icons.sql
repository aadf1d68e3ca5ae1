-- Of which logos there are icons of the installed shop. They are there once it is not said when they are tried next:
-- whoever makes them says so beforehand, and is tried again then if nothing comes of it.
create table settings.logo_icons (
    -- The path of the logo's picture.
    path text primary key check (char_length(path) between 1 and 255),
    next_at timestamptz,
    -- Why there are none; null while nobody knows, and once they are there.
    reason text check (next_at is not null or reason is null)
);
