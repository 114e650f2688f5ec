package dev.davit.daemon.stream;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.davit.engine.pod.AttachSession;
import dev.davit.engine.pod.ExecConfig;
import dev.davit.engine.pod.ExecSession;
import dev.davit.engine.pod.Pods;
import dev.davit.engine.pod.StreamSession;
import dev.davit.oci.DavitException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** A command in a container, or a container's own streams, on the channels of remote commands. */
final class CommandSession implements Session {

  private static final int STDIN = 0;
  private static final int STDOUT = 1;
  private static final int STDERR = 2;
  private static final int ERROR = 3;
  private static final int RESIZE = 4;

  private static final int BUFFER = 32 * 1024;

  /** How long the output of a command that has ended may still come, from what it left running. */
  private static final Duration TAIL = Duration.ofSeconds(10);

  /** Waits for the end of a process. */
  private interface Ending {
    /** At the latest after the end of these, which read its output: its exit code. */
    int await(List<Thread> outputs) throws InterruptedException;
  }

  /** What it is connected to. */
  private record Streams(StreamSession session, Ending ending) {
    static Streams of(ExecSession session) {
      return new Streams(
          session,
          outputs -> {
            Optional<Integer> code = session.waitFor(TAIL);
            while (code.isEmpty()) {
              code = session.waitFor(TAIL);
            }
            return code.get();
          });
    }

    static Streams of(AttachSession session) {
      return new Streams(
          session,
          outputs -> {
            for (Thread output : outputs) {
              output.join();
            }
            return 0;
          });
    }
  }

  private final Supplier<Streams> opener;
  private final boolean stdin;
  private final boolean stdout;
  private final boolean stderr;
  private final boolean tty;

  private CommandSession(
      Supplier<Streams> opener, boolean stdin, boolean stdout, boolean stderr, boolean tty) {
    this.opener = opener;
    this.tty = tty;
    this.stdin = stdin;
    this.stdout = stdout;
    this.stderr = stderr;
  }

  static CommandSession exec(Pods pods, String container, ExecConfig config) {
    return new CommandSession(
        () -> Streams.of(pods.exec(container, config)),
        config.stdin(),
        config.stdout(),
        config.stderr(),
        config.tty());
  }

  static CommandSession attach(
      Pods pods, String container, boolean stdin, boolean stdout, boolean stderr, boolean tty) {
    return new CommandSession(() -> Streams.of(pods.attach(container)), stdin, stdout, stderr, tty);
  }

  @Override
  public void run(Wire wire) throws Exception {
    try {
      Streams streams = opener.get();
      run(wire, streams.session(), streams.ending());
    } catch (DavitException e) {
      byte[] verdict = Verdict.failure(e.getMessage());
      wire.send(ERROR, verdict, verdict.length);
    }
  }

  private void run(Wire wire, StreamSession streams, Ending ending) throws Exception {
    try (StreamSession session = streams) {
      // An empty message says that it has begun, as the API server does it.
      wire.send(stdout ? STDOUT : stderr ? STDERR : ERROR, new byte[0], 0);
      Thread input = StreamServer.start("input", () -> input(wire, session));
      List<Thread> outputs = new ArrayList<>();
      if (stdout) {
        outputs.add(
            StreamServer.start("stdout", () -> output(wire, STDOUT, session.stdout(), session)));
      }
      if (stderr) {
        outputs.add(
            StreamServer.start("stderr", () -> output(wire, STDERR, session.stderr(), session)));
      }
      if (outputs.isEmpty()) {
        outputs.add(StreamServer.start("drain", () -> drain(session.stdout())));
      }
      finish(wire, ending, outputs);
      input.interrupt();
    }
  }

  private static void finish(Wire wire, Ending ending, List<Thread> outputs) throws Exception {
    int code = ending.await(outputs);
    for (Thread output : outputs) {
      output.join(TAIL.toMillis());
    }
    if (!wire.isClosed()) {
      byte[] verdict = Verdict.exit(code);
      wire.send(ERROR, verdict, verdict.length);
    }
  }

  private static void output(Wire wire, int channel, InputStream stream, StreamSession session) {
    byte[] buffer = new byte[BUFFER];
    try {
      for (int n = stream.read(buffer); n >= 0; n = stream.read(buffer)) {
        wire.send(channel, buffer, n);
      }
      wire.end(channel);
    } catch (IOException e) {
      // The client is gone, and with it the command.
      if (wire.isClosed()) {
        session.close();
      }
    }
  }

  /** Reads what nobody wants, to know its end. */
  private static void drain(InputStream stream) {
    try {
      stream.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      // That is its end as well.
    }
  }

  private void input(Wire wire, StreamSession session) {
    try {
      while (true) {
        Optional<Wire.Message> message = wire.receive();
        if (message.isEmpty()) {
          session.close();
          return;
        }
        take(message.get(), session);
      }
    } catch (InterruptedException e) {
      // The command has ended.
    }
  }

  private void take(Wire.Message message, StreamSession session) {
    try {
      if (message.channel() == STDIN && stdin) {
        if (message.data().isPresent()) {
          session.stdin().write(message.data().get());
          session.stdin().flush();
        } else if (!tty) {
          // The input of a terminal does not end: closing it would hang up.
          session.stdin().close();
        }
      } else if (message.channel() == RESIZE && message.data().isPresent()) {
        resize(new String(message.data().get(), StandardCharsets.UTF_8), session);
      }
    } catch (IOException e) {
      // It does not read its input any more: the rest is dropped, as in a pipe.
    }
  }

  private static void resize(String json, StreamSession session) {
    try {
      JsonObject size = JsonParser.parseString(json).getAsJsonObject();
      int rows = size.get("Height").getAsInt();
      int columns = size.get("Width").getAsInt();
      if (rows > 0 && columns > 0 && rows < 65_536 && columns < 65_536) {
        session.resize(rows, columns);
      }
    } catch (JsonParseException
        | IllegalStateException
        | NullPointerException
        | NumberFormatException
        | UnsupportedOperationException e) {
      // Not a size: the terminal stays as it is.
    }
  }
}
