### Names of parts of countries with tax rules of their own, as they stand after “to”.

# Variables:
#   $territory (Territory)
name = { $territory ->
    [aland] Åland
    [azores] the Azores
    [busingen] Büsingen
    [campione] Campione d’Italia
    [canary-islands] the Canary Islands
    [ceuta] Ceuta
    [french-overseas] the French overseas territories
    [gibraltar] Gibraltar
    [greenland] Greenland
    [guernsey] Guernsey
    [helgoland] Helgoland
    [isle-of-man] the Isle of Man
    [jersey] Jersey
    [jungholz] Jungholz
    [liechtenstein] Liechtenstein
    [livigno] Livigno
    [madeira] Madeira
    [melilla] Melilla
    [mittelberg] Mittelberg
    [monaco] Monaco
    [mount-athos] Mount Athos
    [northern-ireland] Northern Ireland
    [samnaun] Samnaun
    [san-marino] San Marino
   *[vatican-city] Vatican City
}
