-- So many accounts with addresses like known-7@example.com, each with a code under way whose mail was written. Nobody
-- knows the passwords and the codes of these hashes; checking against them costs what it costs with any other.
insert into accounts.customers (id, email, name, password_hash)
select gen_random_uuid(), 'known-' || number || '@example.com', 'Ada',
       '$argon2id$v=19$m=19456,t=2,p=1$c2VsdmVkZ2UtYmVuY2gtYQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'
from generate_series(0, :known - 1) as number;
insert into accounts.code_requests (id, customer_id, purpose, email, market, expires_at)
select gen_random_uuid(), id, 'sign_in', email, 'eu', now() + interval '1 hour'
from accounts.customers where email like 'known-%';
insert into accounts.codes (token_hash, request_id, code_hash)
select sha256(convert_to('bench-' || request.email, 'UTF8')), request.id,
       '$argon2id$v=19$m=19456,t=2,p=1$c2VsdmVkZ2UtYmVuY2gtYg$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'
from accounts.code_requests as request where request.email like 'known-%';
analyze accounts.customers, accounts.code_requests, accounts.codes
