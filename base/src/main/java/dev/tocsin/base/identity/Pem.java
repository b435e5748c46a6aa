// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.identity;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.tocsin.base.config.ConfigException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Reads and writes the PEM files that operators and other programs use. Whatever is in a file, the
/// answer is a value or a {@link ConfigException} that names the file, what was expected and what
/// came.
public final class Pem {

  /// A bundle of every authority of the web's public key infrastructure is a quarter of this.
  private static final int FILE_BYTES_MAX = 1 << 20;

  private static final String CERTIFICATE = "CERTIFICATE";
  private static final String PUBLIC = "PUBLIC KEY";
  private static final String PKCS8 = "PRIVATE KEY";
  private static final String SEC1 = "EC PRIVATE KEY";
  private static final String PKCS1 = "RSA PRIVATE KEY";
  private static final Set<String> PRIVATE =
      Set.of(PKCS8, SEC1, PKCS1, "ENCRYPTED PRIVATE KEY", "OPENSSH PRIVATE KEY");
  private static final Set<String> REQUEST =
      Set.of("CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST");

  private Pem() {}

  /// Whether any line begins a PEM block; other text is no error here.
  public static boolean isPem(Path file) {
    var text = new String(KeyFolder.read(file, SharedSecrets.FILE_BYTES_MAX), US_ASCII);
    return text.lines().anyMatch(line -> line.startsWith(PemBlock.BEGIN));
  }

  /// Everything in the file that we know, in its order; blocks of other kinds are left out.
  public static List<PemEntry> entries(Path file) {
    return blocks(file).stream().flatMap(block -> decode(file, block).stream()).toList();
  }

  /// The one private key of a file: `PRIVATE KEY` (PKCS#8), `EC PRIVATE KEY` (SEC1) or `RSA PRIVATE
  /// KEY` (PKCS#1). Other blocks, for example its certificate, may stand beside it.
  public static PemEntry.PrivatePart privateKey(Path file) {
    return single(file, PRIVATE, PemEntry.PrivatePart.class);
  }

  /// The one `PUBLIC KEY` of a file.
  public static PublicKey publicKey(Path file) {
    return single(file, Set.of(PUBLIC), PemEntry.PublicPart.class).publicKey();
  }

  /// The one `CERTIFICATE REQUEST` of a file.
  public static PemEntry.Request certificateRequest(Path file) {
    return single(file, REQUEST, PemEntry.Request.class);
  }

  /// The one `CERTIFICATE REQUEST` of a text that is at hand.
  ///
  /// @param name of the text, in complaints
  public static PemEntry.Request certificateRequest(String name, String text) {
    return single(Path.of(name), text.getBytes(US_ASCII), REQUEST, PemEntry.Request.class);
  }

  /// The one `CERTIFICATE` of a text that is at hand.
  ///
  /// @param name of the text, in complaints
  public static X509Certificate certificate(String name, String text) {
    return single(
            Path.of(name), text.getBytes(US_ASCII), Set.of(CERTIFICATE), PemEntry.Certificate.class)
        .certificate();
  }

  /// Every `CERTIFICATE` of a file, at least one, in the order of the file.
  public static List<X509Certificate> certificates(Path file) {
    return some(file, blocks(file), Set.of(CERTIFICATE), PemEntry.Certificate.class).stream()
        .map(PemEntry.Certificate::certificate)
        .toList();
  }

  /// A private key in the form that OpenSSL, GnuTLS and Java programs all read: SEC1 with the
  /// public key for elliptic curves (GnuTLS refuses PKCS#8 without it), PKCS#8 for the others.
  static byte[] write(PemEntry.PrivatePart key) {
    return "EC".equals(key.privateKey().getAlgorithm())
        ? ascii(SEC1, Der.sec1(key))
        : ascii(PKCS8, key.privateKey().getEncoded());
  }

  static byte[] write(PublicKey key) {
    return ascii(PUBLIC, key.getEncoded());
  }

  /// A `PUBLIC KEY` block, as peers that know raw public keys read it.
  public static String text(PublicKey key) {
    return new String(write(key), US_ASCII);
  }

  public static String text(X509Certificate certificate) {
    return new String(write(List.of(certificate)), US_ASCII);
  }

  static byte[] write(List<X509Certificate> chain) {
    return chain.stream()
        .map(Pem::encoded)
        .map(der -> PemBlock.write(CERTIFICATE, der))
        .collect(Collectors.joining())
        .getBytes(US_ASCII);
  }

  private static byte[] ascii(String label, byte[] der) {
    return PemBlock.write(label, der).getBytes(US_ASCII);
  }

  private static byte[] encoded(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a certificate that was read can be written", e);
    }
  }

  private static List<PemBlock> blocks(Path file) {
    return PemBlock.all(file, content(file));
  }

  private static byte[] content(Path file) {
    return KeyFolder.read(file, FILE_BYTES_MAX);
  }

  private static <T extends PemEntry> T single(Path file, Set<String> labels, Class<T> type) {
    return single(file, content(file), labels, type);
  }

  private static <T extends PemEntry> T single(
      Path file, byte[] content, Set<String> labels, Class<T> type) {
    var found = some(file, PemBlock.all(file, content), labels, type);
    if (found.size() > 1) {
      throw new ConfigException(
          file, "expected one " + shortest(labels) + ", found " + found.size());
    }
    return found.getFirst();
  }

  private static <T extends PemEntry> List<T> some(
      Path file, List<PemBlock> blocks, Set<String> labels, Class<T> type) {
    var found =
        blocks.stream()
            .filter(block -> labels.contains(block.label()))
            .flatMap(block -> decode(file, block).stream())
            .map(type::cast)
            .toList();
    if (found.isEmpty()) {
      var labelsThere = blocks.stream().map(PemBlock::label).distinct().toList();
      throw new ConfigException(
          file,
          "expected PEM with a %s, found %s"
              .formatted(
                  shortest(labels),
                  labelsThere.isEmpty() ? "no PEM block" : String.join(", ", labelsThere)));
    }
    return found;
  }

  private static String shortest(Set<String> labels) {
    return labels.stream().sorted((a, b) -> a.length() - b.length()).findFirst().orElseThrow();
  }

  private static Optional<PemEntry> decode(Path file, PemBlock block) {
    try {
      var der = block.der();
      return switch (block.label()) {
        case CERTIFICATE -> Optional.of(new PemEntry.Certificate(Der.certificate(der)));
        case PUBLIC -> Optional.of(new PemEntry.PublicPart(Der.publicKey(der)));
        case PKCS8 -> Optional.of(Der.pkcs8(der));
        case SEC1 -> Optional.of(Der.sec1(der));
        case PKCS1 -> Optional.of(Der.pkcs1(der));
        case "CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST" -> Optional.of(Der.request(der));
        case "ENCRYPTED PRIVATE KEY", "OPENSSH PRIVATE KEY" ->
            throw new IOException(
                "expected a key without passphrase; 'openssl pkey -in "
                    + file
                    + "' turns it into one");
        default -> Optional.empty();
      };
    } catch (Exception e) {
      // Decoders of ASN.1 answer hostile bytes with almost any exception, unchecked ones too.
      throw new ConfigException(
          file, block.line(), block.label() + " cannot be read: " + oneLine(e));
    }
  }

  private static String oneLine(Exception e) {
    var message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return message.replaceAll("\\s+", " ");
  }
}
