-- What a part costs that was called off is a row of `refunds`, where money is owed for it: one that is due if the payment was
-- taken before; one that is `released` if it was not, which has been done when it is written, and makes what is taken later
-- so much less. A file of its own: nothing else is locked while it waits for those who read refunds.
alter table orders.refunds add column released boolean not null default false;
