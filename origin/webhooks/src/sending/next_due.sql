-- The first delivery of a webhook that is due and not held up by one before it, as in `claim.sql`.
--
-- $1  timestamptz  now    $2  timestamptz  failing since before this moment holds up nobody
-- $3  uuid  the webhook
with first as (
    select id, event_id, sequence, body, trace_parent, request_id, next_attempt_at, first_attempt_at
    from shop.webhook_deliveries
    where webhook_id = $3 and state = 'waiting' order by sequence limit 100
)
select id, event_id, sequence, body, trace_parent, request_id, next_attempt_at from first
where next_attempt_at <= $1 and not exists (
    select from first as before where before.sequence < first.sequence
        and (before.first_attempt_at is null or before.first_attempt_at > $2)
)
order by sequence limit 1
