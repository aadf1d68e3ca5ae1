-- Which gift cards a refund goes back to, decided when it is: what was not charged. The balances follow
-- once the refund is done.
create table orders.refund_gift_cards (
    refund_id    uuid not null,
    order_id     uuid not null,
    gift_card_id uuid not null,
    amount_minor bigint not null check (amount_minor > 0),
    primary key (refund_id, gift_card_id),
    foreign key (order_id, refund_id) references orders.refunds (order_id, id),
    foreign key (order_id, gift_card_id) references orders.order_gift_cards (order_id, gift_card_id)
);

create index refund_gift_cards_order on orders.refund_gift_cards (order_id, gift_card_id);
