-- What an event was recorded for: the place in a trace, as W3C Trace Context writes it, and the edge's name for the request.
-- None where nothing is traced, or where no request is the reason.
alter table shop.outbox add column trace_parent text, add column request_id text;
