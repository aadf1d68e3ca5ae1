-- An edit of many products, with the first that wait and those that were refused.
--
-- $1  uuid  which
select jsonb_build_object(
           'id', edit.id, 'state', edit.state, 'actor', edit.actor, 'change', edit.change, 'status', edit.status,
           'q', edit.q, 'collection', edit.collection,
           'created_at', to_char(edit.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
           'products', edit.products,
           'progress', (select jsonb_build_object(
                            'waiting', count(*) filter (where one.state = 'waiting'),
                            'changed', count(*) filter (where one.state = 'changed'),
                            'same', count(*) filter (where one.state = 'same'),
                            'refused', count(*) filter (where one.state = 'refused'),
                            'undone', count(*) filter (where one.state = 'undone'))
                        from catalog.bulk_edit_products as one where one.edit_id = edit.id),
           'waiting', array(select one.product_id from catalog.bulk_edit_products as one
                            where one.edit_id = edit.id and one.state = 'waiting'
                            order by one.product_id desc limit 20),
           'rejections', (select coalesce(jsonb_agg(jsonb_build_object('product', one.product_id, 'reason', one.reason)
                                                  order by one.product_id desc), '[]')
                        from (select * from catalog.bulk_edit_products
                              where edit_id = edit.id and state = 'refused'
                              order by product_id desc limit 50) as one)
       )
from catalog.bulk_edits as edit where edit.id = $1
