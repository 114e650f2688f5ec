package dev.davit.command;

import dev.davit.image.registry.PushListener;
import dev.davit.image.registry.PushRequest;
import dev.davit.oci.image.Digest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code davit push}: brings an image into a registry. */
final class PushVerb implements Verb {

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.verb(
            "push",
            "[OPTION...] IMAGE [NAME]",
            "",
            "Brings an image into the registry that its name says, or that NAME says: the same "
                + "bytes, so that it has the same digest there. What the registry has is not sent.");
    Registries.declare(spec);
    spec.addOption(Options.flag("print nothing but the digest", "-q", "--quiet"));
    spec.addOption(Options.output());
    spec.addPositional(Options.parameters("IMAGE [NAME]", "a name or id; its name over there"));
    return Options.withGlobal(
        spec,
        "  davit push registry.example/team/app:1",
        "  davit push app:1 localhost:5000/app:1");
  }

  @Override
  public int run(ParseResult options, Session session) {
    boolean json = Options.json(options);
    List<String> words = Options.some(options, "IMAGE");
    if (words.size() > 2) {
      throw new UsageException("\"" + words.get(2) + "\": one argument too many");
    }
    String target = words.get(words.size() - 1);
    Counter counter = new Counter(session);
    String digest =
        Registries.images(options, session, target)
            .push(words.get(0), target, new PushRequest(Registries.credentials(options), counter));
    String name = Registries.reference(target).familiar();
    if (json) {
      Json.print(
          session.out(),
          writer -> {
            writer.beginObject();
            writer.name("name").value(name);
            writer.name("digest").value(digest);
            writer.name("uploadedBlobs").value(counter.sent.get());
            writer.endObject();
          });
    } else if (Options.given(options, "-q")) {
      session.out().println(digest);
    } else {
      int sent = counter.sent.get();
      session
          .out()
          .println(
              Table.printable(
                  "pushed %s (%s): %d of %d blobs sent"
                      .formatted(name, digest, sent, counter.all.get())));
    }
    return ExitCode.OK;
  }

  private static final class Counter implements PushListener {
    private final Session session;
    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicInteger all = new AtomicInteger();

    Counter(Session session) {
      this.session = session;
    }

    @Override
    public void finished(Digest blob, boolean present) {
      all.incrementAndGet();
      if (!present) {
        sent.incrementAndGet();
      }
    }

    @Override
    public void retrying(String what, String why, Duration wait) {
      session.warn(Registries.retry(what, why, wait.toMillis()));
    }
  }
}
