-- Apart from promotions: an order reads locations and counts uses of promotions, and would wait for a change of both tables
-- while that waits for the order.
alter table orders.stock_locations add column version bigint not null default 1;

create trigger stock_locations_version before update of name, priority, active
    on orders.stock_locations for each row
    when (old.name is distinct from new.name or old.priority is distinct from new.priority
          or old.active is distinct from new.active)
    execute function orders.count_version();
