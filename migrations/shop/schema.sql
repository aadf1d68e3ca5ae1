-- What the migrations beside it make, as pg_dump tells it. It is compared by a test, never run; `cargo xtask schema` writes it.

CREATE SCHEMA shop;

CREATE FUNCTION shop.audit_hash(given_previous bytea, given_seq bigint, given_at timestamp with time zone, given_actor text, given_action text, given_subject text, given_before jsonb, given_after jsonb) RETURNS bytea
    LANGUAGE sql IMMUTABLE
    AS $$
    select sha256(given_previous || convert_to(jsonb_build_array(
        given_seq, (extract(epoch from given_at) * 1000000)::bigint, given_actor, given_action, given_subject,
        given_before, given_after)::text, 'UTF8'))
$$;

CREATE FUNCTION shop.audit_only_grows() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    raise exception 'entries of the audit log stay as they are';
end
$$;

CREATE FUNCTION shop.claim_key(given_scope text, given_key text, given_fingerprint bytea, given_reply jsonb DEFAULT NULL::jsonb) RETURNS SETOF text
    LANGUAGE plpgsql ROWS 1
    AS $$
begin
    return query
        insert into shop.idempotency_keys as kept (scope, key, fingerprint, reply)
        values (given_scope, given_key, given_fingerprint, given_reply)
        on conflict on constraint idempotency_keys_pkey do nothing
        returning kept.key;
end
$$;

CREATE FUNCTION shop.count_version() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    new.version = old.version + 1;
    return new;
end
$$;

CREATE FUNCTION shop.keep_reply(given_scope text, given_key text, given_fingerprint bytea, given_reply jsonb) RETURNS boolean
    LANGUAGE plpgsql
    AS $$
begin
    insert into shop.idempotency_keys (scope, key, fingerprint, reply)
    values (given_scope, given_key, given_fingerprint, given_reply);
    return true;
end
$$;

CREATE FUNCTION shop.kept_reply(given_scope text, given_key text) RETURNS TABLE(fingerprint bytea, reply jsonb)
    LANGUAGE sql STABLE ROWS 1
    AS $$
    select kept.fingerprint, kept.reply
    from shop.idempotency_keys as kept where kept.scope = given_scope and kept.key = given_key
$$;

CREATE FUNCTION shop.replace_reply(given_scope text, given_key text, given_reply jsonb) RETURNS boolean
    LANGUAGE plpgsql
    AS $$
begin
    update shop.idempotency_keys as kept set reply = given_reply
    where kept.scope = given_scope and kept.key = given_key;
    return found;
end
$$;

CREATE TABLE shop.audit_entries (
    seq bigint NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    actor text NOT NULL,
    action text NOT NULL,
    subject text NOT NULL,
    before jsonb,
    after jsonb,
    previous bytea NOT NULL,
    hash bytea NOT NULL,
    CONSTRAINT audit_entries_hash_check CHECK ((hash = shop.audit_hash(previous, seq, occurred_at, actor, action, subject, before, after))),
    CONSTRAINT audit_entries_seq_check CHECK ((seq > 0))
);

