#!/bin/sh
# list-tree.sh ROOT OUT: writes what can be seen of the tree at ROOT, without crossing mounts, into
# the files names, content, devices and xattrs of the directory OUT. Only standard tools take part, so
# that the listing is independent of the code that it judges.
set -eu
out=$(realpath -m "$2")
mkdir -p "$out"
cd "$1"
find . -xdev -printf '%P\0%y\0%m\0%U\0%G\0%s\0%T@\0%l\0%i\0%n\0' >"$out/names"
find . -xdev -type f -print0 | xargs -0 -r sha256sum -z >"$out/content"
find . -xdev \( -type c -o -type b \) -print0 | xargs -0 -r stat --printf '%n\0%t:%T\0' >"$out/devices"
find . -xdev -print0 | xargs -0 -r getfattr -h -d -m - -e hex >"$out/xattrs" 2>/dev/null
