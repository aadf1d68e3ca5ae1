# The options of the shop's programs, and its tables. Read by selvedge-setup.

# Pictures: written by the origin, read by the edge through its site.
MEDIA=/var/lib/selvedge-media

write_options() {
    for name in owner origin edge; do
        [ -e "$ETC/$name.env" ] || printf '' | file "$ETC/$name.env" root:root 600
    done
    here="127.0.0.1:$pg_port/shop"
    replace "$ETC/owner.env" DATABASE_URL "postgres://shop_owner:$(secret database-owner)@$here"
    put "$ETC/owner.env" ORIGIN_RUNTIME_ROLE shop_runtime

    origin=$ETC/origin.env
    put "$origin" DATABASE_URL "postgres://shop_runtime:$(secret database)@$here"
    put "$origin" REDIS_URL "redis://:$(secret redis)@127.0.0.1:6379"
    put "$origin" NATS_URL "nats://origin:$(secret nats-origin)@127.0.0.1:4222"
    put "$origin" ORIGIN_EDGE_KEYS "$ETC/edge.keys"
    put "$origin" PUSH_KEY "$ETC/push.key"
    put "$origin" SECRETS_KEYS "$ETC/secrets.keys"
    put "$origin" OFFICE_LISTEN 127.0.0.1:4001
    # By the name of the machine that a browser runs on: `ssh -L 4001:127.0.0.1:4001` leads here.
    put "$origin" ORIGIN_ADMIN_URL http://localhost:4001
    put "$origin" OFFICE_EDGES http://127.0.0.1:8082
    put "$origin" MEDIA_ORIGINALS /var/lib/selvedge/originals
    put "$origin" MEDIA_FILES "$MEDIA"

    edge=$ETC/edge.env
    put "$edge" EDGE_LISTEN 127.0.0.1:8082
    put "$edge" EDGE_ORIGIN http://127.0.0.1:4000
    put "$edge" EDGE_ORIGIN_KEYS "$ETC/edge.keys"
    put "$edge" EDGE_NATS "nats://edge:$(secret nats-edge)@127.0.0.1:4222"
    put "$edge" EDGE_TRUSTED_PROXIES 127.0.0.1
    put "$edge" EDGE_ADMIN_LISTEN 127.0.0.1:9089
    put "$edge" EDGE_OPERATOR_KEYS "$ETC/operator.keys"
    put "$edge" EDGE_METRICS_KEY_FILE "$ETC/metrics.key"
    put "$edge" EDGE_DRAIN_DELAY 2s

    if [ -n "$host" ]; then
        replace "$origin" PUBLIC_URL "https://$host"
        replace "$edge" EDGE_PUBLIC_URL "https://$host"
    fi
    if [ -n "$trial" ]; then
        unset_option "$origin" STRIPE_KEYS
        unset_option "$origin" SMTP_URL
        replace "$origin" TEST_PAYMENTS true
        replace "$origin" MAIL_DIR /var/lib/selvedge/mails
    fi
    if [ -n "$stripe_keys" ]; then
        unset_option "$origin" TEST_PAYMENTS
        replace "$origin" STRIPE_KEYS "$ETC/stripe.json"
    fi
    if [ -n "$smtp" ]; then
        unset_option "$origin" MAIL_DIR
        replace "$origin" SMTP_URL "$(cat "$smtp")"
    fi
    let_pictures_through
}

# The origin writes them where its unit may not write otherwise, and the edge has them among the files of its site.
let_pictures_through() {
    install -d -o selvedge -g selvedge-keys -m 2750 "$MEDIA"
    # Those that came with the package, but for what is there: by whoever owns the folder, for root should touch nothing that
    # a program can exchange for a link.
    (cd / && runuser -u selvedge -- sh -c 'umask 027 && exec cp -r --no-clobber "$1/." "$2/"' sh "$SHARE/site/media" "$MEDIA") ||
        die "the package's pictures cannot be copied to $MEDIA: see above"
    for unit in origin-serve origin-work; do
        install -d -m 755 "/etc/systemd/system/selvedge-$unit.service.d"
        printf '[Service]\nReadWritePaths=%s\nUMask=0027\n' "$MEDIA" |
            file "/etc/systemd/system/selvedge-$unit.service.d/pictures.conf" root:root 644
    done
    install -d -m 755 /etc/systemd/system/selvedge-edge.service.d
    printf '[Service]\nBindReadOnlyPaths=%s:%s/site/media\n' "$MEDIA" "$SHARE" |
        file /etc/systemd/system/selvedge-edge.service.d/pictures.conf root:root 644
}

# by_options FILE PROGRAM…: with the options of a file, as the units have them, and as the origin's user.
by_options() {
    options=$1
    shift
    systemd-run --quiet --pipe --wait --collect -p User=selvedge -p "EnvironmentFile=$options" -- "$@" </dev/null
}

migrate() {
    by_options "$ETC/owner.env" /usr/bin/origin migrate || die "the tables cannot be made: see above"
}