CREATE TABLE shop.dead_letters (
    consumer text NOT NULL,
    event_id uuid NOT NULL,
    subject text NOT NULL,
    payload jsonb NOT NULL,
    reason text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE shop.idempotency_keys (
    scope text NOT NULL,
    key text NOT NULL,
    fingerprint bytea NOT NULL,
    reply jsonb,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT idempotency_keys_fingerprint_check CHECK ((length(fingerprint) = 32)),
    CONSTRAINT idempotency_keys_key_check CHECK (((length(key) >= 8) AND (length(key) <= 100)))
)
WITH (fillfactor='60');

CREATE TABLE shop.outbox (
    id uuid NOT NULL,
    seq bigint NOT NULL,
    subject text NOT NULL,
    tags text[] NOT NULL,
    data jsonb NOT NULL,
    occurred_at timestamp with time zone DEFAULT now() NOT NULL,
    published_at timestamp with time zone,
    replay_of uuid,
    same_as text,
    not_before timestamp with time zone DEFAULT now() NOT NULL,
    hard boolean DEFAULT false NOT NULL,
    trace_parent text,
    request_id text,
    CONSTRAINT outbox_subject_check CHECK ((subject ~~ 'shop.%.%'::text))
);

ALTER TABLE shop.outbox ALTER COLUMN seq ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME shop.outbox_seq_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE shop.purge_targets (
    target text NOT NULL,
    stream_created bigint NOT NULL,
    base bigint NOT NULL,
    after bigint NOT NULL,
    sent bigint NOT NULL,
    CONSTRAINT purge_targets_after_check CHECK ((after >= 0)),
    CONSTRAINT purge_targets_base_check CHECK ((base >= 0)),
    CONSTRAINT purge_targets_check CHECK ((sent >= after)),
    CONSTRAINT purge_targets_target_check CHECK ((length(target) = 64))
);

CREATE TABLE shop.push_messages (
    id uuid NOT NULL,
    subscription_id uuid NOT NULL,
    event_id uuid NOT NULL,
    payload text NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    next_attempt_at timestamp with time zone DEFAULT now() NOT NULL,
    settled_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    trace_parent text,
    request_id text,
    CONSTRAINT push_messages_attempts_check CHECK ((attempts >= 0))
);

CREATE TABLE shop.push_subscriptions (
    id uuid NOT NULL,
    endpoint text NOT NULL,
    p256dh bytea NOT NULL,
    auth bytea NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT push_subscriptions_auth_check CHECK ((length(auth) = 16)),
    CONSTRAINT push_subscriptions_endpoint_check CHECK (((length(endpoint) >= 8) AND (length(endpoint) <= 2000))),
    CONSTRAINT push_subscriptions_p256dh_check CHECK ((length(p256dh) = 65))
);

CREATE TABLE shop.push_topics (
    subscription_id uuid NOT NULL,
    kind text NOT NULL,
    about text NOT NULL,
    market text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    link_hash bytea,
    CONSTRAINT push_topics_about_check CHECK (((length(about) >= 1) AND (length(about) <= 255))),
    CONSTRAINT push_topics_kind_check CHECK ((kind = ANY (ARRAY['order'::text, 'variant'::text])))
);

CREATE TABLE shop.sent_mails (
    kind text NOT NULL,
    about uuid NOT NULL,
    event_id uuid NOT NULL,
    claimed_at timestamp with time zone DEFAULT now() NOT NULL,
    sent_at timestamp with time zone
);

CREATE TABLE shop.staff_keys (
    id uuid NOT NULL,
    name text NOT NULL,
    key_sha256 bytea NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    revoked_at timestamp with time zone,
    permissions text[],
    expires_at timestamp with time zone,
    last_used_at timestamp with time zone,
    owner uuid,
    CONSTRAINT staff_keys_key_sha256_check CHECK ((length(key_sha256) = 32)),
    CONSTRAINT staff_keys_name_check CHECK (((length(name) >= 1) AND (length(name) <= 100)))
);

CREATE TABLE shop.webhook_deliveries (
    id uuid NOT NULL,
    webhook_id uuid NOT NULL,
    sequence bigint NOT NULL,
    event_id uuid NOT NULL,
    subject text NOT NULL,
    body text NOT NULL,
    state text DEFAULT 'waiting'::text NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    next_attempt_at timestamp with time zone DEFAULT now() NOT NULL,
    first_attempt_at timestamp with time zone,
    last_attempt_at timestamp with time zone,
    last_status integer,
    last_error text,
    replay_of uuid,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    trace_parent text,
    request_id text,
    CONSTRAINT webhook_deliveries_attempts_check CHECK ((attempts >= 0)),
    CONSTRAINT webhook_deliveries_last_status_check CHECK (((last_status >= 100) AND (last_status <= 999))),
    CONSTRAINT webhook_deliveries_sequence_check CHECK ((sequence > 0)),
    CONSTRAINT webhook_deliveries_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'delivered'::text, 'failed'::text])))
);

