-- Nothing that was cached before a hard event may be shown again, not even when nothing newer can be had.
alter table shop.outbox add column hard boolean not null default false;
