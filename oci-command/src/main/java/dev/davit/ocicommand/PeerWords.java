package dev.davit.ocicommand;

import dev.davit.linux.Errno;
import dev.davit.oci.DavitException;
import dev.davit.oci.json.Problem;
import dev.davit.oci.json.SpecException;
import dev.davit.runtime.ContainerException;
import dev.davit.runtime.StepException;
import dev.davit.runtime.cgroup.CgroupException;
import dev.davit.runtime.state.StateException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What callers of OCI runtimes look for in a message: containerd, podman and their tests know a
 * failure by the words of runc. They are put before our own.
 */
final class PeerWords {

  private static final Pattern HOOK = Pattern.compile("hook (\\w+)\\[(\\d+)] .*");

  private static final Map<String, String> FIELDS =
      Map.of(
          "$.linux.memoryPolicy.mode", "invalid memory policy mode",
          "$.linux.memoryPolicy.flags", "invalid memory policy flag",
          "$.linux.memoryPolicy.nodes", "invalid memory policy node");

  private static final Pattern DEVICE =
      Pattern.compile("see that (.+) is (of the type that is asked for|the device .+)");

  private static final String ADDING = "error adding pid of the process to cgroups";

  private static final String SCHEDULING = "set the scheduling policy";

  private PeerWords() {}

  /** The message of a failure, with the words that callers know. */
  static String of(DavitException e) {
    if (e instanceof StateException state) {
      return switch (state.kind()) {
        case NOT_FOUND -> e.getMessage() + ": container does not exist";
        case ALREADY_EXISTS -> e.getMessage() + ": container with given ID already exists";
        default -> e.getMessage();
      };
    }
    String words = "";
    if (e instanceof StepException step) {
      words = ofStep(step);
    } else if (e instanceof SpecException spec) {
      words = ofFields(spec);
    } else if (e instanceof CgroupException
        && e.getMessage().contains("of an ordinary user need")) {
      words = "rootless needs no limits + no cgrouppath when no permission is granted for cgroups";
    } else if (e instanceof CgroupException && e.getMessage().contains(".unified[")) {
      words = "invalid configuration";
    } else if (e instanceof CgroupException && e.getMessage().contains("of that name is in use")) {
      words = "container's cgroup is not empty";
    } else if (e instanceof CgroupException && e.getMessage().contains("checkBeforeUpdate is")) {
      boolean swap = e.getMessage().startsWith("linux.resources.memory.swap:");
      words = "rejecting memory" + (swap ? "+swap" : "") + " limit";
    } else if (e instanceof CgroupException && e.getMessage().contains(": enter: ")) {
      words = ADDING;
    } else if (e instanceof ContainerException
        && e.getMessage().contains("checkpoint: parent path ")) {
      words = "invalid --parent-path";
    }
    return words.isEmpty() ? e.getMessage() : words + ": " + e.getMessage();
  }

  private static String ofStep(StepException e) {
    Matcher hook = HOOK.matcher(e.step());
    if (hook.matches()) {
      boolean filtered = e.getMessage().contains("SIGSYS") || e.getMessage().contains("code 159");
      String end = filtered ? ": error running hook: bad system call" : "";
      return "error running " + hook.group(1) + " hook #" + hook.group(2) + end;
    }
    Matcher device = DEVICE.matcher(e.step());
    if (device.matches()) {
      String wrong = device.group(2).startsWith("of ") ? "ftype" : "major:minor";
      return device.group(1) + " has incorrect " + wrong;
    }
    if (e.step().startsWith("send the seccomp listener")) {
      return "failed to connect with seccomp agent";
    }
    if (e.errno().filter(Errno.ELOOP::equals).isPresent() && e.step().startsWith("mount ")) {
      return "must be mounted on ordinary directory";
    }
    if (e.errno().filter(Errno.EPERM::equals).isPresent() && e.step().equals(SCHEDULING)) {
      // sched_setattr(2): so it is with a deadline policy on a part of the processors
      return "process scheduler can't be used together with AllowedCPUs, nor without CAP_SYS_NICE";
    }
    boolean full = e.errno().filter(Errno.EBUSY::equals).isPresent();
    if (e.step().startsWith("enter cgroup") && !e.getMessage().contains("bad sub cgroup")
        || full && e.step().startsWith("clone ")) {
      return ADDING;
    }
    boolean missing = e.exitCode() == StepException.NOT_FOUND;
    if (e.exitCode() == StepException.RUNTIME_FAILED || !e.step().contains(" ")) {
      return "";
    }
    String program = e.step().substring(e.step().indexOf(' ') + 1);
    String why = missing ? "no such file or directory" : "permission denied";
    if (e.errno().filter(Errno.ENOEXEC::equals).isPresent()) {
      why = "exec format error";
    }
    boolean searched = missing && !program.contains("/");
    if (e.step().startsWith("execute ") && !searched) {
      return "exec " + program + ": " + why;
    }
    return "exec: \"" + program + "\": " + (searched ? "executable file not found in $PATH" : why);
  }

  private static String ofFields(SpecException e) {
    for (Problem problem : e.problems()) {
      if (problem.path().equals("$.linux.memoryPolicy")) {
        return "set_mempolicy: invalid argument";
      }
      for (Map.Entry<String, String> field : FIELDS.entrySet()) {
        if (problem.path().startsWith(field.getKey())) {
          return field.getValue();
        }
      }
    }
    return "";
  }
}
