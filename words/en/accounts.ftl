### Texts of accounts.

login = Log in
register = Open an account
account = Your account
email = E-mail address
password = Password
new-password = Choose a password
password-hint = At least 10 characters. A few random words are easy to remember and hard to guess.
name = Your name
no-account = New here?
have-account = Already have an account?
why = With an account you find your orders again. You can order without one.
logout = Log out
hello = Hello
bad-email = Enter an e-mail address such as name@example.com.
bad-password = Choose a password of 10 to 200 characters.
bad-name = Enter your name: at most 80 characters, none of them invisible.
no-password = Enter your password.
delete = Delete your account
delete-goes = Your name, your e-mail address and your password are deleted at once, and you are logged out everywhere. This cannot be taken back.
delete-stays = Your orders and invoices stay as long as tax law wants them, but belong to no account any more. Links in our mails about them still open them.
delete-now = Delete my account now
delete-not = Keep the account
deleted = Your account was deleted
deleted-more = You are logged out, and what was in the account is gone.
