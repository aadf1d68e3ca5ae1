### Texts of the office about webhooks: programs of the merchant that are told of what happens.

webhooks = Webhooks
webhooks-hint = Programs of yours that are told of what happens in the shop: each event is posted to their address, signed, until they take it. It says which thing it is about, by number; the program asks the API for the rest.
none = No program is told of anything yet.
new-webhook = Another webhook
url = Address of the program
url-hint = An https address that the internet can reach, such as https://example.com/events. Keep keys in it to yourself: the history of changes shows the host alone.
events = Events
others = Other events, one a line
others-hint = By their subjects, as the documentation of webhooks lists them: shop.orders.* is everything about orders, shop.> everything.
make = Make it
subject-unfit = This is no event. Subjects look like shop.orders.placed, shop.orders.* or shop.>

# What a webhook is told of.
order-placed = An order was placed and paid for
order-paid = The money of an order is captured
order-shipped = A shipment left
order-cancelled = An order was cancelled
order-part-cancelled = A part of an order was cancelled
order-refunded = Money of an order went back
return-changed = A return moved on
product-changed = A product changed
prices-changed = Prices changed
collection-changed = A collection changed
product-type-changed = A product type changed
availability-changed = A variant came into stock or went out of it
customer-deleted = A customer deleted their account

# How it stands.
sending = Events are sent
paused = Paused
paused-since = Paused since
failing-since = takes nothing since
last-taken = took one last

# Variables:
#   $count (Number) - how many
waiting = { $count ->
    [one] { $count } waits
   *[other] { $count } wait
}

# What is done about it.
ping = Send a test message
pinged = A test message is on its way. Look again in a moment.
pause = Pause
pause-hint = While it is paused, events are neither sent nor kept for it. What waits already stays.
resume = Take it up again
resume-hint = What waits is sent at once. Events of the pause, up to seven days back, can be sent below.
settings = Address and events
new-secret = New secret
new-secret-meaning = The new secret is shown once. The one before signs beside it for a day, so that you can change it in your program.
remove = Remove it
remove-meaning = Nothing is sent to it any more, and what was sent is forgotten. This cannot be undone.
outdated = This webhook was changed since you opened it
outdated-deed-hint = Nothing was done. Look at how it stands now, and decide again.
secret-made = This is its secret. It is shown this once.
secret-hint = Keep it in your program: with it, it finds that a message is really of this shop (Standard Webhooks).
secret-before = The secret before it is good until

# What was sent.
deliveries = The last deliveries
deliveries-none = Nothing was sent in the last thirty days.
sequence = Number
event = Event
happened = Recorded
outcome = Outcome
delivered = Taken
failed = Given up
still-waiting = Waiting
send-again = Send again
since = Send again everything since
since-hint = Seven days back at most; what waits anyway is not sent twice.
not-since = This is no day and time.
sent-none = There was nothing to send again.
sent-again = It is sent again.
is-again = sent again
next-attempt = next
test-message = Test message

# Variables:
#   $count (Number) - how many
attempts = { $count ->
    [one] { $count } attempt
   *[other] { $count } attempts
}

# Variables:
#   $status (Number) - a status of HTTP
answered = answer { $status }
