package dev.davit.linux.seccomp;

import java.util.List;

/**
 * What happens with some calls when all conditions hold.
 *
 * @param names the calls, by the kernel's names; a name that this machine does not know is passed
 *     over, since it cannot be called here
 * @param action what happens
 * @param conditions conditions on arguments, all of which must hold; none is always
 */
public record SeccompRule(
    List<String> names, SeccompAction action, List<ArgumentCondition> conditions) {
  public SeccompRule {
    names = List.copyOf(names);
    conditions = List.copyOf(conditions);
  }
}
