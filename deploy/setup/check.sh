# What has to be so before anything is changed. Read by selvedge-setup.

# Debian's packages of all that stands beside the shop.
PACKAGES="postgresql redis-server nats-server haproxy nginx-light libnginx-mod-http-modsecurity modsecurity-crs
pgbackrest prometheus prometheus-alertmanager prometheus-node-exporter libvips-tools openssl curl"

# A shop is there already: options that were given once need not be given again.
is_set_up() { [ -s "$ETC/origin.env" ] && [ -s "$ETC/edge.env" ]; }

readable() { [ -f "$2" ] && [ -r "$2" ] || die "$1 $2: there is no such file, or it cannot be read"; }

# A certificate with the key that belongs to it.
check_certificate() {
    readable --certificate "$certificate"
    readable --key "$key"
    of_certificate=$(openssl x509 -in "$certificate" -noout -pubkey 2>/dev/null) || die "$certificate is no certificate as PEM"
    of_key=$(openssl pkey -in "$key" -pubout 2>/dev/null </dev/null) || die "$key is no private key as PEM, or has a password: take that off by \`openssl pkey\`"
    [ "$of_certificate" = "$of_key" ] || die "$key is not the key of $certificate"
    openssl x509 -in "$certificate" -noout -checkend 86400 >/dev/null || die "$certificate ends within a day: renew it first"
    openssl x509 -in "$certificate" -noout -checkhost "$host" | grep -q 'does match' || die "$certificate is not for $host"
}

check_options() {
    [ "$(id -u)" = 0 ] || die "only root can set a machine up: sudo selvedge-setup …"
    if [ -n "$trial" ]; then
        [ -z "$host$certificate$key$stripe_keys$smtp" ] || die "--trial stands in place of --host, --certificate, --key, --stripe-keys and --smtp"
        host=localhost
    elif ! is_set_up; then
        [ -n "$owner" ] || die "--owner EMAIL is missing: who runs the shop?"
        [ -n "$host" ] || die "--host NAME is missing: what do shoppers type? To try the shop: --trial"
        [ -n "$certificate" ] && [ -n "$key" ] || die "--certificate FILE and --key FILE are missing: certbot certonly --standalone -d $host gets both"
        [ -n "$stripe_keys" ] || die "--stripe-keys FILE is missing: who takes the shoppers' money? To try the shop: --trial"
        [ -n "$smtp" ] || die "--smtp FILE is missing: who sends the shop's mails? To try the shop: --trial"
    fi
    is_set_up || [ -n "$owner" ] || die "--owner EMAIL is missing: who runs the shop?"
    case $owner in
        '' | *?@?*) ;;
        *) die "--owner $owner is no e-mail address" ;;
    esac
    case $host in
        *[!a-z0-9.-]* | .* | -*) die "--host $host is no name of a host: small letters, digits, dots and hyphens, such as shop.example" ;;
    esac
    if [ -n "$certificate$key" ]; then
        [ -n "$certificate" ] && [ -n "$key" ] || die "--certificate and --key belong together"
        [ -n "$host" ] || host=$(sed -n 's|^PUBLIC_URL=https://||p' "$ETC/origin.env")
        check_certificate
    elif [ -n "$host" ] && [ -s "$ETC/tls/shop.pem" ]; then
        openssl x509 -in "$ETC/tls/shop.pem" -noout -checkhost "$host" | grep -q 'does match' ||
            die "$ETC/tls/shop.pem is not for $host: give --certificate and --key"
    fi
    [ -z "$stripe_keys" ] || readable --stripe-keys "$stripe_keys"
    if [ -n "$smtp" ]; then
        readable --smtp "$smtp"
        [ "$(grep -c '' <"$smtp")" = 1 ] && grep -Eq '^smtps?://[^[:space:]"\\$`]+$' "$smtp" || die "$smtp has to be one line: smtps://user:password@host"
    fi
}

check_machine() {
    [ -d /run/systemd/system ] || die "systemd does not run this machine; docs/operations.md says what else runs a shop"
    # shellcheck source=/dev/null
    [ "$(. /etc/os-release && printf %s "$ID${VERSION_ID:-}")" = debian12 ] || say "    this was tried on Debian 12 alone: here it may fail, and then it says where"
    for file in /usr/bin/origin /usr/bin/edge-node "$SHARE/worker.wasm" "$SHARE/site/build.json" "$SHARE/waf/nginx.conf"; do
        [ -e "$file" ] || die "$file is missing: install the package selvedge, or unpack its archive at /"
    done
    memory=$(sed -n 's/^MemTotal: *\([0-9]*\) kB/\1/p' /proc/meminfo)
    [ "$memory" -ge 1900000 ] || die "this machine has $((memory / 1024)) MB of memory; the shop and all beside it want 2 GB"
    room=$(df --output=avail -k /var/lib | tail -n 1)
    [ "$room" -ge 4000000 ] || die "/var/lib has $((room / 1024)) MB left; 4 GB are wanted to begin with"
    is_set_up || for port in 80 443; do
        # One that is ours by now is no stranger.
        holder=$(ss -Hltnp "sport = :$port" | sed -n 's/.*users:((\"\([^"]*\)".*/\1/p' | sort -u | head -n 1)
        case $holder in
            '' | haproxy | nginx) ;;
            *) die "$holder listens on port $port, where shoppers are to come in: stop it first" ;;
        esac
    done
}

install_packages() {
    missing=
    for package in $PACKAGES; do
        [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing="$missing $package"
    done
    [ -n "$missing" ] || return 0
    [ -n "$packages" ] || die "these packages are missing:$missing"
    say "    installing$missing"
    # shellcheck disable=SC2086
    apt-get update -q >/dev/null && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing >/dev/null ||
        die "apt-get cannot install$missing: is the network there? \`apt-get install$missing\` says more"
}
