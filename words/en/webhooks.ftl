### Mails to the merchant about webhooks.

disabled-subject = A webhook was disabled

# Variables:
#   $host (Text) - the receiver's host
#   $webhook (Text) - the webhook's id
#   $since (Text) - the moment, in UTC
disabled = Events are no longer sent to { $host } (webhook { $webhook }), since { $since }.

disabled-next = What waits is kept for thirty days. When the receiver works again, enable the webhook (PATCH /v1/admin/webhooks/{"{id}"} with {"{\"state\":\"active\"}"}) and ask for a replay since the time above: events are kept for seven days.
