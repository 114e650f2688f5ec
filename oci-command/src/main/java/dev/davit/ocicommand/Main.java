package dev.davit.ocicommand;

import dev.davit.oci.DavitException;
import dev.davit.runtime.rootless.Rootless;
import dev.davit.runtime.state.StateException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The {@code davit-oci} command. */
public final class Main {

  private static final String USAGE =
      """
      usage: davit-oci [global options] VERB [options] [arguments]

      verbs: checkpoint create delete events exec features kill list mounts pause ps restore resume run spec
             start state update

      global options:
        --root DIR             where containers are recorded (/run/davit-oci; of an ordinary user
                               davit-oci below $XDG_RUNTIME_DIR)
        --log FILE             where errors go, besides standard error; crun's file:FILE is the same
        --log-format FORMAT    text or json
        --systemd-cgroup       cgroups of systemd: cgroupsPath is SLICE:PREFIX:NAME
        --cgroup-manager NAME  cgroupfs, systemd for the same, or disabled: new containers get no cgroup
        --debug                say what is being done, and print stack traces; --log-level debug is the same
        --version, -v, -V      print the version

      The verbs have the options of runc(8); davit-oci VERB --help names them.
      """;

  /** runc's exit code where there is no such verb. */
  private static final int UNKNOWN_VERB = 3;

  private Main() {}

  /** Runs the command line and ends the virtual machine with its exit code. */
  public static void main(String[] args) {
    PrintStream out = stream(FileDescriptor.out);
    PrintStream err = stream(FileDescriptor.err);
    int code = run(Arrays.asList(args), out, err);
    out.flush();
    // no shutdown hook is needed, and Java's own cost time; a terminal was restored by its owner
    Runtime.getRuntime().halt(code);
  }

  /** Names of files may hold any character, so what is printed is UTF-8 whatever the locale. */
  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }

  /** Runs the command line and gives the exit code. */
  static int run(List<String> line, PrintStream out, PrintStream err) {
    OptionTable table =
        new OptionTable()
            .values("root", "log", "log-format", "log-level", "criu", "rootless", "cgroup-manager")
            .flags("systemd-cgroup", "debug", "version,v,V", "help,h,?,usage")
            .stopAtArgument();
    Log log = new Log(Optional.empty(), false, err);
    boolean debug = false;
    int failureCode = 1;
    try {
      Options global = table.parse(line);
      debug = isDebug(global);
      String format = global.last("log-format").orElse("text");
      if (!format.equals("text") && !format.equals("json")) {
        throw new CommandFailure("invalid log-format " + format + ": text or json");
      }
      log = Log.to(global.last("log"), format.equals("json"), err);
      if (global.has("version")) {
        return version(out);
      }
      if (global.arguments().isEmpty() || global.has("help")) {
        out.print(USAGE);
        return 0;
      }
      failureCode = UNKNOWN_VERB;
      Verb verb = verb(global.arguments().get(0));
      failureCode = 1;
      List<String> words = global.arguments();
      Options options = options(verb, words.subList(1, words.size()));
      if (!options.has("help") && !options.arguments().isEmpty()) {
        // from here on it is a call of the verb, and no longer one that nobody understands
        failureCode = verb.failureCode();
      }
      return run(verb, global, options, out, log);
    } catch (DavitException e) {
      log.error(PeerWords.of(e));
      trace(e, debug && !(e instanceof StateException), err);
    } catch (CommandFailure | IllegalArgumentException e) {
      log.error(e.getMessage());
      trace(e, debug, err);
    } catch (UncheckedIOException e) {
      log.error(e.getCause().toString());
      trace(e, debug, err);
    } catch (RuntimeException | Error e) {
      log.error("defect: " + e);
      trace(e, true, err);
    }
    return failureCode;
  }

  /** As runc has it, or crun. */
  private static boolean isDebug(Options global) {
    return global.has("debug") || global.last("log-level").filter("debug"::equals).isPresent();
  }

  private static void trace(Throwable e, boolean wanted, PrintStream err) {
    if (wanted) {
      e.printStackTrace(err);
    }
  }

  /** In the words of runc where there is no such verb. */
  private static Verb verb(String name) {
    return find(name)
        .orElseThrow(
            () -> new CommandFailure("No help topic for '" + name + "': see davit-oci --help"));
  }

  private static Options options(Verb verb, List<String> words) {
    return verb.options().flags("help,h").parse(words);
  }

  private static int run(Verb verb, Options global, Options options, PrintStream out, Log log) {
    if (options.has("help")) {
      String name = global.arguments().get(0);
      OptionTable known = verb.options().flags("help,h");
      out.println(("usage: davit-oci " + name + " " + known + " " + verb.arguments()).strip());
      return 0;
    }
    Path root = global.last("root").map(Path::of).orElseGet(Invocation::defaultRoot);
    if (verb.makesContainers() && Rootless.effectiveUid() != 0 && !Rootless.entered()) {
      Rootless.enterFor(Bundle.read(options).spec());
    }
    CgroupManager manager = CgroupManager.of(global, verb.makesContainers());
    Invocation call = new Invocation(root, manager, options, out, log);
    if (!isDebug(global)) {
      return verb.run(call);
    }
    String line = "davit-oci " + String.join(" ", global.arguments());
    log.debug(line + ": state in " + root);
    int code = verb.run(call);
    log.debug(line + ": ends with " + code);
    return code;
  }

  /** By a switch, so that no class is loaded but that of the verb. */
  private static Optional<Verb> find(String name) {
    return Optional.ofNullable(
        switch (name) {
          case "create" -> new CreateVerb();
          case "start" -> new StartVerb();
          case "run" -> new RunVerb();
          case "state" -> new StateVerb();
          case "kill" -> new KillVerb();
          case "delete" -> new DeleteVerb();
          case "exec" -> new ExecVerb();
          case "list" -> new ListVerb();
          case "ps" -> new PsVerb();
          case "pause" -> new PauseVerb(true);
          case "resume" -> new PauseVerb(false);
          case "update" -> new UpdateVerb();
          case "events" -> new EventsVerb();
          case "spec" -> new SpecVerb();
          case "features" -> new FeaturesVerb();
          case "checkpoint" -> new CheckpointVerb();
          case "restore" -> new RestoreVerb();
          case "mounts" -> new MountsVerb();
          default -> null;
        });
  }

  private static int version(PrintStream out) {
    String version = Main.class.getPackage().getImplementationVersion();
    out.println("davit-oci version " + (version == null ? "development" : version));
    out.println("spec: " + dev.davit.oci.runtime.Defaults.OCI_VERSION);
    return 0;
  }
}
