package dev.davit.engine;

import dev.davit.linux.Capability;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Which capabilities a container has: the default set, plus what is added, less what is dropped.
 */
public final class CapabilitySet {

  /**
   * What programs that expect to be root in a container of their own need, and what gives no power
   * over the host. It is docker's set without MKNOD: a device node that a container makes itself is
   * harmless only where the devices controller guards it.
   */
  public static final Set<Capability> DEFAULT =
      EnumSet.of(
          Capability.AUDIT_WRITE,
          Capability.CHOWN,
          Capability.DAC_OVERRIDE,
          Capability.FOWNER,
          Capability.FSETID,
          Capability.KILL,
          Capability.NET_BIND_SERVICE,
          Capability.NET_RAW,
          Capability.SETFCAP,
          Capability.SETGID,
          Capability.SETPCAP,
          Capability.SETUID,
          Capability.SYS_CHROOT);

  private CapabilitySet() {}

  /**
   * The names, in the order of their numbers.
   *
   * @param add names with or without CAP_, or ALL
   * @param drop names with or without CAP_, or ALL: nothing of the default set is left
   * @param available what ALL stands for: what this host can give
   * @throws OptionException for a name that does not exist, or cannot be added here
   */
  public static List<String> names(List<String> add, List<String> drop, Set<Capability> available) {
    Set<Capability> added = read("cap-add", add, available);
    Set<Capability> dropped = read("cap-drop", drop, EnumSet.allOf(Capability.class));
    EnumSet<Capability> result = EnumSet.copyOf(DEFAULT);
    if (has(drop, "ALL")) {
      result.clear();
      dropped = read("cap-drop", without(drop, "ALL"), EnumSet.allOf(Capability.class));
    }
    result.addAll(added);
    result.removeAll(dropped);
    List<String> names = new ArrayList<>();
    for (Capability capability : result) {
      names.add(capability.capName());
    }
    return names;
  }

  private static Set<Capability> read(String option, List<String> names, Set<Capability> all) {
    EnumSet<Capability> set = EnumSet.noneOf(Capability.class);
    for (String name : names) {
      if (name.equalsIgnoreCase("ALL")) {
        set.addAll(all);
      } else {
        Capability capability = find(option, name);
        if (!all.contains(capability)) {
          throw new OptionException(
              option,
              "\""
                  + name
                  + "\": this process does not have it, so it cannot give it (capabilities(7),"
                  + " bounding set)");
        }
        set.add(capability);
      }
    }
    return set;
  }

  private static Capability find(String option, String name) {
    return Capability.find(name)
        .orElseThrow(
            () ->
                new OptionException(
                    option,
                    "\""
                        + name
                        + "\": no such capability: see capabilities(7), for instance NET_ADMIN, or"
                        + " ALL"));
  }

  private static boolean has(List<String> names, String name) {
    return names.stream().anyMatch(name::equalsIgnoreCase);
  }

  private static List<String> without(List<String> names, String name) {
    return names.stream().filter(n -> !n.toUpperCase(Locale.ROOT).equals(name)).toList();
  }
}