CREATE TABLE shop.webhook_secrets (
    id uuid NOT NULL,
    webhook_id uuid NOT NULL,
    key bytea,
    sealed bytea,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone,
    CONSTRAINT webhook_secrets_kept_once CHECK ((num_nonnulls(key, sealed) = 1)),
    CONSTRAINT webhook_secrets_key_check CHECK (((length(key) >= 24) AND (length(key) <= 64))),
    CONSTRAINT webhook_secrets_sealed_check CHECK (((length(sealed) >= 30) AND (length(sealed) <= 500)))
);

CREATE TABLE shop.webhooks (
    id uuid NOT NULL,
    url text NOT NULL,
    subjects text[] NOT NULL,
    state text DEFAULT 'active'::text NOT NULL,
    disabled_reason text,
    disabled_at timestamp with time zone,
    notification text,
    last_sequence bigint DEFAULT 0 NOT NULL,
    failures integer DEFAULT 0 NOT NULL,
    failing_since timestamp with time zone,
    last_success_at timestamp with time zone,
    claimed_until timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    CONSTRAINT webhooks_check CHECK (((state = 'disabled'::text) = (disabled_reason IS NOT NULL))),
    CONSTRAINT webhooks_check1 CHECK (((state = 'disabled'::text) = (disabled_at IS NOT NULL))),
    CONSTRAINT webhooks_check2 CHECK (((failures = 0) = (failing_since IS NULL))),
    CONSTRAINT webhooks_failures_check CHECK ((failures >= 0)),
    CONSTRAINT webhooks_last_sequence_check CHECK ((last_sequence >= 0)),
    CONSTRAINT webhooks_notification_check CHECK ((notification = ANY (ARRAY['due'::text, 'sent'::text]))),
    CONSTRAINT webhooks_state_check CHECK ((state = ANY (ARRAY['active'::text, 'disabled'::text]))),
    CONSTRAINT webhooks_subjects_check CHECK (((cardinality(subjects) >= 1) AND (cardinality(subjects) <= 20))),
    CONSTRAINT webhooks_url_check CHECK (((length(url) >= 8) AND (length(url) <= 2000)))
);

ALTER TABLE ONLY shop.audit_entries
    ADD CONSTRAINT audit_entries_pkey PRIMARY KEY (seq);

ALTER TABLE ONLY shop.dead_letters
    ADD CONSTRAINT dead_letters_pkey PRIMARY KEY (consumer, event_id);

ALTER TABLE ONLY shop.idempotency_keys
    ADD CONSTRAINT idempotency_keys_pkey PRIMARY KEY (scope, key);

ALTER TABLE ONLY shop.outbox
    ADD CONSTRAINT outbox_pkey PRIMARY KEY (id);

ALTER TABLE ONLY shop.purge_targets
    ADD CONSTRAINT purge_targets_pkey PRIMARY KEY (target);

ALTER TABLE ONLY shop.push_messages
    ADD CONSTRAINT push_messages_pkey PRIMARY KEY (id);

ALTER TABLE ONLY shop.push_messages
    ADD CONSTRAINT push_messages_subscription_id_event_id_key UNIQUE (subscription_id, event_id);

ALTER TABLE ONLY shop.push_subscriptions
    ADD CONSTRAINT push_subscriptions_endpoint_key UNIQUE (endpoint);

ALTER TABLE ONLY shop.push_subscriptions
    ADD CONSTRAINT push_subscriptions_pkey PRIMARY KEY (id);

ALTER TABLE ONLY shop.push_topics
    ADD CONSTRAINT push_topics_pkey PRIMARY KEY (subscription_id, kind, about);

ALTER TABLE ONLY shop.sent_mails
    ADD CONSTRAINT sent_mails_pkey PRIMARY KEY (kind, about);

ALTER TABLE ONLY shop.staff_keys
    ADD CONSTRAINT staff_keys_key_sha256_key UNIQUE (key_sha256);

ALTER TABLE ONLY shop.staff_keys
    ADD CONSTRAINT staff_keys_pkey PRIMARY KEY (id);

ALTER TABLE ONLY shop.webhook_deliveries
    ADD CONSTRAINT webhook_deliveries_pkey PRIMARY KEY (id);

