package dev.davit.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.image.layer.TreeRemoval;
import dev.davit.image.snapshot.Overlay;
import dev.davit.image.snapshot.Snapshot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Images made to be nasty, unpacked by Davit and by umoci and compared entry by entry: type, mode,
 * owner, time to the nanosecond, content, attributes and hard links. Each layer is the script of a
 * shell, run in an empty directory, and archived by GNU tar. The big ones need {@code
 * -Ddavit.corpus=all}.
 */
class CorpusTest {

  private static final String TAR =
      "tar --sort=name --xattrs --xattrs-include='*' --format=pax -S -cf ";

  /** A layer that wants another form of archive defines pack() anew. */
  private static final String PACK = "pack() { " + TAR + "$1 .; }\n";

  /** GNU tar writes lists of access as text only, which umoci does not know: as attributes then. */
  private static final String PACK_ATTRIBUTES =
      """
      pack() { python3 - $1 <<'END'
      import os, sys, tarfile
      def add(path):
        info = tar.gettarinfo(path)
        for name in os.listxattr(path, follow_symlinks=False):
          value = os.getxattr(path, name, follow_symlinks=False)
          info.pax_headers['SCHILY.xattr.' + name] = value.decode('utf-8', 'surrogateescape')
        nanos = os.lstat(path).st_mtime_ns
        info.pax_headers['mtime'] = '%d.%09d' % (nanos // 10**9, nanos % 10**9)
        with open(path, 'rb') if info.isreg() else open(os.devnull, 'rb') as data:
          tar.addfile(info, data if info.isreg() else None)
        for name in sorted(os.listdir(path)) if info.isdir() else []:
          add(os.path.join(path, name))
      with tarfile.open(sys.argv[1], 'w', format=tarfile.PAX_FORMAT) as tar:
        add('.')
      END
      }
      """;

  private static String packed(String options) {
    return "pack() { tar --sort=name " + options + " -cf $1 .; }; ";
  }

  /** The Debian of this machine's release: what native-tests have made of it, or made anew. */
  private static final String DEBIAN =
      """
      release=$(. /etc/os-release; echo $VERSION_CODENAME)
      tar=${XDG_CACHE_HOME:-$HOME/.cache}/davit-tests/debian-$release-minbase.tar
      if [ -e $tar ]; then
        tar --numeric-owner --xattrs --xattrs-include='*' -xf $tar
      else
        debootstrap --variant=minbase $release . >/dev/null
      fi
      """;

  private static final boolean ALL = "all".equals(System.getProperty("davit.corpus"));

  @TempDir Path temp;

  /**
   * An image.
   *
   * @param name what is nasty about it
   * @param big whether it is not for the default run
   * @param layers a script for each layer, base first
   */
  private record Nasty(String name, boolean big, List<String> layers) {
    static Nasty of(String name, String... layers) {
      return new Nasty(name, false, List.of(layers));
    }

    static Nasty big(String name, String... layers) {
      return new Nasty(name, true, List.of(layers));
    }
  }

  private static final String DIRECTORY_OF_FILES =
      "mkdir d; for i in 1 2 3; do echo $i >d/$i; done";

  private static final String LONG = "printf 'n%.0s' {1..200}";

  private static final String LONG_NAMES =
      "l=$(" + LONG + "); mkdir -p $l/$l; echo x >$l/$l/f; ln -s $l/$l/f l; ln $l/$l/f $l/h";

  private static final String HOLES =
      "truncate -s 3M all; echo x >none; echo end >>all; truncate -s 9M many;"
          + " for i in {1..40}; do printf $i | dd of=many bs=1 seek=${i}00000 conv=notrunc status=none; done";

