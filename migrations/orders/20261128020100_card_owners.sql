-- As whom the payment provider knows an account that has it keep cards. Of the cards nothing is here. A row without a
-- reference is what is left of an account that was deleted, so that no late order has anything kept for it.
create table orders.card_owners (
    customer_id uuid primary key,
    reference text unique,
    created_at timestamptz not null default now(),
    deleted_at timestamptz
);
