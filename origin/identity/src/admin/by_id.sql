-- One account for staff.
--
-- $1  uuid  which
select jsonb_build_object(
           'id', id, 'name', name, 'email', email, 'market', market,
           'opened_at', to_char(created_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
           'email_verified_at', to_char(email_verified_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
       )
from accounts.customers where id = $1
