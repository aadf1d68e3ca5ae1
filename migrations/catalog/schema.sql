-- What the migrations beside it make, as pg_dump tells it. It is compared by a test, never run; `cargo xtask schema` writes it.

CREATE SCHEMA catalog;

CREATE FUNCTION catalog.check_collection_tree() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
declare
    above integer;
    below integer;
begin
    -- Two that are moved under each other at once would each find nothing wrong: the second waits, and sees the first.
    perform pg_advisory_xact_lock(hashtext('catalog.collections.parent'));
    with recursive up as (
        select parent, 1 as level from catalog.collections where slug = new.parent
        union all
        select c.parent, up.level + 1 from up join catalog.collections c on c.slug = up.parent where up.level < 6
    )
    select max(level) into above from up;
    with recursive down as (
        select slug, 1 as level from catalog.collections where slug = new.slug
        union all
        select c.slug, down.level + 1 from down join catalog.collections c on c.parent = down.slug where down.level < 6
    )
    select max(level) into below from down;
    if above + below > 5 then
        raise exception 'collection % would stand under itself, or deeper than five levels', new.slug
            using errcode = 'check_violation';
    end if;
    return null;
end
$$;

CREATE FUNCTION catalog.keep_price() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    if tg_op = 'DELETE' then
        insert into catalog.price_history (sku, currency) values (old.sku, old.currency);
    elsif tg_op = 'INSERT'
        or (new.amount_minor, new.compare_at_minor) is distinct from (old.amount_minor, old.compare_at_minor) then
        insert into catalog.price_history (sku, currency, amount_minor, compare_at_minor)
        values (new.sku, new.currency, new.amount_minor, new.compare_at_minor);
    end if;
    return null;
end
$$;

CREATE FUNCTION catalog.lowest_of_thirty_days(wanted_sku text, wanted_currency text) RETURNS bigint
    LANGUAGE sql
    AS $$
    select min(asked.amount_minor)
    from (
        (select amount_minor from catalog.price_history
         where sku = wanted_sku and currency = wanted_currency and changed_at > clock_timestamp() - interval '30 days')
        union all
        (select amount_minor from catalog.price_history
         where sku = wanted_sku and currency = wanted_currency and changed_at <= clock_timestamp() - interval '30 days'
         order by changed_at desc, seq desc limit 1)
    ) as asked
$$;

CREATE FUNCTION catalog.note_lowest_price() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    if new.compare_at_minor is null then
        new.lowest_before_minor := null;
    elsif tg_op = 'UPDATE' and new.amount_minor = old.amount_minor and old.compare_at_minor is not null then
        new.lowest_before_minor := old.lowest_before_minor;
    else
        new.lowest_before_minor := catalog.lowest_of_thirty_days(new.sku, new.currency);
    end if;
    return new;
end
$$;

CREATE FUNCTION catalog.note_rule_products() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    if exists (select from catalog.collections where rule is not null) then
        insert into catalog.rule_products (product_id)
        -- SKU by SKU: the plan is kept, and must suit one price as well as thousands.
        select distinct owner.product_id
        from priced cross join lateral (
            select product_id from catalog.variants where variants.sku = priced.sku limit 1) as owner
        on conflict do nothing;
    end if;
    return null;
end
$$;

CREATE TABLE catalog.attributes (
    key text NOT NULL,
    kind text NOT NULL,
    unit text NOT NULL,
    label jsonb NOT NULL,
    is_filterable boolean DEFAULT true NOT NULL,
    "position" integer DEFAULT 0 NOT NULL,
    is_declared boolean DEFAULT false NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT attributes_kind_check CHECK ((kind = ANY (ARRAY['term'::text, 'number'::text, 'boolean'::text, 'colour'::text])))
);

CREATE TABLE catalog.bulk_edit_products (
    edit_id uuid NOT NULL,
    product_id uuid NOT NULL,
    state text DEFAULT 'waiting'::text NOT NULL,
    former jsonb,
    version bigint,
    reason text,
    CONSTRAINT bulk_edit_products_check CHECK (((state <> 'changed'::text) OR ((former IS NOT NULL) AND (version IS NOT NULL)))),
    CONSTRAINT bulk_edit_products_check1 CHECK (((state <> 'refused'::text) OR (reason IS NOT NULL))),
    CONSTRAINT bulk_edit_products_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'changed'::text, 'same'::text, 'refused'::text, 'undone'::text])))
);

