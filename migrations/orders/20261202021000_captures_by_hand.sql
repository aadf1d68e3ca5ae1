-- Staff may take a payment before anything has left. What is due to be taken is decided, whatever the provider says later:
-- until it has answered, the order is not cancelled, and nothing of what is taken is released. A process of before this
-- version does not look, and is refused here.
create function orders.refuse_while_capture_is_due() returns trigger
    language plpgsql
    as $$
begin
    if exists (select from orders.captures as capture join orders.payments as payment on payment.id = capture.payment_id
               where payment.order_id = (to_jsonb(new) ->> tg_argv[0])::uuid and capture.state = 'due') then
        raise exception 'the payment of this order is being taken' using errcode = 'check_violation';
    end if;
    return new;
end
$$;

create trigger orders_capture_due before update of state on orders.orders for each row
    when (new.state = 'cancelled' and old.state <> 'cancelled')
    execute function orders.refuse_while_capture_is_due('id');
