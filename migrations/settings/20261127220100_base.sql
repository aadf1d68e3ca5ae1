-- What the merchant sets of the shop as a whole: what it is called, how it speaks of itself, who stands behind it.
create schema settings;

-- Each change is a row, and the highest version counts: what was shown when can be told later.
create table settings.shop_versions (
    version    bigint primary key check (version > 0),
    document   jsonb not null check (jsonb_typeof(document) = 'object'),
    created_at timestamptz not null default now()
);
