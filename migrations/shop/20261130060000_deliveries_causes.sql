-- What is sent later than its event is handled belongs to the event's trace, too: its place there and the edge's name for the
-- request lie beside it, as they do in the outbox.
alter table shop.webhook_deliveries add column trace_parent text, add column request_id text;
alter table shop.push_messages add column trace_parent text, add column request_id text;
