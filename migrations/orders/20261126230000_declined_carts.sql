-- Whoever tests stolen cards does it with one cart for as long as that goes. So a cart counts the payments that were
-- declined one after the other, and pauses after some; one that is paid for begins anew.
alter table orders.carts
    add column declines integer not null default 0 check (declines >= 0),
    add column paused_until timestamptz;
