-- The next collections, each behind the one that it stands under: level by level, by address.
--
-- $1  int   the level that they come after
-- $2  text  the address on it
-- $3  bigint  how many at most
with recursive tree as (
    select c.slug, 1 as level from catalog.collections c where c.parent is null
    union all
    select c.slug, tree.level + 1 from tree join catalog.collections c on c.parent = tree.slug where tree.level < 100
)
select tree.level, jsonb_strip_nulls(jsonb_build_object(
    'slug', c.slug, 'title', c.title, 'description', c.description, 'position', c.position, 'image', c.image,
    'parent', c.parent, 'rule', c.rule)) as collection
from tree join catalog.collections c using (slug)
where (tree.level, c.slug) > ($1, $2)
order by tree.level, c.slug
limit $3