ALTER TABLE ONLY shop.webhook_deliveries
    ADD CONSTRAINT webhook_deliveries_webhook_id_sequence_key UNIQUE (webhook_id, sequence);

ALTER TABLE ONLY shop.webhook_secrets
    ADD CONSTRAINT webhook_secrets_pkey PRIMARY KEY (id);

ALTER TABLE ONLY shop.webhooks
    ADD CONSTRAINT webhooks_pkey PRIMARY KEY (id);

CREATE INDEX audit_entries_subject ON shop.audit_entries USING btree (subject, seq);

CREATE INDEX idempotency_keys_age ON shop.idempotency_keys USING btree (created_at);

CREATE INDEX outbox_published ON shop.outbox USING btree (published_at) WHERE (published_at IS NOT NULL);

CREATE INDEX outbox_same_as ON shop.outbox USING btree (same_as, not_before DESC) WHERE (same_as IS NOT NULL);

CREATE INDEX outbox_unpublished ON shop.outbox USING btree (seq) WHERE (published_at IS NULL);

CREATE INDEX push_messages_age ON shop.push_messages USING btree (created_at);

CREATE INDEX push_messages_due ON shop.push_messages USING btree (next_attempt_at) WHERE (settled_at IS NULL);

CREATE INDEX push_topics_about ON shop.push_topics USING btree (kind, about);

CREATE INDEX push_topics_age ON shop.push_topics USING btree (created_at);

CREATE INDEX sent_mails_unknown ON shop.sent_mails USING btree (claimed_at) WHERE (sent_at IS NULL);

CREATE INDEX staff_keys_owner ON shop.staff_keys USING btree (owner) WHERE (owner IS NOT NULL);

CREATE INDEX webhook_deliveries_age ON shop.webhook_deliveries USING btree (created_at);

CREATE UNIQUE INDEX webhook_deliveries_event ON shop.webhook_deliveries USING btree (webhook_id, event_id) WHERE (replay_of IS NULL);

CREATE INDEX webhook_deliveries_waiting ON shop.webhook_deliveries USING btree (webhook_id, sequence) WHERE (state = 'waiting'::text);

CREATE UNIQUE INDEX webhook_secrets_newest ON shop.webhook_secrets USING btree (webhook_id) WHERE (expires_at IS NULL);

CREATE UNIQUE INDEX webhook_secrets_previous ON shop.webhook_secrets USING btree (webhook_id) WHERE (expires_at IS NOT NULL);

CREATE TRIGGER audit_entries_only_grow BEFORE DELETE OR UPDATE OR TRUNCATE ON shop.audit_entries FOR EACH STATEMENT EXECUTE FUNCTION shop.audit_only_grows();

CREATE TRIGGER webhooks_version BEFORE UPDATE OF url, subjects, state ON shop.webhooks FOR EACH ROW WHEN (((old.url IS DISTINCT FROM new.url) OR (old.subjects IS DISTINCT FROM new.subjects) OR (old.state IS DISTINCT FROM new.state))) EXECUTE FUNCTION shop.count_version();

ALTER TABLE ONLY shop.push_messages
    ADD CONSTRAINT push_messages_subscription_id_fkey FOREIGN KEY (subscription_id) REFERENCES shop.push_subscriptions(id) ON DELETE CASCADE;

ALTER TABLE ONLY shop.push_topics
    ADD CONSTRAINT push_topics_subscription_id_fkey FOREIGN KEY (subscription_id) REFERENCES shop.push_subscriptions(id) ON DELETE CASCADE;

ALTER TABLE ONLY shop.webhook_deliveries
    ADD CONSTRAINT webhook_deliveries_webhook_id_fkey FOREIGN KEY (webhook_id) REFERENCES shop.webhooks(id) ON DELETE CASCADE;

ALTER TABLE ONLY shop.webhook_secrets
    ADD CONSTRAINT webhook_secrets_webhook_id_fkey FOREIGN KEY (webhook_id) REFERENCES shop.webhooks(id) ON DELETE CASCADE;
