-- Each save of the home page is a row, and none ever changes. What shoppers see is said by the last that has a publication.
create table settings.home_versions (
    version     bigint primary key check (version > 0),
    document    jsonb not null check (jsonb_typeof(document) = 'array'),
    publication text check (publication in ('publish', 'withdraw')),
    created_at  timestamptz not null default now()
);

-- Each change of the words of mails is a row, and the highest version counts.
create table settings.mail_versions (
    version    bigint primary key check (version > 0),
    document   jsonb not null check (jsonb_typeof(document) = 'object'),
    created_at timestamptz not null default now()
);

-- What somebody has looked at before the shop opens and found right as it is.
create table settings.setup_confirmations (
    step         text primary key check (char_length(step) between 1 and 40),
    confirmed_at timestamptz not null default now()
);
