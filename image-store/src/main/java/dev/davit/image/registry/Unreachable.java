package dev.davit.image.registry;

import dev.davit.linux.IoFailure;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;

/** Says why there was no answer, for which the JDK has many exceptions without a message. */
final class Unreachable {

  private Unreachable() {}

  static String reason(IOException failure) {
    if (causedBy(failure, UnresolvedAddressException.class)
        || causedBy(failure, UnknownHostException.class)) {
      return "no such host";
    }
    if (isDistrusted(failure)) {
      return "its certificate is not trusted: "
          + deepest(failure)
          + " (name its authority as \"ca\" in registries.json, or believe it by --insecure)";
    }
    if (failure instanceof HttpConnectTimeoutException) {
      return "no connection in time";
    }
    if (failure instanceof ConnectException
        && (failure.getMessage() == null || causedBy(failure, ClosedChannelException.class))) {
      return "connection refused";
    }
    return IoFailure.reason(failure);
  }

  /** Whether it speaks TLS, but nobody vouches for it. */
  static boolean isDistrusted(IOException failure) {
    return causedBy(failure, CertificateException.class);
  }

  /** Whether it will not pass by itself. */
  static boolean isFinal(IOException failure) {
    return isDistrusted(failure)
        || failure instanceof SSLException && !causedBy(failure, java.io.EOFException.class);
  }

  /** Whether there was not even a connection. */
  static boolean isForWantOfConnection(IOException failure) {
    return failure instanceof ConnectException || failure instanceof HttpConnectTimeoutException;
  }

  private static boolean causedBy(Throwable failure, Class<? extends Throwable> type) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (type.isInstance(t)) {
        return true;
      }
    }
    return false;
  }

  private static String deepest(Throwable failure) {
    Throwable t = failure;
    while (t.getCause() != null) {
      t = t.getCause();
    }
    return t.getMessage();
  }
}
