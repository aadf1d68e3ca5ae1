-- An invitation that is to be mailed. The link in the mail has a token of its own, which is made as the mail is written,
-- so that it is on no stream and in no log; the link that is shown to whoever invites stays as good.
create table staff.invitation_mails (
    id uuid primary key,
    invitation bytea not null references staff.invitations (token_sha256) on delete cascade,
    token_sha256 bytea,
    created_at timestamptz not null default now(),
    constraint invitation_mails_token_sha256_check check (length(token_sha256) = 32)
);

create index invitation_mails_invitation on staff.invitation_mails (invitation);
create unique index invitation_mails_token on staff.invitation_mails (token_sha256);
