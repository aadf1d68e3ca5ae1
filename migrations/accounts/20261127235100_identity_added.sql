-- contract: the constraint takes all that it took before, and one word more
alter table accounts.notifications drop constraint notifications_what_check;
alter table accounts.notifications
    add constraint notifications_what_check
    check (what in ('password_changed', 'email_changed', 'passkey_added', 'identity_added'));
