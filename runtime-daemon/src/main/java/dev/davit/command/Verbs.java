package dev.davit.command;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** All verbs, by name, in the order of the help. A verb's class is loaded when it is asked for. */
final class Verbs {

  private static final Map<String, Supplier<Verb>> ALL = new LinkedHashMap<>();

  static {
    ALL.put("run", RunVerb::new);
    ALL.put("ps", PsVerb::new);
    ALL.put("exec", ExecVerb::new);
    ALL.put("logs", LogsVerb::new);
    ALL.put("attach", AttachVerb::new);
    ALL.put("start", RestartVerb::start);
    ALL.put("stop", StopVerb::new);
    ALL.put("restart", RestartVerb::restart);
    ALL.put("wait", WaitVerb::new);
    ALL.put("pause", PauseVerb::new);
    ALL.put("unpause", UnpauseVerb::new);
    ALL.put("checkpoint", CheckpointVerb::new);
    ALL.put("restore", RestoreVerb::new);
    ALL.put("update", UpdateVerb::new);
    ALL.put("stats", StatsVerb::new);
    ALL.put("top", TopVerb::new);
    ALL.put("kill", KillVerb::new);
    ALL.put("rm", RmVerb::new);
    ALL.put("inspect", InspectVerb::new);
    ALL.put("events", EventsVerb::new);
    ALL.put("port-forward", PortForwardVerb::new);
    ALL.put("cp", CopyVerb::new);
    ALL.put("diff", DiffVerb::new);
    ALL.put("commit", CommitVerb::new);
    ALL.put("pull", PullVerb::new);
    ALL.put("push", PushVerb::new);
    ALL.put("tags", TagsVerb::new);
    ALL.put("referrers", ReferrersVerb::new);
    ALL.put("catalog", CatalogVerb::new);
    ALL.put("load", LoadVerb::new);
    ALL.put("import", ImportVerb::new);
    ALL.put("save", SaveVerb::new);
    ALL.put("images", ImagesVerb::new);
    ALL.put("history", HistoryVerb::new);
    ALL.put("tag", TagVerb::new);
    ALL.put("rmi", RmiVerb::new);
    ALL.put("pod", PodVerb::new);
    ALL.put("daemon", DaemonVerb::new);
    ALL.put("login", LoginVerb::new);
    ALL.put("logout", LogoutVerb::new);
    ALL.put("volume", VolumeVerb::new);
    ALL.put("system", SystemVerb::new);
    ALL.put("check", CheckVerb::new);
    ALL.put("explain", ExplainVerb::new);
    ALL.put("doctor", DoctorVerb::new);
    ALL.put("unshare", UnshareVerb::new);
    ALL.put("version", VersionVerb::new);
  }

  /** What only reads what its user may read anyway, or what is not of containers at all. */
  private static final Set<String> FOR_ANY_USER =
      Set.of(
          "ps",
          "inspect",
          "images",
          "history",
          "tags",
          "referrers",
          "catalog",
          "explain",
          "version",
          "doctor",
          "unshare");

  private Verbs() {}

  /** Whether an ordinary user has to become root in a user namespace for it. */
  static boolean needsRoot(String verb) {
    return !FOR_ANY_USER.contains(verb);
  }

  /** Whether a verb starts a process of a container, or thinks a start through. */
  static boolean starts(String verb) {
    return verb.equals("run") || verb.equals("exec") || verb.equals("explain");
  }

  /** Whether a verb writes into the image store, which takes system calls. */
  static boolean changesImages(String verb) {
    return verb.equals("pull") || verb.equals("load") || verb.equals("import");
  }

  /** The verbs by name. */
  static Map<String, Supplier<Verb>> all() {
    return ALL;
  }
}
