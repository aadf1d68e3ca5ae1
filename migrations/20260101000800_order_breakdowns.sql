-- What an order costs, part by part, with the tax; and the states an order and its payment go through
-- after they are placed.

alter table orders.orders
    -- As the pricing proved it: lines, discounts, delivery, tax by rate. None in orders from before.
    add column breakdown      jsonb,
    add column discount_minor bigint not null default 0 check (discount_minor >= 0),
    -- What came on top of the prices: zero where they hold the tax.
    add column tax_minor      bigint not null default 0 check (tax_minor >= 0),
    drop constraint orders_check,
    drop constraint orders_check1,
    drop constraint orders_state_check,
    add constraint orders_total check
        (total_minor >= 0 and total_minor = subtotal_minor - discount_minor + delivery_fee_minor + tax_minor),
    -- The columns are for questions in SQL; they say nothing else than the parts do.
    add constraint orders_breakdown check (breakdown is null or (
        (breakdown #>> '{goods,minor}')::bigint is not distinct from subtotal_minor
        and (breakdown #>> '{discount,minor}')::bigint is not distinct from discount_minor
        and (breakdown #>> '{total,minor}')::bigint is not distinct from total_minor
        and breakdown ->> 'currency' is not distinct from currency
    )),
    add constraint orders_state check
        (state in ('awaiting_payment', 'placed', 'partially_fulfilled', 'fulfilled', 'cancelled', 'refused')),
    add constraint orders_number check
        (number is not null or state not in ('placed', 'partially_fulfilled', 'fulfilled'));

alter table orders.payments
    -- The order is over while the amount is held: it is to be given back.
    add column void_due boolean not null default false,
    drop constraint payments_state_check,
    drop constraint payments_check,
    add constraint payments_state check
        (state in ('pending', 'action_required', 'authorised', 'partially_captured', 'captured', 'voided',
                   'partially_refunded', 'refunded', 'declined')),
    add constraint payments_reference check
        (reference is not null or state in ('pending', 'action_required', 'voided', 'declined')),
    add constraint payments_void_due check (not void_due or state = 'authorised');

create index payments_void_due on orders.payments (created_at, id) where void_due;