  private static final List<Nasty> CORPUS =
      List.of(
          Nasty.of("an empty layer over a file", "echo x >f", ":"),
          Nasty.of("names with newlines", "echo x >$'a\\nb'; mkdir $'d\\n'; echo y >$'d\\n/\\n'"),
          Nasty.of(
              "names of invalid UTF-8",
              "echo x >$'\\xff\\xfe'; mkdir $'\\xc3'; ln -s $'\\xa9' $'\\xc3/l'"),
          Nasty.of(
              "names of control characters",
              "echo x >$'\\x01\\x1b[31m'; echo y >$'tab\\t'; echo z >$'\\x7f'"),
          Nasty.of(
              "names that look like options and globs",
              "echo x >-rf; echo y >'*'; echo z >'a b'; echo q >'\\'"),
          Nasty.of(
              "the longest names",
              "f=$(printf 'n%.0s' {1..255}); echo x >$f; mkdir d; ln -s $f d/l"),
          Nasty.of(
              "a deep tree",
              "p=.; for i in {1..60}; do p=$p/directory-$i; done; mkdir -p $p; echo x >$p/f"),
          Nasty.of(
              "long targets of links",
              "ln -s $(printf '/t%.0s' {1..600}) l; ln -s ../../../../etc/passwd up"),
          Nasty.of(
              "many hard links to one file",
              "mkdir d; echo x >a; for i in {1..40}; do ln a d/$i; done"),
          Nasty.of("a hard link to a file that goes later", "echo x >a; ln a b", "touch .wh.a"),
          Nasty.of("both names of a file go", "echo x >a; ln a b; echo y >c", "touch .wh.a .wh.b"),
          Nasty.of("a hard link of two, replaced", "echo x >a; ln a b", "echo new >a"),
          Nasty.of(
              "hard links to links and devices",
              "ln -s x l; ln l l2; mkfifo p; ln p p2; mknod n c 1 3; ln n n2"),
          Nasty.of(
              "a whiteout of a directory that is made again above",
              DIRECTORY_OF_FILES,
              "touch .wh.d",
              "mkdir d; echo new >d/4"),
          Nasty.of(
              "a whiteout and the directory in one layer",
              DIRECTORY_OF_FILES,
              "mkdir d; echo 4 >d/4; touch d/.wh.1 d/.wh.2"),
          Nasty.of(
              "opaque over opaque",
              DIRECTORY_OF_FILES,
              "mkdir d; touch d/.wh..wh..opq; echo a >d/a",
              "mkdir d; touch d/.wh..wh..opq; echo b >d/b"),
          Nasty.of(
              "an opaque directory with an old name",
              DIRECTORY_OF_FILES,
              "mkdir d; touch d/.wh..wh..opq; echo new >d/2"),
          Nasty.of(
              "an opaque directory inside one that goes",
              "mkdir -p a/b; echo x >a/b/x",
              "mkdir -p a/b; touch a/b/.wh..wh..opq",
              "touch .wh.a"),
          Nasty.of("a directory that becomes a file", DIRECTORY_OF_FILES, "echo file >d"),
          Nasty.of("a file that becomes a directory", "echo file >d", "mkdir d; echo x >d/x"),
          Nasty.of(
              "a link that becomes a directory",
              "mkdir real; ln -s real d",
              "rm -f d; touch .wh.d",
              "mkdir d; echo x >d/x"),
          Nasty.of(
              "file, directory, link, device and back",
              "echo 1 >x",
              "mkdir x; echo 2 >x/2",
              "ln -s y x",
              "mknod x c 1 3",
              "echo 5 >x"),
          Nasty.of(
              "device nodes of all kinds",
              "mknod c c 1 3; mknod b b 7 200; mknod big c 4095 1048575; mkfifo p; mknod -m 0 none c 5 0"),
          Nasty.of(
              "setuid, setgid, sticky and no permissions",
              "for m in 4755 2755 6711 1777 0 7777; do echo $m >f$m; chmod $m f$m; mkdir d$m; chmod $m d$m; done"),
          Nasty.of(
              "capabilities",
              "cp /bin/true t; setcap cap_net_raw+ep t; cp t u; setcap cap_chown,cap_kill+pi u; chown 5:6 t; setcap cap_net_raw+ep t"),
          Nasty.of(
              "owners of all sizes",
              "i=0; for o in 0:0 1:2 65534:65534 65536:70000 2097152:1 4294967294:4294967294; do i=$((i+1)); echo x >f$i; chown $o f$i; ln -s x l$i; chown -h $o l$i; done"),
          Nasty.of(
              "attributes of every length",
              "echo x >f; setfattr -n user.nul -v 0x0001ff00 f; setfattr -n user.long -v $(printf 'v%.0s' {1..1500}) f; mkdir d; setfattr -n user.d -v v d; setfattr -n trusted.t -v x d"),
          Nasty.of(
              "attributes that go with the next layer",
              "echo x >f; setfattr -n user.a -v 1 f",
              "echo x >f; setfattr -n user.b -v 2 f"),
          Nasty.of(
              "times before 1970, after 2038 and of nanoseconds",
              "touch -d @-1.5 a; touch -d @5000000000.000000001 b; touch -d @0 c; touch -h -d @1.999999999 c; ln -s x l; touch -h -d @123456789.987654321 l"),
          Nasty.of(
              "holes",
              "truncate -s 5M all; truncate -s 10M some; printf x | dd of=some bs=1 seek=4194304 conv=notrunc status=none; printf begin >end; truncate -s 1M end"),
          Nasty.of("empty files and directories", "mkdir -p a/b/c d; touch e a/f; : >g"),
          Nasty.of(
              "only the mode of a directory changes",
              DIRECTORY_OF_FILES + "; chmod 700 d",
              "mkdir d; chmod 1777 d"),
          Nasty.of(
              "a link to a directory with entries below it",
              "mkdir -p usr/lib; ln -s usr/lib lib; echo x >usr/lib/x",
              "mkdir -p usr/lib; echo y >usr/lib/y"),
          Nasty.of("twelve layers over each other", overwriting()),
          Nasty.of(
              "lists of access",
              PACK_ATTRIBUTES
                  + "echo x >f; setfacl -m u:7:rw,g:8:r f; mkdir d; setfacl -m u:9:rwx,d:g:10:rx d;"
                  + " echo y >d/inherits; chmod 2750 d",
              PACK_ATTRIBUTES + "echo y >f; mkdir d; setfacl -m u:11:x d"),
          Nasty.of(
              "long names of GNU",
              packed("--format=gnu") + LONG_NAMES,
              packed("--format=gnu")
                  + "mkdir $l; touch $l/.wh.$l".replace("$l", "$(" + LONG + ")")),
          Nasty.of("long names of PAX", packed("--format=pax") + LONG_NAMES),
          Nasty.of(
              "long names of ustar",
              packed("--format=ustar")
                  + "p=$(printf 'd%.0s' {1..99}); mkdir $p; echo x >$p/$(printf 'f%.0s' {1..98}); ln -s $p l"),
          Nasty.of(
              "the tar of Unix 7",
              packed("--format=v7") + "mkdir d; echo x >d/f; ln -s f d/l; ln d/f d/h"),
          Nasty.of(
              "numbers of GNU that are too big for octal digits",
              packed("--format=gnu")
                  + "echo x >f; chown 4294967294:2097152 f; touch -d @-99 f; mknod n c 300 70000; touch -d @9000000000 n"),
          Nasty.of("holes of PAX 0.0", packed("-S --format=pax --sparse-version=0.0") + HOLES),
          Nasty.of("holes of PAX 0.1", packed("-S --format=pax --sparse-version=0.1") + HOLES),
          Nasty.of("holes of PAX 1.0", packed("-S --format=pax --sparse-version=1.0") + HOLES),
          Nasty.of(
              "a path that is twice in one archive",
              "pack() { tar --format=pax -cf $1 .; echo second >f; touch -d @1600000000.5 f;"
                  + " tar --format=pax -rf $1 ./f; rm d/x; rmdir d; echo z >d; touch -d @1600000000 d;"
                  + " tar --format=pax -rf $1 ./d; }; echo first >f; mkdir d; echo x >d/x"),
          Nasty.of(
              "whiteouts of what is not there",
              DIRECTORY_OF_FILES,
              "touch .wh.never; mkdir d; touch d/.wh.none; echo 4 >d/4"),
          Nasty.of(
              "a directory that becomes another kind, and a directory again",
              DIRECTORY_OF_FILES,
              "mkfifo d",
              "mkdir d; echo x >d/x"),
          Nasty.big(
              "a Debian",
              DEBIAN,
              "mkdir -p usr/share; touch usr/share/.wh.doc; rm -rf etc; mkdir etc; echo x >etc/.wh..wh..opq"),
          Nasty.big(
              "a hundred layers",
              IntStream.range(0, 100)
                  .mapToObj(
                      i -> "mkdir d; echo " + i + " >d/" + i % 9 + "; touch d/.wh." + (i + 1) % 9)
                  .toArray(String[]::new)),
          Nasty.big(
              "a hundred thousand small files",
              "for d in {1..100}; do mkdir $d; for f in {1..1000}; do echo $f >$d/$f; done; done"),
          Nasty.big(
              "a file of two gigabytes of holes",
              "truncate -s 2G f; printf x | dd of=f bs=1 seek=1500000000 conv=notrunc status=none"),
          Nasty.big(
              "a tree of four thousand bytes of path",
              "p=.; for i in {1..200}; do p=$p/directory-$i; done; mkdir -p $p; echo x >$p/f"),
          Nasty.big(
              "the programs of this machine",
              "cp -a /usr/bin /usr/sbin /etc .; rm -f etc/shadow*",
              "mkdir usr; touch .wh.sbin"));

