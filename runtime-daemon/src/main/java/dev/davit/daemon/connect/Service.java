package dev.davit.daemon.connect;

import java.util.Map;
import java.util.function.Supplier;

/**
 * All that is served on a socket.
 *
 * @param endpoints the calls
 * @param pages what a GET answers, by path; made on a thread of the queries
 * @param upgrade takes over the connections that ask for it
 */
public record Service(Endpoints endpoints, Map<String, Supplier<Page>> pages, Upgrade upgrade) {}
