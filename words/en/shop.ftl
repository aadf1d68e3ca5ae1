### Texts of the office about the home page, the look, mails, parts of the shop, payments and setting up.

## The home page

home = Home page
home-intro = Blocks from top to bottom. Moving, adding and removing only changes this page; shoppers see it when you put it on show.
home-built-in = Shoppers see the home page that the shop makes by itself. Below it is as blocks, to begin from.

# Variables:
#   $version (Number) - which one
home-shown = Shoppers see version { $version }.

# Variables:
#   $version (Number) - which one
home-draft = Shoppers still see version { $version }; what is below is a draft.

home-not-saved = Nothing is saved yet
home-not-saved-hint = Save it as a draft, or put it on show.
home-outdated = Somebody else has saved the home page since you opened it
home-outdated-hint = Nothing was saved. What you set is still here. Look at what the other has made, then save again to have yours instead.
home-now = What is saved now
save-draft = Save as draft
publish = Put on show
withdraw = Let the shop make it again
add = Add a block

# Variables:
#   $number (Number) - its place
#   $kind (Text) - what it is
block = Block { $number }: { $kind }

up = Move up
down = Move down
remove = Remove
kind-hero = Large picture
kind-collections = Row of collections
kind-products = Row of products
kind-text = Text
kind-announcement = Announcement
kind-about = About the shop
about-hint = What the shop says of itself. The text is in the settings; while there is none, the built-in one stands here with three promises.
heading = Heading
hero-heading-hint = Left empty, it is the line that says what the shop sells.
collections-heading-hint = Left empty, the shop has words of its own.
products-heading-hint = Left empty, it is the collection’s name, or the shop’s own words.
sentence = Text
body = Text
body-hint = Markdown: **bold**, [a link](/collections/mugs), lists. HTML is shown as it was typed.
picture = Picture
no-picture = No picture
picture-kept = The one that is there
picture-hint = One of the newest fifty under “Pictures” that are ready. It is described there.
link-to = Leads to
link-nothing = nowhere
link-address = the address beside
link-label = What the link is called
address = Address
address-hint = A path of the shop such as /search, or https://…
of-collections = Which collections
of-collections-hint = None chosen: all of them. One that is deleted is left out.
of-collection = Of which collection
all-products = all products
count = How many
versions = Earlier versions

# Variables:
#   $version (Number) - which one
version = Version { $version }

was-shown = was put on show
was-withdrawn = was taken off show
restore = Take up again
no-versions = The home page was not saved here yet.
restore-hint = It becomes a draft; shoppers go on seeing what they see.
preview = How it reads
preview-hint = As it was saved last. Products and collections are filled in by the shop.
home-as-drawn = As the shop draws it
home-as-drawn-hint = A link to the version that was saved last, in the shop, with its products and pictures. It is good for half an hour, for whoever has it; nobody finds it by searching. Save first what it is to show.
home-see-draft = See it as the shop draws it
home-link-made = The link is ready; it is good for half an hour
home-make-link = Make a link to it

## The look

look = Look
look-intro = What is not set is as the shop was built. A change is seen on every page within a second.
logo = Logo
logo-none = The shop’s name in letters
logo-hint = It stands at the top of every page, at most 44 pixels high, and is read aloud as the shop’s name. Choose one that can be seen on light and on dark ground. The icons of the shop in tabs and on home screens are made of it, too, within a minute.
accent = Colour
accent-hint = For links that are pointed at, marks and notices. It is checked against the ground that it stands on, and refused if it cannot be read there.
accent-light = On light pages
accent-dark = On dark pages
accent-dark-hint = Left empty, it is worked out of the other.
colour-hint = # and six digits, such as #9c3b1f.
accent-preview = This is how it looks on light and on dark ground

## Mails

mails = Mails
mails-intro = Mails say what the shop’s own words are, until you set others. In those about accounts, codes and withdrawals your words stand around what is always said: the law, or the safety of your shoppers, depends on it.
sender = The sender’s name
sender-hint = It stands beside the address that mails come from. Left empty, the address stands alone.
mail-set = your words
mail-built-in = the shop’s own words
mail-order-confirmation = The order was placed
mail-order-paid = It was paid, with the invoice
mail-order-shipped = A shipment left
mail-order-refunded = Money went back
mail-order-cancelled = The order was cancelled
mail-return-approved = A return was approved
mail-return-rejected = A return was declined
mail-order-link = The link to an order
mail-withdrawal-receipt = A withdrawal was received
mail-sign-in-code = A code to log in
mail-address-verification = A new account: is the address right?
mail-known-address = A new account, and the address has one
mail-email-change-code = A code for another e-mail address
mail-password-changed = The password was changed
mail-email-changed = The e-mail address was changed
mail-passkey-added = A passkey was added
mail-identity-added = A log-in from elsewhere was linked
subject = Subject
introduction = First paragraph
closing = At the end
mail-instead = Plain text. Left empty, the shop’s own words stand, in that language. { "{order}" } stands for the order’s number, { "{shop}" } for the shop’s name, { "{name}" } for the name on the parcel, { "{total}" } for what the order costs.
mail-around = Plain text. Your first paragraph stands before what the mail always says, and what is at the end after it; a subject takes the place of the shop’s own.
mail-brace = A brace stands alone.
mail-names = What can be filled in: { "{order}" }, { "{shop}" }, { "{name}" } and { "{total}" }. There are no other braces.
mail-names-account = What can be filled in: { "{shop}" }, the shop’s name. There are no other braces.

