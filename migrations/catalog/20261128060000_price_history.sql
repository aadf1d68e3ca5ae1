-- Every price that was ever asked, for as long as anybody may ask for it: of a price that is reduced the law of the EU
-- has the lowest of the thirty days before shown. The triggers keep it, so that no program can change a price past it.
create table catalog.price_history (
    -- Rises with each change of one price, which is made under the lock of its row.
    seq bigint generated always as identity primary key,
    sku text not null,
    currency text not null,
    -- None: from then on it is not sold in this currency.
    amount_minor bigint,
    compare_at_minor bigint,
    changed_at timestamptz not null default clock_timestamp()
);

create index price_history_price on catalog.price_history (sku, currency, changed_at, seq);

create index price_history_changed on catalog.price_history (changed_at);

-- The lowest price that was asked in the thirty days before now: one that was changed in them, or the one that they
-- began with.
create function catalog.lowest_of_thirty_days(wanted_sku text, wanted_currency text) returns bigint
    language sql volatile
    as $$
    select min(asked.amount_minor)
    from (
        (select amount_minor from catalog.price_history
         where sku = wanted_sku and currency = wanted_currency and changed_at > clock_timestamp() - interval '30 days')
        union all
        (select amount_minor from catalog.price_history
         where sku = wanted_sku and currency = wanted_currency and changed_at <= clock_timestamp() - interval '30 days'
         order by changed_at desc, seq desc limit 1)
    ) as asked
$$;

-- A reduction begins when the price changes, or when one that stays is first said to be reduced.
create function catalog.note_lowest_price() returns trigger
    language plpgsql
    as $$
begin
    if new.compare_at_minor is null then
        new.lowest_before_minor := null;
    elsif tg_op = 'UPDATE' and new.amount_minor = old.amount_minor and old.compare_at_minor is not null then
        new.lowest_before_minor := old.lowest_before_minor;
    else
        new.lowest_before_minor := catalog.lowest_of_thirty_days(new.sku, new.currency);
    end if;
    return new;
end
$$;

create trigger prices_note_lowest before insert or update on catalog.prices
    for each row execute function catalog.note_lowest_price();

create function catalog.keep_price() returns trigger
    language plpgsql
    as $$
begin
    if tg_op = 'DELETE' then
        insert into catalog.price_history (sku, currency) values (old.sku, old.currency);
    elsif tg_op = 'INSERT'
        or (new.amount_minor, new.compare_at_minor) is distinct from (old.amount_minor, old.compare_at_minor) then
        insert into catalog.price_history (sku, currency, amount_minor, compare_at_minor)
        values (new.sku, new.currency, new.amount_minor, new.compare_at_minor);
    end if;
    return null;
end
$$;

create trigger prices_keep after insert or update or delete on catalog.prices
    for each row execute function catalog.keep_price();

-- What is asked now was asked from here on, as far as anybody knows.
insert into catalog.price_history (sku, currency, amount_minor, compare_at_minor)
select sku, currency, amount_minor, compare_at_minor from catalog.prices;
