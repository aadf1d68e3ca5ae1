-- The language of what an order calls a thing, where that is not the language of the order's market because nobody had
-- translated it. Of orders from before this it is not known.
alter table orders.order_lines add column title_lang text, add column choice_lang text;
alter table orders.promotion_uses add column title_lang text;
