-- Secrets of webhooks, encrypted by the vault (ADR 116): "key" is all zeros where only this is left.
alter table shop.webhook_secrets add column sealed bytea check (length(sealed) between 30 and 500);

-- Until when a program of the release before may still run, which needs what is written in the old way too.
create table shop.rollouts (
    what    text primary key check (length(what) between 1 and 100),
    ends_at timestamptz not null
);

-- Of a database that is made just now nobody knows an older program.
insert into shop.rollouts (what, ends_at)
select 'sealed webhook secrets', now() + interval '1 day'
where exists (select from shop.staff_keys) or exists (select from shop.webhooks);
