-- The colour that most of a picture has, which pages show in its place until it is there.
alter table media.originals
    -- Red, green and blue, a byte each; none if it is not known, or if one sees through the picture.
    add column colour integer check (colour between 0 and 16777215),
    -- Since when the catalogue knows it, or that there is none.
    add column coloured_at timestamptz;
