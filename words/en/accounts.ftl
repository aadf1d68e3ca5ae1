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
delete-goes = Your name, your e-mail address, the addresses you kept and your password are deleted at once, and you are logged out everywhere. This cannot be taken back.
delete-stays = Your orders and invoices stay as long as tax law wants them, but belong to no account any more. Links in our mails about them still open them.
wrong-password = This is not the password of your account.
delete-now = Delete my account now
delete-not = Keep the account
deleted = Your account was deleted
deleted-more = You are logged out, and what was in the account is gone.

## Logging in with a code or a link

code-login = Log in with a code
code-why = We send a code to your e-mail address. You need no password for it.
forgotten = Forgotten your password?
forgotten-more = We send a code to your e-mail address. Once you have typed it, you choose a new password.
code-send = Send the code
code-have = I have a code
code-sent = If there is an account with this address, a mail with a code is on its way to it.
code-sent-more = It may take a minute. Nothing there? Look into the spam folder, and check the address. Of several mails the newest counts.
code-too-often = Codes were asked for too often just now. If a mail has come, use the newest; otherwise please try again in a quarter of an hour.
registered = Please look into your mail
registered-more = A mail is on its way to the address that you have given. Type the code from it here, or open its link in this browser: then you are logged in.
registered-guest = You need not wait: what you order with this address meanwhile is in your account as soon as the address is confirmed.
registered-checkout = Go on to the checkout
registered-shop = Go on shopping
code = Code
code-hint = Eight digits, good once and for 10 minutes.
bad-code = Type the eight digits from the mail.
code-again = Send a new code
link-login = Log in
link-more = You opened the link from our mail. With this button you are logged in here.
link-replaces = Somebody is logged in here already. With this button the account that the mail is about takes its place.
link-missing = The link is not whole. Please open it from the mail once more, or copy it to its last letter.
verify = Please confirm your e-mail address
verify-more = We have sent you a mail with a code. Until the address is confirmed, orders that you placed with it without logging in are not shown here.
verify-now = Confirm the address

## Changing the password

new-password-title = Choose a new password
change-password = Change the password
change-password-more = You are logged out everywhere else, and codes that we have mailed before end.
common-password = Everybody guesses this password first. Please choose another.
password-changed = The password was changed. You are logged out everywhere else.
recent-needed = For this you have to have logged in within the last ten minutes.
login-again = Log in once more

## Changing the e-mail address

change-email = Change the e{"\u2011"}mail address
change-email-more = We send a code to the new address. Nothing changes until you have typed it here.
new-email = New e-mail address
# Variables:
#   $email (Text) - the account's address
email-now = Your address is { $email }.
email-code-sent = If this address can be used, a mail with a code is on its way to it.
email-changed = The e-mail address was changed. You are logged out everywhere else.

## Where somebody is logged in

sessions = Where you are logged in
session-here = This browser
session-unknown = Unknown browser
# Variables:
#   $day (Date) - when it was used last
#   $time (Text) - likewise, hours and minutes, everywhere the same
session-used = Last used on { $day }, { $time } UTC
# Variables:
#   $day (Date) - when it was opened
#   $time (Text) - likewise, hours and minutes, everywhere the same
session-opened = Logged in since { $day }, { $time } UTC
session-end = Log out there
sessions-end = Log out everywhere else
# Variables:
#   $browser (Text) - which one
session-end-which = Log out of { $browser }

## Passkeys

