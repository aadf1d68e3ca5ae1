-- What the migrations beside it make, as pg_dump tells it. It is compared by a test, never run; `cargo xtask schema` writes it.

CREATE SCHEMA settings;

CREATE TABLE settings.former_page_slugs (
    slug text NOT NULL,
    page_id uuid NOT NULL,
    since timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE settings.home_previews (
    token_hash bytea NOT NULL,
    expires_at timestamp with time zone NOT NULL
);

CREATE TABLE settings.home_versions (
    version bigint NOT NULL,
    document jsonb NOT NULL,
    publication text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT home_versions_document_check CHECK ((jsonb_typeof(document) = 'array'::text)),
    CONSTRAINT home_versions_publication_check CHECK ((publication = ANY (ARRAY['publish'::text, 'withdraw'::text]))),
    CONSTRAINT home_versions_version_check CHECK ((version > 0))
);

CREATE TABLE settings.logo_icons (
    path text NOT NULL,
    next_at timestamp with time zone,
    reason text,
    CONSTRAINT logo_icons_check CHECK (((next_at IS NOT NULL) OR (reason IS NULL))),
    CONSTRAINT logo_icons_path_check CHECK (((char_length(path) >= 1) AND (char_length(path) <= 255)))
);

CREATE TABLE settings.mail_versions (
    version bigint NOT NULL,
    document jsonb NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT mail_versions_document_check CHECK ((jsonb_typeof(document) = 'object'::text)),
    CONSTRAINT mail_versions_version_check CHECK ((version > 0))
);

CREATE TABLE settings.menu_versions (
    version bigint NOT NULL,
    document jsonb NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT menu_versions_document_check CHECK ((jsonb_typeof(document) = 'object'::text)),
    CONSTRAINT menu_versions_version_check CHECK ((version > 0))
);

CREATE TABLE settings.page_versions (
    page_id uuid NOT NULL,
    version bigint NOT NULL,
    document jsonb NOT NULL,
    publication text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT page_versions_document_check CHECK ((jsonb_typeof(document) = 'object'::text)),
    CONSTRAINT page_versions_publication_check CHECK ((publication = ANY (ARRAY['publish'::text, 'withdraw'::text]))),
    CONSTRAINT page_versions_version_check CHECK ((version > 0))
);

CREATE TABLE settings.pages (
    id uuid NOT NULL,
    kind text NOT NULL,
    slug text NOT NULL,
    version bigint NOT NULL,
    published bigint,
    deleted_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT pages_check CHECK (((published >= 1) AND (published <= version))),
    CONSTRAINT pages_check1 CHECK (((deleted_at IS NULL) OR (published IS NULL))),
    CONSTRAINT pages_kind_check CHECK ((kind = ANY (ARRAY['imprint'::text, 'terms'::text, 'privacy'::text, 'returns'::text, 'shipping'::text, 'other'::text]))),
    CONSTRAINT pages_slug_check CHECK (((char_length(slug) >= 1) AND (char_length(slug) <= 255))),
    CONSTRAINT pages_version_check CHECK ((version > 0))
);

CREATE TABLE settings.redirects (
    shelf smallint NOT NULL,
    path text NOT NULL,
    target text NOT NULL,
    status smallint NOT NULL,
    since timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT redirects_path_check CHECK (((path ~~ '/_%'::text) AND (octet_length(path) <= 500))),
    CONSTRAINT redirects_shelf_check CHECK (((shelf >= 0) AND (shelf <= 1023))),
    CONSTRAINT redirects_status_check CHECK ((status = ANY (ARRAY[301, 308]))),
    CONSTRAINT redirects_target_check CHECK (((target ~~ '/%'::text) AND (target !~~ '//%'::text) AND (octet_length(target) <= 500)))
);

CREATE TABLE settings.setup_confirmations (
    step text NOT NULL,
    confirmed_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT setup_confirmations_step_check CHECK (((char_length(step) >= 1) AND (char_length(step) <= 40)))
);

CREATE TABLE settings.shop_versions (
    version bigint NOT NULL,
    document jsonb NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT shop_versions_document_check CHECK ((jsonb_typeof(document) = 'object'::text)),
    CONSTRAINT shop_versions_version_check CHECK ((version > 0))
);

ALTER TABLE ONLY settings.former_page_slugs
    ADD CONSTRAINT former_page_slugs_pkey PRIMARY KEY (slug);

ALTER TABLE ONLY settings.home_previews
    ADD CONSTRAINT home_previews_pkey PRIMARY KEY (token_hash);

ALTER TABLE ONLY settings.home_versions
    ADD CONSTRAINT home_versions_pkey PRIMARY KEY (version);

ALTER TABLE ONLY settings.logo_icons
    ADD CONSTRAINT logo_icons_pkey PRIMARY KEY (path);

ALTER TABLE ONLY settings.mail_versions
    ADD CONSTRAINT mail_versions_pkey PRIMARY KEY (version);

ALTER TABLE ONLY settings.menu_versions
    ADD CONSTRAINT menu_versions_pkey PRIMARY KEY (version);

ALTER TABLE ONLY settings.page_versions
    ADD CONSTRAINT page_versions_pkey PRIMARY KEY (page_id, version);

ALTER TABLE ONLY settings.pages
    ADD CONSTRAINT pages_pkey PRIMARY KEY (id);

ALTER TABLE ONLY settings.redirects
    ADD CONSTRAINT redirects_pkey PRIMARY KEY (shelf, path);

ALTER TABLE ONLY settings.setup_confirmations
    ADD CONSTRAINT setup_confirmations_pkey PRIMARY KEY (step);

ALTER TABLE ONLY settings.shop_versions
    ADD CONSTRAINT shop_versions_pkey PRIMARY KEY (version);

CREATE UNIQUE INDEX pages_kind ON settings.pages USING btree (kind) WHERE ((deleted_at IS NULL) AND (kind <> 'other'::text));

CREATE UNIQUE INDEX pages_slug ON settings.pages USING btree (slug) WHERE (deleted_at IS NULL);

ALTER TABLE ONLY settings.former_page_slugs
    ADD CONSTRAINT former_page_slugs_page_id_fkey FOREIGN KEY (page_id) REFERENCES settings.pages(id);

ALTER TABLE ONLY settings.page_versions
    ADD CONSTRAINT page_versions_page_id_fkey FOREIGN KEY (page_id) REFERENCES settings.pages(id);
