### Pages of the edge itself, where there is none of the shop's.

title-missing = Nothing is here
title-refused = This cannot be done
title-busy = One moment, please
title-failed = Something went wrong on our side

bad-path = This address is not written correctly.
bad-host = A request must name one host.
not-found = There is nothing at this address.
method = This can only be read.
body-too-large = What was sent is larger than what can be sent here: 64 KiB.
bodies-full = Very much is being sent to the shop right now. Please try again in a moment.
https-only = This is answered by HTTPS alone. A key or token that was sent here could be read on the way: replace it.
too-often = This was done too often from where you are. Please wait a little and try again.
bad-length = A request must say its length once.
too-many-bodies = You are sending too much at once. Please try again in a moment.
body-incomplete = What was sent did not arrive completely. Please send it again.
starting = The shop is opening. Please try again in a moment.
overloaded = The shop is very busy. Please try again in a moment.
waited = This page is just being made and takes longer than usual. Please try again in a moment.
worker-failed = This page could not be made. Please try again.
worker-timed-out = This page took too long to make. Please try again.

# Variables:
#   $seconds (Text) - how many
again-in = You can try again in { $seconds } s.
go-on = Go on without waiting (opens in a new tab)
go-back = Then go back and send the form once more.

# Variables:
#   $id (Text) - what the request is called in the log
request = Request { $id }
to-the-shop = To the shop
