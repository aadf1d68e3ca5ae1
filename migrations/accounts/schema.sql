-- What the migrations beside it make, as pg_dump tells it. It is compared by a test, never run; `cargo xtask schema` writes it.

CREATE SCHEMA accounts;

CREATE TABLE accounts.addresses (
    id uuid NOT NULL,
    customer_id uuid NOT NULL,
    address jsonb NOT NULL,
    is_delivery boolean DEFAULT false NOT NULL,
    is_billing boolean DEFAULT false NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE accounts.code_requests (
    id uuid NOT NULL,
    customer_id uuid NOT NULL,
    purpose text NOT NULL,
    email text NOT NULL,
    market text NOT NULL,
    asker_tries integer DEFAULT 0 NOT NULL,
    other_tries integer DEFAULT 0 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    chosen_name text,
    chosen_password_hash text,
    CONSTRAINT code_requests_chosen_name_check CHECK (((length(chosen_name) >= 1) AND (length(chosen_name) <= 80))),
    CONSTRAINT code_requests_chosen_password_hash_check CHECK ((chosen_password_hash ~~ '$argon2id$%'::text)),
    CONSTRAINT code_requests_email_check CHECK (((length(email) >= 3) AND (length(email) <= 254))),
    CONSTRAINT code_requests_purpose_check CHECK ((purpose = ANY (ARRAY['sign_in'::text, 'verification'::text, 'email_change'::text])))
);

CREATE TABLE accounts.codes (
    token_hash bytea NOT NULL,
    request_id uuid NOT NULL,
    code_hash text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT codes_code_hash_check CHECK ((code_hash ~~ '$argon2id$%'::text)),
    CONSTRAINT codes_token_hash_check CHECK ((length(token_hash) = 32))
);

CREATE TABLE accounts.consents (
    id uuid NOT NULL,
    customer_id uuid NOT NULL,
    purpose text NOT NULL,
    text_version integer NOT NULL,
    market text NOT NULL,
    email text NOT NULL,
    given_at timestamp with time zone DEFAULT now() NOT NULL,
    withdrawn_at timestamp with time zone,
    CONSTRAINT consents_email_check CHECK (((length(email) >= 3) AND (length(email) <= 254))),
    CONSTRAINT consents_purpose_check CHECK ((purpose = 'newsletter'::text))
);

CREATE TABLE accounts.customers (
    id uuid NOT NULL,
    email text NOT NULL,
    name text NOT NULL,
    password_hash text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    email_canonical text GENERATED ALWAYS AS (lower((email COLLATE "C"))) STORED NOT NULL COLLATE pg_catalog."C",
    email_verified_at timestamp with time zone,
    credentials_version integer DEFAULT 1 NOT NULL,
    market text,
    CONSTRAINT customers_email_check CHECK (((length(email) >= 3) AND (length(email) <= 254))),
    CONSTRAINT customers_name_check CHECK (((length(name) >= 1) AND (length(name) <= 80))),
    CONSTRAINT customers_password_hash_check CHECK ((password_hash ~~ '$argon2id$%'::text))
);

CREATE TABLE accounts.identities (
    id uuid NOT NULL,
    customer_id uuid NOT NULL,
    issuer text NOT NULL,
    subject text NOT NULL,
    email text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    used_at timestamp with time zone,
    CONSTRAINT identities_email_check CHECK (((length(email) >= 3) AND (length(email) <= 254))),
    CONSTRAINT identities_issuer_check CHECK (((length(issuer) >= 1) AND (length(issuer) <= 255))),
    CONSTRAINT identities_subject_check CHECK (((length(subject) >= 1) AND (length(subject) <= 255)))
);

CREATE TABLE accounts.notifications (
    id uuid NOT NULL,
    customer_id uuid NOT NULL,
    what text NOT NULL,
    email text NOT NULL,
    market text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT notifications_email_check CHECK (((length(email) >= 3) AND (length(email) <= 254))),
    CONSTRAINT notifications_what_check CHECK ((what = ANY (ARRAY['password_changed'::text, 'email_changed'::text, 'passkey_added'::text, 'identity_added'::text])))
);

CREATE TABLE accounts.passkeys (
    id uuid NOT NULL,
    customer_id uuid NOT NULL,
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

ALTER TABLE ONLY accounts.addresses
    ADD CONSTRAINT addresses_pkey PRIMARY KEY (id);

ALTER TABLE ONLY accounts.code_requests
    ADD CONSTRAINT code_requests_pkey PRIMARY KEY (id);

ALTER TABLE ONLY accounts.codes
    ADD CONSTRAINT codes_pkey PRIMARY KEY (token_hash);

ALTER TABLE ONLY accounts.consents
    ADD CONSTRAINT consents_pkey PRIMARY KEY (id);

ALTER TABLE ONLY accounts.customers
    ADD CONSTRAINT customers_pkey PRIMARY KEY (id);

ALTER TABLE ONLY accounts.identities
    ADD CONSTRAINT identities_pkey PRIMARY KEY (id);

ALTER TABLE ONLY accounts.notifications
    ADD CONSTRAINT notifications_pkey PRIMARY KEY (id);

ALTER TABLE ONLY accounts.passkeys
    ADD CONSTRAINT passkeys_pkey PRIMARY KEY (id);

CREATE UNIQUE INDEX addresses_billing ON accounts.addresses USING btree (customer_id) WHERE is_billing;

CREATE INDEX addresses_customer ON accounts.addresses USING btree (customer_id, created_at);

CREATE UNIQUE INDEX addresses_delivery ON accounts.addresses USING btree (customer_id) WHERE is_delivery;

CREATE INDEX code_requests_customer ON accounts.code_requests USING btree (customer_id, created_at);

CREATE INDEX code_requests_old ON accounts.code_requests USING btree (created_at);

CREATE INDEX codes_request ON accounts.codes USING btree (request_id);

CREATE INDEX consents_customer ON accounts.consents USING btree (customer_id, given_at);

CREATE UNIQUE INDEX consents_in_force ON accounts.consents USING btree (customer_id, purpose) WHERE (withdrawn_at IS NULL);

CREATE UNIQUE INDEX customers_email ON accounts.customers USING btree (lower(email));

CREATE UNIQUE INDEX customers_email_canonical ON accounts.customers USING btree (email_canonical);

CREATE INDEX customers_unconfirmed ON accounts.customers USING btree (created_at) WHERE (email_verified_at IS NULL);

CREATE INDEX identities_customer ON accounts.identities USING btree (customer_id, created_at);

CREATE UNIQUE INDEX identities_subject ON accounts.identities USING btree (issuer, subject);

CREATE INDEX notifications_customer ON accounts.notifications USING btree (customer_id);

CREATE INDEX notifications_old ON accounts.notifications USING btree (created_at);

CREATE UNIQUE INDEX passkeys_credential_id ON accounts.passkeys USING btree (credential_id);

CREATE INDEX passkeys_customer ON accounts.passkeys USING btree (customer_id, created_at);

ALTER TABLE ONLY accounts.addresses
    ADD CONSTRAINT addresses_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES accounts.customers(id) ON DELETE CASCADE;

ALTER TABLE ONLY accounts.code_requests
    ADD CONSTRAINT code_requests_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES accounts.customers(id) ON DELETE CASCADE;

ALTER TABLE ONLY accounts.codes
    ADD CONSTRAINT codes_request_id_fkey FOREIGN KEY (request_id) REFERENCES accounts.code_requests(id) ON DELETE CASCADE;

ALTER TABLE ONLY accounts.consents
    ADD CONSTRAINT consents_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES accounts.customers(id) ON DELETE CASCADE;

ALTER TABLE ONLY accounts.identities
    ADD CONSTRAINT identities_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES accounts.customers(id) ON DELETE CASCADE;

ALTER TABLE ONLY accounts.notifications
    ADD CONSTRAINT notifications_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES accounts.customers(id) ON DELETE CASCADE;

ALTER TABLE ONLY accounts.passkeys
    ADD CONSTRAINT passkeys_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES accounts.customers(id) ON DELETE CASCADE;
