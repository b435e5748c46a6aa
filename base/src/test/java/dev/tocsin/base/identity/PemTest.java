// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.identity;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.base.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PemTest {

  private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"EC,secp256r1", "EC,secp384r1", "EC,secp521r1", "RSA,", "Ed25519,"})
  void readsThePrivateKeysItWrote(String algorithm, String curve) throws Exception {
    var pair = pair(algorithm, curve);

    var read = Pem.privateKey(file(Pem.write(part(pair))));

    assertThat(read.publicKey()).isEqualTo(pair.getPublic());
    assertThat(signs(read, pair)).isTrue();
  }

  @Test
  void writesEllipticCurveKeysAsSec1WithTheirPublicKey() throws Exception {
    var pair = pair("EC", "secp256r1");

    var text = new String(Pem.write(part(pair)), US_ASCII);

    assertThat(text).startsWith("-----BEGIN EC PRIVATE KEY-----\n").endsWith("KEY-----\n");
    var point = pair.getPublic().getEncoded();
    var der = PemBlock.all(Path.of("x"), text.getBytes(US_ASCII)).getFirst().der();
    assertThat(hex(der)).contains(hex(point).substring(hex(point).length() - 128));
  }

  @ParameterizedTest
  @CsvSource({"EC,secp256r1", "RSA,", "Ed25519,"})
  void readsPkcs8AsTheJdkWritesIt(String algorithm, String curve) throws Exception {
    var pair = pair(algorithm, curve);
    var file = file(PemBlock.write("PRIVATE KEY", pair.getPrivate().getEncoded()));

    assertThat(Pem.privateKey(file).publicKey()).isEqualTo(pair.getPublic());
  }

  @Test
  void readsPublicKeysAndCertificatesItWrote() throws Exception {
    var authority = CertificateAuthority.create("Root", KeyKind.P256, Duration.ofDays(1), NOW);
    var order =
        new CertificateOrder(
            "client1",
            CertificateOrder.Role.CLIENT,
            new CertificateOrder.Names(List.of(), List.of(), List.of()),
            Duration.ofHours(1));
    var own = authority.issue(order, KeyKind.P256, NOW);
    var chain = List.of(own.chain().getFirst(), authority.certificate());

    assertThat(Pem.publicKey(file(Pem.write(own.publicKey())))).isEqualTo(own.publicKey());
    assertThat(Pem.certificates(file(Pem.write(chain)))).isEqualTo(chain);
  }

  @Test
  void readsACertificateRequestWithItsNames() throws Exception {
    var pair = pair("EC", "secp256r1");

    var read = Pem.certificateRequest(file(PemBlock.write("CERTIFICATE REQUEST", request(pair))));

    assertThat(read.subject()).isEqualToIgnoringCase("CN=client1");
    assertThat(read.publicKey()).isEqualTo(pair.getPublic());
  }

  @Test
  void refusesARequestThatItsKeyDidNotSign() throws Exception {
    var der = request(pair("EC", "secp256r1"));
    der[der.length - 1] ^= 1;
    var file = file(PemBlock.write("CERTIFICATE REQUEST", der));

    assertThatThrownBy(() -> Pem.certificateRequest(file))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("key.pem:1");
  }

  @Test
  void findsTheKeyBesideItsCertificateAndText() throws Exception {
    var pair = pair("EC", "secp256r1");
    var text =
        "Bag Attributes\n"
            + PemBlock.write("EC PARAMETERS", new byte[] {6, 1, 1})
            + "subject=CN = x\r\n"
            + new String(Pem.write(part(pair)), US_ASCII).replace("\n", "\r\n");

    assertThat(Pem.privateKey(file(text)).publicKey()).isEqualTo(pair.getPublic());
  }

  @Test
  void namesWhatItExpectedAndWhatCame() throws Exception {
    var file = file(Pem.write(pair("EC", "secp256r1").getPublic()));

    assertThatThrownBy(() -> Pem.privateKey(file))
        .isInstanceOf(ConfigException.class)
        .hasMessage(file + ": expected PEM with a PRIVATE KEY, found PUBLIC KEY");
  }

  @Test
  void namesTheLineOfWhatIsBroken() throws Exception {
    var good = new String(Pem.write(pair("EC", "secp256r1").getPublic()), US_ASCII);
    var broken = file("\n\n" + good.replace("-----END", "!---END") + good);

    assertThatThrownBy(() -> Pem.publicKey(broken))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith(broken + ":7: expected '-----END PUBLIC KEY-----', found");
  }

  @Test
  void saysThatKeysWithAPassphraseAreNotRead() throws Exception {
    var pkcs8 = file(PemBlock.write("ENCRYPTED PRIVATE KEY", new byte[40]));
    assertThatThrownBy(() -> Pem.privateKey(pkcs8)).hasMessageContaining("without passphrase");

    var old =
        file(
            """
            -----BEGIN EC PRIVATE KEY-----
            Proc-Type: 4,ENCRYPTED
            DEK-Info: AES-256-CBC,00

            AAAA
            -----END EC PRIVATE KEY-----
            """);
    assertThatThrownBy(() -> Pem.privateKey(old)).hasMessageContaining("passphrase");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "hello", "-----BEGIN PRIVATE KEY-----", "-----BEGIN -----"})
  void refusesWhatIsNoPem(String text) throws Exception {
    var file = file(text);

    assertThatThrownBy(() -> Pem.privateKey(file))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(file.toString());
  }

  @Test
  void refusesAMissingFileAFolderAndAHugeFile() throws Exception {
    var huge = Files.write(folder.resolve("huge.pem"), new byte[(1 << 20) + 1]);

    assertThatThrownBy(() -> Pem.certificates(folder.resolve("none.pem")))
        .isInstanceOf(ConfigException.class)
        .hasMessageEndingWith("none.pem: cannot be read: no such file or folder");
    assertThatThrownBy(() -> Pem.certificates(folder)).isInstanceOf(ConfigException.class);
    assertThatThrownBy(() -> Pem.certificates(huge)).hasMessageContaining("at most 1048576 bytes");
  }

  @Test
  void refusesTwoKeysWhereOneIsExpected() throws Exception {
    var key = new String(Pem.write(pair("EC", "secp256r1").getPublic()), US_ASCII);
    var file = file(key + key);

    assertThatThrownBy(() -> Pem.publicKey(file))
        .hasMessageEndingWith("expected one PUBLIC KEY, found 2");
  }

  @Test
  void answersHostileBytesWithOneKindOfException() throws Exception {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("seed " + seed);
    var random = new SplittableRandom(seed);
    var blocks = samples();
    for (int round = 0; round < 3000; round++) {
      var block = blocks.get(random.nextInt(blocks.size()));
      var label = random.nextInt(8) == 0 ? anyLabel(blocks, random) : block.label();
      var file = file(PemBlock.write(label, damaged(block.der(), random)));
      try {
        Pem.entries(file).forEach(entry -> assertThat(entry.toString()).isNotEmpty());
      } catch (ConfigException e) {
        assertThat(e.getMessage())
            .as("seed %d", seed)
            .startsWith(file + ":1: ")
            .doesNotContain("\n");
      }
    }
  }

  private static List<PemBlock> samples() throws Exception {
    var ec = pair("EC", "secp256r1");
    var rsa = pair("RSA", "");
    var authority = CertificateAuthority.create("Root", KeyKind.P256, Duration.ofDays(1), NOW);
    return List.of(
        new PemBlock("EC PRIVATE KEY", Der.sec1(part(ec)), 1),
        new PemBlock("PRIVATE KEY", ec.getPrivate().getEncoded(), 1),
        new PemBlock("PRIVATE KEY", pair("Ed25519", "").getPrivate().getEncoded(), 1),
        new PemBlock("RSA PRIVATE KEY", rsa.getPrivate().getEncoded(), 1),
        new PemBlock("PUBLIC KEY", ec.getPublic().getEncoded(), 1),
        new PemBlock("PUBLIC KEY", rsa.getPublic().getEncoded(), 1),
        new PemBlock("CERTIFICATE", authority.certificate().getEncoded(), 1),
        new PemBlock("CERTIFICATE REQUEST", request(ec), 1));
  }

  private static String anyLabel(List<PemBlock> blocks, SplittableRandom random) {
    return blocks.get(random.nextInt(blocks.size())).label();
  }

  /// Some bytes changed, cut off, repeated or put in.
  private static byte[] damaged(byte[] der, SplittableRandom random) {
    var bytes = der.clone();
    for (int i = random.nextInt(4); i >= 0; i--) {
      bytes[random.nextInt(Math.min(bytes.length, 1 << random.nextInt(3, 12)))] =
          (byte) random.nextInt();
    }
    return switch (random.nextInt(3)) {
      case 0 -> Arrays.copyOf(bytes, random.nextInt(bytes.length));
      case 1 -> Arrays.copyOf(bytes, bytes.length + random.nextInt(1, 9));
      default -> bytes;
    };
  }

  private static byte[] request(KeyPair pair) throws OperatorCreationException, IOException {
    return new JcaPKCS10CertificationRequestBuilder(new X500Name("CN=client1"), pair.getPublic())
        .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()))
        .getEncoded();
  }

  private static boolean signs(PemEntry.PrivatePart key, KeyPair pair)
      throws GeneralSecurityException {
    var algorithm =
        switch (pair.getPublic().getAlgorithm()) {
          case "EC" -> "SHA256withECDSA";
          case "RSA" -> "SHA256withRSA";
          default -> "Ed25519";
        };
    var signature = Signature.getInstance(algorithm);
    signature.initSign(key.privateKey());
    signature.update((byte) 1);
    var signed = signature.sign();
    signature.initVerify(pair.getPublic());
    signature.update((byte) 1);
    return signature.verify(signed);
  }

  private static KeyPair pair(String algorithm, String curve) throws GeneralSecurityException {
    var generator = KeyPairGenerator.getInstance(algorithm);
    if (algorithm.equals("EC")) generator.initialize(new ECGenParameterSpec(curve));
    if (algorithm.equals("RSA")) generator.initialize(2048);
    return generator.generateKeyPair();
  }

  private static PemEntry.PrivatePart part(KeyPair pair) {
    return new PemEntry.PrivatePart(pair.getPrivate(), pair.getPublic());
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private Path file(String text) throws IOException {
    return file(text.getBytes(US_ASCII));
  }

  private Path file(byte[] content) throws IOException {
    return Files.write(folder.resolve("key.pem"), content);
  }
}
