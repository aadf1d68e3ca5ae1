-- What staff changed: who, what, as it was and as it became, when. Entries are only ever added, and each holds the hash
-- of the one before it, so that one that was changed or taken out afterwards is found by whoever looks.
create function shop.audit_hash(
    given_previous bytea, given_seq bigint, given_at timestamptz, given_actor text, given_action text,
    given_subject text, given_before jsonb, given_after jsonb
) returns bytea
    language sql immutable
    as $$
    select sha256(given_previous || convert_to(jsonb_build_array(
        given_seq, (extract(epoch from given_at) * 1000000)::bigint, given_actor, given_action, given_subject,
        given_before, given_after)::text, 'UTF8'))
$$;

create table shop.audit_entries (
    seq bigint primary key,
    occurred_at timestamptz not null,
    actor text not null,
    action text not null,
    subject text not null,
    before jsonb,
    after jsonb,
    previous bytea not null,
    hash bytea not null,
    constraint audit_entries_hash_check
        check (hash = shop.audit_hash(previous, seq, occurred_at, actor, action, subject, before, after)),
    constraint audit_entries_seq_check check (seq > 0)
);

create index audit_entries_subject on shop.audit_entries (subject, seq);

create function shop.audit_only_grows() returns trigger
    language plpgsql
    as $$
begin
    raise exception 'entries of the audit log stay as they are';
end
$$;

create trigger audit_entries_only_grow before update or delete or truncate on shop.audit_entries
    for each statement execute function shop.audit_only_grows();
