// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.base.config.ConfigException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SharedSecretsTest {

  private static final String HEX = "000102030405060708090a0b0c0d0e0f";

  @TempDir private Path folder;

  @Test
  void readsOneSecretPerLineAndSkipsComments() throws IOException {
    var file = file("# ours\n\n  client1:" + HEX + " \nurn:dots:client2:FF" + HEX + "\n");

    var secrets = SharedSecrets.read(file);

    assertThat(secrets)
        .extracting(SharedSecret::identity)
        .containsExactly("client1", "urn:dots:client2");
    assertThat(secrets.getFirst().secret())
        .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    assertThat(secrets.getLast().secret()).hasSize(17).startsWith(0xFF, 0x00);
  }

  @ParameterizedTest
  @CsvSource({
    "client1, expected 'identity:hex'; found no colon",
    "client1:xyz, expected hexadecimal",
    "client1:00, expected a secret of 16 to 64 bytes; found 1",
    ":" + HEX + ", expected an identity of 1 to 128 bytes; found 0",
    "ok:" + HEX + ", the identity 'ok' stands in the file twice",
  })
  void namesFileAndLineOfAMistake(String line, String complaint) throws IOException {
    var file = file("ok:" + HEX + "\n" + line + "\n");

    assertThatThrownBy(() -> SharedSecrets.read(file))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith(file + ":2: " + complaint.replace(';', ','));
  }

  @Test
  void neverRepeatsASecretInAComplaint() throws IOException {
    var file = file("00112233445566778899aabbccddeeff\n");
    assertThatThrownBy(() -> SharedSecrets.read(file)).message().doesNotContain("00112233");

    var other = file("client1:00112233445566778899aabbccddeefg\n");
    assertThatThrownBy(() -> SharedSecrets.read(other)).message().doesNotContain("0011");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rw-----w-"})
  void refusesAFileThatOthersMayOpen(String mode) throws IOException {
    var file = file("client1:" + HEX + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));

    assertThatThrownBy(() -> SharedSecrets.read(file))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(mode)
        .hasMessageEndingWith("run: chmod 600 " + file);
  }

  @Test
  void addsToAFileAndKeepsItsOtherLines() throws IOException {
    var file = folder.resolve("psk");
    var one = SharedSecrets.generate("client1");
    SharedSecrets.add(file, one, false);
    Files.writeString(file, "# ours\n" + Files.readString(file));
    var two = SharedSecrets.generate("client2");
    SharedSecrets.add(file, two, false);

    assertThat(Files.readAllLines(file))
        .containsExactly("# ours", SharedSecrets.line(one), SharedSecrets.line(two));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(one.secret()).hasSize(32).isNotEqualTo(two.secret());
  }

  @Test
  void replacesASecretOnlyIfForced() {
    var file = folder.resolve("psk");
    SharedSecrets.add(file, SharedSecrets.generate("client1"), false);
    var other = SharedSecrets.generate("client1");

    assertThatThrownBy(() -> SharedSecrets.add(file, other, false))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("holds the identity 'client1' already");

    SharedSecrets.add(file, other, true);
    assertThat(SharedSecrets.read(file)).hasSize(1);
    assertThat(SharedSecrets.read(file).getFirst().secret()).isEqualTo(other.secret());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "#a", " a", "a\nb"})
  void refusesIdentitiesThatCannotBeWritten(String identity) {
    assertThatThrownBy(() -> SharedSecrets.generate(identity))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesAnIdentityOfMoreThan128Bytes() {
    assertThat(SharedSecrets.generate("ä".repeat(64)).identity()).hasSize(64);
    assertThatThrownBy(() -> SharedSecrets.generate("ä".repeat(65)))
        .hasMessageContaining("found 130");
  }

  @Test
  void answersAnyTextWithSecretsOrOneKindOfException() throws IOException {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("seed " + seed);
    var random = new SplittableRandom(seed);
    var alphabet = ("ab0:#\n \u00e9\u0000" + HEX).toCharArray();
    for (int round = 0; round < 1000; round++) {
      var text = new StringBuilder();
      for (int i = random.nextInt(120); i > 0; i--)
        text.append(alphabet[random.nextInt(alphabet.length)]);
      var charset = random.nextBoolean() ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
      var file = folder.resolve("psk" + round);
      KeyFolder.write(file, text.toString().getBytes(charset), KeyFolder.Access.SECRET, false);
      try {
        SharedSecrets.read(file).forEach(secret -> assertThat(secret.identity()).isNotEmpty());
      } catch (ConfigException e) {
        assertThat(e.getMessage()).as("seed %d", seed).startsWith(file.toString());
      }
    }
  }

  private Path file(String content) throws IOException {
    var file = folder.resolve("secrets");
    KeyFolder.write(file, content.getBytes(StandardCharsets.UTF_8), KeyFolder.Access.SECRET, true);
    return file;
  }
}
