### Mails to shoppers about their orders and accounts.

## In several mails

# Variables:
#   $subject (Text) - what the mail is about
#   $shop (Text) - what the shop is called
subject-of-shop = { $subject } ({ $shop })
items = Items
delivery = Delivery
see-order = See your order
terms = The terms that you agreed to

## The order was placed

# Variables:
#   $number (Text) - the order's number
placed-subject = Your order { $number }
placed = Thank you for your order. We are packing it now.

# Delivery with its way, beside what it costs.
# Variables:
#   $method (DeliveryMethod)
placed-delivery = { $method ->
    [standard] { delivery } (standard)
    [express] { delivery } (express)
   *[pickup] { delivery } (pickup)
}

subtotal = Subtotal
tax = Tax
total = Total
included-tax = Included VAT

# Variables:
#   $last-four (Text) - the end of the card's code
gift-card = Gift card •••• { $last-four }
paid-otherwise = Paid otherwise
goes-to = It goes to

## The money was taken

# Variables:
#   $number (Text) - the order's number
paid-subject = Invoice for your order { $number }

# Variables:
#   $total (Money) - what was paid
paid = We have received your payment of { $total }. Thank you.
invoice-attached = Your invoice is attached.

## A shipment left

# Variables:
#   $number (Text) - the order's number
shipped-subject = On its way: your order { $number }
shipped = These items are on their way to you.
handed-over = We have handed these items over.
go-to = They go to
carrier = Carrier
tracking-number = Tracking number
track = Follow your parcel

## Money went back

# Variables:
#   $number (Text) - the order's number
refunded-subject = Refund for your order { $number }

# Variables:
#   $amount (Money) - what goes back
refunded = We have given { $amount } back to you, the way you paid. Until you see it, a few days may pass.

# Variables:
#   $reason (Text) - why, in the merchant's words
refund-reason = Reason: { $reason }
goodwill = Goodwill
refund-total = Total
credit-note-attached = The credit note is attached.

## The order was called off

# Variables:
#   $number (Text) - the order's number
cancelled-subject = Cancelled: your order { $number }
cancelled = Your order was cancelled, and nothing of it will be sent. What was held on your card is released; what was already taken is given back, which we tell in another mail.

# Variables:
#   $number (Text) - the order's number
part-cancelled-subject = Cancelled in part: your order { $number }
part-cancelled = We have cancelled these items of your order, and will not send them. Everything else of it goes on as before.

# Variables:
#   $amount (Money) - what is not charged
part-released = We do not charge { $amount } for them. What was held on your card for them is released; what a gift card had paid is on it again.
part-refunded = What you have paid for them is given back, which we tell in another mail.

## Something comes back

# Variables:
#   $number (Text) - the order's number
withdrawal-subject = Withdrawal received: your order { $number }

# Variables:
#   $day (Date) - when it came
#   $time (Text) - at what time, in UTC
withdrawal = We received your withdrawal from the contract on { $day } at { $time } (UTC).
withdrawal-covers = It covers the items below. We write to you where to send them.

# Variables:
#   $number (Text) - the order's number
return-approved-subject = Your return, order { $number }
return-approved = Please send these items back to us, with the number of your order in the parcel.
send-to = Send it to

# Variables:
#   $number (Text) - the order's number
return-rejected-subject = Your return was declined, order { $number }
return-rejected = We cannot take these items back, and this is why:

## Somebody asked for the link to an order

# Variables:
#   $number (Text) - the order's number
link-subject = The link to your order { $number }
link = You asked for the link to your order. Whoever has it sees the order, so keep it to yourself. Links that we sent before have ended. If it was not you who asked, there is nothing to do.

## Somebody wants to log in, or shows that an address is theirs

code-subject = Your code to log in
code-use = Type this code where you asked for it, or open the link. Either is good once and for 10 minutes.
code = Code
code-link = Log in
code-not-you = If it was not you who asked, there is nothing to do: without this mail nobody gets in. Tell the code to nobody; we never ask for it.
verification-subject = Please confirm your e-mail address
verification = Somebody wants to open an account with this address. If it was you, type this code where you did, or open the link in the same browser. Either is good once and for 10 minutes; after that you can have a new one sent from the page to log in.
verification-link = Confirm the address
verification-not-you = If it was not you, there is nothing to do: without this mail nobody gets in, and what is not confirmed is forgotten. Tell the code to nobody; we never ask for it.
known-address-subject = You have an account already
known-address = Somebody wanted to open an account with this address, which has one. If it was you, type this code where you did, or open the link: either logs you in to the account that you have, once and for 10 minutes. If you have forgotten the password, you can choose another then.
known-address-not-you = If it was not you, there is nothing to do: nothing was changed, and whoever it was has not learned that there is an account. Tell the code to nobody; we never ask for it.
email-change-subject = Your code for the new e-mail address
email-change = Somebody wants to use this address for their account with us. If it was you, type this code where you asked for it. It is good once and for 10 minutes.
email-change-not-you = If it was not you, there is nothing to do. Tell the code to nobody.

## What opens an account was changed

password-changed-subject = Your password was changed
password-changed = The password of your account was changed just now, and the account was logged out everywhere else.
email-changed-subject = Your e-mail address was changed
email-changed = Your account has another e-mail address from now on. We write there, and no longer to this address.
changed-not-you = If it was not you, please answer this mail at once.
password-changed-not-you = If it was not you, choose a new password at once: log in with a code from the page below.
password-changed-link = Log in with a code
passkey-added-subject = A passkey was added to your account
passkey-added = A passkey was added to your account just now. Whoever has the device that it is in can log in with it.
passkey-added-not-you = If it was not you, remove it at once on the page below, choose a new password, and log out everywhere else.
passkey-added-link = Your passkeys
identity-added-subject = A log-in was linked to your account
identity-added = A log-in from elsewhere was linked to your account just now. Whoever has that other account can log in to this one.
identity-added-not-you = If it was not you, remove it at once on the page below, choose a new password, and log out everywhere else.
identity-added-link = Your linked log-ins

## Somebody is to have an account of staff

invitation-subject = Your account at the shop’s office
invitation = You are invited to help run the shop. Open the link, choose a name and a password, and set up an authenticator. The link is good for three days, once.
invitation-link = Accept the invitation
invitation-not-you = Pass the link on to nobody: whoever opens it first gets the account. If you do not know what this is about, there is nothing to do.
staff-credential-subject = Another way into your account at the shop’s office
staff-passkey-added = A passkey was just added to your account at the shop’s office. From now on it signs in.
staff-authenticator-set = An invitation into your account at the shop’s office was just accepted, with a new password, a new authenticator and new backup codes. What opened it before does so no more.
staff-credential-not-you = If that was not you, tell whoever runs the shop at once: an owner can end the account, and the command line can invite you anew.
