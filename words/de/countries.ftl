### Namen der Länder.

name = { $country ->
    [au] Australien
    [br] Brasilien
    [ca] Kanada
    [cn] China
    [gr] Griechenland
    [in] Indien
    [jp] Japan
    [mx] Mexiko
    [at] Österreich
    [be] Belgien
    [dk] Dänemark
    [fi] Finnland
    [fr] Frankreich
    [de] Deutschland
    [ie] Irland
    [it] Italien
    [lu] Luxemburg
    [nl] Niederlande
    [pl] Polen
    [pt] Portugal
    [es] Spanien
    [se] Schweden
    [ch] Schweiz
    [gb] Vereinigtes Königreich
   *[us] Vereinigte Staaten
}