CREATE TABLE catalog.bulk_edits (
    id uuid NOT NULL,
    state text NOT NULL,
    actor text NOT NULL,
    change jsonb NOT NULL,
    status text,
    q text,
    products bigint DEFAULT 0 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    collection text,
    CONSTRAINT bulk_edits_state_check CHECK ((state = ANY (ARRAY['ready'::text, 'running'::text, 'stopped'::text, 'done'::text, 'undoing'::text, 'undone'::text])))
);

CREATE TABLE catalog.collection_products (
    collection_slug text NOT NULL,
    product_id uuid NOT NULL,
    "position" bigint NOT NULL
);

CREATE TABLE catalog.collections (
    slug text NOT NULL,
    title jsonb NOT NULL,
    description jsonb NOT NULL,
    "position" integer NOT NULL,
    image jsonb,
    products bigint DEFAULT 0 NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    rule jsonb,
    rule_asked_to uuid,
    rule_asked_on date,
    parent text,
    CONSTRAINT collections_products_check CHECK ((products >= 0))
);

CREATE TABLE catalog.counted_events (
    event_id uuid NOT NULL,
    day date NOT NULL
);

CREATE TABLE catalog.former_collection_slugs (
    slug text NOT NULL,
    collection text NOT NULL,
    since timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE catalog.former_slugs (
    slug text NOT NULL,
    product_id uuid NOT NULL,
    since timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE catalog.gone_collection_slugs (
    slug text NOT NULL,
    since timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE catalog.import_columns (
    header text NOT NULL,
    columns jsonb NOT NULL,
    saved_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE catalog.import_files (
    id uuid NOT NULL,
    file text NOT NULL,
    currency text NOT NULL,
    fetches boolean NOT NULL,
    set_stock boolean NOT NULL,
    state text NOT NULL,
    received bigint DEFAULT 0 NOT NULL,
    import_id uuid,
    progress jsonb,
    report jsonb,
    problem text,
    claim uuid,
    claimed_until timestamp with time zone,
    tries integer DEFAULT 0 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    collection text,
    on_hand bigint,
    encoding text,
    columns jsonb,
    CONSTRAINT import_files_on_hand_check CHECK (((on_hand >= 0) AND (on_hand <= '4294967295'::bigint))),
    CONSTRAINT import_files_state_check CHECK ((state = ANY (ARRAY['receiving'::text, 'checking'::text, 'checked'::text, 'importing'::text, 'done'::text, 'failed'::text])))
);

CREATE TABLE catalog.import_parts (
    file_id uuid NOT NULL,
    at bigint NOT NULL,
    bytes bytea NOT NULL
);

CREATE TABLE catalog.imported_collections (
    import_id uuid NOT NULL,
    slug text NOT NULL,
    before jsonb,
    after bytea NOT NULL,
    outcome text,
    reason text,
    CONSTRAINT imported_collections_outcome_check CHECK ((outcome = ANY (ARRAY['restored'::text, 'deleted'::text, 'archived'::text, 'left'::text])))
);

CREATE TABLE catalog.imported_products (
    import_id uuid NOT NULL,
    seq bigint NOT NULL,
    product_id uuid NOT NULL,
    slug text NOT NULL,
    before jsonb,
    after bytea NOT NULL,
    audit_seq bigint NOT NULL,
    outcome text,
    reason text,
    CONSTRAINT imported_products_outcome_check CHECK ((outcome = ANY (ARRAY['restored'::text, 'deleted'::text, 'archived'::text, 'left'::text])))
);

ALTER TABLE catalog.imported_products ALTER COLUMN seq ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME catalog.imported_products_seq_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE catalog.imported_stock_left (
    import_id uuid NOT NULL,
    sku text NOT NULL,
    location text NOT NULL,
    reason text NOT NULL
);

CREATE TABLE catalog.imports (
    id uuid NOT NULL,
    file text NOT NULL,
    fetches boolean NOT NULL,
    begun_at timestamp with time zone DEFAULT now() NOT NULL,
    ended_at timestamp with time zone,
    undo_asked_at timestamp with time zone,
    undone_at timestamp with time zone,
    landed bigint DEFAULT 0 NOT NULL,
    CONSTRAINT imports_landed_check CHECK ((landed >= 0))
);

CREATE TABLE catalog.listing_prices (
    product_id uuid NOT NULL,
    currency text NOT NULL,
    amount_minor bigint,
    compare_at_minor bigint,
    varies boolean NOT NULL,
    lowest_before_minor bigint,
    measure jsonb
);

CREATE TABLE catalog.picture_colours (
    path text NOT NULL,
    colour text NOT NULL,
    CONSTRAINT picture_colours_colour_check CHECK ((colour ~ '^#[0-9a-f]{6}$'::text))
);

CREATE TABLE catalog.price_history (
    seq bigint NOT NULL,
    sku text NOT NULL,
    currency text NOT NULL,
    amount_minor bigint,
    compare_at_minor bigint,
    changed_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);

ALTER TABLE catalog.price_history ALTER COLUMN seq ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME catalog.price_history_seq_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE catalog.prices (
    sku text NOT NULL,
    currency text NOT NULL,
    amount_minor bigint NOT NULL,
    compare_at_minor bigint,
    lowest_before_minor bigint,
    CONSTRAINT prices_amount_minor_check CHECK ((amount_minor >= 0)),
    CONSTRAINT prices_check CHECK ((compare_at_minor > amount_minor)),
    CONSTRAINT prices_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text))
);

CREATE SEQUENCE catalog.prices_versions
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

CREATE TABLE catalog.product_type_attributes (
    product_type text NOT NULL,
    attribute text NOT NULL,
    "position" integer NOT NULL,
    is_required boolean NOT NULL,
    CONSTRAINT product_type_attributes_position_check CHECK (("position" >= 0))
);

CREATE TABLE catalog.product_types (
    handle text NOT NULL,
    name jsonb NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT product_types_handle_check CHECK ((handle ~ '^[a-z0-9]+(-[a-z0-9]+)*$'::text)),
    CONSTRAINT product_types_name_check CHECK ((COALESCE(btrim((name ->> 'en'::text)), ''::text) <> ''::text))
);

CREATE TABLE catalog.product_views (
    id uuid NOT NULL,
    name text NOT NULL,
    status text,
    q text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT product_views_name_check CHECK (((length(name) >= 1) AND (length(name) <= 80)))
);

CREATE TABLE catalog.products (
    id uuid NOT NULL,
    "position" bigint NOT NULL,
    slug text NOT NULL,
    document jsonb NOT NULL,
    released_on date,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    prices_version bigint DEFAULT 0 NOT NULL,
    status text DEFAULT 'active'::text NOT NULL,
    on_sale_from timestamp with time zone,
    on_sale_until timestamp with time zone,
    product_type text,
    CONSTRAINT products_status_check CHECK ((status = ANY (ARRAY['draft'::text, 'scheduled'::text, 'active'::text, 'archived'::text])))
);

ALTER TABLE catalog.products ALTER COLUMN "position" ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME catalog.products_position_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE catalog.rule_products (
    product_id uuid NOT NULL
);

CREATE TABLE catalog.search_outcomes (
    day date NOT NULL,
    locale text NOT NULL,
    query text NOT NULL,
    product_id uuid NOT NULL,
    clicks bigint NOT NULL,
    additions bigint NOT NULL,
    CONSTRAINT search_outcomes_additions_check CHECK ((additions >= 0)),
    CONSTRAINT search_outcomes_clicks_check CHECK ((clicks >= 0))
);

CREATE TABLE catalog.search_rules (
    id uuid NOT NULL,
    locale text NOT NULL,
    phrases text[] NOT NULL,
    effect jsonb NOT NULL,
    starts_at timestamp with time zone,
    ends_at timestamp with time zone,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT search_rules_check CHECK ((ends_at > starts_at))
);

CREATE TABLE catalog.searches (
    day date NOT NULL,
    locale text NOT NULL,
    query text NOT NULL,
    searches bigint NOT NULL,
    empty bigint NOT NULL,
    micros bigint NOT NULL,
    slowest_micros bigint NOT NULL,
    CONSTRAINT searches_searches_check CHECK ((searches > 0))
);

CREATE TABLE catalog.totals (
    only_row boolean DEFAULT true NOT NULL,
    products bigint DEFAULT 0 NOT NULL,
    CONSTRAINT totals_only_row_check CHECK (only_row),
    CONSTRAINT totals_products_check CHECK ((products >= 0))
);

CREATE TABLE catalog.variants (
    sku text NOT NULL,
    product_id uuid NOT NULL,
    gtin text,
    options jsonb NOT NULL,
    "position" integer NOT NULL,
    weight_grams bigint,
    tax_class text DEFAULT 'standard'::text NOT NULL,
    components jsonb DEFAULT '[]'::jsonb NOT NULL,
    measure jsonb,
    CONSTRAINT variants_components_check CHECK ((jsonb_typeof(components) = 'array'::text)),
    CONSTRAINT variants_tax_class_check CHECK ((tax_class = ANY (ARRAY['standard'::text, 'intermediate'::text, 'reduced'::text, 'super_reduced'::text, 'zero'::text]))),
    CONSTRAINT variants_weight_grams_check CHECK ((weight_grams >= 0))
);

ALTER TABLE ONLY catalog.attributes
    ADD CONSTRAINT attributes_pkey PRIMARY KEY (key);

ALTER TABLE ONLY catalog.bulk_edit_products
    ADD CONSTRAINT bulk_edit_products_pkey PRIMARY KEY (edit_id, product_id);

ALTER TABLE ONLY catalog.bulk_edits
    ADD CONSTRAINT bulk_edits_pkey PRIMARY KEY (id);

ALTER TABLE ONLY catalog.collection_products
    ADD CONSTRAINT collection_products_pkey PRIMARY KEY (collection_slug, product_id);

ALTER TABLE ONLY catalog.collections
    ADD CONSTRAINT collections_pkey PRIMARY KEY (slug);

ALTER TABLE ONLY catalog.counted_events
    ADD CONSTRAINT counted_events_pkey PRIMARY KEY (event_id);

ALTER TABLE ONLY catalog.former_collection_slugs
    ADD CONSTRAINT former_collection_slugs_pkey PRIMARY KEY (slug);

ALTER TABLE ONLY catalog.former_slugs
    ADD CONSTRAINT former_slugs_pkey PRIMARY KEY (slug);

ALTER TABLE ONLY catalog.gone_collection_slugs
    ADD CONSTRAINT gone_collection_slugs_pkey PRIMARY KEY (slug);

ALTER TABLE ONLY catalog.import_columns
    ADD CONSTRAINT import_columns_pkey PRIMARY KEY (header);

ALTER TABLE ONLY catalog.import_files
    ADD CONSTRAINT import_files_pkey PRIMARY KEY (id);

ALTER TABLE ONLY catalog.import_parts
    ADD CONSTRAINT import_parts_pkey PRIMARY KEY (file_id, at);

ALTER TABLE ONLY catalog.imported_collections
    ADD CONSTRAINT imported_collections_pkey PRIMARY KEY (import_id, slug);

ALTER TABLE ONLY catalog.imported_products
    ADD CONSTRAINT imported_products_pkey PRIMARY KEY (import_id, product_id);

ALTER TABLE ONLY catalog.imported_stock_left
    ADD CONSTRAINT imported_stock_left_pkey PRIMARY KEY (import_id, sku, location);

ALTER TABLE ONLY catalog.imports
    ADD CONSTRAINT imports_pkey PRIMARY KEY (id);

ALTER TABLE ONLY catalog.listing_prices
    ADD CONSTRAINT listing_prices_pkey PRIMARY KEY (product_id, currency);

ALTER TABLE ONLY catalog.picture_colours
    ADD CONSTRAINT picture_colours_pkey PRIMARY KEY (path);

ALTER TABLE ONLY catalog.price_history
    ADD CONSTRAINT price_history_pkey PRIMARY KEY (seq);

ALTER TABLE ONLY catalog.prices
    ADD CONSTRAINT prices_pkey PRIMARY KEY (sku, currency);

ALTER TABLE ONLY catalog.product_type_attributes
    ADD CONSTRAINT product_type_attributes_pkey PRIMARY KEY (product_type, attribute);

ALTER TABLE ONLY catalog.product_type_attributes
    ADD CONSTRAINT product_type_attributes_product_type_position_key UNIQUE (product_type, "position");

ALTER TABLE ONLY catalog.product_types
    ADD CONSTRAINT product_types_pkey PRIMARY KEY (handle);

ALTER TABLE ONLY catalog.product_views
    ADD CONSTRAINT product_views_name_key UNIQUE (name);

ALTER TABLE ONLY catalog.product_views
    ADD CONSTRAINT product_views_pkey PRIMARY KEY (id);

ALTER TABLE ONLY catalog.products
    ADD CONSTRAINT products_pkey PRIMARY KEY (id);

ALTER TABLE ONLY catalog.products
    ADD CONSTRAINT products_slug_key UNIQUE (slug);

ALTER TABLE ONLY catalog.rule_products
    ADD CONSTRAINT rule_products_pkey PRIMARY KEY (product_id);

ALTER TABLE ONLY catalog.search_outcomes
    ADD CONSTRAINT search_outcomes_pkey PRIMARY KEY (day, locale, query, product_id);

ALTER TABLE ONLY catalog.search_rules
    ADD CONSTRAINT search_rules_pkey PRIMARY KEY (id);

ALTER TABLE ONLY catalog.searches
    ADD CONSTRAINT searches_pkey PRIMARY KEY (day, locale, query);

ALTER TABLE ONLY catalog.totals
    ADD CONSTRAINT totals_pkey PRIMARY KEY (only_row);

ALTER TABLE ONLY catalog.variants
    ADD CONSTRAINT variants_pkey PRIMARY KEY (sku);

CREATE INDEX collection_products_featured ON catalog.collection_products USING btree (collection_slug, "position");

CREATE INDEX collection_products_product ON catalog.collection_products USING btree (product_id);

CREATE INDEX former_collection_slugs_collection ON catalog.former_collection_slugs USING btree (collection);

CREATE INDEX former_slugs_product ON catalog.former_slugs USING btree (product_id);

CREATE INDEX imported_products_open ON catalog.imported_products USING btree (import_id, seq) WHERE (outcome IS NULL);

CREATE INDEX imports_begun ON catalog.imports USING btree (begun_at);

CREATE INDEX listing_prices_ascending ON catalog.listing_prices USING btree (currency, amount_minor, product_id);

CREATE INDEX listing_prices_descending ON catalog.listing_prices USING btree (currency, amount_minor DESC NULLS LAST, product_id);

CREATE INDEX price_history_changed ON catalog.price_history USING btree (changed_at);

CREATE INDEX price_history_price ON catalog.price_history USING btree (sku, currency, changed_at, seq);

CREATE UNIQUE INDEX product_types_name ON catalog.product_types USING btree (lower((name ->> 'en'::text)));

CREATE INDEX products_by_status ON catalog.products USING btree (status, id);

CREATE INDEX products_ending ON catalog.products USING btree (on_sale_until) WHERE ((status = ANY (ARRAY['scheduled'::text, 'active'::text])) AND (on_sale_until IS NOT NULL));

CREATE UNIQUE INDEX products_featured ON catalog.products USING btree ("position");

CREATE INDEX products_newest ON catalog.products USING btree (released_on DESC NULLS LAST, id DESC);

CREATE INDEX products_of_collection ON catalog.products USING gin (((document -> 'collections'::text))) WHERE (status <> 'active'::text);

CREATE INDEX products_of_type ON catalog.products USING btree (product_type, id) WHERE (product_type IS NOT NULL);

CREATE INDEX products_pictures ON catalog.products USING gin (jsonb_path_query_array(document, '$."media"[*]."path"'::jsonpath));

CREATE INDEX products_waking ON catalog.products USING btree (on_sale_from) WHERE (status = 'scheduled'::text);

CREATE INDEX products_words ON catalog.products USING gin ((((to_tsvector('simple'::regconfig, slug) || jsonb_to_tsvector('simple'::regconfig, (document -> 'title'::text), '["string"]'::jsonb)) || to_tsvector('simple'::regconfig, COALESCE((document ->> 'brand'::text), ''::text)))));

CREATE INDEX variants_components ON catalog.variants USING gin (components jsonb_path_ops) WHERE (components <> '[]'::jsonb);

CREATE INDEX variants_product ON catalog.variants USING btree (product_id);

CREATE TRIGGER collections_check_tree AFTER INSERT OR UPDATE OF parent ON catalog.collections FOR EACH ROW WHEN ((new.parent IS NOT NULL)) EXECUTE FUNCTION catalog.check_collection_tree();

CREATE TRIGGER prices_keep AFTER INSERT OR DELETE OR UPDATE ON catalog.prices FOR EACH ROW EXECUTE FUNCTION catalog.keep_price();

CREATE TRIGGER prices_note_deleted AFTER DELETE ON catalog.prices REFERENCING OLD TABLE AS priced FOR EACH STATEMENT EXECUTE FUNCTION catalog.note_rule_products();

CREATE TRIGGER prices_note_inserted AFTER INSERT ON catalog.prices REFERENCING NEW TABLE AS priced FOR EACH STATEMENT EXECUTE FUNCTION catalog.note_rule_products();

CREATE TRIGGER prices_note_lowest BEFORE INSERT OR UPDATE ON catalog.prices FOR EACH ROW EXECUTE FUNCTION catalog.note_lowest_price();

CREATE TRIGGER prices_note_updated AFTER UPDATE ON catalog.prices REFERENCING NEW TABLE AS priced FOR EACH STATEMENT EXECUTE FUNCTION catalog.note_rule_products();

ALTER TABLE ONLY catalog.bulk_edit_products
    ADD CONSTRAINT bulk_edit_products_edit_id_fkey FOREIGN KEY (edit_id) REFERENCES catalog.bulk_edits(id) ON DELETE CASCADE;

ALTER TABLE ONLY catalog.collection_products
    ADD CONSTRAINT collection_products_collection_slug_fkey FOREIGN KEY (collection_slug) REFERENCES catalog.collections(slug);

ALTER TABLE ONLY catalog.collection_products
    ADD CONSTRAINT collection_products_product_id_fkey FOREIGN KEY (product_id) REFERENCES catalog.products(id) ON DELETE CASCADE;

ALTER TABLE ONLY catalog.collections
    ADD CONSTRAINT collections_parent_fkey FOREIGN KEY (parent) REFERENCES catalog.collections(slug) ON UPDATE CASCADE;

ALTER TABLE ONLY catalog.former_collection_slugs
    ADD CONSTRAINT former_collection_slugs_collection_fkey FOREIGN KEY (collection) REFERENCES catalog.collections(slug) ON UPDATE CASCADE ON DELETE CASCADE;

ALTER TABLE ONLY catalog.import_files
    ADD CONSTRAINT import_files_import_id_fkey FOREIGN KEY (import_id) REFERENCES catalog.imports(id) ON DELETE SET NULL;

ALTER TABLE ONLY catalog.import_parts
    ADD CONSTRAINT import_parts_file_id_fkey FOREIGN KEY (file_id) REFERENCES catalog.import_files(id) ON DELETE CASCADE;

ALTER TABLE ONLY catalog.imported_collections
    ADD CONSTRAINT imported_collections_import_id_fkey FOREIGN KEY (import_id) REFERENCES catalog.imports(id) ON DELETE CASCADE;

ALTER TABLE ONLY catalog.imported_products
    ADD CONSTRAINT imported_products_import_id_fkey FOREIGN KEY (import_id) REFERENCES catalog.imports(id) ON DELETE CASCADE;

ALTER TABLE ONLY catalog.imported_stock_left
    ADD CONSTRAINT imported_stock_left_import_id_fkey FOREIGN KEY (import_id) REFERENCES catalog.imports(id) ON DELETE CASCADE;

ALTER TABLE ONLY catalog.listing_prices
    ADD CONSTRAINT listing_prices_product_id_fkey FOREIGN KEY (product_id) REFERENCES catalog.products(id) ON DELETE CASCADE;

ALTER TABLE ONLY catalog.prices
    ADD CONSTRAINT prices_sku_fkey FOREIGN KEY (sku) REFERENCES catalog.variants(sku) ON DELETE CASCADE;

ALTER TABLE ONLY catalog.product_type_attributes
    ADD CONSTRAINT product_type_attributes_attribute_fkey FOREIGN KEY (attribute) REFERENCES catalog.attributes(key);

ALTER TABLE ONLY catalog.product_type_attributes
    ADD CONSTRAINT product_type_attributes_product_type_fkey FOREIGN KEY (product_type) REFERENCES catalog.product_types(handle) ON DELETE CASCADE;

ALTER TABLE ONLY catalog.products
    ADD CONSTRAINT products_product_type_fkey FOREIGN KEY (product_type) REFERENCES catalog.product_types(handle);

ALTER TABLE ONLY catalog.rule_products
    ADD CONSTRAINT rule_products_product_id_fkey FOREIGN KEY (product_id) REFERENCES catalog.products(id) ON DELETE CASCADE;

ALTER TABLE ONLY catalog.variants
    ADD CONSTRAINT variants_product_id_fkey FOREIGN KEY (product_id) REFERENCES catalog.products(id) ON DELETE CASCADE;
