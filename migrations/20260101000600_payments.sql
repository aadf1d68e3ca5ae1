-- Which payment is which at Stripe, and what was decided about it. The decision is made here and
-- once: whoever says “authorised” and whoever takes the payment back ask this row first.
create table orders.stripe_intents (
    payment_id uuid primary key,
    -- None if the payment was given up before Stripe was asked: then Stripe never is.
    intent     text unique check (intent ~ '^pi_[A-Za-z0-9_]{1,200}$'),
    decided    text check (decided in ('authorised', 'cancelled')),
    created_at timestamptz not null default now(),
    check (intent is not null or decided is not distinct from 'cancelled')
);

-- What providers told us by themselves. Only names and times: the bodies say more of shoppers than
-- we need, and what is true now is asked of the provider anyway.
create table orders.payment_hooks (
    provider    text not null,
    event_id    text not null check (length(event_id) between 1 and 255),
    -- As the provider calls it, known to us or not.
    kind        text not null,
    -- The provider's name of the payment, if the event is about one.
    reference   text,
    -- None if we do not know the payment: the provider may hold money that no order accounts for.
    payment_id  uuid,
    -- The provider's clock.
    happened_at timestamptz not null,
    received_at timestamptz not null default now(),
    primary key (provider, event_id)
);

create index payment_hooks_unmatched on orders.payment_hooks (received_at)
    where payment_id is null and reference is not null;
create index payment_hooks_payment on orders.payment_hooks (payment_id) where payment_id is not null;

-- The test provider learns what real ones do: challenges, answers that come later, capture, void
-- and refunds.
alter table orders.test_provider_charges
    drop constraint test_provider_charges_outcome_check,
    add constraint test_provider_charges_outcome_check check
        (outcome in ('authorised', 'declined', 'cancelled', 'challenged', 'processing', 'unconfirmed')),
    -- Where the challenge page sends the shopper back to.
    add column return_url text,
    add column capture_id uuid,
    add column captured_minor bigint not null default 0,
    add column refunded_minor bigint not null default 0,
    add column voided boolean not null default false,
    add constraint test_provider_charges_captured check
        (captured_minor between 0 and amount_minor and (captured_minor = 0 or outcome = 'authorised' and not voided)),
    add constraint test_provider_charges_refunded check (refunded_minor between 0 and captured_minor);

create index test_provider_charges_age on orders.test_provider_charges (created_at);

create table orders.test_provider_refunds (
    refund_id    uuid primary key,
    payment_id   uuid not null references orders.test_provider_charges,
    amount_minor bigint not null check (amount_minor > 0),
    reason       text not null
);