  private static String[] overwriting() {
    List<String> layers = new ArrayList<>();
    for (int i = 1; i <= 12; i++) {
      layers.add(
          "echo "
              + i
              + " >same; echo "
              + i
              + " >own"
              + i
              + "; mkdir d; echo "
              + i
              + " >d/"
              + i % 4);
    }
    return layers.toArray(String[]::new);
  }

  @TestFactory
  Stream<DynamicTest> unpacksAsUmociDoes() {
    Tools.needRoot();
    Tools.need("umoci");
    long all = CORPUS.size();
    assertTrue(all >= 30, all + " images");
    return CORPUS.stream()
        .filter(image -> ALL || !image.big())
        .map(image -> DynamicTest.dynamicTest(image.name(), () -> compare(image)));
  }

  /**
   * What umoci does not do, each compared with what was archived.
   *
   * <ul>
   *   <li>An attribute without a value is left out, as Go's reader of tar takes an empty record for
   *       none (POSIX pax: it deletes a value of the header). There is no such value in a header,
   *       GNU tar writes and reads it so, and extended attributes are what a layer has to keep
   *       (image-spec 1.1, layer.md, "File Attributes").
   *   <li>Holes in GNU's old form are refused by umoci 0.4; "any tar" of layer.md, "Distributable
   *       Format" includes the form that GNU tar writes by {@code --format=gnu -S}.
   *   <li>Lists of access in GNU tar's text form are left out. The same sentence on extended
   *       attributes decides: the kernel keeps them as {@code system.posix_acl_access}.
   * </ul>
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "echo x >f; setfattr -n user.empty f ~ --xattrs --xattrs-include=* ~ user.empty=",
        HOLES + " ~ -S --format=gnu ~ 100644",
        "echo x >f; setfacl -m u:1234:rw f; mkdir d; setfacl -m d:u:1235:rx d ~ --acls ~"
            + " posix_acl_access"
      })
  void keepsWhatUmociDoesNotKnow(String script, String options, String shown) throws Exception {
    Tools.needRoot();
    Tools.sh(
        temp,
        "mkdir t; cd t; %s; find . -exec touch -h -d @1500000000 {} +; tar %s -cf ../t.tar ."
            .formatted(script, options.replace("*", "'*'")));
    ImageStore store = ImageStore.open(temp.resolve("data"));
    Image image =
        store.importTar(
            temp.resolve("t.tar"),
            "t",
            dev.davit.oci.image.ContainerConfig.empty(),
            ImportListener.NONE);
    Path layer = store.snapshots().plan("c", image).lowerdirs().get(0);
    Map<String, String> made = TreeListing.of(layer);
    assertEquals(text(TreeListing.of(temp.resolve("t"))), text(made));
    assertTrue(text(made).contains(shown), () -> text(made));
  }

  /** GNU tar writes the names that the numbers have here; the image has other numbers for them. */
  @Test
  void givesNamedUsersTheNumbersThatTheImageHas() throws Exception {
    Tools.needRoot();
    Tools.sh(
        temp,
        """
        mkdir -p t/etc t/d; cd t
        echo 'daemon:x:4711:1::/:/bin/sh' >etc/passwd; echo 'games:x:4712:' >etc/group
        echo x | tee f lost >/dev/null
        setfacl -m u:daemon:rw,g:games:r f
        setfacl -m u:daemon:rwx,d:g:games:rx d
        setfacl -m u:mail:rw lost
        tar --acls -cf ../t.tar .
        """);
    List<String> warnings = new ArrayList<>();
    ImportListener listener =
        new ImportListener() {
          @Override
          public void warning(String message) {
            warnings.add(message);
          }
        };
    ImageStore store = ImageStore.open(temp.resolve("data"));
    Image image =
        store.importTar(
            temp.resolve("t.tar"), "t", dev.davit.oci.image.ContainerConfig.empty(), listener);
    Path layer = store.snapshots().plan("c", image).lowerdirs().get(0);
    assertEquals(
        "d user:4711:rwx default:group:4712:r-x f user:4711:rw- group:4712:r--",
        Tools.sh(layer, "for f in d f lost; do echo $f $(getfacl -cn $f | grep :47); done")
            .replace("\n", " ")
            .replace(" lost ", "")
            .strip());
    assertEquals(1, warnings.size(), warnings::toString);
    assertTrue(
        warnings.get(0).contains("lost: SCHILY.acl.access left out: it names somebody whom"),
        warnings.get(0));
  }

