### Warum eine Aktion nicht gilt, in einem Satz, mit dem sich etwas anfangen lässt.

not-yet = Diese Aktion hat noch nicht begonnen; versuchen Sie es später noch einmal.
expired = Diese Aktion ist vorbei.
used-up = Diese Aktion ist aufgebraucht.
used-up-by-customer = Sie haben diese Aktion schon so oft genutzt, wie es möglich ist.

not-in-currency = Diese Aktion gibt es nicht in { $currency }.

not-for-these-goods = Diese Aktion gilt für nichts in Ihrem Warenkorb.

minimum-spend = Es fehlen noch { $missing } an Waren, für die diese Aktion gilt.

too-few-units = Legen Sie noch { $missing } Stück dazu, für die diese Aktion gilt.

no-delivery-chosen = Wird an der Kasse abgezogen, sobald der Versand gewählt ist.

not-for-delivery = { $method ->
    [standard] Diese Aktion gilt nicht für den Versand „Standard“; wählen Sie einen anderen.
    [express] Diese Aktion gilt nicht für den Versand „Express“; wählen Sie einen anderen.
   *[pickup] Diese Aktion gilt nicht für den Versand „Abholung“; wählen Sie einen anderen.
}

nothing-left = Es ist nichts übrig, wovon diese Aktion etwas abziehen könnte.
outdone = Diese Aktion lässt sich nicht mit dem besseren Angebot verbinden, das Sie schon haben.
