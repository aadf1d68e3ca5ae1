# Units. Read by selvedge-setup.

TIMERS="selvedge-waf-scores.timer selvedge-backup-full.timer selvedge-backup-incr.timer selvedge-backup-age.timer
    selvedge-backup-pictures.timer selvedge-backup-try.timer"

# take_up UNIT FILE…: enables and starts it; one that runs is restarted if any of what it was made of has changed.
take_up() {
    unit=$1
    systemctl daemon-reload
    systemctl enable --quiet "$unit" 2>/dev/null || die "there is no unit $unit"
    { systemctl cat "$unit" && shift && cat "$@"; } | sha256sum >"$STATE/$unit.new"
    if ! cmp -s "$STATE/$unit.new" "$STATE/$unit" || ! systemctl --quiet is-active "$unit"; then
        say "    $unit is started"
        systemctl restart "$unit" || die "$unit does not start: journalctl -u $unit"
    fi
    mv "$STATE/$unit.new" "$STATE/$unit"
}

# answers NAME TRIES WHAT…: asks until it is well.
answers() {
    name=$1 tries=$2
    shift 2
    until "$@" >/dev/null 2>&1; do
        tries=$((tries - 1))
        [ "$tries" -gt 0 ] || die "$name does not answer: journalctl -u $name"
        sleep 1
    done
}

shop_answers() {
    shop=$(sed -n 's|^PUBLIC_URL=https://||p' "$ETC/origin.env")
    curl -kfsS --max-time 5 --resolve "$shop:443:127.0.0.1" -o /dev/null "https://$shop/"
}

start_all() {
    take_up selvedge-origin-serve /usr/bin/origin "$ETC/origin.env"
    take_up selvedge-origin-work /usr/bin/origin "$ETC/origin.env"
    answers selvedge-origin-serve 60 curl -fsS --max-time 5 http://127.0.0.1:4000/health/stores
    answers selvedge-origin-work 60 curl -sS --max-time 5 -o /dev/null http://127.0.0.1:9092/metrics
    take_up selvedge-edge /usr/bin/edge-node "$SHARE/worker.wasm" "$SHARE/site/build.json" "$ETC/edge.env"
    answers selvedge-edge 120 curl -fsS --max-time 5 http://127.0.0.1:8082/_edge/ready
    take_up selvedge-waf "$ETC"/waf/*.conf
    take_up haproxy /etc/haproxy/haproxy.cfg /etc/default/haproxy "$ETC/tls/shop.pem"
    take_up prometheus-node-exporter /etc/default/prometheus-node-exporter
    take_up prometheus-alertmanager /etc/default/prometheus-alertmanager
    take_up prometheus /etc/prometheus/prometheus.yml /etc/prometheus/alerts.yml /etc/default/prometheus
    # shellcheck disable=SC2086
    systemctl enable --quiet --now $TIMERS
    # Through the load balancer, the firewall, the edge and the origin.
    answers "haproxy, selvedge-waf or selvedge-edge" 60 shop_answers
}

# What there is to know, and the one thing that is told once.
tell() {
    url=$(sed -n 's/^PUBLIC_URL=//p' "$ETC/origin.env")
    say
    say "The shop answers at $url"
    staff=$(by_options "$ETC/origin.env" /usr/bin/origin staff list) || die "the shop's staff cannot be listed: see above"
    if [ -z "$staff" ] && [ -z "$owner" ]; then
        say "Nobody runs it yet: \`selvedge-setup --owner EMAIL\` prints a link for the first owner."
    elif [ -z "$staff" ]; then
        say "The first owner opens this once, within three days, after \`ssh -L 4001:127.0.0.1:4001 root@THIS-MACHINE\`:"
        by_options "$ETC/origin.env" /usr/bin/origin staff invite --email "$owner" --role owner || die "the owner cannot be invited: see above"
    fi
    say "Still yours to do:"
    say "  the passphrase in /etc/pgbackrest.conf to where you keep secrets, and the backups to another machine"
    say "  who is told of alerts: /etc/prometheus/alertmanager.yml"
    say "  MERCHANT_NAME, MERCHANT_ADDRESS and MERCHANT_VAT_ID in $ETC/origin.env, which stand on invoices"
    say "Run selvedge-setup again after every change in $ETC, and after every new package."
}
