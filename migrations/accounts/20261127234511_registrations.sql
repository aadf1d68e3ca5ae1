-- What somebody chose for an account that they want to open, until its address is confirmed: the account has no password
-- before. It goes with the code.
alter table accounts.code_requests
    add column chosen_name text check (length(chosen_name) between 1 and 80),
    add column chosen_password_hash text check (chosen_password_hash like '$argon2id$%');
