//! Texts of accounts.

words! {
    /// Texts of accounts.
    AccountWords {
        login: "Log in", "Anmelden";
        register: "Open an account", "Konto eröffnen";
        account: "Your account", "Ihr Konto";
        email: "E-mail address", "E-Mail-Adresse";
        password: "Password", "Passwort";
        new_password: "Choose a password", "Passwort wählen";
        password_hint: "At least 10 characters. A few random words are easy to remember and hard to guess.", "Mindestens 10 Zeichen. Ein paar zufällige Wörter sind leicht zu merken und schwer zu erraten.";
        name: "Your name", "Ihr Name";
        no_account: "New here?", "Neu hier?";
        have_account: "Already have an account?", "Schon ein Konto?";
        why: "With an account you find your orders again. You can order without one.", "Mit einem Konto finden Sie Ihre Bestellungen wieder. Bestellen können Sie auch ohne.";
        logout: "Log out", "Abmelden";
        hello: "Hello", "Guten Tag";
        bad_email: "Enter an e-mail address such as name@example.com.", "Geben Sie eine E-Mail-Adresse wie name@example.com ein.";
        bad_password: "Choose a password of 10 to 200 characters.", "Wählen Sie ein Passwort mit 10 bis 200 Zeichen.";
        bad_name: "Enter your name, at most 120 characters.", "Geben Sie Ihren Namen ein, höchstens 120 Zeichen.";
        no_password: "Enter your password.", "Geben Sie Ihr Passwort ein.";
    }
}
