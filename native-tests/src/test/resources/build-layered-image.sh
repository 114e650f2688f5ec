#!/bin/sh
# build-layered-image.sh WORK: makes with buildah an image of six layers that holds everything a layer
# can hold, and writes it to WORK/oci (tag "layered"), WORK/zstd and WORK/docker.tar. Run it in a
# private mount namespace: buildah mounts its containers.
set -eu
work=$1
export BUILDAH_ISOLATION=chroot
buildah() { command buildah --root "$work/store" --runroot "$work/run" --storage-driver overlay "$@"; }
mkdir -p "$work"

previous=scratch
layer=0
begin() {
  container=$(buildah from --pull-never "$previous")
  root=$(buildah mount "$container")
}
end() {
  layer=$((layer + 1))
  previous=localhost/layered:$layer
  buildah umount "$container" >/dev/null
  buildah config --cmd '["/bin/sh"]' --env PATH=/bin --env LAYERS=$layer "$container"
  buildah commit --quiet --rm "$container" "$previous" >/dev/null
}

begin # 1: the base
mkdir -p "$root/bin" "$root/etc" "$root/data/gone/deep" "$root/data/kept" "$root/opaque/sub" \
  "$root/turns/dir-to-file" "$root/tmp" "$root/links"
cp "$(command -v busybox)" "$root/bin/busybox"
for applet in sh ls cat sleep true stat id; do ln -s busybox "$root/bin/$applet"; done
touch "$root/etc/hosts" "$root/etc/hostname" "$root/etc/resolv.conf"
echo one >"$root/data/gone/a"
echo two >"$root/data/gone/deep/b"
echo three >"$root/data/kept/c"
echo first >"$root/data/overwritten"
echo hidden >"$root/opaque/sub/old"
echo inner >"$root/turns/dir-to-file/x"
echo file >"$root/turns/file-to-dir"
ln -s data "$root/turns/link-to-dir"
echo shared >"$root/links/original"
ln "$root/links/original" "$root/links/same-layer"
echo across >"$root/links/lower"
chmod 1777 "$root/tmp"
touch -d '2001-02-03 04:05:06.123456789Z' "$root/data/kept/c"
end

begin # 2: whiteouts of a file and of a directory; one file on top of another
rm "$root/data/gone/a"
rm -r "$root/data/gone/deep"
echo second >"$root/data/overwritten"
chown 1234:5678 "$root/data/overwritten"
chmod 0640 "$root/data/overwritten"
end

begin # 3: an opaque directory
rm -r "$root/opaque"
mkdir "$root/opaque"
echo new >"$root/opaque/new"
chown 7:8 "$root/opaque"
end

begin # 4: a hard link to a file of a lower layer; names that are hard to write
ln "$root/links/lower" "$root/links/upper"
mkdir -p "$root/names"
echo long >"$root/names/$(printf '%0120d' 7)"
ln -s "/$(printf '%0150d' 7)" "$root/names/long-target"
printf 'newline' >"$root/names/$(printf 'a\nb')"
echo utf8 >"$root/names/grüße"
printf 'colon' >"$root/names/a:b,c\\d"
end

begin # 5: capabilities, special modes, devices, extended attributes, a sparse file
cp "$root/bin/busybox" "$root/bin/server"
setcap cap_net_bind_service=ep "$root/bin/server"
cp "$root/bin/busybox" "$root/bin/set-uid"
chown 1000:1000 "$root/bin/set-uid"
chmod 6755 "$root/bin/set-uid"
mkdir -p "$root/special"
mknod "$root/special/null" c 1 3
mknod "$root/special/block" b 7 0
mkfifo "$root/special/fifo"
echo attr >"$root/special/attr"
setfattr -n user.comment -v hello "$root/special/attr" || true
truncate -s 8M "$root/special/sparse"
printf end >>"$root/special/sparse"
chmod 0 "$root/special/attr"
end

begin # 6: things that become other things
rm -r "$root/turns/dir-to-file"
echo now-a-file >"$root/turns/dir-to-file"
rm "$root/turns/file-to-dir"
mkdir "$root/turns/file-to-dir"
echo now-inside >"$root/turns/file-to-dir/y"
rm "$root/turns/link-to-dir"
mkdir "$root/turns/link-to-dir"
echo not-a-link >"$root/turns/link-to-dir/z"
end

buildah push --quiet "$previous" "oci:$work/oci:layered"
buildah push --quiet --compression-format zstd "$previous" "oci:$work/zstd:layered"
buildah push --quiet "$previous" "docker-archive:$work/docker.tar:localhost/layered:latest"
