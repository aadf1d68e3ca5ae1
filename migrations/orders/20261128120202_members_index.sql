-- no-transaction
-- Staff see how many are in a group.
create index concurrently customer_group_members_group on orders.customer_group_members (group_id) where group_id is not null;
