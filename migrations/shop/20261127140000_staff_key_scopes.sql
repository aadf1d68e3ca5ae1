-- What a key may do, until when, whose it is and when it was used last. A key that names no permissions has all there
-- are, as every key has had.
alter table shop.staff_keys
    add column permissions text[],
    add column expires_at timestamptz,
    add column last_used_at timestamptz,
    add column owner uuid;

create index staff_keys_owner on shop.staff_keys (owner) where owner is not null;
