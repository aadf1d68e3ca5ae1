-- What the migrations beside it make, as pg_dump tells it. It is compared by a test, never run; `cargo xtask schema` writes it.

CREATE SCHEMA orders;

CREATE FUNCTION orders.adjustments_and_rules_of(cart uuid, customer text) RETURNS TABLE(adjustments jsonb)
    LANGUAGE sql STABLE ROWS 1
    AS $$
    select known.adjustments || jsonb_build_object('rules', jsonb_build_object(
        'delivery', (select id from orders.delivery_versions order by version desc limit 1),
        'taxes', (select id from orders.tax_versions order by version desc limit 1)))
    from orders.adjustments_of(cart, customer) as known
$$;

CREATE FUNCTION orders.adjustments_of(cart uuid, customer text) RETURNS TABLE(adjustments jsonb)
    LANGUAGE sql STABLE ROWS 1
    AS $$
    select jsonb_build_object(
        'as_of', floor(extract(epoch from now()))::bigint,
        'promotions', coalesce((
            select jsonb_agg(jsonb_build_object(
                'terms', promotion.terms, 'active', promotion.active, 'used', promotion.used,
                'position', claimed.position,
                'used_by_customer', coalesce((
                    select known.used from orders.promotion_customers as known
                    where known.promotion_id = promotion.id and known.customer = adjustments_of.customer), 0)))
            from (
                select promotion_id as id, position from orders.cart_codes
                where cart_id = cart and promotion_id is not null
                union all
                select id, null from orders.promotions where code is null and active
            ) as claimed join orders.promotions_whole as promotion on promotion.id = claimed.id
        ), '[]'),
        'gift_cards', coalesce((
            select jsonb_agg(jsonb_build_object(
                'id', card.id, 'last_four', card.last_four, 'currency', card.currency,
                'balance_minor', card.balance_minor, 'blocked', card.blocked_at is not null,
                'expires_at', floor(extract(epoch from card.expires_at))::bigint, 'position', held.position
            ) order by held.position)
            from orders.cart_codes as held join orders.gift_cards as card on card.id = held.gift_card_id
            where held.cart_id = cart
        ), '[]'))
$$;

CREATE FUNCTION orders.cap_capture() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
declare
    owed bigint;
begin
    select payment.amount_minor - coalesce((select sum(refund.charged_minor) from orders.refunds as refund
                                            where refund.order_id = payment.order_id and refund.released), 0)
    into owed
    from orders.payments as payment where payment.id = new.payment_id;
    if owed <= 0 then
        return null;
    end if;
    new.amount_minor = least(new.amount_minor, owed);
    return new;
end
$$;

CREATE FUNCTION orders.count_version() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    new.version = old.version + 1;
    return new;
end
$$;

CREATE FUNCTION orders.goods_to(cart uuid, wanted text[]) RETURNS TABLE(sku text, product_id uuid, slug text, title jsonb, choice jsonb, prices jsonb, picture jsonb, active boolean, tax_class text, grams bigint, collections jsonb, available bigint, beyond bigint, components jsonb, terms jsonb)
    LANGUAGE sql STABLE
    AS $$
    select snapshot.sku, snapshot.product_id, snapshot.slug, snapshot.title, snapshot.choice, snapshot.prices,
           snapshot.picture, snapshot.active, snapshot.tax_class, snapshot.grams, snapshot.collections,
           stock.orderable, stock.orderable - stock.available,
           coalesce((
               select jsonb_agg(jsonb_build_object('sku', component.sku, 'units', component.units)
                                order by component.sku)
               from orders.bundle_components as component where component.bundle = snapshot.sku
           ), '[]'),
           jsonb_build_object('measure', snapshot.measure, 'steps', (
               select jsonb_agg(jsonb_build_object('from', entry.from_quantity, 'currency', list.currency,
                                                   'minor', entry.amount_minor, 'personal', list.group_id is not null)
                                order by entry.from_quantity, entry.amount_minor)
               from orders.price_list_entries as entry join orders.price_lists as list on list.id = entry.list_id
               where entry.sku = snapshot.sku
                 and coalesce(list.starts_at <= now(), true) and coalesce(list.ends_at > now(), true)
                 and (list.group_id is null or list.group_id = (
                         select member.group_id
                         from orders.carts as owned
                         join orders.customer_group_members as member on member.customer_id = owned.customer_id
                         where owned.id = goods_to.cart))))
    from orders.sellable_snapshots as snapshot cross join lateral orders.stock_of(snapshot.sku, cart) as stock
    where snapshot.sku = any(wanted)
$$;

CREATE FUNCTION orders.has_room(client bigint, other_than uuid, wanted bigint, most bigint) RETURNS boolean
    LANGUAGE plpgsql
    AS $$
begin
    perform pg_advisory_xact_lock(client);
    return wanted + (select coalesce(sum(quantity), 0) from orders.reservations
                     where holder = client and cart_id <> other_than and reserved_until > now()) <= most
       and not exists (select from orders.unconfirmed_units as noted
                       join orders.orders as placed on placed.id = noted.order_id
                       where noted.holder = client and placed.state = 'awaiting_payment');
end
$$;

CREATE FUNCTION orders.is_shared(skus text[]) RETURNS boolean
    LANGUAGE plpgsql
    AS $$
begin
    return exists (select from orders.bundle_components where sku = any(skus))
        or exists (select from orders.bundle_components where bundle = any(skus));
end
$$;

CREATE FUNCTION orders.kept_by(client bigint, other_than uuid) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
begin
    perform pg_advisory_xact_lock(client);
    return (select coalesce(sum(quantity), 0) from orders.reservations
            where holder = client and cart_id <> other_than and reserved_until > now())
         + (select coalesce(sum(noted.quantity), 0)
            from orders.unconfirmed_units as noted join orders.orders as placed on placed.id = noted.order_id
            where noted.holder = client and placed.state = 'awaiting_payment');
end
$$;

CREATE FUNCTION orders.price_steps_of(wanted text, buyer uuid) RETURNS jsonb
    LANGUAGE sql STABLE
    AS $$
    select jsonb_agg(jsonb_build_object('from', entry.from_quantity, 'currency', list.currency,
                                        'minor', entry.amount_minor, 'personal', list.group_id is not null)
                     order by entry.from_quantity, entry.amount_minor)
    from orders.price_list_entries as entry join orders.price_lists as list on list.id = entry.list_id
    where entry.sku = wanted
      and coalesce(list.starts_at <= now(), true) and coalesce(list.ends_at > now(), true)
      and (list.group_id is null or list.group_id = (
              select member.group_id from orders.customer_group_members as member where member.customer_id = buyer))
$$;

CREATE FUNCTION orders.refuse_while_capture_is_due() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    if exists (select from orders.captures as capture join orders.payments as payment on payment.id = capture.payment_id
               where payment.order_id = (to_jsonb(new) ->> tg_argv[0])::uuid and capture.state = 'due') then
        raise exception 'the payment of this order is being taken' using errcode = 'check_violation';
    end if;
    return new;
end
$$;

CREATE FUNCTION orders.stock_of(wanted text, cart uuid) RETURNS TABLE(available bigint, orderable bigint)
    LANGUAGE sql STABLE ROWS 1
    AS $$
    select min(least(case when item.policy = 'untracked' then 1000000000000 else item.here end
                     / part.units, 1000000000000)),
           min(case item.policy
                   when 'untracked' then 1000000000000
                   when 'backorder' then least(greatest(item.here + coalesce(item.backorder_limit, 1000000000000), 0)
                                               / part.units, 1000000000000)
                   else greatest(item.here, 0) / part.units
               end)
    from (
        select component.sku, component.units
        from orders.bundle_components as component where component.bundle = wanted
        union all
        select wanted, 1
        where not exists (select from orders.bundle_components as component where component.bundle = wanted)
    ) as part
    cross join lateral (
        select coalesce(sum(level.on_hand - level.reserved + coalesce((
                   select sum(held.quantity) from orders.reservations as held
                   where held.sku = level.sku and held.location = level.location
                     and cart is not null and (held.cart_id = cart or held.reserved_until <= now())
               ), 0)) filter (where place.active), 0)::bigint as here,
               max(level.policy) filter (where level.location = 'main') as policy,
               max(level.backorder_limit) as backorder_limit
        from orders.stock_levels as level
        join orders.stock_locations as place on place.code = level.location
        where level.sku = part.sku
    ) as item
$$;

CREATE FUNCTION orders.utc(given timestamp with time zone) RETURNS text
    LANGUAGE sql STABLE
    RETURN to_char((given AT TIME ZONE 'utc'::text), 'YYYY-MM-DD"T"HH24:MI:SS"Z"'::text);

CREATE TABLE orders.bundle_components (
    bundle text NOT NULL,
    sku text NOT NULL,
    units bigint NOT NULL,
    CONSTRAINT bundle_components_sku_check CHECK (((length(sku) >= 1) AND (length(sku) <= 255))),
    CONSTRAINT bundle_components_units_check CHECK (((units >= 1) AND (units <= 1000)))
);

CREATE TABLE orders.cancellation_lines (
    cancellation_id uuid NOT NULL,
    order_id uuid NOT NULL,
    "position" integer NOT NULL,
    quantity integer NOT NULL,
    CONSTRAINT cancellation_lines_quantity_check CHECK ((quantity > 0))
);

