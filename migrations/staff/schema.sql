-- What the migrations beside it make, as pg_dump tells it. It is compared by a test, never run; `cargo xtask schema` writes it.

CREATE SCHEMA staff;

CREATE TABLE staff.accounts (
    id uuid NOT NULL,
    email text NOT NULL,
    name text NOT NULL,
    password_hash text NOT NULL,
    totp_secret bytea NOT NULL,
    totp_last_step bigint NOT NULL,
    roles text[] NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    deactivated_at timestamp with time zone,
    CONSTRAINT accounts_email_check CHECK (((length(email) >= 3) AND (length(email) <= 254))),
    CONSTRAINT accounts_name_check CHECK (((length(name) >= 1) AND (length(name) <= 80))),
    CONSTRAINT accounts_password_hash_check CHECK ((password_hash ~~ '$argon2id$%'::text)),
    CONSTRAINT accounts_roles_check CHECK ((cardinality(roles) > 0)),
    CONSTRAINT accounts_totp_secret_check CHECK ((length(totp_secret) = 20))
);

CREATE TABLE staff.backup_codes (
    account uuid NOT NULL,
    code_sha256 bytea NOT NULL,
    used_at timestamp with time zone,
    CONSTRAINT backup_codes_code_sha256_check CHECK ((length(code_sha256) = 32))
);

CREATE TABLE staff.devices (
    token_sha256 bytea NOT NULL,
    account uuid NOT NULL,
    used_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT devices_token_sha256_check CHECK ((length(token_sha256) = 32))
);

CREATE TABLE staff.invitation_mails (
    id uuid NOT NULL,
    invitation bytea NOT NULL,
    token_sha256 bytea,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    locale text,
    CONSTRAINT invitation_mails_token_sha256_check CHECK ((length(token_sha256) = 32))
);

CREATE TABLE staff.invitations (
    token_sha256 bytea NOT NULL,
    email text NOT NULL,
    roles text[] NOT NULL,
    totp_secret bytea NOT NULL,
    invited_by uuid,
    narrowed_to text[],
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    CONSTRAINT invitations_email_check CHECK (((length(email) >= 3) AND (length(email) <= 254))),
    CONSTRAINT invitations_roles_check CHECK ((cardinality(roles) > 0)),
    CONSTRAINT invitations_token_sha256_check CHECK ((length(token_sha256) = 32)),
    CONSTRAINT invitations_totp_secret_check CHECK ((length(totp_secret) = 20))
);

CREATE TABLE staff.passkeys (
    id uuid NOT NULL,
    account uuid NOT NULL,
    credential_id bytea NOT NULL,
    static_state bytea NOT NULL,
    dynamic_state bytea NOT NULL,
    name text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    used_at timestamp with time zone,
    CONSTRAINT passkeys_credential_id_check CHECK (((length(credential_id) >= 16) AND (length(credential_id) <= 1023))),
    CONSTRAINT passkeys_dynamic_state_check CHECK ((length(dynamic_state) = 7)),
    CONSTRAINT passkeys_name_check CHECK (((length(name) >= 1) AND (length(name) <= 60))),
    CONSTRAINT passkeys_static_state_check CHECK (((length(static_state) >= 1) AND (length(static_state) <= 4096)))
);

CREATE TABLE staff.sessions (
    id_sha256 bytea NOT NULL,
    account uuid NOT NULL,
    opened_at timestamp with time zone DEFAULT now() NOT NULL,
    used_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT sessions_id_sha256_check CHECK ((length(id_sha256) = 32))
);

CREATE TABLE staff.sign_ins (
    ticket_sha256 bytea NOT NULL,
    account uuid NOT NULL,
    tries integer DEFAULT 0 NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    CONSTRAINT sign_ins_ticket_sha256_check CHECK ((length(ticket_sha256) = 32))
);

ALTER TABLE ONLY staff.accounts
    ADD CONSTRAINT accounts_email_key UNIQUE (email);

ALTER TABLE ONLY staff.accounts
    ADD CONSTRAINT accounts_pkey PRIMARY KEY (id);

ALTER TABLE ONLY staff.backup_codes
    ADD CONSTRAINT backup_codes_pkey PRIMARY KEY (account, code_sha256);

ALTER TABLE ONLY staff.devices
    ADD CONSTRAINT devices_pkey PRIMARY KEY (token_sha256);

ALTER TABLE ONLY staff.invitation_mails
    ADD CONSTRAINT invitation_mails_pkey PRIMARY KEY (id);

ALTER TABLE ONLY staff.invitations
    ADD CONSTRAINT invitations_pkey PRIMARY KEY (token_sha256);

ALTER TABLE ONLY staff.passkeys
    ADD CONSTRAINT passkeys_pkey PRIMARY KEY (id);

ALTER TABLE ONLY staff.sessions
    ADD CONSTRAINT sessions_pkey PRIMARY KEY (id_sha256);

ALTER TABLE ONLY staff.sign_ins
    ADD CONSTRAINT sign_ins_pkey PRIMARY KEY (ticket_sha256);

CREATE INDEX devices_account ON staff.devices USING btree (account);

CREATE INDEX invitation_mails_invitation ON staff.invitation_mails USING btree (invitation);

CREATE UNIQUE INDEX invitation_mails_token ON staff.invitation_mails USING btree (token_sha256);

CREATE INDEX invitations_invited_by ON staff.invitations USING btree (invited_by);

CREATE INDEX passkeys_account ON staff.passkeys USING btree (account, created_at);

CREATE UNIQUE INDEX passkeys_credential_id ON staff.passkeys USING btree (credential_id);

CREATE INDEX sessions_account ON staff.sessions USING btree (account);

CREATE INDEX sign_ins_account ON staff.sign_ins USING btree (account);

ALTER TABLE ONLY staff.backup_codes
    ADD CONSTRAINT backup_codes_account_fkey FOREIGN KEY (account) REFERENCES staff.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY staff.devices
    ADD CONSTRAINT devices_account_fkey FOREIGN KEY (account) REFERENCES staff.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY staff.invitation_mails
    ADD CONSTRAINT invitation_mails_invitation_fkey FOREIGN KEY (invitation) REFERENCES staff.invitations(token_sha256) ON DELETE CASCADE;

ALTER TABLE ONLY staff.invitations
    ADD CONSTRAINT invitations_invited_by_fkey FOREIGN KEY (invited_by) REFERENCES staff.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY staff.passkeys
    ADD CONSTRAINT passkeys_account_fkey FOREIGN KEY (account) REFERENCES staff.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY staff.sessions
    ADD CONSTRAINT sessions_account_fkey FOREIGN KEY (account) REFERENCES staff.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY staff.sign_ins
    ADD CONSTRAINT sign_ins_account_fkey FOREIGN KEY (account) REFERENCES staff.accounts(id) ON DELETE CASCADE;
