package dev.davit.image.registry;

import dev.davit.image.ImageException;
import dev.davit.image.registry.HostClient.Ask;
import dev.davit.image.registry.Transport.Answer;
import dev.davit.image.registry.Transport.Pulse;
import dev.davit.oci.image.Digest;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.LongConsumer;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The place that a registry gave for one blob (distribution-spec 1.1, "Pushing a blob in chunks").
 * It moves with every answer. Knows how much is there, so that what was cut goes on.
 */
final class UploadPlace {

  private static final int MAX_ANSWER_BYTES = 1 << 16;
  private static final Pattern RANGE = Pattern.compile("(?:bytes=)?0-(\\d{1,18})");

  private final Repository repository;
  private final HostClient host;
  private final String what;
  private final String scope;
  private URI at;
  private long there;

  UploadPlace(Repository repository, String what, String scope, URI at) {
    this.repository = repository;
    this.host = repository.origin();
    this.what = what;
    this.scope = scope;
    this.at = at;
  }

  /** Bytes that the registry has. */
  long there() {
    return there;
  }

  /**
   * Sends a piece that begins where the registry's bytes end.
   *
   * @param length bytes of it
   * @return false if this registry takes a blob only in one piece
   */
  boolean send(Path file, long length, LongConsumer progress) {
    long end = there + length;
    Pulse pulse = new Pulse();
    Answer<byte[]> answer =
        once(
            pulse,
            request ->
                request
                    .setHeader("Content-Type", "application/octet-stream")
                    .setHeader("Content-Range", there + "-" + (end - 1))
                    .method("PATCH", FilePiece.of(file, there, end, pulse, progress)));
    if (there == 0 && (answer.status() == 405 || answer.status() == 501)) {
      return false;
    }
    repository.check(host, what, answer);
    moved(answer);
    there = end;
    return true;
  }

  /**
   * Sends what is missing, and says that this is the blob.
   *
   * @param size of the whole blob
   */
  void finish(Digest digest, Path file, long size, LongConsumer progress) {
    String query = (at.getRawQuery() == null ? "?" : "&") + "digest=" + digest;
    Pulse pulse = new Pulse();
    Ask<byte[]> ask =
        ask(
            pulse,
            request ->
                request
                    .setHeader("Content-Type", "application/octet-stream")
                    .PUT(FilePiece.of(file, there, size, pulse, progress)));
    repository.check(host, what, host.askOnce(URI.create(at + query), ask));
  }

  /**
   * Asks how much is there, after a piece was cut.
   *
   * @throws ImageException.NotFound if the place is gone
   */
  void look() {
    Answer<byte[]> answer = host.ask(at, ask(new Pulse(), HttpRequest.Builder::GET));
    repository.check(host, what, answer);
    moved(answer);
    Matcher range = RANGE.matcher(answer.header("Range"));
    // Nothing at all cannot be said in that header: registries say 0-0, or leave it out.
    long last = range.matches() ? Long.parseLong(range.group(1)) : 0;
    there = last == 0 ? 0 : last + 1;
  }

  private void moved(Answer<byte[]> answer) {
    String location = answer.header("Location");
    if (!location.isEmpty()) {
      at = at.resolve(location);
    }
  }

  private Answer<byte[]> once(Pulse pulse, UnaryOperator<HttpRequest.Builder> method) {
    return host.askOnce(at, ask(pulse, method));
  }

  private Ask<byte[]> ask(Pulse pulse, UnaryOperator<HttpRequest.Builder> method) {
    return new Ask<>(
        what, scope, method, info -> new BoundedBody(MAX_ANSWER_BYTES, true), pulse, () -> 0);
  }

  /**
   * Asks for a place, or for nothing but a name for what the registry has in another repository.
   */
  static Answer<byte[]> request(
      Repository repository, String what, String scope, Digest digest, String from) {
    String mount =
        from.isEmpty()
            ? ""
            : "?mount=" + digest + "&from=" + URLEncoder.encode(from, StandardCharsets.UTF_8);
    return repository
        .origin()
        .ask(
            path(repository) + mount,
            Ask.small(
                what, scope, request -> request.POST(BodyPublishers.noBody()), MAX_ANSWER_BYTES));
  }

  private static String path(Repository repository) {
    return repository.path() + "/blobs/uploads/";
  }

  /** The place that an answer names. */
  static UploadPlace of(Repository repository, String what, String scope, Answer<byte[]> answer) {
    HostClient host = repository.origin();
    String location = answer.header("Location");
    if (location.isEmpty()) {
      throw new ImageException.Registry(
          host.endpoint().name() + ": " + what + ": told no place for it", answer.status(), null);
    }
    URI base = host.endpoint().at(path(repository));
    return new UploadPlace(repository, what, scope, base.resolve(location));
  }
}
