package dev.davit.engine.network;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A way to connect pods. It is safe for use by many threads. */
public interface Networking extends AutoCloseable {

  /**
   * Gives a network namespace its interface. What it takes is recorded before it is taken.
   *
   * @return the addresses of the pod, the first one first
   * @throws NetworkException if it cannot be done; nothing is left then
   */
  List<String> attach(NetworkRequest request);

  /** Takes back what a pod was given. May be repeated. */
  void detach(NetworkRequest request);

  /** What is wrong with what a pod was given; empty if nothing is. */
  Optional<String> check(NetworkRequest request);

  /** Takes back what pods were given that are no more, after a crash. */
  void retain(Set<String> podIds);

  /** Why pods cannot get a network now; empty if they can. */
  Optional<String> problem();

  /** Uses other address ranges for pods to come; empty if it does not do that. */
  void changeRanges(List<String> ranges);

  @Override
  default void close() {}

  /** Nothing but a loopback interface. */
  static Networking none() {
    return new Networking() {
      @Override
      public List<String> attach(NetworkRequest request) {
        return List.of();
      }

      @Override
      public void detach(NetworkRequest request) {}

      @Override
      public Optional<String> check(NetworkRequest request) {
        return Optional.empty();
      }

      @Override
      public void retain(Set<String> podIds) {}

      @Override
      public Optional<String> problem() {
        return Optional.empty();
      }

      @Override
      public void changeRanges(List<String> ranges) {}
    };
  }
}
