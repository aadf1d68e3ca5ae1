### Wer der Shop ist: sein Name und wie er von sich spricht.

name = Ebbholt

tagline = Dinge für Haus und Wetter.

about-origin = Ebbholt begann auf einem Netzboden über einem kleinen Hafen, mit einem Ofen, einem Webstuhl und einem Regal voller Becher. Noch immer packen wir dort jedes Paket zu zweit, und bei Nordwestwind kleben wir doppelt.

about-range = Wir führen rund fünfzig Dinge, und in jeder Werkstatt, aus der sie kommen, haben wir selbst gestanden: bei den Töpfern in der Marsch, den Strickerinnen im Koog, einem Schmied, einer Buchbinderin. Was zerbricht, reparieren wir, und für das, was wir nicht mehr machen, haben wir noch Teile.

picture = Ein Fenster über einem Hafen; davor Becher, Kessel, Laterne, gefaltete Decken, Rucksack und gelber Regenmantel
