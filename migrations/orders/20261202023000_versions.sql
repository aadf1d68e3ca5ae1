-- What two people may have open at once says which version it is: a change names the one that it was made from. They are
-- counted here, so that a process of before this version counts them, too. That an order uses a promotion is no change.
alter table orders.promotions add column version bigint not null default 1;

create function orders.count_version() returns trigger
    language plpgsql
    as $$
begin
    new.version = old.version + 1;
    return new;
end
$$;

create trigger promotions_version before update of active, starts_at, ends_at, total_limit, customer_limit
    on orders.promotions for each row
    when (old.active is distinct from new.active or old.starts_at is distinct from new.starts_at
          or old.ends_at is distinct from new.ends_at or old.total_limit is distinct from new.total_limit
          or old.customer_limit is distinct from new.customer_limit)
    execute function orders.count_version();