passkey-login = Log in with a passkey
passkeys = Passkeys
passkeys-why = A passkey logs you in with your fingerprint, your face or your device's PIN. There is nothing to remember, and it works on no page but ours.
passkeys-none = Your account has no passkey yet.
passkey-add = Add a passkey
passkey-added = The passkey was added.
passkey-recent = To add a passkey you have to have logged in within the last ten minutes.
passkey-needs-script = Passkeys need JavaScript. Password and code work without.
passkey-unsupported = This browser has no passkeys here. Password and code work as before.
passkey-cancelled = Nothing was done: it was cancelled, or took too long. Please try again, or log in another way.
passkey-not-made = No passkey was made: it was cancelled, or took too long. You can try again.
passkey-there = This device has a passkey of your account already.
passkey-broken = Your browser could not do this here. Please try again, or use your password or a code.
passkey-unnamed = Passkey
passkey-name = What you call it
bad-passkey-name = Call it something: at most 60 characters, none of them invisible.
passkey-rename = Rename
# Variables:
#   $name (Text) - which one
passkey-rename-which = Rename { $name }
passkey-remove = Remove
# Variables:
#   $name (Text) - which one
passkey-remove-which = Remove { $name }
# Variables:
#   $day (Date) - when it was made
passkey-made = Added on { $day }
# Variables:
#   $day (Date) - when it was used last
passkey-used = Last used on { $day }
passkey-unused = Not used yet
passkey-elsewhere = What you remove here your device still lists until you delete it there, too.

## Logging in by a provider

# Variables:
#   $provider (Text) - what the provider is called
provider-login = Continue with { $provider }
identities = Linked log-ins
identities-why = Log in here with an account that you have elsewhere. We learn who you are there, and your address and name if you allow it.
identities-none = No log-in from elsewhere is linked to your account.
# Variables:
#   $provider (Text) - what the provider is called
identity-add = Link { $provider }
identity-recent = To link a log-in you have to have logged in within the last ten minutes.
# Variables:
#   $day (Date) - when it was linked
identity-made = Linked on { $day }
identity-last = Nothing but a code by mail would open your account afterwards. Does mail to your address still reach you?
# Variables:
#   $name (Text) - which one
identity-remove-anyway = Remove { $name } all the same
identity-elsewhere = What you remove here you can link again. Nothing changes at the other side.
join = One more step
# Variables:
#   $provider (Text) - what the provider is called
join-new = { $provider } has told us that it is you. No account of ours is linked to that yet.
# Variables:
#   $who (Text) - the shopper's name or address at the provider
join-as = There you are { $who }.
join-open = Open a new account
join-open-more = We send a code to the address, to see that mail reaches you. You need no password.
join-link = Link it to an account that you have here
# Variables:
#   $provider (Text) - what the provider is called
join-link-more = Log in to your account in the way you are used to. Then you can link { $provider } to it.
# Variables:
#   $email (Text) - the account's address
join-logged-in = You are logged in here as { $email }. Log in to this account that way from now on?

## What an account says of its owner

details = Name, language and currency
details-market = Language and currency
details-market-hint = This is how the shop looks once you have logged in.
details-save = Save

## The address book

addresses = Your addresses
addresses-more = At the checkout one click fills them in.
addresses-none = No address is kept yet.
address-add = Add an address
address-edit = Change the address
address-save = Keep the address
address-change = Change
# Variables:
#   $address (Text) - which one
address-change-which = Change { $address }
address-remove = Remove
# Variables:
#   $address (Text) - which one
address-remove-which = Remove { $address }
address-for-parcels = Parcels go here
address-for-invoices = Invoices go here
address-use-for-parcels = Send parcels here unless I say otherwise
address-use-for-invoices = Send invoices here unless I say otherwise

## What is kept, and what was agreed to

data = Your data
newsletter = Newsletter
newsletter-text = The shop may send me news about its products by mail. I can end this here at any time.
newsletter-agree = I agree
# Variables:
#   $day (Date) - when it was agreed to
newsletter-since = You agreed to this on { $day }.
newsletter-end = End the newsletter
confirm-first = Please confirm your e-mail address first, on the page of your account.
export = A copy of your data
export-more = One file (JSON) with everything we keep about you: account, addresses, consents, sessions, orders and carts. The link works for ten minutes after you have logged in.
export-now = Download the copy

## Cards

cards = Your cards
cards-more = The payment provider keeps these cards for you; the shop does not know their numbers. At the checkout you pay with one by a click, and your bank may ask you to confirm.
cards-none = No card is kept. When you order you can have one kept.
card-remove = Remove
# Variables:
#   $card (Text) - which one
card-remove-which = Remove { $card }
