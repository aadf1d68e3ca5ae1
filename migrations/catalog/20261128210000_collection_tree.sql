-- Collections stand under each other: a tree, since nothing can stand under itself.
alter table catalog.collections add column parent text references catalog.collections (slug) on update cascade;

-- At most five levels. A circle has no top, so it is too deep as well.
create function catalog.check_collection_tree() returns trigger
    language plpgsql
    as $$
declare
    above integer;
    below integer;
begin
    -- Two that are moved under each other at once would each find nothing wrong: the second waits, and sees the first.
    perform pg_advisory_xact_lock(hashtext('catalog.collections.parent'));
    with recursive up as (
        select parent, 1 as level from catalog.collections where slug = new.parent
        union all
        select c.parent, up.level + 1 from up join catalog.collections c on c.slug = up.parent where up.level < 6
    )
    select max(level) into above from up;
    with recursive down as (
        select slug, 1 as level from catalog.collections where slug = new.slug
        union all
        select c.slug, down.level + 1 from down join catalog.collections c on c.parent = down.slug where down.level < 6
    )
    select max(level) into below from down;
    if above + below > 5 then
        raise exception 'collection % would stand under itself, or deeper than five levels', new.slug
            using errcode = 'check_violation';
    end if;
    return null;
end
$$;

create trigger collections_check_tree after insert or update of parent on catalog.collections
    for each row when (new.parent is not null) execute function catalog.check_collection_tree();

-- Addresses that collections had, each of which leads to the collection that it was of.
create table catalog.former_collection_slugs (
    slug text primary key,
    collection text not null references catalog.collections (slug) on update cascade on delete cascade,
    since timestamptz not null default now()
);

create index former_collection_slugs_collection on catalog.former_collection_slugs (collection);
