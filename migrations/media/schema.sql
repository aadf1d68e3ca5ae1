-- What the migrations beside it make, as pg_dump tells it. It is compared by a test, never run; `cargo xtask schema` writes it.

CREATE SCHEMA media;

CREATE TABLE media.attachments (
    hash bytea NOT NULL,
    product_id uuid NOT NULL,
    actor text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE media.derivatives (
    hash bytea NOT NULL,
    width integer NOT NULL,
    format text NOT NULL,
    bytes bigint NOT NULL,
    CONSTRAINT derivatives_bytes_check CHECK ((bytes > 0)),
    CONSTRAINT derivatives_format_check CHECK ((format = ANY (ARRAY['avif'::text, 'webp'::text]))),
    CONSTRAINT derivatives_width_check CHECK ((width > 0))
);

CREATE TABLE media.fetches (
    address text NOT NULL,
    product_id uuid NOT NULL,
    alt jsonb NOT NULL,
    actor text NOT NULL,
    state text DEFAULT 'waiting'::text NOT NULL,
    reason text,
    tries integer DEFAULT 0 NOT NULL,
    next_at timestamp with time zone DEFAULT now() NOT NULL,
    hash bytea,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT fetches_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'done'::text, 'failed'::text]))),
    CONSTRAINT fetches_tries_check CHECK ((tries >= 0))
);

CREATE TABLE media.originals (
    hash bytea NOT NULL,
    format text NOT NULL,
    bytes bigint NOT NULL,
    state text DEFAULT 'waiting'::text NOT NULL,
    reason text,
    tries integer DEFAULT 0 NOT NULL,
    claimed_until timestamp with time zone,
    width integer,
    height integer,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    alt jsonb DEFAULT '{"en": ""}'::jsonb NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    deleted_at timestamp with time zone,
    colour integer,
    coloured_at timestamp with time zone,
    CONSTRAINT originals_bytes_check CHECK ((bytes > 0)),
    CONSTRAINT originals_colour_check CHECK (((colour >= 0) AND (colour <= 16777215))),
    CONSTRAINT originals_failed_check CHECK (((state = 'failed'::text) = (reason IS NOT NULL))),
    CONSTRAINT originals_format_check CHECK ((format = ANY (ARRAY['jpeg'::text, 'png'::text, 'webp'::text]))),
    CONSTRAINT originals_hash_check CHECK ((length(hash) = 32)),
    CONSTRAINT originals_height_check CHECK ((height > 0)),
    CONSTRAINT originals_ready_check CHECK (((state = 'ready'::text) = ((width IS NOT NULL) AND (height IS NOT NULL)))),
    CONSTRAINT originals_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'ready'::text, 'failed'::text]))),
    CONSTRAINT originals_tries_check CHECK ((tries >= 0)),
    CONSTRAINT originals_width_check CHECK ((width > 0))
);

CREATE TABLE media.picture_host_versions (
    version bigint NOT NULL,
    hosts text[] NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT picture_host_versions_hosts_check CHECK ((cardinality(hosts) <= 50)),
    CONSTRAINT picture_host_versions_version_check CHECK ((version > 0))
);

CREATE TABLE media.uploads (
    id uuid NOT NULL,
    received bigint DEFAULT 0 NOT NULL,
    alt jsonb NOT NULL,
    product_id uuid,
    hash bytea,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT uploads_received_check CHECK ((received >= 0))
);

ALTER TABLE ONLY media.attachments
    ADD CONSTRAINT attachments_pkey PRIMARY KEY (hash, product_id);

ALTER TABLE ONLY media.derivatives
    ADD CONSTRAINT derivatives_pkey PRIMARY KEY (hash, width, format);

ALTER TABLE ONLY media.fetches
    ADD CONSTRAINT fetches_pkey PRIMARY KEY (address, product_id);

ALTER TABLE ONLY media.originals
    ADD CONSTRAINT originals_pkey PRIMARY KEY (hash);

ALTER TABLE ONLY media.picture_host_versions
    ADD CONSTRAINT picture_host_versions_pkey PRIMARY KEY (version);

ALTER TABLE ONLY media.uploads
    ADD CONSTRAINT uploads_pkey PRIMARY KEY (id);

CREATE INDEX attachments_product ON media.attachments USING btree (product_id);

CREATE INDEX fetches_newest ON media.fetches USING btree (created_at DESC);

CREATE INDEX fetches_waiting ON media.fetches USING btree (next_at) WHERE (state = 'waiting'::text);

CREATE INDEX originals_newest ON media.originals USING btree (created_at DESC, hash DESC);

CREATE INDEX originals_uncoloured ON media.originals USING btree (created_at) WHERE ((state = 'ready'::text) AND (coloured_at IS NULL));

CREATE INDEX originals_waiting ON media.originals USING btree (created_at) WHERE (state = 'waiting'::text);

CREATE INDEX uploads_created ON media.uploads USING btree (created_at);

ALTER TABLE ONLY media.attachments
    ADD CONSTRAINT attachments_hash_fkey FOREIGN KEY (hash) REFERENCES media.originals(hash) ON DELETE CASCADE;

ALTER TABLE ONLY media.derivatives
    ADD CONSTRAINT derivatives_hash_fkey FOREIGN KEY (hash) REFERENCES media.originals(hash) ON DELETE CASCADE;

ALTER TABLE ONLY media.fetches
    ADD CONSTRAINT fetches_hash_fkey FOREIGN KEY (hash) REFERENCES media.originals(hash) ON DELETE SET NULL;

ALTER TABLE ONLY media.uploads
    ADD CONSTRAINT uploads_hash_fkey FOREIGN KEY (hash) REFERENCES media.originals(hash) ON DELETE CASCADE;
