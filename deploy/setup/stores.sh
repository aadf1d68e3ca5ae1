# PostgreSQL, Redis and NATS, on this machine alone. Read by selvedge-setup.

# as_postgres PROGRAM…
as_postgres() { (cd / && runuser -u postgres -- "$@"); }

# The one cluster of PostgreSQL that is here: sets version, cluster, pg_port and pg_data.
find_cluster() {
    clusters=$(pg_lsclusters -h)
    [ "$(printf '%s\n' "$clusters" | grep -c .)" = 1 ] || die "one cluster of PostgreSQL is wanted here, and \`pg_lsclusters\` lists another number: drop what is not needed"
    # shellcheck disable=SC2086
    set -- $clusters
    version=$1 cluster=$2 pg_port=$3 pg_data=$6
}

set_up_postgresql() {
    find_cluster
    install -d -o postgres -g postgres -m 755 "/etc/postgresql/$version/$cluster/conf.d"
    # What may be lost with the machine, in seconds, is archive_timeout (docs/disaster-recovery.md).
    file "/etc/postgresql/$version/$cluster/conf.d/selvedge.conf" postgres:postgres 644 <<END
wal_level = replica
archive_mode = on
archive_timeout = 3
archive_command = 'pgbackrest --stanza=shop archive-push %p'
END
    write_backup_options
    take_up "postgresql@$version-$cluster" "/etc/postgresql/$version/$cluster/conf.d/selvedge.conf"
    tries=0
    until as_postgres psql -p "$pg_port" -Xqc '' postgres 2>/dev/null; do
        tries=$((tries + 1))
        [ "$tries" -lt 60 ] || die "PostgreSQL does not answer: journalctl -u postgresql@$version-$cluster"
        sleep 1
    done
    # By standard input: a command line is read by everybody on the machine.
    as_postgres psql -p "$pg_port" -Xq -v ON_ERROR_STOP=1 postgres <<END || die "PostgreSQL takes neither roles nor database: see above"
select 'create role shop_owner login' where not exists (select from pg_roles where rolname = 'shop_owner') \gexec
select 'create role shop_runtime login' where not exists (select from pg_roles where rolname = 'shop_runtime') \gexec
alter role shop_owner password '$(secret database-owner)';
alter role shop_runtime password '$(secret database)';
select 'create database shop owner shop_owner' where not exists (select from pg_database where datname = 'shop') \gexec
END
}

set_up_redis() {
    file /etc/redis/selvedge.conf root:redis 640 <<END
# Sessions are in it: nobody else on this machine reads them.
requirepass $(secret redis)
bind 127.0.0.1 -::1
END
    keep /etc/redis/redis.conf
    grep -q '^include /etc/redis/selvedge.conf$' /etc/redis/redis.conf || echo 'include /etc/redis/selvedge.conf' >>/etc/redis/redis.conf
    take_up redis-server /etc/redis/redis.conf /etc/redis/selvedge.conf
}

set_up_nats() {
    # Pasted: NATS looks for the passwords of an included file in its environment alone. Its consumers change with a release.
    {
        cat <<END
listen: "127.0.0.1:4222"
# For whoever watches, without a password.
http: "127.0.0.1:8222"
jetstream { store_dir: "/var/lib/nats" }
ORIGIN_PASSWORD: "$(secret nats-origin)"
EDGE_PASSWORD: "$(secret nats-edge)"
END
        cat "$SHARE/nats-users.conf"
    } | file "$ETC/nats.conf" root:nats 640
    install -d -m 755 /etc/systemd/system/nats-server.service.d
    file /etc/systemd/system/nats-server.service.d/selvedge.conf root:root 644 <<END
[Service]
ExecStart=
ExecStart=/usr/sbin/nats-server -c $ETC/nats.conf
StateDirectory=nats
StateDirectoryMode=0700
Restart=always
RestartSec=1
LimitNOFILE=65536
END
    take_up nats-server "$ETC/nats.conf" /etc/systemd/system/nats-server.service.d/selvedge.conf
    answers nats-server 30 curl -fsS --max-time 5 http://127.0.0.1:8222/healthz
}