# Variables:
#   $name (Text) - the name in braces
mail-unknown = “{ $name }” stands for nothing.
mail-preview = Look at it
mail-example = An example
mail-rest = Here the mail says what was ordered, and leads to it.
mail-rest-account = Here the mail has its code or its link, and says what to do if it was somebody else.
mails-outdated = Somebody else has changed the mails since you opened this page
mails-outdated-hint = Nothing was saved. What you typed is still here. Open the page again to see what the other has changed, or save again to have what you typed instead.

## Parts of the shop, and markets

features = Parts and markets
features-intro = What is switched off is gone from the shop within a second.
parts = Parts of the shop
feature-codes = Codes of promotions and gift cards
feature-codes-hint = The field for them in the cart. Codes that are in a cart already stay until they are taken out.
feature-push = Messages to browsers
feature-push-hint = The button by which shoppers are told when something is sent or can be bought again. Whoever has asked before goes on being told, until their browser changes its address.
feature-learning = What shoppers choose counts in the order of searches
feature-learning-hint = Among products that fit about as well, those come a little earlier that were opened or put into the cart for the same query on several days. Nothing is kept of whoever did. It is off at first, for whoever comes to the shop takes part in it.
markets = Markets
markets-hint = The addresses of a market that is closed lead to the first one, which is always open. It is named nowhere, not to search engines either. Whoever is at its checkout can finish.

# Variables:
#   $language (Text) - its language
#   $currency (Currency) - what is paid in
#   $prefix (Text) - the beginning of its paths
market-is = { $language }, { $currency }, addresses that begin with { $prefix }

taxed = prices hold the tax
untaxed = tax is added
always-open = always open
markets-made = Markets that you make
markets-none = There are none yet.
markets-always = Markets that every shop has
markets-intro = A market is a language, a country and a currency. Its pages have addresses of their own, which search engines are told of. It opens and closes within a second.
market-make = Make a market
market-make-hint = It begins closed. Give your products prices in its currency: what has none is shown, but not for sale there. Whether its prices hold the tax follows from the country.
market-language = Language of its pages
market-country = Country
market-currency = Currency
market-own-currency = The country’s own
market-do-make = Make the market
market-do-open = Open
market-do-close = Close
market-do-earlier = Name it earlier
market-do-remove = Remove
market-remove-meaning = Its addresses lead nowhere, those in mails that were sent too. Orders stay. You can make it again.
market-see = Look at it
market-open = open
market-closed = closed
market-choose = Choose a language, a country and a currency.
market-is-there = There is a market for this already.
market-gone = Somebody else has removed this market. Nothing was changed.
market-lacks = Before shoppers can order there:

# Variables:
#   $currency (Currency) - what would be paid in
#   $country (Text) - the country
market-tax-differs = Prices in { $currency } and those that shoppers are shown in { $country } differ in whether they hold the tax. Choose another currency.

# Variables:
#   $country (Text) - the country
market-no-delivery = Nothing is sent to { $country }: put it into a zone that has a way of delivery.

# Variables:
#   $currency (Currency) - what would be paid in
#   $zones (Text) - the names of zones
market-no-fee = Say what delivery costs in { $currency }, in these zones: { $zones }.

settings-outdated = Somebody else has changed the settings since you opened this page
settings-outdated-hint = Nothing was saved. Look at what is set now, and save again.

## Payments

