#!/bin/sh
# dpkg runs this before the package's files go. A newer package leaves what runs alone until selvedge-setup takes it up.
set -e
if [ "$1" = remove ] && [ -d /run/systemd/system ]; then
    for unit in /usr/lib/systemd/system/selvedge-*; do
        case $unit in
            *@*) ;;
            *) systemctl disable --quiet --now "${unit##*/}" || true ;;
        esac
    done
fi
