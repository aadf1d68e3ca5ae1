-- Accounts for staff whose addresses begin so, by their addresses, which are compared letter by letter.
--
-- $1  text  how they begin, in small letters    $2  uuid  only after this one    $3  bigint  how many to take
select jsonb_build_object(
           'id', id, 'name', name, 'email', email, 'market', market,
           'opened_at', to_char(created_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
           'email_verified_at', to_char(email_verified_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
       )
from accounts.customers
where email_canonical >= $1 and starts_with(email_canonical, $1)
      and ($2::uuid is null or email_canonical > (select email_canonical from accounts.customers where id = $2))
order by email_canonical limit $3