payments = Payments
payments-test = The shop is on its built-in test provider
payments-test-hint = Nobody is charged, whatever is ordered. To be paid, set the keys of an account at Stripe below; they count as soon as the operator ends the trial.
payments-stripe-test = Stripe, with keys for trying things out
payments-stripe-test-hint = Stripe’s test cards work, and nobody is charged. To be paid, set live keys; nothing has to be restarted.
payments-stripe-live = Stripe, with live keys
payments-stripe-live-hint = Orders are charged.
payments-no-hooks = Stripe cannot tell the shop of payments by itself, since there is no secret for its hooks. The shop asks every few moments instead.
payments-nobody = Nobody takes money
payments-nobody-hint = Shoppers are told so at the checkout, and their carts are kept.
payments-by-file = The operator has given the keys by a file. It wins over keys that are set here.
payments-by-test = The operator has the shop tried without money. That wins over keys that are set here.
payments-by-office = The keys are those that are set here.
payments-no-vault = Keys cannot be set here yet: have the operator give the shop keys to encrypt them by (SECRETS_KEYS, docs/operating.md).
payments-switch-off = Switch paying off
payments-switch-off-meaning = Shoppers cannot pay until you switch it on again. Payments that were begun are settled.
payments-switch-on = Switch paying on
payments-is-off = Paying is switched off.
stripe-accounts = Accounts at Stripe
stripe-current = for new payments
stripe-former = for payments that were begun in it
stripe-keys = Keys of Stripe
stripe-keys-hint = Leave empty what is to stay. A key of another account makes that the one of new payments; what was begun in the one before is settled there.
stripe-secret-key = Secret key
stripe-secret-key-hint = Begins with sk_live_ or rk_live_. It is checked at Stripe, encrypted, and never shown again.
stripe-publishable-key = Publishable key
stripe-publishable-key-hint = Begins with pk_live_. Anybody may know it.
stripe-webhook-secret = Signing secret of the webhook
stripe-webhook-secret-hint = Begins with whsec_. The one before it is good, too, until you set another.
stripe-hook = Address for Stripe’s webhook
stripe-hook-hint = Have Stripe send payment_intent.*, charge.refunded and refund.* there.
stripe-forget = Forget these keys
stripe-forget-meaning = What was paid through this account can be given back at Stripe alone from then on.

# Keys of an account that is kept.
stripe-roll = Set other keys of this account
stripe-roll-hint = The key that was rolled at Stripe, or another signing secret. Leave empty what is to stay. Which account new payments go through stays as it is; a key of another account is refused.
stripe-webhook-secrets = Signing secrets of the webhook
stripe-webhook-unread = cannot be read any more

# Variables:
#   $end (Text) - the last four characters
stripe-webhook-ends = ends in { $end }
stripe-webhook-remove = Take this secret away
stripe-webhook-remove-meaning = What is signed with it is refused from now on. Take it away when somebody else may know it, and end it at Stripe too.
stripe-webhook-remove-last-meaning = It is the last: hooks of this account are refused from now on, and the shop asks Stripe every few moments instead, until you set another.

# Variables:
#   $end (Text) - the last four characters
#   $who (Text) - who has given it
stripe-ends = ends in { $end }, set by { $who }

# Variables:
#   $count (Number) - payments that are not over
stripe-open = { $count ->
    [one] One payment in it is not over.
   *[other] { $count } payments in it are not over.
}

picture-hosts = Hosts of pictures
picture-hosts-hint = One a line: cdn.example.com, or *.example.com for all below it. Pictures of imports and by address are fetched from them, and from those that the operator names.

## Setting the shop up

setup = Open your shop
setup-intro = One step after the other. You can leave at any time and go on later; everything can be changed afterwards.

# Variables:
#   $done (Number) - how many are done
#   $all (Number) - how many there are
setup-progress = { $done } of { $all } steps are done

setup-done = All steps are done: your shop is ready
setup-next = Next
setup-open = Go there
setup-right = It is right as it is
setup-is-done = done
setup-is-open = to do
setup-back = Open your shop: the next step
step-name = Give the shop its name
step-name-hint = It stands on every page, in mails and where the shop is installed as an app.
step-contact = Say who stands behind it
step-contact-hint = Company, address and e-mail address: the law wants them, and invoices name them.
step-markets = Choose your markets
step-markets-hint = In which languages and currencies you sell. What you do not need is closed.
step-delivery = Say where you send to, and for how much
step-delivery-hint = The zones and fees that are built in hold until you set others.
step-taxes = Look at the taxes
step-taxes-hint = The rates of every country are built in. Change them only if the law does.
step-payments = Say how you are paid
step-payments-hint = Until there are keys of a provider, orders are for trying out, and nobody is charged.
step-product = Make your first product
step-product-hint = With a picture and a price. Or import what you have: “Products”, “Imports”.
step-pages = Write your legal pages
step-pages-hint = Imprint, terms, privacy, returns and shipping. The checkout names them once they are on show.
step-home = Arrange the home page
step-home-hint = It is good as the shop makes it; your own picture makes it yours.
