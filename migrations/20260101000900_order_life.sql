-- What becomes of an order after it is placed: shipments, money taken and given back, returns, the
-- documents about it, and who did what when.

alter table orders.payments
    -- In total so far.
    add column captured_minor bigint not null default 0,
    add column refunded_minor bigint not null default 0,
    add constraint payments_amounts check
        (0 <= refunded_minor and refunded_minor <= captured_minor and captured_minor <= amount_minor),
    add constraint payments_amounts_of_state check (case state
        when 'partially_captured' then captured_minor > 0 and refunded_minor = 0
        when 'captured' then captured_minor > 0 and refunded_minor = 0
        when 'partially_refunded' then refunded_minor > 0 and refunded_minor < captured_minor
        when 'refunded' then refunded_minor > 0 and refunded_minor = captured_minor
        else captured_minor = 0 and refunded_minor = 0
    end);

create table orders.shipments (
    id              uuid primary key,
    order_id        uuid not null references orders.orders,
    -- The order's first, second, …
    position        integer not null check (position > 0),
    state           text not null check (state in ('packed', 'shipped', 'delivered', 'lost')),
    carrier         text,
    tracking_number text,
    -- Where the parcel can be followed.
    tracking_url    text check (tracking_url like 'https://%'),
    created_at      timestamptz not null default now(),
    shipped_at      timestamptz,
    delivered_at    timestamptz,
    unique (order_id, position),
    unique (order_id, id),
    check ((state = 'packed') = (shipped_at is null)),
    check ((state = 'delivered') = (delivered_at is not null))
);

create table orders.shipment_lines (
    shipment_id uuid not null,
    order_id    uuid not null,
    -- The order's line.
    position    integer not null,
    quantity    integer not null check (quantity > 0),
    primary key (shipment_id, position),
    foreign key (order_id, shipment_id) references orders.shipments (order_id, id),
    foreign key (order_id, position) references orders.order_lines
);

create index shipment_lines_order on orders.shipment_lines (order_id, position);

-- Money to be taken. The id is the provider's idempotency key. A payment is captured once.
create table orders.captures (
    id           uuid primary key,
    payment_id   uuid not null unique references orders.payments,
    amount_minor bigint not null check (amount_minor > 0),
    -- Due until the provider has done it; refused needs a person.
    state        text not null check (state in ('due', 'done', 'refused')),
    refusal      text,
    created_at   timestamptz not null default now(),
    settled_at   timestamptz,
    check ((state = 'due') = (settled_at is null)),
    check ((state = 'refused') = (refusal is not null))
);

create index captures_due on orders.captures (created_at) where state = 'due';

create table orders.returns (
    id         uuid primary key,
    order_id   uuid not null references orders.orders,
    position   integer not null check (position > 0),
    -- A withdrawal is the right of European shoppers within 14 days; nothing has to be said for it.
    kind       text not null check (kind in ('withdrawal', 'return', 'exchange')),
    state      text not null check (state in ('requested', 'approved', 'received', 'restocked', 'refunded', 'rejected')),
    reason     text not null default '' check (length(reason) <= 1000),
    -- Why it was rejected, for the shopper to read.
    answer     text not null default '' check (length(answer) <= 1000),
    -- The order that sends the other thing, if it is an exchange and that was sent.
    exchange_order_id uuid references orders.orders,
    created_at timestamptz not null default now(),
    unique (order_id, position),
    unique (order_id, id)
);

create index returns_open on orders.returns (created_at) where state not in ('refunded', 'rejected');

create table orders.return_lines (
    return_id uuid not null,
    order_id  uuid not null,
    position  integer not null,
    quantity  integer not null check (quantity > 0),
    primary key (return_id, position),
    foreign key (order_id, return_id) references orders.returns (order_id, id),
    foreign key (order_id, position) references orders.order_lines
);

create index return_lines_order on orders.return_lines (order_id, position);

-- Money to be given back. The id is the provider's idempotency key.
create table orders.refunds (
    id             uuid primary key,
    order_id       uuid not null references orders.orders,
    position       integer not null check (position > 0),
    return_id      uuid,
    state          text not null check (state in ('due', 'done', 'refused')),
    refusal        text,
    reason         text not null check (length(reason) between 1 and 500),
    -- All of it, tax included: the lines' amounts, delivery and goodwill.
    amount_minor   bigint not null check (amount_minor > 0),
    delivery_minor bigint not null check (delivery_minor >= 0),
    goodwill_minor bigint not null check (goodwill_minor >= 0),
    -- What of it goes to the charged payment; the rest goes to gift cards.
    charged_minor  bigint not null check (charged_minor between 0 and amount_minor),
    created_at     timestamptz not null default now(),
    settled_at     timestamptz,
    unique (order_id, position),
    unique (order_id, id),
    foreign key (order_id, return_id) references orders.returns (order_id, id),
    check ((state = 'due') = (settled_at is null)),
    check ((state = 'refused') = (refusal is not null))
);

create index refunds_due on orders.refunds (created_at) where state = 'due';

create table orders.refund_lines (
    refund_id    uuid not null,
    order_id     uuid not null,
    position     integer not null,
    quantity     integer not null check (quantity > 0),
    amount_minor bigint not null check (amount_minor >= 0),
    tax_minor    bigint not null check (tax_minor between 0 and amount_minor),
    primary key (refund_id, position),
    foreign key (order_id, refund_id) references orders.refunds (order_id, id),
    foreign key (order_id, position) references orders.order_lines
);

create index refund_lines_order on orders.refund_lines (order_id, position);

-- Who did what when; never changed.
create table orders.order_timeline (
    id       bigint generated always as identity primary key,
    order_id uuid not null references orders.orders,
    at       timestamptz not null default now(),
    -- Such as {"kind": "staff", "name": "Ada"}, {"kind": "shopper"} or {"kind": "system"}.
    actor    jsonb not null check (actor ->> 'kind' in ('staff', 'shopper', 'system')),
    what     text not null,
    data     jsonb not null default '{}'
);

create index order_timeline_order on orders.order_timeline (order_id, id);

-- Invoices and credit notes as they were issued. Each kind is numbered without gaps.
create table orders.documents (
    kind      text not null check (kind in ('invoice', 'credit_note')),
    number    bigint not null check (number > 0),
    order_id  uuid not null references orders.orders,
    refund_id uuid unique,
    issued_at timestamptz not null default now(),
    pdf       bytea not null,
    primary key (kind, number),
    foreign key (order_id, refund_id) references orders.refunds (order_id, id),
    check ((kind = 'credit_note') = (refund_id is not null))
);

create unique index documents_invoice on orders.documents (order_id) where kind = 'invoice';
create index documents_order on orders.documents (order_id);

-- The last number given of each kind; rows instead of sequences, so that none is lost.
create table orders.document_numbers (
    kind text primary key check (kind in ('invoice', 'credit_note')),
    last bigint not null
);

insert into orders.document_numbers (kind, last) values ('invoice', 0), ('credit_note', 0);

-- Staff page through orders, newest first, and look for e-mail addresses by their beginning.
create index orders_newest on orders.orders (created_at desc, id desc);
create index orders_email on orders.orders (lower(email) text_pattern_ops);
