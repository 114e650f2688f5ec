package dev.davit.command;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code davit version}. */
final class VersionVerb implements Verb {

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.verb("version", "[-o json]", "", "Prints the versions of davit, Java and Linux.");
    spec.addOption(Options.output());
    return Options.withGlobal(spec);
  }

  @Override
  public int run(ParseResult options, Session session) {
    String version = VersionVerb.class.getPackage().getImplementationVersion();
    String davit = version == null ? "development" : version;
    String java = System.getProperty("java.vm.name") + " " + System.getProperty("java.version");
    String linux = System.getProperty("os.version") + " " + System.getProperty("os.arch");
    if (Options.json(options)) {
      Json.print(
          session.out(),
          writer -> {
            writer.beginObject();
            writer.name("davit").value(davit);
            writer.name("ociRuntimeSpec").value("1.3.0");
            writer.name("java").value(java);
            writer.name("linux").value(linux);
            writer.endObject();
          });
    } else {
      session.out().println("davit " + davit);
      session.out().println("OCI runtime-spec 1.3.0");
      session.out().println(java);
      session.out().println("Linux " + linux);
    }
    return ExitCode.OK;
  }
}
