# Users, keys, and files that are written once. Read by selvedge-setup.

# file FILE OWNER:GROUP MODE: writes what it is given, whole or not at all.
file() {
    cat >"$1.new"
    chown "$2" "$1.new"
    chmod "$3" "$1.new"
    mv "$1.new" "$1"
}

# secret NAME: a password that is made once; it begins with a letter, as NATS wants it.
secret() {
    if [ ! -s "$ETC/secrets/$1" ]; then
        printf 'p%s' "$(openssl rand -hex 24)" | file "$ETC/secrets/$1" root:root 600
    fi
    cat "$ETC/secrets/$1"
}

# key_file NAME GROUP PREFIX KIND: a file with a key that is made once.
key_file() {
    [ -s "$ETC/$1" ] || printf '%s%s\n' "$3" "$(openssl rand "$4" 32)" | file "$ETC/$1" "root:$2" 640
}

# put FILE NAME VALUE: an option that is not set yet.
put() {
    grep -q "^$2=" "$1" && return 0
    # Whoever edited it may have left the last line without its end.
    [ -z "$(tail -c 1 "$1")" ] || echo >>"$1"
    printf '%s=%s\n' "$2" "$3" >>"$1"
}

# unset_option FILE NAME, and replace FILE NAME VALUE: an option that was given on the command line.
unset_option() {
    sed "/^$2=/d" "$1" | file "$1" root:root 600
}
replace() {
    grep -qxF "$2=$3" "$1" && return 0
    unset_option "$1" "$2"
    put "$1" "$2" "$3"
}

# keep FILE: what was there before the shop is not lost.
keep() {
    [ ! -e "$1" ] || [ -e "$1.before-selvedge" ] || cp -p "$1" "$1.before-selvedge"
}

make_users() {
    systemd-sysusers selvedge.conf || die "the users cannot be made: see above"
    install -d -m 755 "$ETC"
    install -d -m 700 "$ETC/secrets" "$ETC/tls" "$STATE"
}

make_keys() {
    key_file edge.keys selvedge-keys node-1: -base64
    key_file metrics.key selvedge-keys '' -hex
    key_file operator.keys selvedge-edge operator-1: -base64
    key_file push.key selvedge '' -hex
    key_file secrets.keys selvedge vault-1: -base64
    if [ -n "$stripe_keys" ]; then
        file "$ETC/stripe.json" root:selvedge 640 <"$stripe_keys"
    fi
    if [ -n "$certificate" ]; then
        { cat "$certificate" && echo && cat "$key"; } | file "$ETC/tls/shop.pem" root:root 600
    elif [ -n "$trial" ] && [ ! -s "$ETC/tls/shop.pem" ]; then
        openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 90 -subj /CN=localhost \
            -addext subjectAltName=DNS:localhost -keyout "$ETC/tls/trial.key" -out "$ETC/tls/trial.crt" 2>/dev/null ||
            die "openssl cannot make a certificate"
        cat "$ETC/tls/trial.crt" "$ETC/tls/trial.key" | file "$ETC/tls/shop.pem" root:root 600
        rm "$ETC/tls/trial.crt" "$ETC/tls/trial.key"
    fi
}
