# Prometheus and the backup. Read by selvedge-setup.

# on_this_machine NAME ARGUMENTS: Debian's Prometheus listens everywhere; whoever set something keeps it.
on_this_machine() {
    if grep -q '^ARGS=""$' "/etc/default/$1"; then
        sed "s|^ARGS=\"\"\$|ARGS=\"$2\"|" "/etc/default/$1" | file "/etc/default/$1" root:root 644
    fi
}

set_up_watch() {
    # Prometheus reads no other key of the shop.
    file /etc/prometheus/selvedge-metrics.key root:prometheus 640 <"$ETC/metrics.key"
    keep /etc/prometheus/prometheus.yml
    file /etc/prometheus/prometheus.yml root:root 644 <"$SHARE/monitoring/one-machine.yml"
    file /etc/prometheus/alerts.yml root:root 644 <"$SHARE/monitoring/alerts.yml"
    on_this_machine prometheus --web.listen-address=127.0.0.1:9090
    on_this_machine prometheus-alertmanager "--web.listen-address=127.0.0.1:9093 --cluster.listen-address="
    on_this_machine prometheus-node-exporter --web.listen-address=127.0.0.1:9100
    install -d -o prometheus -g postgres -m 775 /var/lib/prometheus/node-exporter
}

# Before PostgreSQL is restarted: it hands its log over by this file.
write_backup_options() {
    if ! grep -q '^\[shop\]$' /etc/pgbackrest.conf 2>/dev/null; then
        keep /etc/pgbackrest.conf
        file /etc/pgbackrest.conf postgres:postgres 600 <<END
# Written once by selvedge-setup. The repository belongs on another machine, or into a store that speaks S3, and this file's
# passphrase to where you keep secrets: docs/disaster-recovery.md.
[global]
repo1-path=/var/lib/pgbackrest
repo1-cipher-type=aes-256-cbc
repo1-cipher-pass=$(secret backup)
repo1-retention-full=2
start-fast=y
compress-type=zst
process-max=2

[shop]
pg1-path=$pg_data
pg1-port=$pg_port
END
    fi
}

set_up_backup() {
    as_postgres pgbackrest --stanza=shop --log-level-console=error stanza-create ||
        die "pgBackRest does not take the repository that /etc/pgbackrest.conf names: see above"
    as_postgres pgbackrest --stanza=shop --log-level-console=error check ||
        die "PostgreSQL's log does not arrive in the repository of the backup: see above"
}

# A backup that was never made is none, so the first is waited for.
first_backup() {
    as_postgres pgbackrest --stanza=shop --output=json info | grep -q '"type":"full"' && return 0
    step "the first backup"
    systemctl start selvedge-backup@full || die "the first backup has failed: journalctl -u selvedge-backup@full"
    systemctl start selvedge-backup-age || die "the age of the backup cannot be told: journalctl -u selvedge-backup-age"
}

# Nor is one that was never restored.
try_backup() {
    [ -e /var/lib/prometheus/node-exporter/selvedge-backup-try.prom ] && return 0
    step "restoring the backup beside the shop, to see that it can be"
    systemctl start selvedge-backup-try || say "    the backup could NOT be restored: journalctl -u selvedge-backup-try"
}

# Nor are pictures that lie on one disk alone.
first_copy_of_pictures() {
    [ -e /var/lib/prometheus/node-exporter/selvedge-backup-pictures.prom ] && return 0
    step "the first copy of the pictures"
    systemctl start selvedge-backup-pictures || say "    the pictures could NOT be copied: journalctl -u selvedge-backup-pictures"
}
