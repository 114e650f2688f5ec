package dev.davit.image.registry;

import dev.davit.image.ImageException;
import dev.davit.image.registry.HostClient.Ask;
import dev.davit.image.registry.Transport.Answer;
import dev.davit.oci.image.ImageReference;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The way to all registries: which hosts answer for them, who logged in, how patient to be. Holds
 * connections open until it is closed; safe for use by many threads.
 */
public final class Registry implements AutoCloseable {

  /** A mirror that fails has others behind it. */
  private static final int MIRROR_ATTEMPTS = 2;

  private static final int MAX_ANSWER_BYTES = 1 << 20;

  private final RegistryHosts hosts;
  private final Logins logins;
  private final Transport transport;

  /**
   * Asks nobody yet.
   *
   * @param environment for the proxies: {@code HTTP_PROXY}, {@code HTTPS_PROXY}, {@code NO_PROXY}
   */
  public Registry(
      RegistryHosts hosts, Logins logins, Patience patience, Map<String, String> environment) {
    this.hosts = hosts;
    this.logins = logins;
    this.transport = new Transport(patience, new ProxyRules(environment));
  }

  /**
   * As this machine and user have it: {@code /etc/davit/registries.json} or the file that the
   * environment names in {@code DAVIT_REGISTRIES}, and docker's logins.
   */
  public static Registry open() {
    Map<String, String> environment = System.getenv();
    return new Registry(
        RegistryHosts.read(file(environment)),
        DockerConfig.of(environment),
        Patience.DEFAULT,
        environment);
  }

  /** The same, for registries that need no TLS, or whose certificate is not looked at. */
  public static Registry openInsecure(java.util.Set<String> domains) {
    Map<String, String> environment = System.getenv();
    return new Registry(
        RegistryHosts.read(file(environment)).withInsecure(domains),
        DockerConfig.of(environment),
        Patience.DEFAULT,
        environment);
  }

  private static Path file(Map<String, String> environment) {
    String file = environment.getOrDefault("DAVIT_REGISTRIES", "");
    return file.isEmpty() ? RegistryHosts.DEFAULT_FILE : Path.of(file);
  }

  /**
   * One repository.
   *
   * @param given who is asking, if not who logged in; told to the registry itself only
   */
  public Repository repository(
      ImageReference reference, Optional<Credentials> given, RetryListener listener) {
    return repository(reference.domain(), reference.path(), given, listener);
  }

  Repository repository(
      String domain, String path, Optional<Credentials> given, RetryListener listener) {
    List<HostClient> clients = new ArrayList<>();
    List<Endpoint> endpoints = hosts.endpoints(domain);
    for (int i = 0; i < endpoints.size(); i++) {
      Endpoint endpoint = endpoints.get(i);
      boolean origin = i == endpoints.size() - 1;
      Supplier<Optional<Credentials>> credentials =
          origin
              ? () -> given.or(() -> logins.of(domain))
              : () -> logins.of(endpoint.base().getRawAuthority());
      int attempts = transport.patience().attempts();
      clients.add(
          new HostClient(
              transport,
              endpoint,
              credentials,
              origin ? attempts : Math.min(attempts, MIRROR_ATTEMPTS),
              listener));
    }
    return new Repository(domain, path, clients);
  }

  /**
   * All repositories of a registry, if it tells them.
   *
   * @param domain such as {@code registry.example:5000}
   * @param given who is asking, if not who logged in
   * @throws ImageException.Denied if it tells only others, or nobody
   */
  public List<String> catalog(String domain, Optional<Credentials> given, RetryListener listener) {
    return new Listings(repository(domain, "", given, listener)).catalog();
  }

  /**
   * Asks a registry whether it lets somebody in.
   *
   * @throws ImageException.Denied if it does not
   */
  public void check(String domain, Credentials credentials) {
    Repository repository = repository(domain, "", Optional.of(credentials), RetryListener.NONE);
    HostClient host = repository.origin();
    String what = "log in to " + domain;
    Answer<byte[]> answer =
        host.ask("", Ask.small(what, "", HttpRequest.Builder::GET, MAX_ANSWER_BYTES));
    repository.check(host, what, answer);
  }

  /** Closes its connections; not while anybody is asked. */
  @Override
  public void close() {
    transport.close();
  }
}