CREATE TABLE orders.cancellations (
    id uuid NOT NULL,
    order_id uuid NOT NULL,
    "position" integer NOT NULL,
    refund_id uuid,
    reason text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT cancellations_position_check CHECK (("position" > 0)),
    CONSTRAINT cancellations_reason_check CHECK (((length(reason) >= 1) AND (length(reason) <= 500)))
);

CREATE TABLE orders.captures (
    id uuid NOT NULL,
    payment_id uuid NOT NULL,
    amount_minor bigint NOT NULL,
    state text NOT NULL,
    rejection text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    settled_at timestamp with time zone,
    CONSTRAINT captures_amount_minor_check CHECK ((amount_minor > 0)),
    CONSTRAINT captures_check CHECK (((state = 'due'::text) = (settled_at IS NULL))),
    CONSTRAINT captures_check1 CHECK (((state = 'refused'::text) = (rejection IS NOT NULL))),
    CONSTRAINT captures_state_check CHECK ((state = ANY (ARRAY['due'::text, 'done'::text, 'refused'::text])))
);

CREATE TABLE orders.card_owners (
    customer_id uuid NOT NULL,
    reference text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    deleted_at timestamp with time zone,
    asked_at timestamp with time zone,
    account text
);

CREATE TABLE orders.cart_codes (
    cart_id uuid NOT NULL,
    "position" bigint NOT NULL,
    promotion_id uuid,
    gift_card_id uuid,
    added_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT cart_codes_check CHECK ((num_nonnulls(promotion_id, gift_card_id) = 1))
);

ALTER TABLE orders.cart_codes ALTER COLUMN "position" ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME orders.cart_codes_position_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE orders.cart_lines (
    cart_id uuid NOT NULL,
    sku text NOT NULL,
    quantity integer NOT NULL,
    added_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    seen_prices jsonb,
    CONSTRAINT cart_lines_quantity_check CHECK (((quantity >= 1) AND (quantity <= 99))),
    CONSTRAINT cart_lines_seen_prices_check CHECK ((jsonb_typeof(seen_prices) = 'object'::text))
);

CREATE TABLE orders.carts (
    id uuid NOT NULL,
    customer_id uuid,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    version bigint DEFAULT 0 NOT NULL,
    declines integer DEFAULT 0 NOT NULL,
    paused_until timestamp with time zone,
    CONSTRAINT carts_declines_check CHECK ((declines >= 0))
)
WITH (fillfactor='70');

CREATE TABLE orders.customer_group_members (
    customer_id uuid NOT NULL,
    group_id uuid,
    version bigint DEFAULT 1 NOT NULL
);

