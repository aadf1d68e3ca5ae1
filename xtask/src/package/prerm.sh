#!/bin/sh
# dpkg runs this before the package's files go. A newer package leaves what runs alone until selvedge-setup takes it up.
set -e
if [ "$1" = upgrade ] && [ -d /usr/share/selvedge/site/pkg ]; then
    # What the edge that runs, and pages in browsers, name.
    rm -rf /var/lib/selvedge-pkg && cp -a /usr/share/selvedge/site/pkg /var/lib/selvedge-pkg
fi
if [ "$1" = remove ] && [ -d /run/systemd/system ]; then
    for unit in /usr/lib/systemd/system/selvedge-*; do
        case $unit in
            *@*) ;;
            *) systemctl disable --quiet --now "${unit##*/}" || true ;;
        esac
    done
fi
