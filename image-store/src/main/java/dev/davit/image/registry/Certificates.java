package dev.davit.image.registry;

import dev.davit.image.ImageException;
import dev.davit.image.registry.Endpoint.Tls;
import dev.davit.linux.IoFailure;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;

/** Whose certificates are believed. */
final class Certificates {

  private Certificates() {}

  /** A context of TLS that believes whom the rules name. */
  static SSLContext context(Tls tls) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      TrustManager[] trust =
          tls.verify() ? trusting(tls) : new TrustManager[] {new BelievesAnybody()};
      context.init(null, trust, null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A context for a client that is asked for no TLS: the JDK's loads three hundred classes. */
  static SSLContext none() {
    return new NoTls();
  }

  /** The authorities of the JDK, and those of the files. */
  private static TrustManager[] trusting(Tls tls) throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    int number = 0;
    for (TrustManager manager : managers(null)) {
      if (manager instanceof X509TrustManager known) {
        for (X509Certificate certificate : known.getAcceptedIssuers()) {
          store.setCertificateEntry("jdk-" + number++, certificate);
        }
      }
    }
    for (Path file : tls.authorities()) {
      for (Certificate certificate : read(file)) {
        store.setCertificateEntry("file-" + number++, certificate);
      }
    }
    return managers(store);
  }

  private static TrustManager[] managers(KeyStore store) throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  private static Collection<? extends Certificate> read(Path file) throws GeneralSecurityException {
    try (InputStream in = Files.newInputStream(file)) {
      return CertificateFactory.getInstance("X.509").generateCertificates(in);
    } catch (IOException e) {
      throw new ImageException.Storage(file + ": read: " + IoFailure.reason(e), e);
    } catch (GeneralSecurityException e) {
      throw new ImageException.Malformed(file + ": no certificates in PEM: " + e.getMessage(), e);
    }
  }

  /** Being an extended one, it also keeps the JDK from comparing host names. */
  private static final class BelievesAnybody extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
