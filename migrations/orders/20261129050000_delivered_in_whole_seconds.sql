-- contract: the view tells what it told before, of the same types; a delivery is dated by the second that it was in, and not
-- by the next one.
create or replace view orders.order_records as
    select placed.id, to_jsonb(placed) || jsonb_build_object(
        'placed_at', orders.utc(placed.created_at),
        'payment', to_jsonb(payment),
        'documents', (select coalesce(jsonb_agg(jsonb_build_object(
                          'kind', kind, 'number', number,
                          'issued_on', to_char(issued_at at time zone 'utc', 'YYYY-MM-DD'))
                          order by issued_at, kind desc, number), '[]')
                      from orders.documents where order_id = placed.id),
        'lines', (select jsonb_agg(to_jsonb(line) order by line.position)
                  from orders.order_lines as line where line.order_id = placed.id),
        'promotions', coalesce((
            select jsonb_agg(to_jsonb(given) order by given.position)
            from orders.promotion_uses as given where given.order_id = placed.id), '[]'),
        'gift_cards', coalesce((
            select jsonb_agg(jsonb_build_object('last_four', card.last_four, 'amount_minor', part.amount_minor)
                             order by part.position)
            from orders.order_gift_cards as part join orders.gift_cards as card on card.id = part.gift_card_id
            where part.order_id = placed.id), '[]'),
        'shipments', (select coalesce(jsonb_agg(to_jsonb(shipment) || jsonb_build_object(
                'shipped_at', orders.utc(shipment.shipped_at),
                'delivered_at', orders.utc(shipment.delivered_at),
                'delivered_epoch', floor(extract(epoch from shipment.delivered_at))::bigint,
                'lines', (select jsonb_agg(to_jsonb(part) order by part.position)
                          from orders.shipment_lines as part where part.shipment_id = shipment.id)
            ) order by shipment.position), '[]')
            from orders.shipments as shipment where shipment.order_id = placed.id),
        'refunds', (select coalesce(jsonb_agg(to_jsonb(refund) || jsonb_build_object(
                'created_at', orders.utc(refund.created_at),
                'lines', (select coalesce(jsonb_agg(to_jsonb(part) order by part.position), '[]')
                          from orders.refund_lines as part where part.refund_id = refund.id),
                'gift_cards', (select coalesce(jsonb_agg(to_jsonb(part)), '[]')
                               from orders.refund_gift_cards as part where part.refund_id = refund.id)
            ) order by refund.position), '[]')
            from orders.refunds as refund where refund.order_id = placed.id),
        'returns', (select coalesce(jsonb_agg(to_jsonb(back) || jsonb_build_object(
                'created_at', orders.utc(back.created_at),
                'lines', (select jsonb_agg(to_jsonb(part) order by part.position)
                          from orders.return_lines as part where part.return_id = back.id)
            ) order by back.position), '[]')
            from orders.returns as back where back.order_id = placed.id),
        'cancellations', (select coalesce(jsonb_agg(to_jsonb(off) || jsonb_build_object(
                'created_at', orders.utc(off.created_at),
                'lines', (select jsonb_agg(to_jsonb(part) order by part.position)
                          from orders.cancellation_lines as part where part.cancellation_id = off.id)
            ) order by off.position), '[]')
            from orders.cancellations as off where off.order_id = placed.id)
    ) as record
    from orders.orders as placed join orders.payments as payment on payment.order_id = placed.id;
