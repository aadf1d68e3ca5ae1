-- Apart from the one before: whoever gives money up writes refunds and then the order, and would wait for a change of both
-- tables while that waits for them.
create trigger refunds_capture_due before insert on orders.refunds for each row
    when (new.released)
    execute function orders.refuse_while_capture_is_due('order_id');
