package dev.davit.daemon.stream;

/** What happens on a wire from its beginning to its end, on a thread of its own. */
@FunctionalInterface
interface Session {

  /** Returns when all is over; the wire is closed then. */
  void run(Wire wire) throws Exception;
}
