package dev.davit.command;

import dev.davit.cri.v1.Int64Value;
import dev.davit.cri.v1.LinuxContainerSecurityContext;
import dev.davit.engine.OptionException;

/** {@code USER[:GROUP]} in the words of the CRI. */
final class Users {

  private static final String NUMBER = "[0-9]{1,10}";

  private Users() {}

  static void set(LinuxContainerSecurityContext.Builder security, String text) {
    int colon = text.indexOf(':');
    String user = colon < 0 ? text : text.substring(0, colon);
    if (user.matches(NUMBER)) {
      security.runAsUser(new Int64Value(Long.parseLong(user)));
    } else if (user.isEmpty()) {
      throw new OptionException("--user", "\"" + text + "\": not of the form USER[:GROUP]");
    } else {
      security.runAsUsername(user);
    }
    if (colon >= 0) {
      String group = text.substring(colon + 1);
      if (!group.matches(NUMBER)) {
        throw new OptionException(
            "--user", "\"" + group + "\": with -d a group is given by its number");
      }
      security.runAsGroup(new Int64Value(Long.parseLong(group)));
    }
  }
}
