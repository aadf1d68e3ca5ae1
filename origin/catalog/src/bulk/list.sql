-- The newest edits of many products.
select jsonb_build_object(
           'id', edit.id, 'state', edit.state, 'actor', edit.actor, 'change', edit.change, 'status', edit.status,
           'q', edit.q, 'collection', edit.collection,
           'created_at', to_char(edit.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
           'products', edit.products
       )
from (select * from catalog.bulk_edits order by created_at desc, id desc limit 200) as edit
order by edit.created_at desc, edit.id desc
