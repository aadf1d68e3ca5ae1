-- A process of before `released` wants the whole of what is held, whatever was called off and released since. It gets the
-- rest, and nothing to take if nothing is left. What this version inserts is the rest already.
create function orders.cap_capture() returns trigger
    language plpgsql
    as $$
declare
    owed bigint;
begin
    select payment.amount_minor - coalesce((select sum(refund.charged_minor) from orders.refunds as refund
                                            where refund.order_id = payment.order_id and refund.released), 0)
    into owed
    from orders.payments as payment where payment.id = new.payment_id;
    if owed <= 0 then
        return null;
    end if;
    new.amount_minor = least(new.amount_minor, owed);
    return new;
end
$$;

create trigger captures_cap before insert on orders.captures for each row execute function orders.cap_capture();