CREATE TABLE orders.customer_groups (
    id uuid NOT NULL,
    name text NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE orders.delivery_versions (
    version bigint NOT NULL,
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    zones jsonb NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT delivery_versions_version_check CHECK ((version > 0)),
    CONSTRAINT delivery_versions_zones_check CHECK ((jsonb_typeof(zones) = 'array'::text))
);

CREATE TABLE orders.document_numbers (
    kind text NOT NULL,
    last bigint NOT NULL,
    CONSTRAINT document_numbers_kind_check CHECK ((kind = ANY (ARRAY['invoice'::text, 'credit_note'::text])))
);

CREATE TABLE orders.documents (
    kind text NOT NULL,
    number bigint NOT NULL,
    order_id uuid NOT NULL,
    refund_id uuid,
    issued_at timestamp with time zone DEFAULT now() NOT NULL,
    pdf bytea NOT NULL,
    CONSTRAINT documents_check CHECK (((kind = 'credit_note'::text) = (refund_id IS NOT NULL))),
    CONSTRAINT documents_kind_check CHECK ((kind = ANY (ARRAY['invoice'::text, 'credit_note'::text]))),
    CONSTRAINT documents_number_check CHECK ((number > 0))
);

CREATE TABLE orders.payments (
    id uuid NOT NULL,
    order_id uuid NOT NULL,
    state text NOT NULL,
    amount_minor bigint NOT NULL,
    currency text NOT NULL,
    reference text,
    decline_reason text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    settled_at timestamp with time zone,
    void_due boolean DEFAULT false NOT NULL,
    captured_minor bigint DEFAULT 0 NOT NULL,
    refunded_minor bigint DEFAULT 0 NOT NULL,
    CONSTRAINT payments_amount_minor_check CHECK ((amount_minor >= 0)),
    CONSTRAINT payments_amounts CHECK (((0 <= refunded_minor) AND (refunded_minor <= captured_minor) AND (captured_minor <= amount_minor))),
    CONSTRAINT payments_amounts_of_state CHECK (
CASE state
    WHEN 'partially_captured'::text THEN ((captured_minor > 0) AND (refunded_minor = 0))
    WHEN 'captured'::text THEN ((captured_minor > 0) AND (refunded_minor = 0))
    WHEN 'partially_refunded'::text THEN ((refunded_minor > 0) AND (refunded_minor < captured_minor))
    WHEN 'refunded'::text THEN ((refunded_minor > 0) AND (refunded_minor = captured_minor))
    ELSE ((captured_minor = 0) AND (refunded_minor = 0))
END),
    CONSTRAINT payments_decline_reason CHECK (((decline_reason IS NOT NULL) OR (state <> 'declined'::text))),
    CONSTRAINT payments_reference CHECK (((reference IS NOT NULL) OR (state = ANY (ARRAY['pending'::text, 'action_required'::text, 'voided'::text, 'declined'::text])))),
    CONSTRAINT payments_state CHECK ((state = ANY (ARRAY['pending'::text, 'action_required'::text, 'authorised'::text, 'partially_captured'::text, 'captured'::text, 'voided'::text, 'partially_refunded'::text, 'refunded'::text, 'declined'::text]))),
    CONSTRAINT payments_void_due CHECK (((NOT void_due) OR (state = 'authorised'::text)))
);

CREATE TABLE orders.refunds (
    id uuid NOT NULL,
    order_id uuid NOT NULL,
    "position" integer NOT NULL,
    return_id uuid,
    state text NOT NULL,
    rejection text,
    reason text NOT NULL,
    amount_minor bigint NOT NULL,
    delivery_minor bigint NOT NULL,
    goodwill_minor bigint NOT NULL,
    charged_minor bigint NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    settled_at timestamp with time zone,
    released boolean DEFAULT false NOT NULL,
    CONSTRAINT refunds_amount_minor_check CHECK ((amount_minor > 0)),
    CONSTRAINT refunds_check CHECK (((charged_minor >= 0) AND (charged_minor <= amount_minor))),
    CONSTRAINT refunds_check1 CHECK (((state = 'due'::text) = (settled_at IS NULL))),
    CONSTRAINT refunds_check2 CHECK (((state = 'refused'::text) = (rejection IS NOT NULL))),
    CONSTRAINT refunds_delivery_minor_check CHECK ((delivery_minor >= 0)),
    CONSTRAINT refunds_goodwill_minor_check CHECK ((goodwill_minor >= 0)),
    CONSTRAINT refunds_position_check CHECK (("position" > 0)),
    CONSTRAINT refunds_reason_check CHECK (((length(reason) >= 1) AND (length(reason) <= 500))),
    CONSTRAINT refunds_state_check CHECK ((state = ANY (ARRAY['due'::text, 'done'::text, 'refused'::text])))
);

CREATE VIEW orders.due_transfers AS
 SELECT capture.id,
    capture.payment_id,
    payment.order_id,
    capture.amount_minor,
    payment.currency,
    NULL::text AS reason
   FROM (orders.captures capture
     JOIN orders.payments payment ON ((payment.id = capture.payment_id)))
  WHERE (capture.state = 'due'::text)
UNION ALL
 SELECT refund.id,
    payment.id AS payment_id,
    payment.order_id,
    refund.charged_minor AS amount_minor,
    payment.currency,
    refund.reason
   FROM (orders.refunds refund
     JOIN orders.payments payment ON ((payment.order_id = refund.order_id)))
  WHERE (refund.state = 'due'::text);

CREATE TABLE orders.gift_card_movements (
    id bigint NOT NULL,
    gift_card_id uuid NOT NULL,
    delta_minor bigint NOT NULL,
    reason text NOT NULL,
    order_id uuid,
    refund_id uuid,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT gift_card_movements_check CHECK (((reason = 'issued'::text) = (order_id IS NULL))),
    CONSTRAINT gift_card_movements_check1 CHECK (((reason = 'refunded'::text) = (refund_id IS NOT NULL))),
    CONSTRAINT gift_card_movements_check2 CHECK (((reason = 'ordered'::text) = (delta_minor < 0))),
    CONSTRAINT gift_card_movements_delta_minor_check CHECK ((delta_minor <> 0)),
    CONSTRAINT gift_card_movements_reason_check CHECK ((reason = ANY (ARRAY['issued'::text, 'ordered'::text, 'given_back'::text, 'refunded'::text])))
);

ALTER TABLE orders.gift_card_movements ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME orders.gift_card_movements_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE orders.gift_cards (
    id uuid NOT NULL,
    code_sha256 bytea NOT NULL,
    last_four text NOT NULL,
    currency text NOT NULL,
    balance_minor bigint DEFAULT 0 NOT NULL,
    expires_at timestamp with time zone,
    blocked_at timestamp with time zone,
    note text DEFAULT ''::text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT gift_cards_balance CHECK ((balance_minor >= 0)),
    CONSTRAINT gift_cards_code_sha256_check CHECK ((length(code_sha256) = 32)),
    CONSTRAINT gift_cards_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
    CONSTRAINT gift_cards_last_four_check CHECK ((length(last_four) = 4)),
    CONSTRAINT gift_cards_note_check CHECK ((length(note) <= 500))
);

CREATE TABLE orders.imported_stock (
    import_id uuid NOT NULL,
    sku text NOT NULL,
    location text NOT NULL,
    delta bigint NOT NULL,
    first_movement bigint NOT NULL,
    last_movement bigint NOT NULL,
    noted_at timestamp with time zone DEFAULT now() NOT NULL,
    undone_at timestamp with time zone,
    confirmed_at timestamp with time zone,
    CONSTRAINT imported_stock_check CHECK ((first_movement <= last_movement))
);

CREATE TABLE orders.merged_carts (
    id uuid NOT NULL,
    cart_id uuid NOT NULL,
    customer_id uuid NOT NULL,
    merged_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE orders.order_bundles (
    order_id uuid NOT NULL,
    bundle text NOT NULL,
    sku text NOT NULL,
    units bigint NOT NULL,
    CONSTRAINT order_bundles_units_check CHECK ((units > 0))
);

CREATE TABLE orders.order_gift_cards (
    order_id uuid NOT NULL,
    "position" integer NOT NULL,
    gift_card_id uuid NOT NULL,
    amount_minor bigint NOT NULL,
    CONSTRAINT order_gift_cards_amount_minor_check CHECK ((amount_minor > 0))
);

CREATE TABLE orders.order_lines (
    order_id uuid NOT NULL,
    "position" integer NOT NULL,
    sku text NOT NULL,
    product_id uuid NOT NULL,
    slug text NOT NULL,
    title text NOT NULL,
    choice text NOT NULL,
    quantity integer NOT NULL,
    unit_price_minor bigint NOT NULL,
    title_lang text,
    choice_lang text,
    CONSTRAINT order_lines_quantity_check CHECK (((quantity >= 1) AND (quantity <= 99))),
    CONSTRAINT order_lines_unit_price_minor_check CHECK ((unit_price_minor >= 0))
);

CREATE TABLE orders.order_links (
    token_hash bytea NOT NULL,
    order_id uuid NOT NULL,
    generation integer NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT order_links_token_hash_check CHECK ((length(token_hash) = 32))
);

CREATE SEQUENCE orders.order_number
    START WITH 1001
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

CREATE TABLE orders.orders (
    id uuid NOT NULL,
    number bigint,
    state text NOT NULL,
    customer_id uuid,
    cart_id uuid NOT NULL,
    market text NOT NULL,
    currency text NOT NULL,
    email text NOT NULL,
    address jsonb NOT NULL,
    delivery text NOT NULL,
    subtotal_minor bigint NOT NULL,
    delivery_fee_minor bigint NOT NULL,
    total_minor bigint NOT NULL,
    idempotency_key text NOT NULL,
    fingerprint bytea NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    breakdown jsonb,
    discount_minor bigint DEFAULT 0 NOT NULL,
    tax_minor bigint DEFAULT 0 NOT NULL,
    billing_address jsonb,
    link_generation integer DEFAULT 0 NOT NULL,
    terms jsonb,
    delivery_service jsonb,
    CONSTRAINT orders_breakdown CHECK (((breakdown IS NULL) OR ((NOT (((breakdown #>> '{goods,minor}'::text[]))::bigint IS DISTINCT FROM subtotal_minor)) AND (NOT (((breakdown #>> '{discount,minor}'::text[]))::bigint IS DISTINCT FROM discount_minor)) AND (NOT (((breakdown #>> '{total,minor}'::text[]))::bigint IS DISTINCT FROM total_minor)) AND (NOT ((breakdown ->> 'currency'::text) IS DISTINCT FROM currency))))),
    CONSTRAINT orders_delivery_fee_minor_check CHECK ((delivery_fee_minor >= 0)),
    CONSTRAINT orders_delivery_service_check CHECK ((jsonb_typeof(delivery_service) = 'object'::text)),
    CONSTRAINT orders_discount_minor_check CHECK ((discount_minor >= 0)),
    CONSTRAINT orders_fingerprint_check CHECK ((length(fingerprint) = 32)),
    CONSTRAINT orders_number CHECK (((number IS NOT NULL) OR (state <> ALL (ARRAY['placed'::text, 'partially_fulfilled'::text, 'fulfilled'::text])))),
    CONSTRAINT orders_state CHECK ((state = ANY (ARRAY['awaiting_payment'::text, 'placed'::text, 'partially_fulfilled'::text, 'fulfilled'::text, 'cancelled'::text, 'refused'::text]))),
    CONSTRAINT orders_subtotal_minor_check CHECK ((subtotal_minor >= 0)),
    CONSTRAINT orders_tax_minor_check CHECK ((tax_minor >= 0)),
    CONSTRAINT orders_total CHECK (((total_minor >= 0) AND (total_minor = (((subtotal_minor - discount_minor) + delivery_fee_minor) + tax_minor))))
);

CREATE TABLE orders.promotion_uses (
    promotion_id uuid NOT NULL,
    order_id uuid NOT NULL,
    "position" integer NOT NULL,
    customer text NOT NULL,
    title text NOT NULL,
    code text,
    goods_minor bigint NOT NULL,
    delivery_minor bigint NOT NULL,
    used_at timestamp with time zone DEFAULT now() NOT NULL,
    given_back_at timestamp with time zone,
    title_lang text,
    CONSTRAINT promotion_uses_delivery_minor_check CHECK ((delivery_minor >= 0)),
    CONSTRAINT promotion_uses_goods_minor_check CHECK ((goods_minor >= 0))
);

CREATE TABLE orders.refund_gift_cards (
    refund_id uuid NOT NULL,
    order_id uuid NOT NULL,
    gift_card_id uuid NOT NULL,
    amount_minor bigint NOT NULL,
    CONSTRAINT refund_gift_cards_amount_minor_check CHECK ((amount_minor > 0))
);

CREATE TABLE orders.refund_lines (
    refund_id uuid NOT NULL,
    order_id uuid NOT NULL,
    "position" integer NOT NULL,
    quantity integer NOT NULL,
    amount_minor bigint NOT NULL,
    tax_minor bigint NOT NULL,
    CONSTRAINT refund_lines_amount_minor_check CHECK ((amount_minor >= 0)),
    CONSTRAINT refund_lines_check CHECK (((tax_minor >= 0) AND (tax_minor <= amount_minor))),
    CONSTRAINT refund_lines_quantity_check CHECK ((quantity > 0))
);

CREATE TABLE orders.return_lines (
    return_id uuid NOT NULL,
    order_id uuid NOT NULL,
    "position" integer NOT NULL,
    quantity integer NOT NULL,
    CONSTRAINT return_lines_quantity_check CHECK ((quantity > 0))
);

CREATE TABLE orders.returns (
    id uuid NOT NULL,
    order_id uuid NOT NULL,
    "position" integer NOT NULL,
    kind text NOT NULL,
    state text NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    answer text DEFAULT ''::text NOT NULL,
    exchange_order_id uuid,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT returns_answer_check CHECK ((length(answer) <= 1000)),
    CONSTRAINT returns_kind_check CHECK ((kind = ANY (ARRAY['withdrawal'::text, 'return'::text, 'exchange'::text]))),
    CONSTRAINT returns_position_check CHECK (("position" > 0)),
    CONSTRAINT returns_reason_check CHECK ((length(reason) <= 1000)),
    CONSTRAINT returns_state_check CHECK ((state = ANY (ARRAY['requested'::text, 'approved'::text, 'received'::text, 'restocked'::text, 'refunded'::text, 'rejected'::text])))
);

CREATE TABLE orders.shipment_lines (
    shipment_id uuid NOT NULL,
    order_id uuid NOT NULL,
    "position" integer NOT NULL,
    quantity integer NOT NULL,
    CONSTRAINT shipment_lines_quantity_check CHECK ((quantity > 0))
);

CREATE TABLE orders.shipments (
    id uuid NOT NULL,
    order_id uuid NOT NULL,
    "position" integer NOT NULL,
    state text NOT NULL,
    carrier text,
    tracking_number text,
    tracking_url text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    shipped_at timestamp with time zone,
    delivered_at timestamp with time zone,
    CONSTRAINT shipments_check CHECK (((state = 'packed'::text) = (shipped_at IS NULL))),
    CONSTRAINT shipments_check1 CHECK (((state = 'delivered'::text) = (delivered_at IS NOT NULL))),
    CONSTRAINT shipments_position_check CHECK (("position" > 0)),
    CONSTRAINT shipments_state_check CHECK ((state = ANY (ARRAY['packed'::text, 'shipped'::text, 'delivered'::text, 'lost'::text]))),
    CONSTRAINT shipments_tracking_url_check CHECK ((tracking_url ~~ 'https://%'::text))
);

CREATE VIEW orders.order_records AS
 SELECT placed.id,
    (to_jsonb(placed.*) || jsonb_build_object('placed_at', orders.utc(placed.created_at), 'payment', to_jsonb(payment.*), 'documents', ( SELECT COALESCE(jsonb_agg(jsonb_build_object('kind', documents.kind, 'number', documents.number, 'issued_on', to_char((documents.issued_at AT TIME ZONE 'utc'::text), 'YYYY-MM-DD'::text)) ORDER BY documents.issued_at, documents.kind DESC, documents.number), '[]'::jsonb) AS "coalesce"
           FROM orders.documents
          WHERE (documents.order_id = placed.id)), 'lines', ( SELECT jsonb_agg(to_jsonb(line.*) ORDER BY line."position") AS jsonb_agg
           FROM orders.order_lines line
          WHERE (line.order_id = placed.id)), 'promotions', COALESCE(( SELECT jsonb_agg(to_jsonb(given.*) ORDER BY given."position") AS jsonb_agg
           FROM orders.promotion_uses given
          WHERE (given.order_id = placed.id)), '[]'::jsonb), 'gift_cards', COALESCE(( SELECT jsonb_agg(jsonb_build_object('last_four', card.last_four, 'amount_minor', part.amount_minor) ORDER BY part."position") AS jsonb_agg
           FROM (orders.order_gift_cards part
             JOIN orders.gift_cards card ON ((card.id = part.gift_card_id)))
          WHERE (part.order_id = placed.id)), '[]'::jsonb), 'shipments', ( SELECT COALESCE(jsonb_agg((to_jsonb(shipment.*) || jsonb_build_object('shipped_at', orders.utc(shipment.shipped_at), 'delivered_at', orders.utc(shipment.delivered_at), 'delivered_epoch', (floor(EXTRACT(epoch FROM shipment.delivered_at)))::bigint, 'lines', ( SELECT jsonb_agg(to_jsonb(part.*) ORDER BY part."position") AS jsonb_agg
                   FROM orders.shipment_lines part
                  WHERE (part.shipment_id = shipment.id)))) ORDER BY shipment."position"), '[]'::jsonb) AS "coalesce"
           FROM orders.shipments shipment
          WHERE (shipment.order_id = placed.id)), 'refunds', ( SELECT COALESCE(jsonb_agg((to_jsonb(refund.*) || jsonb_build_object('created_at', orders.utc(refund.created_at), 'lines', ( SELECT COALESCE(jsonb_agg(to_jsonb(part.*) ORDER BY part."position"), '[]'::jsonb) AS "coalesce"
                   FROM orders.refund_lines part
                  WHERE (part.refund_id = refund.id)), 'gift_cards', ( SELECT COALESCE(jsonb_agg(to_jsonb(part.*)), '[]'::jsonb) AS "coalesce"
                   FROM orders.refund_gift_cards part
                  WHERE (part.refund_id = refund.id)))) ORDER BY refund."position"), '[]'::jsonb) AS "coalesce"
           FROM orders.refunds refund
          WHERE (refund.order_id = placed.id)), 'returns', ( SELECT COALESCE(jsonb_agg((to_jsonb(back.*) || jsonb_build_object('created_at', orders.utc(back.created_at), 'lines', ( SELECT jsonb_agg(to_jsonb(part.*) ORDER BY part."position") AS jsonb_agg
                   FROM orders.return_lines part
                  WHERE (part.return_id = back.id)))) ORDER BY back."position"), '[]'::jsonb) AS "coalesce"
           FROM orders.returns back
          WHERE (back.order_id = placed.id)), 'cancellations', ( SELECT COALESCE(jsonb_agg((to_jsonb(off.*) || jsonb_build_object('created_at', orders.utc(off.created_at), 'lines', ( SELECT jsonb_agg(to_jsonb(part.*) ORDER BY part."position") AS jsonb_agg
                   FROM orders.cancellation_lines part
                  WHERE (part.cancellation_id = off.id)))) ORDER BY off."position"), '[]'::jsonb) AS "coalesce"
           FROM orders.cancellations off
          WHERE (off.order_id = placed.id)))) AS record
   FROM (orders.orders placed
     JOIN orders.payments payment ON ((payment.order_id = placed.id)));

CREATE TABLE orders.order_timeline (
    id bigint NOT NULL,
    order_id uuid NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL,
    actor jsonb NOT NULL,
    what text NOT NULL,
    data jsonb DEFAULT '{}'::jsonb NOT NULL,
    CONSTRAINT order_timeline_actor_check CHECK (((actor ->> 'kind'::text) = ANY (ARRAY['staff'::text, 'shopper'::text, 'system'::text])))
);

ALTER TABLE orders.order_timeline ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME orders.order_timeline_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE VIEW orders.paid_orders AS
 SELECT placed.id,
    placed.number
   FROM (orders.orders placed
     JOIN orders.payments payment ON ((payment.order_id = placed.id)))
  WHERE ((payment.captured_minor > 0) OR ((placed.state = ANY (ARRAY['partially_fulfilled'::text, 'fulfilled'::text])) AND ((payment.amount_minor)::numeric = COALESCE(( SELECT sum(refund.charged_minor) AS sum
           FROM orders.refunds refund
          WHERE ((refund.order_id = placed.id) AND refund.released)), (0)::numeric))));

CREATE TABLE orders.payment_books (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    sole boolean DEFAULT true NOT NULL,
    CONSTRAINT payment_books_sole_check CHECK (sole)
);

CREATE TABLE orders.payment_hooks (
    provider text NOT NULL,
    event_id text NOT NULL,
    kind text NOT NULL,
    reference text,
    payment_id uuid,
    happened_at timestamp with time zone NOT NULL,
    received_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT payment_hooks_event_id_check CHECK (((length(event_id) >= 1) AND (length(event_id) <= 255)))
);

CREATE TABLE orders.payment_settings (
    sole boolean DEFAULT true NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    is_open boolean DEFAULT true NOT NULL,
    CONSTRAINT payment_settings_sole_check CHECK (sole),
    CONSTRAINT payment_settings_version_check CHECK ((version > 0))
);

CREATE TABLE orders.price_list_entries (
    sku text NOT NULL,
    list_id uuid NOT NULL,
    from_quantity integer NOT NULL,
    amount_minor bigint NOT NULL,
    CONSTRAINT price_list_entries_amount_minor_check CHECK ((amount_minor >= 0)),
    CONSTRAINT price_list_entries_from_quantity_check CHECK (((from_quantity >= 1) AND (from_quantity <= 99)))
);

CREATE TABLE orders.price_list_imports (
    id uuid NOT NULL,
    lists jsonb NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    undone_at timestamp with time zone,
    CONSTRAINT price_list_imports_lists_check CHECK ((jsonb_typeof(lists) = 'array'::text))
);

CREATE TABLE orders.price_lists (
    id uuid NOT NULL,
    name text NOT NULL,
    currency text NOT NULL,
    group_id uuid,
    starts_at timestamp with time zone,
    ends_at timestamp with time zone,
    is_told boolean DEFAULT false NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE orders.promotion_customers (
    promotion_id uuid NOT NULL,
    customer text NOT NULL,
    used bigint NOT NULL,
    CONSTRAINT promotion_customers_used_check CHECK ((used >= 0))
);

CREATE TABLE orders.promotions (
    id uuid NOT NULL,
    code text,
    terms jsonb NOT NULL,
    active boolean DEFAULT true NOT NULL,
    starts_at timestamp with time zone,
    ends_at timestamp with time zone,
    total_limit bigint,
    customer_limit bigint,
    used bigint DEFAULT 0 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    CONSTRAINT promotions_code_check CHECK (((code = upper(code)) AND ((length(code) >= 3) AND (length(code) <= 40)))),
    CONSTRAINT promotions_customer_limit_check CHECK (((customer_limit >= 1) AND (customer_limit <= '4294967295'::bigint))),
    CONSTRAINT promotions_period CHECK ((starts_at < ends_at)),
    CONSTRAINT promotions_terms_check CHECK (((jsonb_typeof(terms) = 'object'::text) AND (NOT (terms ?| ARRAY['id'::text, 'code'::text, 'starts_at'::text, 'ends_at'::text, 'max_uses'::text, 'max_uses_per_customer'::text])))),
    CONSTRAINT promotions_total_limit_check CHECK (((total_limit >= 1) AND (total_limit <= '4294967295'::bigint))),
    CONSTRAINT promotions_used CHECK (((used >= 0) AND (used <= total_limit)))
);

CREATE VIEW orders.promotions_whole AS
 SELECT promotions.id,
    promotions.code,
    promotions.active,
    promotions.used,
    promotions.created_at,
    (promotions.terms || jsonb_build_object('id', promotions.id, 'code', promotions.code, 'starts_at', (floor(EXTRACT(epoch FROM promotions.starts_at)))::bigint, 'ends_at', (floor(EXTRACT(epoch FROM promotions.ends_at)))::bigint, 'max_uses', promotions.total_limit, 'max_uses_per_customer', promotions.customer_limit)) AS terms
   FROM orders.promotions;

CREATE TABLE orders.reservations (
    cart_id uuid NOT NULL,
    sku text NOT NULL,
    quantity integer NOT NULL,
    reserved_until timestamp with time zone NOT NULL,
    begun_at timestamp with time zone NOT NULL,
    location text DEFAULT 'main'::text NOT NULL,
    anonymous boolean DEFAULT false NOT NULL,
    holder bigint,
    CONSTRAINT reservations_check CHECK ((reserved_until >= begun_at)),
    CONSTRAINT reservations_quantity_check CHECK ((quantity > 0))
);

CREATE TABLE orders.sellable_snapshots (
    sku text NOT NULL,
    product_id uuid NOT NULL,
    slug text NOT NULL,
    title jsonb NOT NULL,
    choice jsonb NOT NULL,
    prices jsonb NOT NULL,
    picture jsonb,
    active boolean NOT NULL,
    tax_class text DEFAULT 'standard'::text NOT NULL,
    grams bigint DEFAULT 0 NOT NULL,
    collections jsonb DEFAULT '[]'::jsonb NOT NULL,
    measure jsonb,
    CONSTRAINT sellable_snapshots_collections_check CHECK ((jsonb_typeof(collections) = 'array'::text)),
    CONSTRAINT sellable_snapshots_grams_check CHECK (((grams >= 0) AND (grams <= '4294967295'::bigint))),
    CONSTRAINT sellable_snapshots_prices_check CHECK ((jsonb_typeof(prices) = 'object'::text)),
    CONSTRAINT sellable_snapshots_sku_check CHECK (((length(sku) >= 1) AND (length(sku) <= 255))),
    CONSTRAINT sellable_snapshots_tax_class_check CHECK ((tax_class = ANY (ARRAY['standard'::text, 'intermediate'::text, 'reduced'::text, 'super_reduced'::text, 'zero'::text])))
);

CREATE TABLE orders.stock_levels (
    sku text NOT NULL,
    on_hand bigint DEFAULT 0 NOT NULL,
    reserved bigint DEFAULT 0 NOT NULL,
    location text DEFAULT 'main'::text NOT NULL,
    policy text DEFAULT 'tracked'::text NOT NULL,
    backorder_limit bigint,
    lowest bigint GENERATED ALWAYS AS (
CASE policy
    WHEN 'tracked'::text THEN (0)::bigint
    WHEN 'backorder'::text THEN (- COALESCE(backorder_limit, '1000000000000'::bigint))
    ELSE '-1000000000000'::bigint
END) STORED NOT NULL,
    version bigint DEFAULT 0 NOT NULL,
    CONSTRAINT stock_levels_backorder_limit CHECK (((backorder_limit IS NULL) OR ((policy = 'backorder'::text) AND (backorder_limit >= 0)))),
    CONSTRAINT stock_levels_on_hand CHECK (((on_hand - reserved) >= lowest)),
    CONSTRAINT stock_levels_policy CHECK ((policy = ANY (ARRAY['tracked'::text, 'backorder'::text, 'untracked'::text]))),
    CONSTRAINT stock_levels_policy_at_main CHECK (((location = 'main'::text) OR (policy = 'tracked'::text))),
    CONSTRAINT stock_levels_reserved CHECK ((reserved >= 0)),
    CONSTRAINT stock_levels_sku_check CHECK (((length(sku) >= 1) AND (length(sku) <= 255)))
)
WITH (fillfactor='60');

CREATE TABLE orders.stock_locations (
    code text NOT NULL,
    name text NOT NULL,
    priority integer DEFAULT 0 NOT NULL,
    active boolean DEFAULT true NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    CONSTRAINT stock_locations_code_check CHECK (((length(code) >= 1) AND (length(code) <= 64))),
    CONSTRAINT stock_locations_main CHECK ((active OR (code <> 'main'::text))),
    CONSTRAINT stock_locations_name_check CHECK (((length(name) >= 1) AND (length(name) <= 100)))
);

CREATE TABLE orders.stock_movements (
    id bigint NOT NULL,
    sku text NOT NULL,
    delta bigint NOT NULL,
    reason text NOT NULL,
    order_id uuid,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    location text DEFAULT 'main'::text NOT NULL,
    CONSTRAINT stock_movements_delta_check CHECK ((delta <> 0))
);

ALTER TABLE orders.stock_movements ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME orders.stock_movements_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE SEQUENCE orders.stock_versions
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

CREATE VIEW orders.stocked_snapshots AS
 SELECT snapshot.sku,
    snapshot.product_id,
    snapshot.slug,
    snapshot.title,
    snapshot.choice,
    snapshot.prices,
    snapshot.picture,
    snapshot.active,
    snapshot.tax_class,
    snapshot.grams,
    snapshot.collections,
    stock.available,
    (stock.orderable - stock.available) AS beyond,
    COALESCE(( SELECT jsonb_agg(jsonb_build_object('sku', component.sku, 'units', component.units) ORDER BY component.sku) AS jsonb_agg
           FROM orders.bundle_components component
          WHERE (component.bundle = snapshot.sku)), '[]'::jsonb) AS components
   FROM (orders.sellable_snapshots snapshot
     CROSS JOIN LATERAL orders.stock_of(snapshot.sku, NULL::uuid) stock(available, orderable));

CREATE TABLE orders.stripe_accounts (
    name text NOT NULL,
    is_current boolean NOT NULL,
    publishable_key text NOT NULL,
    secret_key bytea NOT NULL,
    secret_key_end text NOT NULL,
    webhook_secrets bytea[] DEFAULT '{}'::bytea[] NOT NULL,
    webhook_end text,
    set_by text NOT NULL,
    set_at timestamp with time zone DEFAULT now() NOT NULL,
    webhook_set_by text,
    webhook_set_at timestamp with time zone,
    retired_at timestamp with time zone,
    CONSTRAINT stripe_accounts_check CHECK ((is_current = (retired_at IS NULL))),
    CONSTRAINT stripe_accounts_name_check CHECK ((name ~ '^acct_[A-Za-z0-9]{1,100}[.](live|test)$'::text)),
    CONSTRAINT stripe_accounts_publishable_key_check CHECK (((publishable_key ~ '^pk_(live|test)_[!-~]+$'::text) AND (length(publishable_key) <= 508))),
    CONSTRAINT stripe_accounts_secret_key_check CHECK (((length(secret_key) >= 30) AND (length(secret_key) <= 2000))),
    CONSTRAINT stripe_accounts_secret_key_end_check CHECK ((length(secret_key_end) = 4)),
    CONSTRAINT stripe_accounts_set_by_check CHECK (((length(set_by) >= 1) AND (length(set_by) <= 400))),
    CONSTRAINT stripe_accounts_webhook_end_check CHECK ((length(webhook_end) = 4)),
    CONSTRAINT stripe_accounts_webhook_secrets_check CHECK ((cardinality(webhook_secrets) <= 2)),
    CONSTRAINT stripe_accounts_webhook_set_by_check CHECK (((length(webhook_set_by) >= 1) AND (length(webhook_set_by) <= 400)))
);

CREATE TABLE orders.stripe_intents (
    payment_id uuid NOT NULL,
    intent text,
    decided text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    account text,
    CONSTRAINT stripe_intents_check CHECK (((intent IS NOT NULL) OR (NOT (decided IS DISTINCT FROM 'cancelled'::text)))),
    CONSTRAINT stripe_intents_decided_check CHECK ((decided = ANY (ARRAY['authorised'::text, 'cancelled'::text]))),
    CONSTRAINT stripe_intents_intent_check CHECK ((intent ~ '^pi_[A-Za-z0-9_]{1,200}$'::text))
);

CREATE TABLE orders.tax_versions (
    version bigint NOT NULL,
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    rules jsonb NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT tax_versions_rules_check CHECK ((jsonb_typeof(rules) = 'array'::text)),
    CONSTRAINT tax_versions_version_check CHECK ((version > 0))
);

CREATE TABLE orders.test_provider_charges (
    payment_id uuid NOT NULL,
    amount_minor bigint NOT NULL,
    currency text NOT NULL,
    outcome text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    return_url text,
    capture_id uuid,
    captured_minor bigint DEFAULT 0 NOT NULL,
    refunded_minor bigint DEFAULT 0 NOT NULL,
    voided boolean DEFAULT false NOT NULL,
    CONSTRAINT test_provider_charges_captured CHECK ((((captured_minor >= 0) AND (captured_minor <= amount_minor)) AND ((captured_minor = 0) OR ((outcome = 'authorised'::text) AND (NOT voided))))),
    CONSTRAINT test_provider_charges_outcome_check CHECK ((outcome = ANY (ARRAY['authorised'::text, 'declined'::text, 'cancelled'::text, 'challenged'::text, 'processing'::text, 'unconfirmed'::text]))),
    CONSTRAINT test_provider_charges_refunded CHECK (((refunded_minor >= 0) AND (refunded_minor <= captured_minor)))
);

CREATE TABLE orders.test_provider_refunds (
    refund_id uuid NOT NULL,
    payment_id uuid NOT NULL,
    amount_minor bigint NOT NULL,
    reason text NOT NULL,
    CONSTRAINT test_provider_refunds_amount_minor_check CHECK ((amount_minor > 0))
);

CREATE TABLE orders.unconfirmed_units (
    order_id uuid NOT NULL,
    sku text NOT NULL,
    quantity bigint NOT NULL,
    holder bigint NOT NULL,
    noted_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT unconfirmed_units_quantity_check CHECK ((quantity > 0))
);

ALTER TABLE ONLY orders.bundle_components
    ADD CONSTRAINT bundle_components_pkey PRIMARY KEY (bundle, sku);

ALTER TABLE ONLY orders.cancellation_lines
    ADD CONSTRAINT cancellation_lines_pkey PRIMARY KEY (cancellation_id, "position");

ALTER TABLE ONLY orders.cancellations
    ADD CONSTRAINT cancellations_order_id_id_key UNIQUE (order_id, id);

ALTER TABLE ONLY orders.cancellations
    ADD CONSTRAINT cancellations_order_id_position_key UNIQUE (order_id, "position");

ALTER TABLE ONLY orders.cancellations
    ADD CONSTRAINT cancellations_pkey PRIMARY KEY (id);

ALTER TABLE ONLY orders.captures
    ADD CONSTRAINT captures_payment_id_key UNIQUE (payment_id);

ALTER TABLE ONLY orders.captures
    ADD CONSTRAINT captures_pkey PRIMARY KEY (id);

ALTER TABLE ONLY orders.card_owners
    ADD CONSTRAINT card_owners_pkey PRIMARY KEY (customer_id);

ALTER TABLE ONLY orders.card_owners
    ADD CONSTRAINT card_owners_reference_key UNIQUE (reference);

ALTER TABLE ONLY orders.cart_codes
    ADD CONSTRAINT cart_codes_cart_id_gift_card_id_key UNIQUE (cart_id, gift_card_id);

ALTER TABLE ONLY orders.cart_codes
    ADD CONSTRAINT cart_codes_cart_id_promotion_id_key UNIQUE (cart_id, promotion_id);

ALTER TABLE ONLY orders.cart_codes
    ADD CONSTRAINT cart_codes_pkey PRIMARY KEY (cart_id, "position");

ALTER TABLE ONLY orders.cart_lines
    ADD CONSTRAINT cart_lines_pkey PRIMARY KEY (cart_id, sku);

ALTER TABLE ONLY orders.carts
    ADD CONSTRAINT carts_pkey PRIMARY KEY (id);

ALTER TABLE ONLY orders.customer_group_members
    ADD CONSTRAINT customer_group_members_pkey PRIMARY KEY (customer_id);

ALTER TABLE ONLY orders.customer_groups
    ADD CONSTRAINT customer_groups_name_key UNIQUE (name);

ALTER TABLE ONLY orders.customer_groups
    ADD CONSTRAINT customer_groups_pkey PRIMARY KEY (id);

ALTER TABLE ONLY orders.delivery_versions
    ADD CONSTRAINT delivery_versions_id_key UNIQUE (id);

ALTER TABLE ONLY orders.delivery_versions
    ADD CONSTRAINT delivery_versions_pkey PRIMARY KEY (version);

ALTER TABLE ONLY orders.document_numbers
    ADD CONSTRAINT document_numbers_pkey PRIMARY KEY (kind);

ALTER TABLE ONLY orders.documents
    ADD CONSTRAINT documents_pkey PRIMARY KEY (kind, number);

ALTER TABLE ONLY orders.documents
    ADD CONSTRAINT documents_refund_id_key UNIQUE (refund_id);

ALTER TABLE ONLY orders.gift_card_movements
    ADD CONSTRAINT gift_card_movements_pkey PRIMARY KEY (id);

ALTER TABLE ONLY orders.gift_cards
    ADD CONSTRAINT gift_cards_code_sha256_key UNIQUE (code_sha256);

ALTER TABLE ONLY orders.gift_cards
    ADD CONSTRAINT gift_cards_pkey PRIMARY KEY (id);

ALTER TABLE ONLY orders.imported_stock
    ADD CONSTRAINT imported_stock_pkey PRIMARY KEY (import_id, sku, location);

ALTER TABLE ONLY orders.merged_carts
    ADD CONSTRAINT merged_carts_pkey PRIMARY KEY (id);

ALTER TABLE ONLY orders.order_bundles
    ADD CONSTRAINT order_bundles_pkey PRIMARY KEY (order_id, bundle, sku);

ALTER TABLE ONLY orders.order_gift_cards
    ADD CONSTRAINT order_gift_cards_order_id_gift_card_id_key UNIQUE (order_id, gift_card_id);

ALTER TABLE ONLY orders.order_gift_cards
    ADD CONSTRAINT order_gift_cards_pkey PRIMARY KEY (order_id, "position");

ALTER TABLE ONLY orders.order_lines
    ADD CONSTRAINT order_lines_order_id_sku_key UNIQUE (order_id, sku);

ALTER TABLE ONLY orders.order_lines
    ADD CONSTRAINT order_lines_pkey PRIMARY KEY (order_id, "position");

ALTER TABLE ONLY orders.order_links
    ADD CONSTRAINT order_links_pkey PRIMARY KEY (token_hash);

ALTER TABLE ONLY orders.order_timeline
    ADD CONSTRAINT order_timeline_pkey PRIMARY KEY (id);

ALTER TABLE ONLY orders.orders
    ADD CONSTRAINT orders_idempotency_key_key UNIQUE (idempotency_key);

ALTER TABLE ONLY orders.orders
    ADD CONSTRAINT orders_number_key UNIQUE (number);

ALTER TABLE ONLY orders.orders
    ADD CONSTRAINT orders_pkey PRIMARY KEY (id);

ALTER TABLE ONLY orders.payment_books
    ADD CONSTRAINT payment_books_pkey PRIMARY KEY (id);

ALTER TABLE ONLY orders.payment_books
    ADD CONSTRAINT payment_books_sole_key UNIQUE (sole);

ALTER TABLE ONLY orders.payment_hooks
    ADD CONSTRAINT payment_hooks_pkey PRIMARY KEY (provider, event_id);

ALTER TABLE ONLY orders.payment_settings
    ADD CONSTRAINT payment_settings_pkey PRIMARY KEY (sole);

ALTER TABLE ONLY orders.payments
    ADD CONSTRAINT payments_order_id_key UNIQUE (order_id);

ALTER TABLE ONLY orders.payments
    ADD CONSTRAINT payments_pkey PRIMARY KEY (id);

ALTER TABLE ONLY orders.price_list_entries
    ADD CONSTRAINT price_list_entries_pkey PRIMARY KEY (sku, list_id, from_quantity);

ALTER TABLE ONLY orders.price_list_imports
    ADD CONSTRAINT price_list_imports_pkey PRIMARY KEY (id);

ALTER TABLE ONLY orders.price_lists
    ADD CONSTRAINT price_lists_name_key UNIQUE (name);

ALTER TABLE ONLY orders.price_lists
    ADD CONSTRAINT price_lists_pkey PRIMARY KEY (id);

ALTER TABLE ONLY orders.promotion_customers
    ADD CONSTRAINT promotion_customers_pkey PRIMARY KEY (promotion_id, customer);

ALTER TABLE ONLY orders.promotion_uses
    ADD CONSTRAINT promotion_uses_order_id_position_key UNIQUE (order_id, "position");

ALTER TABLE ONLY orders.promotion_uses
    ADD CONSTRAINT promotion_uses_pkey PRIMARY KEY (promotion_id, order_id);

ALTER TABLE ONLY orders.promotions
    ADD CONSTRAINT promotions_code_key UNIQUE (code);

ALTER TABLE ONLY orders.promotions
    ADD CONSTRAINT promotions_pkey PRIMARY KEY (id);

ALTER TABLE ONLY orders.refund_gift_cards
    ADD CONSTRAINT refund_gift_cards_pkey PRIMARY KEY (refund_id, gift_card_id);

ALTER TABLE ONLY orders.refund_lines
    ADD CONSTRAINT refund_lines_pkey PRIMARY KEY (refund_id, "position");

ALTER TABLE ONLY orders.refunds
    ADD CONSTRAINT refunds_order_id_id_key UNIQUE (order_id, id);

ALTER TABLE ONLY orders.refunds
    ADD CONSTRAINT refunds_order_id_position_key UNIQUE (order_id, "position");

ALTER TABLE ONLY orders.refunds
    ADD CONSTRAINT refunds_pkey PRIMARY KEY (id);

ALTER TABLE ONLY orders.reservations
    ADD CONSTRAINT reservations_pkey PRIMARY KEY (cart_id, sku, location);

ALTER TABLE ONLY orders.return_lines
    ADD CONSTRAINT return_lines_pkey PRIMARY KEY (return_id, "position");

ALTER TABLE ONLY orders.returns
    ADD CONSTRAINT returns_order_id_id_key UNIQUE (order_id, id);

ALTER TABLE ONLY orders.returns
    ADD CONSTRAINT returns_order_id_position_key UNIQUE (order_id, "position");

ALTER TABLE ONLY orders.returns
    ADD CONSTRAINT returns_pkey PRIMARY KEY (id);

ALTER TABLE ONLY orders.sellable_snapshots
    ADD CONSTRAINT sellable_snapshots_pkey PRIMARY KEY (sku);

ALTER TABLE ONLY orders.shipment_lines
    ADD CONSTRAINT shipment_lines_pkey PRIMARY KEY (shipment_id, "position");

ALTER TABLE ONLY orders.shipments
    ADD CONSTRAINT shipments_order_id_id_key UNIQUE (order_id, id);

ALTER TABLE ONLY orders.shipments
    ADD CONSTRAINT shipments_order_id_position_key UNIQUE (order_id, "position");

ALTER TABLE ONLY orders.shipments
    ADD CONSTRAINT shipments_pkey PRIMARY KEY (id);

ALTER TABLE ONLY orders.stock_levels
    ADD CONSTRAINT stock_levels_pkey PRIMARY KEY (sku, location);

ALTER TABLE ONLY orders.stock_locations
    ADD CONSTRAINT stock_locations_pkey PRIMARY KEY (code);

ALTER TABLE ONLY orders.stock_movements
    ADD CONSTRAINT stock_movements_pkey PRIMARY KEY (id);

ALTER TABLE ONLY orders.stripe_accounts
    ADD CONSTRAINT stripe_accounts_pkey PRIMARY KEY (name);

ALTER TABLE ONLY orders.stripe_intents
    ADD CONSTRAINT stripe_intents_intent_key UNIQUE (intent);

ALTER TABLE ONLY orders.stripe_intents
    ADD CONSTRAINT stripe_intents_pkey PRIMARY KEY (payment_id);

ALTER TABLE ONLY orders.tax_versions
    ADD CONSTRAINT tax_versions_id_key UNIQUE (id);

ALTER TABLE ONLY orders.tax_versions
    ADD CONSTRAINT tax_versions_pkey PRIMARY KEY (version);

ALTER TABLE ONLY orders.test_provider_charges
    ADD CONSTRAINT test_provider_charges_pkey PRIMARY KEY (payment_id);

ALTER TABLE ONLY orders.test_provider_refunds
    ADD CONSTRAINT test_provider_refunds_pkey PRIMARY KEY (refund_id);

ALTER TABLE ONLY orders.unconfirmed_units
    ADD CONSTRAINT unconfirmed_units_pkey PRIMARY KEY (order_id, sku);

CREATE INDEX bundle_components_sku ON orders.bundle_components USING btree (sku);

CREATE INDEX cancellation_lines_order ON orders.cancellation_lines USING btree (order_id, "position");

CREATE INDEX captures_due ON orders.captures USING btree (created_at) WHERE (state = 'due'::text);

CREATE INDEX card_owners_deleted ON orders.card_owners USING btree (deleted_at) WHERE (deleted_at IS NOT NULL);

CREATE INDEX cart_lines_sku ON orders.cart_lines USING btree (sku);

CREATE INDEX carts_customer ON orders.carts USING btree (customer_id) WHERE (customer_id IS NOT NULL);

CREATE INDEX carts_guests ON orders.carts USING btree (created_at) WHERE (customer_id IS NULL);

CREATE INDEX customer_group_members_group ON orders.customer_group_members USING btree (group_id) WHERE (group_id IS NOT NULL);

CREATE UNIQUE INDEX documents_invoice ON orders.documents USING btree (order_id) WHERE (kind = 'invoice'::text);

CREATE INDEX documents_order ON orders.documents USING btree (order_id);

CREATE INDEX gift_card_movements_card ON orders.gift_card_movements USING btree (gift_card_id, id);

CREATE UNIQUE INDEX gift_card_movements_order ON orders.gift_card_movements USING btree (order_id, gift_card_id, reason) WHERE (reason = ANY (ARRAY['ordered'::text, 'given_back'::text]));

CREATE UNIQUE INDEX gift_card_movements_refund ON orders.gift_card_movements USING btree (refund_id, gift_card_id) WHERE (refund_id IS NOT NULL);

CREATE INDEX gift_cards_newest ON orders.gift_cards USING btree (created_at DESC, id DESC);

CREATE INDEX imported_stock_level ON orders.imported_stock USING btree (sku, location);

CREATE INDEX imported_stock_noted ON orders.imported_stock USING btree (noted_at);

CREATE INDEX merged_carts_cart ON orders.merged_carts USING btree (cart_id);

CREATE INDEX merged_carts_old ON orders.merged_carts USING btree (merged_at);

CREATE INDEX order_gift_cards_card ON orders.order_gift_cards USING btree (gift_card_id);

CREATE INDEX order_lines_product ON orders.order_lines USING btree (product_id);

CREATE INDEX order_links_old ON orders.order_links USING btree (created_at);

CREATE INDEX order_timeline_order ON orders.order_timeline USING btree (order_id, id);

CREATE INDEX orders_awaiting_payment ON orders.orders USING btree (id) WHERE (state = 'awaiting_payment'::text);

CREATE INDEX orders_by_state ON orders.orders USING btree (state, created_at DESC, id DESC) WHERE (state = ANY (ARRAY['placed'::text, 'partially_fulfilled'::text, 'cancelled'::text, 'refused'::text]));

CREATE INDEX orders_customer ON orders.orders USING btree (customer_id, created_at DESC) WHERE (customer_id IS NOT NULL);

CREATE INDEX orders_email ON orders.orders USING btree (lower(email) text_pattern_ops);

CREATE INDEX orders_newest ON orders.orders USING btree (created_at DESC, id DESC);

CREATE INDEX orders_of_guests ON orders.orders USING btree (lower((email COLLATE "C"))) WHERE (customer_id IS NULL);

CREATE INDEX orders_refused ON orders.orders USING btree (created_at) WHERE ((state = 'refused'::text) AND (email <> ''::text));

CREATE INDEX payment_hooks_payment ON orders.payment_hooks USING btree (payment_id) WHERE (payment_id IS NOT NULL);

CREATE INDEX payment_hooks_unmatched ON orders.payment_hooks USING btree (received_at) WHERE ((payment_id IS NULL) AND (reference IS NOT NULL));

CREATE INDEX payments_pending ON orders.payments USING btree (created_at) WHERE (state = 'pending'::text);

CREATE INDEX payments_void_due ON orders.payments USING btree (created_at, id) WHERE void_due;

CREATE INDEX price_list_entries_list ON orders.price_list_entries USING btree (list_id);

CREATE INDEX promotions_automatic ON orders.promotions USING btree (id) WHERE ((code IS NULL) AND active);

CREATE INDEX refund_gift_cards_order ON orders.refund_gift_cards USING btree (order_id, gift_card_id);

CREATE INDEX refund_lines_order ON orders.refund_lines USING btree (order_id, "position");

CREATE INDEX refunds_due ON orders.refunds USING btree (created_at) WHERE (state = 'due'::text);

CREATE INDEX reservations_holder ON orders.reservations USING btree (holder) WHERE (holder IS NOT NULL);

CREATE INDEX reservations_over ON orders.reservations USING btree (reserved_until);

CREATE INDEX reservations_sku ON orders.reservations USING btree (sku, reserved_until);

CREATE INDEX return_lines_order ON orders.return_lines USING btree (order_id, "position");

CREATE INDEX returns_open ON orders.returns USING btree (created_at) WHERE (state <> ALL (ARRAY['refunded'::text, 'rejected'::text]));

CREATE INDEX sellable_snapshots_product ON orders.sellable_snapshots USING btree (product_id);

CREATE INDEX sellable_snapshots_sku ON orders.sellable_snapshots USING btree (lower(sku) text_pattern_ops);

CREATE INDEX sellable_snapshots_words ON orders.sellable_snapshots USING gin (((to_tsvector('simple'::regconfig, slug) || jsonb_to_tsvector('simple'::regconfig, title, '["string"]'::jsonb))));

CREATE INDEX shipment_lines_order ON orders.shipment_lines USING btree (order_id, "position");

CREATE INDEX stock_levels_location ON orders.stock_levels USING btree (location);

CREATE INDEX stock_movements_order ON orders.stock_movements USING btree (order_id) WHERE (order_id IS NOT NULL);

CREATE INDEX stock_movements_sku ON orders.stock_movements USING btree (sku, id);

CREATE UNIQUE INDEX stripe_accounts_current ON orders.stripe_accounts USING btree (is_current) WHERE is_current;

CREATE INDEX test_provider_charges_age ON orders.test_provider_charges USING btree (created_at);

CREATE INDEX unconfirmed_units_holder ON orders.unconfirmed_units USING btree (holder);

CREATE TRIGGER captures_cap BEFORE INSERT ON orders.captures FOR EACH ROW EXECUTE FUNCTION orders.cap_capture();

CREATE TRIGGER orders_capture_due BEFORE UPDATE OF state ON orders.orders FOR EACH ROW WHEN (((new.state = 'cancelled'::text) AND (old.state <> 'cancelled'::text))) EXECUTE FUNCTION orders.refuse_while_capture_is_due('id');

CREATE TRIGGER promotions_version BEFORE UPDATE OF active, starts_at, ends_at, total_limit, customer_limit ON orders.promotions FOR EACH ROW WHEN (((old.active IS DISTINCT FROM new.active) OR (old.starts_at IS DISTINCT FROM new.starts_at) OR (old.ends_at IS DISTINCT FROM new.ends_at) OR (old.total_limit IS DISTINCT FROM new.total_limit) OR (old.customer_limit IS DISTINCT FROM new.customer_limit))) EXECUTE FUNCTION orders.count_version();

CREATE TRIGGER refunds_capture_due BEFORE INSERT ON orders.refunds FOR EACH ROW WHEN (new.released) EXECUTE FUNCTION orders.refuse_while_capture_is_due('order_id');

CREATE TRIGGER stock_locations_version BEFORE UPDATE OF name, priority, active ON orders.stock_locations FOR EACH ROW WHEN (((old.name IS DISTINCT FROM new.name) OR (old.priority IS DISTINCT FROM new.priority) OR (old.active IS DISTINCT FROM new.active))) EXECUTE FUNCTION orders.count_version();

ALTER TABLE ONLY orders.bundle_components
    ADD CONSTRAINT bundle_components_bundle_fkey FOREIGN KEY (bundle) REFERENCES orders.sellable_snapshots(sku);

ALTER TABLE ONLY orders.cancellation_lines
    ADD CONSTRAINT cancellation_lines_order_id_cancellation_id_fkey FOREIGN KEY (order_id, cancellation_id) REFERENCES orders.cancellations(order_id, id);

ALTER TABLE ONLY orders.cancellation_lines
    ADD CONSTRAINT cancellation_lines_order_id_position_fkey FOREIGN KEY (order_id, "position") REFERENCES orders.order_lines(order_id, "position");

ALTER TABLE ONLY orders.cancellations
    ADD CONSTRAINT cancellations_order_id_fkey FOREIGN KEY (order_id) REFERENCES orders.orders(id);

ALTER TABLE ONLY orders.cancellations
    ADD CONSTRAINT cancellations_order_id_refund_id_fkey FOREIGN KEY (order_id, refund_id) REFERENCES orders.refunds(order_id, id);

ALTER TABLE ONLY orders.captures
    ADD CONSTRAINT captures_payment_id_fkey FOREIGN KEY (payment_id) REFERENCES orders.payments(id);

ALTER TABLE ONLY orders.cart_codes
    ADD CONSTRAINT cart_codes_cart_id_fkey FOREIGN KEY (cart_id) REFERENCES orders.carts(id) ON DELETE CASCADE;

ALTER TABLE ONLY orders.cart_codes
    ADD CONSTRAINT cart_codes_gift_card_id_fkey FOREIGN KEY (gift_card_id) REFERENCES orders.gift_cards(id);

ALTER TABLE ONLY orders.cart_codes
    ADD CONSTRAINT cart_codes_promotion_id_fkey FOREIGN KEY (promotion_id) REFERENCES orders.promotions(id);

ALTER TABLE ONLY orders.cart_lines
    ADD CONSTRAINT cart_lines_cart_id_fkey FOREIGN KEY (cart_id) REFERENCES orders.carts(id) ON DELETE CASCADE;

ALTER TABLE ONLY orders.cart_lines
    ADD CONSTRAINT cart_lines_sku_fkey FOREIGN KEY (sku) REFERENCES orders.sellable_snapshots(sku);

ALTER TABLE ONLY orders.customer_group_members
    ADD CONSTRAINT customer_group_members_group_id_fkey FOREIGN KEY (group_id) REFERENCES orders.customer_groups(id);

ALTER TABLE ONLY orders.documents
    ADD CONSTRAINT documents_order_id_fkey FOREIGN KEY (order_id) REFERENCES orders.orders(id);

ALTER TABLE ONLY orders.documents
    ADD CONSTRAINT documents_order_id_refund_id_fkey FOREIGN KEY (order_id, refund_id) REFERENCES orders.refunds(order_id, id);

ALTER TABLE ONLY orders.gift_card_movements
    ADD CONSTRAINT gift_card_movements_gift_card_id_fkey FOREIGN KEY (gift_card_id) REFERENCES orders.gift_cards(id);

ALTER TABLE ONLY orders.gift_card_movements
    ADD CONSTRAINT gift_card_movements_order_id_fkey FOREIGN KEY (order_id) REFERENCES orders.orders(id);

ALTER TABLE ONLY orders.gift_card_movements
    ADD CONSTRAINT gift_card_movements_refund_id_fkey FOREIGN KEY (refund_id) REFERENCES orders.refunds(id);

ALTER TABLE ONLY orders.merged_carts
    ADD CONSTRAINT merged_carts_cart_id_fkey FOREIGN KEY (cart_id) REFERENCES orders.carts(id);

ALTER TABLE ONLY orders.order_bundles
    ADD CONSTRAINT order_bundles_order_id_fkey FOREIGN KEY (order_id) REFERENCES orders.orders(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY orders.order_gift_cards
    ADD CONSTRAINT order_gift_cards_gift_card_id_fkey FOREIGN KEY (gift_card_id) REFERENCES orders.gift_cards(id);

ALTER TABLE ONLY orders.order_gift_cards
    ADD CONSTRAINT order_gift_cards_order_id_fkey FOREIGN KEY (order_id) REFERENCES orders.orders(id);

ALTER TABLE ONLY orders.order_lines
    ADD CONSTRAINT order_lines_order_id_fkey FOREIGN KEY (order_id) REFERENCES orders.orders(id);

ALTER TABLE ONLY orders.order_links
    ADD CONSTRAINT order_links_order_id_fkey FOREIGN KEY (order_id) REFERENCES orders.orders(id);

ALTER TABLE ONLY orders.order_timeline
    ADD CONSTRAINT order_timeline_order_id_fkey FOREIGN KEY (order_id) REFERENCES orders.orders(id);

ALTER TABLE ONLY orders.payments
    ADD CONSTRAINT payments_order_id_fkey FOREIGN KEY (order_id) REFERENCES orders.orders(id);

ALTER TABLE ONLY orders.price_list_entries
    ADD CONSTRAINT price_list_entries_list_id_fkey FOREIGN KEY (list_id) REFERENCES orders.price_lists(id) ON DELETE CASCADE;

ALTER TABLE ONLY orders.price_lists
    ADD CONSTRAINT price_lists_group_id_fkey FOREIGN KEY (group_id) REFERENCES orders.customer_groups(id);

ALTER TABLE ONLY orders.promotion_customers
    ADD CONSTRAINT promotion_customers_promotion_id_fkey FOREIGN KEY (promotion_id) REFERENCES orders.promotions(id);

ALTER TABLE ONLY orders.promotion_uses
    ADD CONSTRAINT promotion_uses_order_id_fkey FOREIGN KEY (order_id) REFERENCES orders.orders(id);

ALTER TABLE ONLY orders.promotion_uses
    ADD CONSTRAINT promotion_uses_promotion_id_fkey FOREIGN KEY (promotion_id) REFERENCES orders.promotions(id);

ALTER TABLE ONLY orders.refund_gift_cards
    ADD CONSTRAINT refund_gift_cards_order_id_gift_card_id_fkey FOREIGN KEY (order_id, gift_card_id) REFERENCES orders.order_gift_cards(order_id, gift_card_id);

ALTER TABLE ONLY orders.refund_gift_cards
    ADD CONSTRAINT refund_gift_cards_order_id_refund_id_fkey FOREIGN KEY (order_id, refund_id) REFERENCES orders.refunds(order_id, id);

ALTER TABLE ONLY orders.refund_lines
    ADD CONSTRAINT refund_lines_order_id_position_fkey FOREIGN KEY (order_id, "position") REFERENCES orders.order_lines(order_id, "position");

ALTER TABLE ONLY orders.refund_lines
    ADD CONSTRAINT refund_lines_order_id_refund_id_fkey FOREIGN KEY (order_id, refund_id) REFERENCES orders.refunds(order_id, id);

ALTER TABLE ONLY orders.refunds
    ADD CONSTRAINT refunds_order_id_fkey FOREIGN KEY (order_id) REFERENCES orders.orders(id);

ALTER TABLE ONLY orders.refunds
    ADD CONSTRAINT refunds_order_id_return_id_fkey FOREIGN KEY (order_id, return_id) REFERENCES orders.returns(order_id, id);

ALTER TABLE ONLY orders.reservations
    ADD CONSTRAINT reservations_cart_id_fkey FOREIGN KEY (cart_id) REFERENCES orders.carts(id);

ALTER TABLE ONLY orders.reservations
    ADD CONSTRAINT reservations_sku_location_fkey FOREIGN KEY (sku, location) REFERENCES orders.stock_levels(sku, location);

ALTER TABLE ONLY orders.return_lines
    ADD CONSTRAINT return_lines_order_id_position_fkey FOREIGN KEY (order_id, "position") REFERENCES orders.order_lines(order_id, "position");

ALTER TABLE ONLY orders.return_lines
    ADD CONSTRAINT return_lines_order_id_return_id_fkey FOREIGN KEY (order_id, return_id) REFERENCES orders.returns(order_id, id);

ALTER TABLE ONLY orders.returns
    ADD CONSTRAINT returns_exchange_order_id_fkey FOREIGN KEY (exchange_order_id) REFERENCES orders.orders(id);

ALTER TABLE ONLY orders.returns
    ADD CONSTRAINT returns_order_id_fkey FOREIGN KEY (order_id) REFERENCES orders.orders(id);

ALTER TABLE ONLY orders.shipment_lines
    ADD CONSTRAINT shipment_lines_order_id_position_fkey FOREIGN KEY (order_id, "position") REFERENCES orders.order_lines(order_id, "position");

ALTER TABLE ONLY orders.shipment_lines
    ADD CONSTRAINT shipment_lines_order_id_shipment_id_fkey FOREIGN KEY (order_id, shipment_id) REFERENCES orders.shipments(order_id, id);

ALTER TABLE ONLY orders.shipments
    ADD CONSTRAINT shipments_order_id_fkey FOREIGN KEY (order_id) REFERENCES orders.orders(id);

ALTER TABLE ONLY orders.stock_levels
    ADD CONSTRAINT stock_levels_location_fkey FOREIGN KEY (location) REFERENCES orders.stock_locations(code);

ALTER TABLE ONLY orders.stock_movements
    ADD CONSTRAINT stock_movements_sku_location_fkey FOREIGN KEY (sku, location) REFERENCES orders.stock_levels(sku, location);

ALTER TABLE ONLY orders.test_provider_refunds
    ADD CONSTRAINT test_provider_refunds_payment_id_fkey FOREIGN KEY (payment_id) REFERENCES orders.test_provider_charges(payment_id);

ALTER TABLE ONLY orders.unconfirmed_units
    ADD CONSTRAINT unconfirmed_units_order_id_fkey FOREIGN KEY (order_id) REFERENCES orders.orders(id);
