-- What else staff say of a file that they give.
alter table catalog.import_files
    -- The collection that all of its products come into, in place of those that it names; made if it is not there.
    add column collection text,
    -- Units of what it does not say the stock of.
    add column on_hand bigint check (on_hand between 0 and 4294967295),
    -- What it is written in, if that is not to be guessed.
    add column encoding text;
