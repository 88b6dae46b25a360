package org.vitrail.inference.protocol;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.SslVerifyMode;

/**
 * Makes TLS trust the certificate authorities of one PEM file, and nobody else. A certificate has
 * to be for the host that is asked, too.
 */
final class TrustedAuthorities {
  /** Certificates are no secret: the store never leaves this process. */
  private static final char[] IN_MEMORY = "in memory".toCharArray();

  private TrustedAuthorities() {}

  /**
   * @throws IllegalArgumentException with a sentence, if the file holds no certificate
   */
  static SslOptions of(Path pemFile) {
    try (InputStream in = Files.newInputStream(pemFile)) {
      Collection<? extends Certificate> all =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (all.isEmpty()) {
        throw new GeneralSecurityException("it is empty");
      }
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (Certificate each : all) {
        store.setCertificateEntry("authority-" + store.size(), each);
      }
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      store.store(bytes, IN_MEMORY.clone());
      return SslOptions.builder()
          .trustStoreType(KeyStore.getDefaultType())
          .truststore(() -> new ByteArrayInputStream(bytes.toByteArray()), IN_MEMORY.clone())
          .sslVerifyMode(SslVerifyMode.FULL)
          .build();
    } catch (IOException e) {
      throw new IllegalArgumentException(pemFile + " cannot be read (" + e.getMessage() + ")", e);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "%s holds no certificate that can be read (%s); give the PEM file of the authority that signed the certificate of Redis"
              .formatted(pemFile, e.getMessage()),
          e);
    }
  }
}
