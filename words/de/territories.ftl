### Namen von Teilen von Ländern mit eigenen Steuerregeln, wie sie nach „nach“ stehen.

name = { $territory ->
    [aland] Åland
    [azores] den Azoren
    [busingen] Büsingen
    [campione] Campione d’Italia
    [canary-islands] den Kanarischen Inseln
    [ceuta] Ceuta
    [french-overseas] den französischen Überseegebieten
    [gibraltar] Gibraltar
    [greenland] Grönland
    [guernsey] Guernsey
    [helgoland] Helgoland
    [isle-of-man] der Insel Man
    [jersey] Jersey
    [jungholz] Jungholz
    [liechtenstein] Liechtenstein
    [livigno] Livigno
    [madeira] Madeira
    [melilla] Melilla
    [mittelberg] Mittelberg
    [monaco] Monaco
    [mount-athos] dem Berg Athos
    [northern-ireland] Nordirland
    [samnaun] Samnaun
    [san-marino] San Marino
   *[vatican-city] der Vatikanstadt
}
