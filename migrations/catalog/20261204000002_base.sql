-- What the shop sells. Texts live in a document; what is sorted by, referred to or changed alone lives in rows.
create schema catalog;

-- The versions of prices: of two events about the prices of a product the one with the higher version is the
-- newer, in whatever order they arrive (ADR 12). A version is taken under the lock of the product, so that
-- versions rise in the order of its commits. Values may be skipped.
create sequence catalog.prices_versions;

-- What is known of products' properties, by which lists are narrowed: taken from the first product that has one, until
-- staff say otherwise.
create table catalog.attributes (
    key           text primary key,
    kind          text not null check (kind in ('term', 'number', 'boolean', 'colour')),
    unit          text not null,
    label         jsonb not null,
    is_filterable boolean not null default true,
    position      integer not null default 0,
    is_declared   boolean not null default false,
    version       bigint not null default 1,
    updated_at    timestamptz not null default now()
);

-- Types of products, and which attributes each asks for, in their order. The handle names a type in files and by API
-- for good.
create table catalog.product_types (
    handle     text primary key check (handle ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    name       jsonb not null check (coalesce(btrim(name ->> 'en'), '') <> ''),
    version    bigint not null default 1,
    updated_at timestamptz not null default now()
);

-- A file that says a type by its name says one type.
create unique index product_types_name on catalog.product_types (lower(name ->> 'en'));

create table catalog.product_type_attributes (
    product_type text not null references catalog.product_types (handle) on delete cascade,
    attribute    text not null references catalog.attributes (key),
    position     integer not null check (position >= 0),
    is_required  boolean not null,
    primary key (product_type, attribute),
    unique (product_type, position)
);

create table catalog.products (
    id             uuid primary key,
    -- The merchant's order: products are featured as they were first imported.
    position       bigint generated always as identity,
    slug           text not null unique,
    -- api::catalog::ProductDocument without its variants: those have rows of their own.
    document       jsonb not null,
    released_on    date,
    created_at     timestamptz not null default now(),
    updated_at     timestamptz not null default now(),
    -- The version of the prices of all its variants.
    prices_version bigint not null default 0,
    -- Where a product is in its life. Only an active one is on sale: it alone stands in lists and collections, has a
    -- page and is counted in catalog.totals.
    status         text not null default 'active'
        check (status in ('draft', 'scheduled', 'active', 'archived')),
    -- When a product goes on sale, and when it leaves it; none where nothing is planned.
    on_sale_from   timestamptz,
    on_sale_until  timestamptz,
    -- Beside the document and not in it, so that whoever writes a document whole leaves it as it is. A type that
    -- products have is not deleted.
    product_type   text references catalog.product_types (handle)
);

create unique index products_featured on catalog.products (position);
create index products_newest on catalog.products (released_on desc nulls last, id desc);
-- Staff look for products by the beginnings of words.
create index products_words on catalog.products using gin ((
    to_tsvector('simple', slug) || jsonb_to_tsvector('simple', document -> 'title', '["string"]')
    || to_tsvector('simple', coalesce(document ->> 'brand', ''))));
-- Staff list drafts, or what is archived, the newest first.
create index products_by_status on catalog.products (status, id);
-- What goes on sale next.
create index products_waking on catalog.products (on_sale_from) where status = 'scheduled';
-- What leaves the sale next.
create index products_ending on catalog.products (on_sale_until)
    where status in ('scheduled', 'active') and on_sale_until is not null;
-- The products of a type, in the order of their ids.
create index products_of_type on catalog.products (product_type, id) where product_type is not null;
-- The products of a collection that are not on sale, which `catalog.collection_products` does not have.
create index products_of_collection on catalog.products using gin ((document -> 'collections'))
    where status <> 'active';
-- Which products use a picture: one must not be deleted that is shown.
create index products_pictures on catalog.products using gin (jsonb_path_query_array(document, '$.media[*].path'));

-- Addresses that products had: one that is no product's any more leads to the product it was of, or says that it is
-- gone.
create table catalog.former_slugs (
    slug       text primary key,
    product_id uuid not null,
    since      timestamptz not null default now()
);

create index former_slugs_product on catalog.former_slugs (product_id);

create table catalog.variants (
    sku          text primary key,
    product_id   uuid not null references catalog.products on delete cascade,
    gtin         text,
    options      jsonb not null,
    position     integer not null,
    weight_grams bigint check (weight_grams >= 0),
    tax_class    text not null default 'standard'
        check (tax_class in ('standard', 'intermediate', 'reduced', 'super_reduced', 'zero')),
    -- What it is made of, if it is a bundle.
    components   jsonb not null default '[]' check (jsonb_typeof(components) = 'array'),
    -- What is in a variant, and for how much of it the price is told besides: {"content": "750 ml", "per": "1 l"}.
    measure      jsonb
);

create index variants_product on catalog.variants (product_id);
-- Bundles by what they are made of.
create index variants_components on catalog.variants using gin (components jsonb_path_ops) where components <> '[]';

create table catalog.prices (
    sku                 text not null references catalog.variants on delete cascade,
    currency            text not null check (currency ~ '^[A-Z]{3}$'),
    amount_minor        bigint not null check (amount_minor >= 0),
    compare_at_minor    bigint check (compare_at_minor > amount_minor),
    -- The lowest price of the thirty days before a reduction began; none while a price is not reduced, and of the first
    -- that is kept of it.
    lowest_before_minor bigint,
    primary key (sku, currency)
);

-- Every price that was ever asked, for as long as anybody may ask for it: of a price that is reduced the law of the EU
-- has the lowest of the thirty days before shown. The triggers keep it, so that no program can change a price past it.
create table catalog.price_history (
    -- Rises with each change of one price, which is made under the lock of its row.
    seq              bigint generated always as identity primary key,
    sku              text not null,
    currency         text not null,
    -- None: from then on it is not sold in this currency.
    amount_minor     bigint,
    compare_at_minor bigint,
    changed_at       timestamptz not null default clock_timestamp()
);

create index price_history_price on catalog.price_history (sku, currency, changed_at, seq);
create index price_history_changed on catalog.price_history (changed_at);

-- The lowest price that was asked in the thirty days before now: one that was changed in them, or the one that they
-- began with.
create function catalog.lowest_of_thirty_days(wanted_sku text, wanted_currency text) returns bigint
    language sql volatile
    as $$
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

-- A reduction begins when the price changes, or when one that stays is first said to be reduced.
create function catalog.note_lowest_price() returns trigger
    language plpgsql
    as $$
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

create trigger prices_note_lowest before insert or update on catalog.prices
    for each row execute function catalog.note_lowest_price();

create function catalog.keep_price() returns trigger
    language plpgsql
    as $$
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

create trigger prices_keep after insert or update or delete on catalog.prices
    for each row execute function catalog.keep_price();

-- The price a product is listed with: its lowest in each currency. It follows from catalog.prices
-- and is rewritten in the same transaction, so that a list sorted by price walks one index.
-- A product that is not sold in the currency of one of the shop's markets has a row without an
-- amount there: it is listed last. A migration that adds a currency adds these rows.
create table catalog.listing_prices (
    product_id          uuid not null references catalog.products on delete cascade,
    currency            text not null,
    amount_minor        bigint,
    compare_at_minor    bigint,
    -- Whether the variants have different prices.
    varies              boolean not null,
    lowest_before_minor bigint,
    -- Of the variant that has the lowest price.
    measure             jsonb,
    primary key (product_id, currency)
);

create index listing_prices_ascending on catalog.listing_prices (currency, amount_minor, product_id);
create index listing_prices_descending on catalog.listing_prices (currency, amount_minor desc nulls last, product_id);

create table catalog.collections (
    slug          text primary key,
    title         jsonb not null,
    description   jsonb not null,
    position      integer not null,
    image         jsonb,
    -- How many products it holds; kept by the statement that changes the membership.
    products      bigint not null default 0 check (products >= 0),
    updated_at    timestamptz not null default now(),
    -- Counts the changes of what a collection says.
    version       bigint not null default 1,
    -- What fills a collection by itself, and how far all products have been asked since the rule was given or its day
    -- began: the last product that was, or none if all have been.
    rule          jsonb,
    rule_asked_to uuid,
    rule_asked_on date,
    -- Collections stand under each other: a tree, since nothing can stand under itself.
    parent        text references catalog.collections (slug) on update cascade
);

-- At most five levels. A circle has no top, so it is too deep as well.
create function catalog.check_collection_tree() returns trigger
    language plpgsql
    as $$
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

create trigger collections_check_tree after insert or update of parent on catalog.collections
    for each row when (new.parent is not null) execute function catalog.check_collection_tree();

create table catalog.collection_products (
    collection_slug text not null references catalog.collections,
    product_id      uuid not null references catalog.products on delete cascade,
    position        bigint not null,
    primary key (collection_slug, product_id)
);

create index collection_products_featured on catalog.collection_products (collection_slug, position);
create index collection_products_product on catalog.collection_products (product_id);

-- Products whose prices have changed by themselves, to be asked again.
create table catalog.rule_products (
    product_id uuid primary key references catalog.products (id) on delete cascade
);

-- Triggers note them, so that no program can change a price past the rules. Who has asked the rules takes its own out.
create function catalog.note_rule_products() returns trigger
    language plpgsql
    as $$
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

create trigger prices_note_inserted after insert on catalog.prices
    referencing new table as priced for each statement execute function catalog.note_rule_products();

create trigger prices_note_updated after update on catalog.prices
    referencing new table as priced for each statement execute function catalog.note_rule_products();

create trigger prices_note_deleted after delete on catalog.prices
    referencing old table as priced for each statement execute function catalog.note_rule_products();

-- Addresses that collections had, each of which leads to the collection that it was of.
create table catalog.former_collection_slugs (
    slug       text primary key,
    collection text not null references catalog.collections (slug) on update cascade on delete cascade,
    since      timestamptz not null default now()
);

create index former_collection_slugs_collection on catalog.former_collection_slugs (collection);

-- Addresses of collections that were deleted, and those that led to them: gone for as long as no collection has them.
create table catalog.gone_collection_slugs (
    slug  text primary key,
    since timestamptz not null default now()
);

-- One row: counting a million products for every list would take longer than the list.
create table catalog.totals (
    only_row boolean primary key default true check (only_row),
    products bigint not null default 0 check (products >= 0)
);

insert into catalog.totals default values;

-- The colour that most of a picture has, by the path that products and collections name it by: whoever writes one of
-- them need not know it.
create table catalog.picture_colours (
    path   text primary key,
    -- As documents say it: #f7f2e9.
    colour text not null check (colour ~ '^#[0-9a-f]{6}$')
);

-- What the merchant says of searches: words that mean the same, and products that come first or last.
create table catalog.search_rules (
    id         uuid primary key,
    locale     text not null,
    -- What is looked for in a query, word by word.
    phrases    text[] not null,
    effect     jsonb not null,
    starts_at  timestamptz,
    ends_at    timestamptz,
    version    bigint not null default 1,
    created_at timestamptz not null default now(),
    check (ends_at > starts_at)
);

-- What was looked for, counted by day: no time, nobody's name, address or cookie.
create table catalog.searches (
    day            date not null,
    locale         text not null,
    query          text not null,
    searches       bigint not null check (searches > 0),
    empty          bigint not null,
    micros         bigint not null,
    slowest_micros bigint not null,
    primary key (day, locale, query)
);

-- Which events have been counted: each counts once, however often it comes.
create table catalog.counted_events (
    event_id uuid primary key,
    day      date not null
);

-- What became of searches, counted by day: no time, nobody's name, address or cookie. A product that is gone stays
-- counted for as long as the rest.
create table catalog.search_outcomes (
    day        date not null,
    locale     text not null,
    query      text not null,
    product_id uuid not null,
    clicks     bigint not null check (clicks >= 0),
    additions  bigint not null check (additions >= 0),
    primary key (day, locale, query, product_id)
);

-- What imports made and changed, so that a whole import can be taken back.
create table catalog.imports (
    id            uuid primary key,
    -- The file, as whoever imported it called it.
    file          text not null,
    -- Whether pictures were fetched for it: they come to its products later, and are not taken for a change of
    -- somebody's.
    fetches       boolean not null,
    begun_at      timestamptz not null default now(),
    -- None: it is under way, or broke off.
    ended_at      timestamptz,
    undo_asked_at timestamptz,
    undone_at     timestamptz,
    -- How far it is, in products and collections of its file, by what has landed: noted in the transaction in which it
    -- lands, so that whoever goes on with it after a power cut sets no stock a second time.
    landed        bigint not null default 0 check (landed >= 0)
);

create index imports_begun on catalog.imports (begun_at);

create table catalog.imported_products (
    import_id  uuid not null references catalog.imports (id) on delete cascade,
    -- Rises as rows landed: they are taken back in the opposite order.
    seq        bigint generated always as identity,
    product_id uuid not null,
    slug       text not null,
    -- How it was; none if the import made it.
    before     jsonb,
    -- SHA-256 of how the import left it.
    after      bytea not null,
    -- The last entry of the audit log by then; none is looked for unless pictures are fetched.
    audit_seq  bigint not null,
    -- What became of it when the import was taken back.
    outcome    text check (outcome in ('restored', 'deleted', 'archived', 'left')),
    -- Why it was left as it is.
    reason     text,
    primary key (import_id, product_id)
);

create index imported_products_open on catalog.imported_products (import_id, seq) where outcome is null;

create table catalog.imported_collections (
    import_id uuid not null references catalog.imports (id) on delete cascade,
    slug      text not null,
    before    jsonb,
    after     bytea not null,
    outcome   text check (outcome in ('restored', 'deleted', 'archived', 'left')),
    reason    text,
    primary key (import_id, slug)
);

-- Stock of imports that were taken back which stays as it is, as a whole or in part, and why.
create table catalog.imported_stock_left (
    import_id uuid not null references catalog.imports (id) on delete cascade,
    sku       text not null,
    location  text not null,
    reason    text not null,
    primary key (import_id, sku, location)
);

-- Files that staff have given in the office to be imported, until that is done.
create table catalog.import_files (
    id            uuid primary key,
    -- As whoever gave it called it.
    file          text not null,
    -- The currency of prices that name none.
    currency      text not null,
    -- Whether pictures that lie elsewhere are fetched, and the stock of products that are there set.
    fetches       boolean not null,
    set_stock     boolean not null,
    state         text not null check (state in ('receiving', 'checking', 'checked', 'importing', 'done', 'failed')),
    received      bigint not null default 0,
    -- The import that it became; none before, and if that did nothing or is forgotten.
    import_id     uuid references catalog.imports (id) on delete set null,
    -- How far it is, and what became of its rows.
    progress      jsonb,
    report        jsonb,
    -- Why it came to nothing.
    problem       text,
    -- Who works on it until when: whoever dies leaves it to the next.
    claim         uuid,
    claimed_until timestamptz,
    tries         integer not null default 0,
    created_at    timestamptz not null default now(),
    -- The collection that all of its products come into, in place of those that it names; made if it is not there.
    collection    text,
    -- Units of what it does not say the stock of.
    on_hand       bigint check (on_hand between 0 and 4294967295),
    -- What it is written in, if that is not to be guessed.
    encoding      text,
    -- What staff say of columns of a file whose names an import does not know.
    columns       jsonb
);

-- Their bytes, as they came, each part by the byte it begins at.
create table catalog.import_parts (
    file_id uuid not null references catalog.import_files (id) on delete cascade,
    at      bigint not null,
    bytes   bytea not null,
    primary key (file_id, at)
);

-- What staff said of columns of the last files, by the hash of all their columns' names: the next file with them is
-- shown with it.
create table catalog.import_columns (
    header   text primary key,
    columns  jsonb not null,
    saved_at timestamptz not null default now()
);

-- One thing that is done to many products, beside requests.
create table catalog.bulk_edits (
    id         uuid primary key,
    state      text not null check (state in ('ready', 'running', 'stopped', 'done', 'undoing', 'undone')),
    actor      text not null,
    change     jsonb not null,
    -- The filter that found the products.
    status     text,
    q          text,
    products   bigint not null default 0,
    created_at timestamptz not null default now(),
    -- The collection that the filter named.
    collection text
);

-- Its products, and how far each is. What one was stays beside it, so that it can be put back.
create table catalog.bulk_edit_products (
    edit_id    uuid not null references catalog.bulk_edits (id) on delete cascade,
    product_id uuid not null,
    state      text not null default 'waiting' check (state in ('waiting', 'changed', 'same', 'refused', 'undone')),
    former     jsonb,
    -- The version that the change made: whoever changes the product again makes another.
    version    bigint,
    reason     text,
    primary key (edit_id, product_id),
    check (state <> 'changed' or (former is not null and version is not null)),
    check (state <> 'refused' or reason is not null)
);

-- Named views of the list of products.
create table catalog.product_views (
    id         uuid primary key,
    name       text not null unique check (length(name) between 1 and 80),
    status     text,
    q          text,
    created_at timestamptz not null default now()
);
