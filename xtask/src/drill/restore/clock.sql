do $$
begin
    loop
        insert into drill.clock (at) values (clock_timestamp());
        commit;
        perform pg_sleep(0.05);
    end loop;
end
$$
