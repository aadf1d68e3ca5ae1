### Names of countries.

# Variables:
#   $country (Country)
name = { $country ->
    [au] Australia
    [br] Brazil
    [ca] Canada
    [cn] China
    [gr] Greece
    [in] India
    [jp] Japan
    [mx] Mexico
    [at] Austria
    [be] Belgium
    [dk] Denmark
    [fi] Finland
    [fr] France
    [de] Germany
    [ie] Ireland
    [it] Italy
    [lu] Luxembourg
    [nl] Netherlands
    [pl] Poland
    [pt] Portugal
    [es] Spain
    [se] Sweden
    [ch] Switzerland
    [gb] United Kingdom
   *[us] United States
}
