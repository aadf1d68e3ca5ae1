#!/bin/sh
# dpkg runs this when the package's files are gone. What the shop has recorded stays, and so do its keys: in PostgreSQL,
# /var/lib/selvedge, /var/lib/selvedge-media, /var/lib/selvedge-pictures and /etc/selvedge.
set -e
[ ! -d /run/systemd/system ] || systemctl daemon-reload