  private void compare(Nasty image) throws Exception {
    Path place = Files.createTempDirectory(temp, "image");
    StringBuilder script =
        new StringBuilder("umoci init --layout layout; umoci new --image layout:box\n");
    for (int i = 0; i < image.layers().size(); i++) {
      // Times of a clock would hide a difference of a moment.
      String times =
          "find . -newermt '2020-01-01' ! -newermt '2100-01-01' -exec touch -h -d @15000000";
      script.append(PACK).append("mkdir l").append(i).append("; (cd l").append(i).append("\n");
      script.append(image.layers().get(i)).append("\n");
      script.append(times).append(String.format("%02d", i)).append(".123456789 {} +\n");
      script.append("pack ../l").append(i).append(".tar)\n");
      script.append("umoci raw add-layer --image layout:box l").append(i).append(".tar\n");
    }
    script.append("umoci raw unpack --image layout:box umoci >/dev/null\n");
    Tools.sh(place, script.toString());
    ImageStore store = ImageStore.open(place.resolve("data"));
    Image loaded = store.load(place.resolve("layout")).get(0);
    Snapshot snapshot = store.snapshots().prepare("c", loaded);
    try (Overlay overlay = new Overlay(snapshot)) {
      Map<String, String> umoci = TreeListing.of(place.resolve("umoci"));
      Map<String, String> davit = TreeListing.of(overlay.path());
      assertEquals(text(umoci), text(davit));
      assertTrue(davit.size() > 1 || image.layers().size() > 2, "nothing was compared");
    }
    store.snapshots().remove("c");
    TreeRemoval.remove(place);
  }

  private static String text(Map<String, String> listing) {
    StringBuilder text = new StringBuilder();
    listing.forEach((path, line) -> text.append(path).append(": ").append(line).append('\n'));
    return text.toString();
  }
}
