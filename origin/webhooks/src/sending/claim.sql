-- Claims webhooks that have a delivery due, those due for longest first; other senders pass them over.
--
-- A delivery is due that is not held up by one before it. A few are looked at and never all that wait: one an hour at
-- most begins to be overtaken, for three days.
--
-- $1  timestamptz  now    $2  timestamptz  failing since before this moment holds up nobody
-- $3  timestamptz  how long the claim lasts    $4  bigint  how many at most
update shop.webhooks set claimed_until = $3 where id in (
    select webhook.id from shop.webhooks as webhook cross join lateral (
        with first as (
            select id, event_id, sequence, body, trace_parent, request_id, next_attempt_at, first_attempt_at
            from shop.webhook_deliveries
            where webhook_id = webhook.id and state = 'waiting' order by sequence limit 100
        )
        select id, event_id, sequence, body, trace_parent, request_id, next_attempt_at from first
        where next_attempt_at <= $1 and not exists (
            select from first as before where before.sequence < first.sequence
                and (before.first_attempt_at is null or before.first_attempt_at > $2)
        )
        order by sequence limit 1
    ) as due
    where webhook.state = 'active' and (webhook.claimed_until is null or webhook.claimed_until <= $1)
    order by due.next_attempt_at limit $4
    for update of webhook skip locked
)
returning id, url, claimed_until
