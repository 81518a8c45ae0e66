#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Make a bare Debian 12, put a clone of HEAD into it, and run what README.md says: make demo,
# make check.
#
#   tools/bare.sh [COMMAND...]     as root; "make demo" and "make check" if not said
#
# All lies in a folder of /var/tmp that is removed in the end.  Of this machine the bare one is
# told how package registries are reached, and nothing else: apt's mirror and settings, pip's and
# npm's, proxies, and the certificates that variables name.
set -euo pipefail
cd "$(dirname "$0")/.."

[ "$(id -u)" = 0 ] || exec sudo -n "$0" "$@"
if [ "${BARE:-}" = "" ]; then # in mounts of its own, which end with it, however it ends
    BARE=$(mktemp -d /var/tmp/joinder-bare.XXXXXX)
    chmod 755 "$BARE" # apt loads as a user of its own
    export BARE
    trap 'rm -rf --one-file-system "$BARE"' EXIT
    unshare --mount --pid --fork --kill-child "$0" "$@"
    exit
fi
[ $# -gt 0 ] || set -- "make demo" "make check"

timed() { # what it is called, and the command
    local start=$SECONDS
    "${@:2}" || {
        printf 'bare: %s failed after %d s\n' "$1" $((SECONDS - start)) >&2
        exit 1
    }
    printf 'bare: %s took %d s\n' "$1" $((SECONDS - start))
}

# The first mirror of Debian's own in apt's settings, and Debian's if there is none.
mirror=$(apt-get indextargets --format "\$(REPO_URI)" \
    'Created-By: Packages' 'Origin: Debian' 'Codename: bookworm' 2>/dev/null | head -n 1)
timed "debootstrap" debootstrap --variant=minbase --include=make,git,ca-certificates \
    bookworm "$BARE" ${mirror:+"$mirror"} >/dev/null

pass() { # a file of this machine, if it is there, in the same place
    [ ! -f "$1" ] || cp --parents -L "$1" "$BARE"
}
for file in /etc/resolv.conf /etc/hosts /etc/pip.conf /root/.npmrc /etc/apt/sources.list \
    /etc/apt/sources.list.d/debian.sources /usr/local/share/ca-certificates/*.crt; do
    pass "$file"
done
if [ -f /etc/apt/sources.list.d/debian.sources ]; then
    rm -f "$BARE/etc/apt/sources.list" # else one mirror is named twice
fi
apt-config dump Acquire | grep -iE '^Acquire::(http|https|ftp|Retries|AllowInsecure)' \
    >"$BARE/etc/apt/apt.conf.d/90machine" || true
settings=()
for name in $(compgen -e | grep -iE '_proxy$|^pip_|^npm_config_|_ca_|_cert|_cainfo' || true); do
    pass "${!name}"
    [ -d "${!name}" ] || settings+=("$name=${!name}") # a folder of this machine is not seen
done

git clone --quiet --no-local . "$BARE/root/joinder"
mount -t proc proc "$BARE/proc"
mount --rbind /dev "$BARE/dev"
for command in "$@"; do
    timed "$command" chroot "$BARE" env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin \
        LANG=C.UTF-8 "${settings[@]}" bash -c "cd /root/joinder && $command" </dev/null
done
