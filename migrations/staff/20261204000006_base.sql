-- The merchant's staff: who they are, what they may do, and how they sign in. Whatever opens something is kept as a
-- hash, but for the secrets that one-time codes are made from, which have to be known to be compared.
create schema staff;

create table staff.accounts (
    id             uuid primary key,
    -- In its one spelling.
    email          text not null unique check (length(email) between 3 and 254),
    name           text not null check (length(name) between 1 and 80),
    password_hash  text not null check (password_hash like '$argon2id$%'),
    totp_secret    bytea not null check (length(totp_secret) = 20),
    -- The step of the last code that was taken: none is taken twice, and none before it.
    totp_last_step bigint not null,
    roles          text[] not null check (cardinality(roles) > 0),
    created_at     timestamptz not null default now(),
    deactivated_at timestamptz
);

-- Codes for whoever has lost what makes the others. Each is good once.
create table staff.backup_codes (
    account     uuid not null references staff.accounts (id) on delete cascade,
    code_sha256 bytea not null check (length(code_sha256) = 32),
    used_at     timestamptz,
    primary key (account, code_sha256)
);

-- Passkeys of staff: keys in their devices, each of which signs in by itself, beside password and one-time code.
create table staff.passkeys (
    id            uuid primary key,
    account       uuid not null references staff.accounts (id) on delete cascade,
    -- What the device calls the key.
    credential_id bytea not null check (length(credential_id) between 16 and 1023),
    -- The public key, and what is said of the key for good, as `webauthn_rp` writes it (`StaticState`).
    static_state  bytea not null check (length(static_state) between 1 and 4096),
    -- The key's counter, and what else each use may change (`DynamicState`).
    dynamic_state bytea not null check (length(dynamic_state) = 7),
    -- What its owner calls it.
    name          text not null check (length(name) between 1 and 60),
    created_at    timestamptz not null default now(),
    -- When it signed in last; null if it never did.
    used_at       timestamptz
);

create unique index passkeys_credential_id on staff.passkeys (credential_id);
create index passkeys_account on staff.passkeys (account, created_at);

create table staff.sessions (
    id_sha256 bytea primary key check (length(id_sha256) = 32),
    account   uuid not null references staff.accounts (id) on delete cascade,
    opened_at timestamptz not null default now(),
    used_at   timestamptz not null default now()
);

create index sessions_account on staff.sessions (account);

-- Browsers in which somebody has signed in: whoever guesses from elsewhere is counted apart from them.
create table staff.devices (
    token_sha256 bytea primary key check (length(token_sha256) = 32),
    account      uuid not null references staff.accounts (id) on delete cascade,
    used_at      timestamptz not null default now()
);

create index devices_account on staff.devices (account);

-- Whoever has given the right password, and not yet a code.
create table staff.sign_ins (
    ticket_sha256 bytea primary key check (length(ticket_sha256) = 32),
    account       uuid not null references staff.accounts (id) on delete cascade,
    tries         integer not null default 0,
    expires_at    timestamptz not null
);

create index sign_ins_account on staff.sign_ins (account);

create table staff.invitations (
    token_sha256 bytea primary key check (length(token_sha256) = 32),
    email        text not null check (length(email) between 3 and 254),
    roles        text[] not null check (cardinality(roles) > 0),
    totp_secret  bytea not null check (length(totp_secret) = 20),
    -- None: the command line.
    invited_by   uuid references staff.accounts (id) on delete cascade,
    -- What whoever invites could give, where that was less than the account behind it may do: by a key. None: all of
    -- it.
    narrowed_to  text[],
    created_at   timestamptz not null default now(),
    expires_at   timestamptz not null,
    used_at      timestamptz
);

create index invitations_invited_by on staff.invitations (invited_by);

-- An invitation that is to be mailed. The link in the mail has a token of its own, which is made as the mail is
-- written, so that it is on no stream and in no log; the link that is shown to whoever invites stays as good.
create table staff.invitation_mails (
    id           uuid primary key,
    invitation   bytea not null references staff.invitations (token_sha256) on delete cascade,
    token_sha256 bytea check (length(token_sha256) = 32),
    created_at   timestamptz not null default now(),
    -- The language that whoever is invited reads; English while nobody has said it.
    locale       text
);

create index invitation_mails_invitation on staff.invitation_mails (invitation);
create unique index invitation_mails_token on staff.invitation_mails (token_sha256);
