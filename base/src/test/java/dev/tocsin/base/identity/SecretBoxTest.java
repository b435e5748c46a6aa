// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.identity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.base.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SecretBoxTest {

  private static final byte[] SECRET = "correct horse battery staple".getBytes(UTF_8);

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("secrets.key");
  }

  @Test
  void opensWhatItSealedAlsoWithTheKeyReadAgain() {
    var sealed = SecretBox.openOrMake(file).seal("acme-1", SECRET);

    assertThat(SecretBox.open(file).open("acme-1", sealed)).isEqualTo(SECRET);
    assertThat(SecretBox.openOrMake(file).open("acme-1", sealed)).isEqualTo(SECRET);
  }

  @Test
  void makesAKeyThatOnlyItsOwnerCanRead() throws IOException {
    SecretBox.openOrMake(file);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(file).hasSize(32);
  }

  @Test
  void sealsTheSameSecretDifferentlyEachTimeAndShowsNothingOfIt() {
    var box = SecretBox.openOrMake(file);

    var first = box.seal("acme-1", SECRET);
    var second = box.seal("acme-1", SECRET);

    assertThat(first).isNotEqualTo(second);
    assertThat(new String(Base64.getDecoder().decode(first), UTF_8)).doesNotContain("horse");
  }

  @Test
  void refusesWhatWasSealedForAnotherPurposeOrWithAnotherKey() {
    var sealed = SecretBox.openOrMake(file).seal("acme-1", SECRET);
    var other = SecretBox.openOrMake(folder.resolve("other.key"));

    assertThatThrownBy(() -> SecretBox.open(file).open("acme-2", sealed))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("'acme-2'")
        .hasMessageContaining("sealed with another key, or is damaged");
    assertThatThrownBy(() -> other.open("acme-1", sealed))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("sealed with another key");
  }

  @Test
  void refusesEveryBoxWithABitChanged() {
    var box = SecretBox.openOrMake(file);
    var sealed = Base64.getDecoder().decode(box.seal("acme-1", SECRET));

    for (int bit = 0; bit < 8 * sealed.length; bit++) {
      var damaged = sealed.clone();
      damaged[bit / 8] ^= (byte) (1 << bit % 8);
      var text = Base64.getEncoder().encodeToString(damaged);
      assertThatThrownBy(() -> box.open("acme-1", text)).isInstanceOf(ConfigException.class);
    }
  }

  @Test
  void refusesEveryBoxThatIsCutOff() {
    var box = SecretBox.openOrMake(file);
    var sealed = Base64.getDecoder().decode(box.seal("acme-1", SECRET));

    for (int length = 0; length < sealed.length; length++) {
      var text = Base64.getEncoder().encodeToString(Arrays.copyOf(sealed, length));
      assertThatThrownBy(() -> box.open("acme-1", text))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining(length < 28 ? "cut off after " + length + " bytes" : "damaged");
    }
  }

  @Test
  void saysNothingOfABoxThatIsNoBase64() {
    var box = SecretBox.openOrMake(file);

    assertThatThrownBy(() -> box.open("acme-1", "no box!"))
        .isInstanceOf(ConfigException.class)
        .hasMessage("the stored secret of 'acme-1' cannot be read: it is no base64");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 31, 33, 4096})
  void refusesAKeyOfAnotherLengthAndLeavesItThere(int bytes) throws IOException {
    write(new byte[bytes], "rw-------");

    assertThatThrownBy(() -> SecretBox.openOrMake(file))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("32 bytes");
    assertThat(file).hasSize(bytes);
  }

  @Test
  void refusesAKeyThatOthersMayRead() throws IOException {
    write(new byte[32], "rw-r-----");

    assertThatThrownBy(() -> SecretBox.openOrMake(file))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("chmod 600");
  }

  @Test
  void makesNoKeyWhereOneIsToBeRead() {
    assertThatThrownBy(() -> SecretBox.open(file))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("no such file");
    assertThat(file).doesNotExist();
  }

  private void write(byte[] content, String permissions) throws IOException {
    Files.write(file, content);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
  }
}
