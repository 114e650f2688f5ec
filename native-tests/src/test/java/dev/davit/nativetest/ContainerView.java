package dev.davit.nativetest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a program inside a container sees: lines by section, in an order and without the numbers
 * that differ from one container to the next.
 */
record ContainerView(Map<String, List<String>> sections) {

  /** What prints it, for a busybox. */
  static final String SCRIPT =
      """
      export E=$(tr '\\0' '\\n' < /proc/$$/environ)
      export PATH=/bin:/sbin:/usr/bin
      echo '@mounts'; cat /proc/self/mountinfo
      echo '@status'; grep -E '^(Umask|Uid|Gid|Groups|NoNew|Cap|Seccomp:)' /proc/self/status
      echo '@limits'; cat /proc/self/limits
      echo '@scheduling'; cat /proc/self/oom_score_adj; ionice; taskset -p $$ | sed 's/.*: //'
      echo '@cgroup'; cat /proc/self/cgroup
      echo '@limitfiles'; cd /sys/fs/cgroup && grep -s . \
          memory/memory.*limit_in_bytes memory/memory.swappiness memory/memory.oom_control \
          cpu/cpu.shares cpu/cpu.*_us cpu/cpu.idle cpuset/cpuset.cpus cpuset/cpuset.mems \
          pids/pids.max blkio/blkio.*weight blkio/blkio.throttle.*_device \
          memory.max memory.low memory.swap.max cpu.max cpu.weight cpuset.cpus cpuset.mems pids.max \
          io.max io.weight
      echo '@dev'; cd /dev; find . ! -type d ! -type l -exec stat -c '%n %F %t,%T %a %u %g' {} +
      find . -type l -exec ls -l {} + | sed 's/.* [.]/./'
      echo '@directories'; cd /; stat -c '%n %F %a %u %g' /proc /sys /dev/* /mnt* /bind* /file*
      find /made -xdev -exec stat -c '%n %F %a %u %g' {} +
      cd "$OLDPWD"
      echo '@env'; echo "$E"
      echo '@names'; hostname; cat /proc/sys/kernel/domainname; uname -m; pwd
      echo '@descriptors'; ls -1 /proc/self/fd | grep -c .
      stat -L -c '%F %u %g' /proc/self/fd/0 /proc/self/fd/1 /proc/self/fd/2
      echo '@sysctl'; grep -s . /proc/sys/net/ipv4/ip_forward /proc/sys/net/core/somaxconn \
          /proc/sys/kernel/shmmax /proc/sys/kernel/sem /proc/sys/fs/mqueue/msg_max
      echo '@session'; cut -d ' ' -f 5,6 /proc/1/stat
      echo '@namespaces'; ls -l /proc/self/ns | sed 's/.* -> //'
      echo '@masked'; for f in /proc/kcore /proc/cpuinfo /proc/keys /proc/timer_list; do
        head -c 1 $f 2>&1 | wc -c; done
      echo '@opened'; for f in fuse loops null also/null zero kmsg; do
        echo $f $( { : < /dev/$f; } 2>&1 ) $( { : > /dev/$f; } 2>&1 ); done
      echo '@refused'; mkdir /tmp/refused 2>&1 && rmdir /tmp/refused; trap '' 12; kill -12 $$ 2>&1 | sed 's/.*://'
      echo '@writable'; for d in / /tmp /etc /proc/sys/kernel /sys /dev /mnt1 /bind1 /proc/fs; do
        test -d $d && { touch $d/.x 2>/dev/null && echo $d w && rm -f $d/.x || echo $d r; }; done
      echo '@terminal'; test -t 0 && tty && stty -a && stat -c '%n %F %t %a %u %g' $(tty)
      echo '@end'
      """;

  /**
   * The view that was printed.
   *
   * @param namespaces names of namespaces that others are in as well
   */
  static ContainerView of(String dump, Map<String, String> namespaces) {
    Map<String, List<String>> sections = new LinkedHashMap<>();
    List<String> current = new ArrayList<>();
    sections.put("before", current);
    for (String line : dump.replaceAll("\r|\\^@|\\^D\b\b", "").lines().toList()) {
      if (line.startsWith("@")) {
        current = new ArrayList<>();
        sections.put(line.substring(1), current);
      } else {
        current.add(line);
      }
    }
    List<String> mounts = sections.getOrDefault("mounts", List.of());
    sections.put("propagation", mounts.stream().map(ContainerView::propagation).toList());
    sections.put("mounts", mounts.stream().map(ContainerView::mount).toList());
    sections.computeIfPresent(
        "namespaces",
        (k, lines) ->
            lines.stream()
                .map(l -> l.replaceAll("\\[.*", "") + " " + namespaces.getOrDefault(l, "new"))
                .toList());
    return new ContainerView(sections);
  }

  /**
   * A line of proc_pid_mountinfo(5): place, options in order, type, source, options of the
   * filesystem in order.
   */
  private static String mount(String line) {
    String[] halves = line.split(" - ", 2);
    String[] first = halves[0].split(" ");
    String[] second = halves[1].split(" ");
    return first[4]
        + " "
        + sorted(first[5])
        + " - "
        + second[0]
        + " "
        + second[1]
        + " "
        + sorted(second.length > 2 ? second[2] : "");
  }

  /** Whether a mount is shared, a slave or not to be bound. */
  private static String propagation(String line) {
    String[] fields = line.split(" - ", 2)[0].split(" ");
    StringBuilder tags = new StringBuilder(fields[4]);
    for (int i = 6; i < fields.length; i++) {
      tags.append(' ').append(fields[i].replaceAll(":.*", ""));
    }
    return tags.toString();
  }

  private static String sorted(String options) {
    return String.join(",", new TreeSet<>(List.of(options.split(","))));
  }

  /**
   * The lines that one has and the other has not, as {@code section: - line} and {@code + line}.
   */
  List<String> differences(ContainerView other) {
    List<String> differences = new ArrayList<>();
    Set<String> names = new LinkedHashSet<>(sections.keySet());
    names.addAll(other.sections.keySet());
    for (String name : names) {
      differences.addAll(
          differences(
              name,
              sections.getOrDefault(name, List.of()),
              other.sections.getOrDefault(name, List.of())));
    }
    return differences;
  }

  /** The lines of one section that one has and the other has not. */
  static List<String> differences(String section, List<String> mine, List<String> theirs) {
    List<String> gone = new ArrayList<>(mine);
    theirs.forEach(gone::remove);
    List<String> added = new ArrayList<>(theirs);
    mine.forEach(added::remove);
    List<String> differences = new ArrayList<>();
    gone.forEach(line -> differences.add(section + ": - " + line));
    added.forEach(line -> differences.add(section + ": + " + line));
    if (differences.isEmpty() && !mine.equals(theirs) && section.equals("env")) {
      differences.add(section + ": order: " + mine + " " + theirs);
    }
    return differences;
  }
}
