package dev.davit.nativetest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * What a program inside a container sees: lines by section, in an order and without the numbers
 * that differ from one container to the next.
 */
record ContainerView(Map<String, List<String>> sections) {

  /** What prints it, for a busybox. */
  static final String SCRIPT =
      """
      echo '@mounts'; cat /proc/self/mountinfo
      echo '@status'; grep -E '^(Umask|Uid|Gid|Groups|NoNew|Cap|Seccomp)' /proc/self/status
      echo '@limits'; cat /proc/self/limits
      echo '@oom'; cat /proc/self/oom_score_adj
      echo '@cgroup'; cat /proc/self/cgroup
      echo '@limitfiles'
      for f in memory/memory.limit_in_bytes cpu/cpu.shares cpu/cpu.cfs_quota_us \
          cpu/cpu.cfs_period_us pids/pids.max memory.max cpu.max cpu.weight; do
        test -f /sys/fs/cgroup/$f && echo $f $(cat /sys/fs/cgroup/$f)
      done
      echo '@dev'; cd /dev; find . ! -type d | while read f; do
        test -L $f && echo $f '->' $(readlink $f) || stat -c '%n %F %t,%T %a %u %g' $f; done
      cd "$OLDPWD"
      echo '@env'; env | grep -v -E '^(OLDPWD|SHLVL|PWD|_)='
      echo '@names'; hostname; pwd; ls -1 /proc/self/fd | grep -c .
      echo '@sysctl'; cat /proc/sys/net/ipv4/ip_forward /proc/sys/kernel/shmmax
      echo '@session'; cut -d ' ' -f 5,6 /proc/1/stat
      echo '@namespaces'; for n in mnt pid net ipc uts user cgroup; do
        readlink /proc/self/ns/$n; done
      echo '@masked'; for f in /proc/kcore /proc/cpuinfo /proc/keys /proc/timer_list; do
        head -c 1 $f 2>&1 | wc -c; done
      echo '@writable'; for d in / /tmp /etc /proc/sys/kernel /sys /dev /mnt1 /bind1; do
        test -d $d && { test -w $d && echo $d w || echo $d r; }; done
      """;

  static ContainerView of(String dump) {
    Map<String, List<String>> sections = new LinkedHashMap<>();
    List<String> current = new ArrayList<>();
    for (String line : dump.lines().toList()) {
      if (line.startsWith("@")) {
        current = new ArrayList<>();
        sections.put(line.substring(1), current);
      } else {
        current.add(line);
      }
    }
    sections.computeIfPresent(
        "mounts", (k, lines) -> lines.stream().map(ContainerView::mount).toList());
    sections.computeIfPresent(
        "namespaces", (k, lines) -> lines.stream().map(l -> l.replaceAll("\\[.*", "")).toList());
    return new ContainerView(sections);
  }

  /**
   * A line of proc_pid_mountinfo(5): place, options in order, whether it is shared or a slave,
   * type, source, options of the filesystem in order.
   */
  private static String mount(String line) {
    String[] halves = line.split(" - ", 2);
    String[] first = halves[0].split(" ");
    String[] second = halves[1].split(" ");
    StringBuilder tags = new StringBuilder();
    for (int i = 6; i < first.length; i++) {
      tags.append(' ').append(first[i].replaceAll(":.*", ""));
    }
    return first[4]
        + " "
        + sorted(first[5])
        + tags
        + " - "
        + second[0]
        + " "
        + second[1]
        + " "
        + sorted(second.length > 2 ? second[2] : "");
  }

  private static String sorted(String options) {
    return String.join(",", new TreeSet<>(List.of(options.split(","))));
  }

  /**
   * The lines that one has and the other has not, as {@code section: - line} and {@code + line}.
   */
  List<String> differences(ContainerView other) {
    List<String> differences = new ArrayList<>();
    for (String section : sections.keySet()) {
      List<String> mine = new ArrayList<>(sections.get(section));
      List<String> theirs = new ArrayList<>(other.sections.getOrDefault(section, List.of()));
      List<String> gone = new ArrayList<>(mine);
      theirs.forEach(gone::remove);
      List<String> added = new ArrayList<>(theirs);
      mine.forEach(added::remove);
      gone.forEach(line -> differences.add(section + ": - " + line));
      added.forEach(line -> differences.add(section + ": + " + line));
    }
    return differences;
  }
}
