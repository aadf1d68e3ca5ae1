### Texts of going on without waiting, where something was done too often.

wait = { $minutes ->
    [one] In einer Minute können Sie es wieder versuchen.
   *[other] In { $minutes } Minuten können Sie es wieder versuchen.
}
wait-here = { $minutes ->
    [one] Von Ihrem Anschluss aus geschah das gerade zu oft. In einer Minute können Sie es wieder versuchen.
   *[other] Von Ihrem Anschluss aus geschah das gerade zu oft. In { $minutes } Minuten können Sie es wieder versuchen.
}
go-on = Ohne Warten weiter (öffnet einen neuen Tab)
title = Ohne Warten weiter
why = Von dem Anschluss, den Sie benutzen, geschah gerade etwas zu oft. Das müssen nicht Sie gewesen sein: Viele Menschen können sich einen teilen.
what = Statt zu warten, kann Ihr Browser etwas rechnen. Das dauert einige Sekunden, auf einem alten Telefon bis zu einer halben Minute. Von Ihnen will es nichts wissen, und niemandem verrät es etwas.
begin = Rechnen lassen
progress = Wie weit die Rechnung ist
working = Ihr Browser rechnet. Bitte lassen Sie diese Seite offen.
done = Fertig. Einen Moment bitte.
no-script = Dafür braucht es JavaScript, das Ihr Browser nicht ausführt. Bitte warten Sie stattdessen: Wie lange, steht über dem Formular, von dem Sie kommen, und was Sie dort eingegeben haben, bleibt.
back = Zum Formular
passed = Es kann weitergehen
passed-more = Gehen Sie zurück zu dem Formular, von dem Sie kommen, und senden Sie es noch einmal. Das gilt für einige Versuche in den nächsten zehn Minuten. Haben Sie das Formular geschlossen, beginnen Sie neu:
