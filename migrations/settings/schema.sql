-- What the migrations beside it make, as pg_dump tells it. It is compared by a test, never run; `cargo xtask schema` writes it.

CREATE SCHEMA settings;

CREATE TABLE settings.shop_versions (
    version bigint NOT NULL,
    document jsonb NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT shop_versions_document_check CHECK ((jsonb_typeof(document) = 'object'::text)),
    CONSTRAINT shop_versions_version_check CHECK ((version > 0))
);

ALTER TABLE ONLY settings.shop_versions
    ADD CONSTRAINT shop_versions_pkey PRIMARY KEY (version);
