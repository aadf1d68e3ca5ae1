-- Accounts for staff, the newest first: ids begin with the time at which they were made.
--
-- $1  uuid  only before this one    $2  bigint  how many to take
select jsonb_build_object(
           'id', id, 'name', name, 'email', email, 'market', market,
           'opened_at', to_char(created_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
           'email_verified_at', to_char(email_verified_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
       )
from accounts.customers
where $1::uuid is null or id < $1
order by id desc limit $2
