-- Passkeys of staff: keys in their devices, each of which signs in by itself, beside password and one-time code.
create table staff.passkeys (
    id uuid primary key,
    account uuid not null references staff.accounts (id) on delete cascade,
    -- What the device calls the key.
    credential_id bytea not null,
    -- The public key, and what is said of the key for good, as `webauthn_rp` writes it (`StaticState`).
    static_state bytea not null,
    -- The key's counter, and what else each use may change (`DynamicState`).
    dynamic_state bytea not null,
    -- What its owner calls it.
    name text not null,
    created_at timestamptz not null default now(),
    -- When it signed in last; null if it never did.
    used_at timestamptz,
    constraint passkeys_credential_id_check check (length(credential_id) between 16 and 1023),
    constraint passkeys_static_state_check check (length(static_state) between 1 and 4096),
    constraint passkeys_dynamic_state_check check (length(dynamic_state) = 7),
    constraint passkeys_name_check check (length(name) between 1 and 60)
);

create unique index passkeys_credential_id on staff.passkeys (credential_id);
create index passkeys_account on staff.passkeys (account, created_at);
