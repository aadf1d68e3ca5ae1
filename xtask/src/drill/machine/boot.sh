#!/bin/sh
# A machine in namespaces: this one's files below a layer in memory, systemd as its first process, a network of its own that
# leads nowhere. What it writes is gone with it.
#   boot.sh FOLDER
set -eu
if [ "${2:-}" != inside ]; then
    # Control groups of its own, as systemd has them.
    groups=$(sed -n 's/^[^ ]* \([^ ]*\) cgroup2 .*/\1/p' /proc/mounts | head -n 1)
    [ -n "$groups" ] || { echo "no cgroup2 is mounted here" && exit 1; }
    mkdir -p "$groups/selvedge-machine"
    echo $$ >"$groups/selvedge-machine/cgroup.procs"
    exec unshare --mount --pid --fork --net --uts --ipc --cgroup --kill-child=KILL sh "$0" "$1" inside
fi
mount --make-rprivate /
mount -t tmpfs -o mode=755,size=8g tmpfs "$1"
mkdir "$1/upper" "$1/work" "$1/root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$1/upper,workdir=$1/work" "$1/root"
cd "$1/root"
mount -t proc proc proc
mount -t sysfs -o ro sysfs sys
mount -t cgroup2 cgroup2 sys/fs/cgroup
mount -t tmpfs -o mode=755 tmpfs dev
for name in null zero full random urandom tty; do
    touch "dev/$name"
    mount --bind "/dev/$name" "dev/$name"
done
mkdir dev/pts dev/shm
mount -t devpts -o newinstance,ptmxmode=0666,mode=620,gid=5 devpts dev/pts
mount -t tmpfs -o mode=1777 tmpfs dev/shm
ln -s pts/ptmx dev/ptmx
for number in 0 1 2; do ln -s "/proc/self/fd/$number" "dev/$(echo stdin stdout stderr | cut -d' ' -f$((number + 1)))"; done
ln -s /proc/self/fd dev/fd
mount -t tmpfs -o mode=755 tmpfs run
mount -t tmpfs -o mode=1777 tmpfs tmp
# Nothing but Debian is set up: no service starts by itself, and none is kept from it.
rm -rf etc/systemd/system/*.target.wants etc/systemd/system/*.service.d usr/sbin/policy-rc.d
rm -rf etc/selvedge var/lib/selvedge* var/lib/nats etc/redis/selvedge.conf
ln -sf /dev/null etc/systemd/system/console-getty.service
ip link set lo up
hostname machine
mkdir .before
pivot_root . .before
umount -l .before
rmdir .before
exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin container=selvedge /lib/systemd/systemd --system --log-target=journal --show-status=no
