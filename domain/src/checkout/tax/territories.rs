//! The territories, by their postal codes. What each row says is from the source it names, as of November 2026.
//!
//! Left out are the lower rates of some Greek islands and of Corsica, which hold for some goods and some years, and
//! parts of the European Union overseas that have a country code, and so addresses, of their own.

use super::TaxRates;
use super::territory::Codes::{Area, Range};
use super::territory::{Row, Territory, Vat};
use crate::checkout::Country;

const fn row(
    territory: Territory,
    country: Country,
    codes: &'static [super::territory::Codes],
    vat: Vat,
    source: &'static str,
) -> Row {
    Row { territory, country, codes, vat, source }
}

const fn rates(standard: u32, intermediate: Option<u32>, reduced: u32) -> Vat {
    Vat::Rates(TaxRates { standard, intermediate, reduced: Some(reduced), super_reduced: None })
}

pub(super) static TERRITORIES: [Row; 25] = {
    use Country::{At, Ch, De, Dk, Es, Fi, Fr, Gb, Gr, It, Pt};
    use Territory::*;
    use Vat::{AsTheCountry, None as Export};
    const LOWER: &str = "Directive 2006/112/EC, art. 104 and 105; Código do IVA, art. 18 (3)";
    [
        row(Aland, Fi, &[Range("22", "22")], Export, "Directive 2006/112/EC, art. 6 (1) (d)"),
        row(Azores, Pt, &[Range("95", "99")], rates(1600, Some(900), 400), LOWER),
        row(Busingen, De, &[Range("78266", "78266")], Export, "Directive 2006/112/EC, art. 6 (2) (b)"),
        // Within the customs union since 2020, and still outside the area of VAT: Directive (EU) 2019/475.
        row(Campione, It, &[Range("22061", "22061")], Export, "Directive 2006/112/EC, art. 6 (1) (f)"),
        row(
            CanaryIslands,
            Es,
            &[Range("35", "35"), Range("38", "38")],
            Export,
            "Directive 2006/112/EC, art. 6 (1) (b)",
        ),
        row(Ceuta, Es, &[Range("51", "51")], Export, "Directive 2006/112/EC, art. 6 (2) (c)"),
        // Guadeloupe, Martinique, Guyane, Réunion, Mayotte, Saint-Martin and the collectivities of the Pacific: their
        // own tax is due where the parcel arrives.
        row(
            FrenchOverseas,
            Fr,
            &[Range("971", "979"), Range("984", "988")],
            Export,
            "Directive 2006/112/EC, art. 6 (1) (c); TFEU, art. 349 and 355 (1)",
        ),
        row(Gibraltar, Gb, &[Area("GX")], Export, "Value Added Tax Act 1994, s. 96 (11); no VAT in Gibraltar"),
        row(Greenland, Dk, &[Range("39", "39")], Export, "TFEU, art. 204; Momsloven § 2"),
        row(Guernsey, Gb, &[Area("GY")], Export, "Directive 2006/112/EC, art. 6 (1) (e); VAT Notice 703, 2.9"),
        row(Helgoland, De, &[Range("27498", "27498")], Export, "Directive 2006/112/EC, art. 6 (2) (a)"),
        row(
            IsleOfMan,
            Gb,
            &[Area("IM")],
            AsTheCountry,
            "Directive 2006/112/EC, art. 7 (1); Isle of Man Act 1979, s. 1",
        ),
        row(Jersey, Gb, &[Area("JE")], Export, "Directive 2006/112/EC, art. 6 (1) (e); VAT Notice 703, 2.9"),
        row(Jungholz, At, &[Range("6691", "6691")], rates(1900, Some(1300), 1000), "Directive 2006/112/EC, art. 104"),
        row(
            Liechtenstein,
            Ch,
            &[Range("9485", "9498")],
            AsTheCountry,
            "Treaty of 28 October 1994 on VAT between Switzerland and Liechtenstein",
        ),
        row(Livigno, It, &[Range("23041", "23041")], Export, "Directive 2006/112/EC, art. 6 (2) (e)"),
        row(Madeira, Pt, &[Range("90", "94")], rates(2200, Some(1200), 400), LOWER),
        row(Melilla, Es, &[Range("52", "52")], Export, "Directive 2006/112/EC, art. 6 (2) (d)"),
        row(Mittelberg, At, &[Range("6991", "6993")], rates(1900, Some(1300), 1000), "Directive 2006/112/EC, art. 104"),
        row(Monaco, Fr, &[Range("980", "980")], AsTheCountry, "Directive 2006/112/EC, art. 7 (1)"),
        row(MountAthos, Gr, &[Range("63086", "63087")], Export, "Directive 2006/112/EC, art. 6 (1) (a)"),
        // Goods are traded there by the rules of the Union, at the rates of the United Kingdom.
        row(NorthernIreland, Gb, &[Area("BT")], AsTheCountry, "Windsor Framework (2019/C 384 I/01), art. 8"),
        row(Samnaun, Ch, &[Range("7562", "7563")], Export, "Mehrwertsteuergesetz (SR 641.20), art. 4"),
        row(SanMarino, It, &[Range("47890", "47899")], Export, "D.P.R. 633/1972, art. 71"),
        row(VaticanCity, It, &[Range("00120", "00120")], Export, "D.P.R. 633/1972, art. 71"),
    ]
};
