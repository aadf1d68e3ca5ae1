### Mails an den Händler über Webhooks.

disabled-subject = Ein Webhook wurde abgeschaltet

disabled = Ereignisse gehen nicht mehr an { $host } (Webhook { $webhook }), seit { $since }.

disabled-next = Was wartet, wird dreißig Tage aufbewahrt. Sobald der Empfänger wieder arbeitet, schalten Sie den Webhook ein (PATCH /v1/admin/webhooks/{"{id}"} mit {"{\"state\":\"active\"}"}) und fordern die Ereignisse seit dem genannten Zeitpunkt noch einmal an: Sie werden sieben Tage aufbewahrt.
