-- Two people may have one webhook open: a change names the version that it was made from. It is counted here, so that a
-- process of before this version counts, too. That something was sent, or failed, is no change.
alter table shop.webhooks add column version bigint not null default 1;

create function shop.count_version() returns trigger
    language plpgsql
    as $$
begin
    new.version = old.version + 1;
    return new;
end
$$;

create trigger webhooks_version before update of url, subjects, state
    on shop.webhooks for each row
    when (old.url is distinct from new.url or old.subjects is distinct from new.subjects
          or old.state is distinct from new.state)
    execute function shop.count_version();
