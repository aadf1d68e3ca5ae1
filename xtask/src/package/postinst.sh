#!/bin/sh
# dpkg runs this when the package's files are there.
set -e
if [ "$1" = configure ]; then
    systemd-sysusers selvedge.conf
    [ ! -d /var/lib/selvedge-pkg ] || cp -a --no-clobber /var/lib/selvedge-pkg/. /usr/share/selvedge/site/pkg/
    [ ! -d /run/systemd/system ] || systemctl daemon-reload
    if [ -s /etc/selvedge/origin.env ]; then
        echo "selvedge: run selvedge-setup, which brings the tables up to date and takes up the new programs" >&2
    else
        echo "selvedge: selvedge-setup --help says how this machine becomes a shop" >&2
    fi
fi
