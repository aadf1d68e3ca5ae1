-- How far an edge that is told of purges by calls is, and what the numbers of its purges begin with.
-- Numbers must never fall, not even when the stream of events was made anew.
create table shop.purge_targets (
    -- SHA-256 over the address, in hex.
    target         text primary key check (length(target) = 64),
    -- The stream the rest is about, told by when it was made, in nanoseconds since 1970.
    stream_created bigint not null,
    -- Added to the stream's sequences.
    base           bigint not null check (base >= 0),
    -- The stream's last sequence when its events began to be sent. What was before is made up for by
    -- a purge of everything.
    after          bigint not null check (after >= 0),
    -- The highest sequence of the stream that was sent.
    sent           bigint not null check (sent >= after)
);
