package dev.davit.image.registry;

import dev.davit.image.Tools;
import java.nio.file.Path;

/** Certificates of an authority of the test's own. */
final class TestCertificate {

  private TestCertificate() {}

  /**
   * Makes ca.pem, cert.pem and key.pem in a directory.
   *
   * @param host whose certificate it is; it is good for 127.0.0.1 too
   */
  static void make(Path directory, String host) throws Exception {
    Tools.need("openssl");
    Tools.sh(
        directory,
        """
        openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=test-ca -keyout ca.key -out ca.pem \
          -addext basicConstraints=critical,CA:TRUE 2>&1
        openssl req -newkey rsa:2048 -nodes -subj /CN=%1$s -keyout key.pem -out cert.csr 2>&1
        printf 'subjectAltName=DNS:%1$s,IP:127.0.0.1\\n' >ext
        openssl x509 -req -in cert.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile ext \
          -out cert.pem 2>&1
        """
            .formatted(host));
  }
}
