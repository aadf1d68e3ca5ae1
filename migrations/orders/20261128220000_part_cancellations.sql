-- Parts of orders that were called off before they were sent. What becomes of the money is a row of `refunds`.
create table orders.cancellations (
    id         uuid primary key,
    order_id   uuid not null references orders.orders,
    position   integer not null check (position > 0),
    -- What went or goes back for it; none if it cost nothing, or was refunded before.
    refund_id  uuid,
    reason     text not null check (length(reason) between 1 and 500),
    created_at timestamptz not null default now(),
    unique (order_id, position),
    unique (order_id, id),
    foreign key (order_id, refund_id) references orders.refunds (order_id, id)
);

create table orders.cancellation_lines (
    cancellation_id uuid not null,
    order_id        uuid not null,
    position        integer not null,
    quantity        integer not null check (quantity > 0),
    primary key (cancellation_id, position),
    foreign key (order_id, cancellation_id) references orders.cancellations (order_id, id),
    foreign key (order_id, position) references orders.order_lines (order_id, position)
);

create index cancellation_lines_order on orders.cancellation_lines (order_id, position);
