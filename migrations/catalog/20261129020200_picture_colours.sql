-- The colour that most of a picture has, by the path that products and collections name it by: whoever writes one of them
-- need not know it.
create table catalog.picture_colours (
    path text primary key,
    -- As documents say it: #f7f2e9.
    colour text not null check (colour ~ '^#[0-9a-f]{6}$')
);
