-- What the migrations beside it make, as pg_dump tells it. It is compared by a test, never run; `cargo xtask schema` writes it.

CREATE SCHEMA accounts;

CREATE TABLE accounts.customers (
    id uuid NOT NULL,
    email text NOT NULL,
    name text NOT NULL,
    password_hash text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    email_canonical text GENERATED ALWAYS AS (lower((email COLLATE "C"))) STORED NOT NULL COLLATE pg_catalog."C",
    CONSTRAINT customers_email_check CHECK (((length(email) >= 3) AND (length(email) <= 254))),
    CONSTRAINT customers_name_check CHECK (((length(name) >= 1) AND (length(name) <= 80))),
    CONSTRAINT customers_password_hash_check CHECK ((password_hash ~~ '$argon2id$%'::text))
);

ALTER TABLE ONLY accounts.customers
    ADD CONSTRAINT customers_pkey PRIMARY KEY (id);

CREATE UNIQUE INDEX customers_email ON accounts.customers USING btree (lower(email));

CREATE UNIQUE INDEX customers_email_canonical ON accounts.customers USING btree (email_canonical);
