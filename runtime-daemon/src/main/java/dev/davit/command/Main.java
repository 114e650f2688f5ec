package dev.davit.command;

import dev.davit.engine.Davit;
import dev.davit.linux.process.Processes;
import dev.davit.oci.DavitException;
import dev.davit.runtime.rootless.Rootless;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** The {@code davit} command: finds the verb, runs it, turns failures into a line and a code. */
public final class Main {

  private static final Set<String> OPTIONS_WITH_VALUE = Set.of("--root", "--state");

  /** What people who know docker or podman try, and what they are told. */
  private static final Map<String, String> DOCKER_OPTIONS =
      Map.of(
          "--privileged", "give what is needed: --cap-add ALL, --seccomp unconfined",
          "--mount", "use -v SRC:DST[:ro] or --tmpfs DST",
          "--tls-verify", "use --insecure",
          "--authfile", "name the file in REGISTRY_AUTH_FILE",
          "--cert-dir", "name certificates in /etc/davit/registries.json");

  private final InputStream in;
  private final PrintStream out;
  private final PrintStream err;

  Main(InputStream in, PrintStream out, PrintStream err) {
    this.in = in;
    this.out = out;
    this.err = err;
  }

  /** Runs the command line and ends the virtual machine with its exit code. */
  public static void main(String[] args) {
    if (word(args).filter(Verbs::starts).isPresent()) {
      preload(Davit::preload);
    } else if (word(args).filter(Verbs::changesImages).isPresent()) {
      preload(Processes::pid);
    }
    PrintStream out = stream(FileDescriptor.out);
    PrintStream err = stream(FileDescriptor.err);
    Main main = new Main(System.in, out, err);
    int code = RawArguments.areUnderstood(args) ? main.run(args) : main.notUnderstood(args);
    out.flush();
    err.flush();
    System.exit(code);
  }

  /** Loads the native libraries beside the reading of the command line: it takes as long. */
  private static void preload(Runnable libraries) {
    Thread thread = new Thread(libraries, "davit-preload");
    thread.setDaemon(true);
    thread.start();
  }

  /** Names of files may hold any character, so what is printed is UTF-8 whatever the locale. */
  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }

  /**
   * Runs the command line.
   *
   * @return the exit code
   */
  int run(String... args) {
    if (args.length == 2 && args[0].equals("help")) {
      return run(args[1], "--help");
    }
    Optional<Supplier<Verb>> found = word(args).map(Verbs.all()::get);
    if (found.isEmpty()) {
      return withoutVerb(args);
    }
    Verb verb = found.get().get();
    CommandSpec spec = verb.spec();
    try {
      ParseResult top =
          commandLine(spec, verb.stopsAtFirstParameter()).parseArgs(verb.arguments(args));
      ParseResult options = top.subcommand();
      if (options.isUsageHelpRequested() || top.isUsageHelpRequested()) {
        options.commandSpec().commandLine().usage(out);
        return ExitCode.OK;
      }
      Path state = root(options, top, "--state", Session.defaultState());
      if (Verbs.needsRoot(spec.name()) && Rootless.effectiveUid() != 0) {
        Rootless.enter(state);
      }
      try (Session session =
          new Session(in, out, err, root(options, top, "--root", Session.defaultRoot()), state)) {
        return verb.run(options, session);
      }
    } catch (ParameterException e) {
      return usage(spec.name(), message(e), verb.usageCode());
    } catch (UsageException e) {
      return usage(spec.name(), e.getMessage(), verb.usageCode());
    } catch (DavitException e) {
      return failure(e, verb);
    } catch (RuntimeException e) {
      return defect(e, verb);
    }
  }

  private static CommandLine commandLine(CommandSpec verb, boolean stopsAtFirstParameter) {
    CommandSpec top = CommandSpec.create().name("davit");
    Options.global(top);
    if (verb != null) {
      top.addSubcommand(verb.name(), verb);
    }
    return new CommandLine(top)
        .setExpandAtFiles(false)
        .setInterpolateVariables(false)
        .setStopAtPositional(stopsAtFirstParameter);
  }

  private int notUnderstood(String[] args) {
    err.println("davit: command line: not in UTF-8, or the locale is not: set LC_ALL=C.UTF-8");
    return word(args)
        .map(Verbs.all()::get)
        .map(verb -> verb.get().usageCode())
        .orElse(ExitCode.USAGE);
  }

  /** The first word that is neither an option nor the value of one. */
  private static Optional<String> word(String[] args) {
    for (int i = 0; i < args.length; i++) {
      if (OPTIONS_WITH_VALUE.contains(args[i])) {
        i++;
      } else if (!args[i].startsWith("-")) {
        return Optional.of(args[i]);
      }
    }
    return Optional.empty();
  }

  private int withoutVerb(String[] args) {
    Optional<String> word = word(args);
    if (word.isPresent() && !word.get().equals("help")) {
      err.println(
          "davit: \""
              + Table.printable(word.get())
              + "\": unknown command"
              + Suggestion.of(word.get(), Verbs.all().keySet())
              + ": see davit --help");
      return ExitCode.USAGE;
    }
    for (String arg : args) {
      if (arg.equals("--version")) {
        return run("version");
      }
      if (arg.equals("--help") || arg.equals("-h") || arg.equals("help")) {
        Overview.print(out);
        return ExitCode.OK;
      }
    }
    Overview.print(err);
    return ExitCode.USAGE;
  }

  private static Path root(ParseResult verb, ParseResult top, String option, String preset) {
    String value = verb.matchedOptionValue(option, top.matchedOptionValue(option, preset));
    if (value.isEmpty()) {
      throw new UsageException(option + ": empty: give a directory");
    }
    try {
      return Path.of(value).toAbsolutePath();
    } catch (InvalidPathException e) {
      throw new UsageException(option + ": " + e.getReason());
    }
  }

  private static String message(ParameterException e) {
    if (e instanceof UnmatchedArgumentException unmatched && !unmatched.getUnmatched().isEmpty()) {
      String first = unmatched.getUnmatched().get(0);
      return first.startsWith("-")
          ? first + ": unknown option" + meant(first, e.getCommandLine())
          : "\"" + first + "\": one argument too many";
    }
    String text = e.getMessage();
    return Character.toLowerCase(text.charAt(0)) + text.substring(1);
  }

  private static String meant(String option, CommandLine command) {
    String known = DOCKER_OPTIONS.get(option.replaceFirst("=.*", ""));
    return known == null ? Suggestion.of(option, options(command)) : ": " + known;
  }

  private static Set<String> options(CommandLine command) {
    Set<String> names = new TreeSet<>();
    for (OptionSpec option : command.getCommandSpec().options()) {
      names.addAll(List.of(option.names()));
    }
    names.removeIf(name -> !name.startsWith("--"));
    return names;
  }

  private int usage(String verb, String message, int code) {
    err.println(
        "davit: " + verb + ": " + Table.printable(message) + ": see davit " + verb + " --help");
    return code;
  }

  private int failure(DavitException e, Verb verb) {
    Complaint.print(e, verb.cure(e), err);
    return verb.failureCode() == ExitCode.RUNTIME ? Complaint.runCode(e) : verb.failureCode();
  }

  private int defect(RuntimeException e, Verb verb) {
    err.println("davit: internal error: " + e + ": please report it with the lines below");
    e.printStackTrace(err);
    return verb.failureCode();
  }
}
