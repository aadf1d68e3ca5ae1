# HAProxy and the firewall. Read by selvedge-setup.

set_up_firewall() {
    install -d -m 755 "$ETC/waf"
    for from in "$SHARE"/waf/*.conf; do
        to=$ETC/waf/${from##*/}
        if [ ! -e "$to" ]; then
            file "$to" root:root 644 <"$from"
        elif ! cmp -s "$from" "$to"; then
            say "    $to was changed here and stays; the package has $from"
        fi
    done
    file /etc/logrotate.d/selvedge-waf root:root 644 <"$SHARE/waf/logrotate"
    # Debian's own nginx would take the ports of the shop.
    systemctl disable --quiet --now nginx
}

set_up_balancer() {
    [ -s "$ETC/tls/shop.pem" ] || die "there is no certificate: --certificate FILE --key FILE"
    keep /etc/haproxy/haproxy.cfg
    # One edge and one firewall, and no rights of root once it listens.
    sed -e '/^ *server edge-[23] /d' -e '/^ *server firewall-2 /d' -e 's/^global$/global\n    user haproxy\n    group haproxy/' "$SHARE/haproxy/haproxy.cfg" |
        file /etc/haproxy/haproxy.cfg.selvedge root:root 644
    for option in "PERIMETER_HTTP=*:80" "PERIMETER_HTTPS=*:443" "PERIMETER_CERTIFICATE=$ETC/tls/shop.pem" \
        "PERIMETER_SOCKET=/run/haproxy.sock" "PERIMETER_FIREWALL=127.0.0.1:8080" "PERIMETER_INNER=127.0.0.1:8081" \
        "PERIMETER_METRICS=127.0.0.1:8405" "EDGE_1=127.0.0.1:8082"; do
        put /etc/default/haproxy "${option%%=*}" "${option#*=}"
    done
    install -d -m 755 /etc/systemd/system/haproxy.service.d
    printf '[Service]\nLimitNOFILE=65536\n' | file /etc/systemd/system/haproxy.service.d/selvedge.conf root:root 644
    (
        set -a
        # shellcheck source=/dev/null
        . /etc/default/haproxy
        haproxy -c -q -f /etc/haproxy/haproxy.cfg.selvedge
    ) || die "HAProxy does not take /etc/haproxy/haproxy.cfg.selvedge: see above"
    mv /etc/haproxy/haproxy.cfg.selvedge /etc/haproxy/haproxy.cfg
}
