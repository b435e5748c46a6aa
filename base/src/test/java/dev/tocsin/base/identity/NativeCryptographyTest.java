// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// In processes of their own: the choice is made once per process.
final class NativeCryptographyTest {

  @TempDir private Path folder;

  @Test
  void putsTheNativeProviderFirstWhereItLoads() throws Exception {
    assertThat(run(classPath(""), List.of()))
        .startsWith("true Tocsin-AmazonCorrettoCryptoProvider 2")
        .endsWith(" [] same=true");
  }

  @Test
  void keepsTheJdksProvidersWhereTheJarIsMissing() throws Exception {
    assertThat(run(classPath("AmazonCorretto"), List.of()))
        .startsWith("false SUN 25 [java.lang.ClassNotFoundException")
        .endsWith("same=true");
  }

  @Test
  void keepsTheJdksProvidersWhereTheLibraryCannotBeUnpacked() throws Exception {
    var file = Files.writeString(folder.resolve("no-folder"), "");

    assertThat(run(classPath(""), List.of("-Djava.io.tmpdir=" + file)))
        .startsWith("false SUN 25 [")
        .endsWith("same=true");
  }

  @Test
  void keepsTheJdksProvidersOnDemand() throws Exception {
    assertThat(run(classPath(""), List.of("-Dtocsin.cryptography=jdk")))
        .isEqualTo("false SUN 25 [tocsin.cryptography=jdk asks for it] same=true");
  }

  /// What the child runs: installs twice, signs, and prints what was chosen.
  static final class Child {
    public static void main(String[] arguments) {
      var choice = NativeCryptography.install();
      boolean same = choice == NativeCryptography.install();
      KeyKind.P256.generate();
      authenticateAfterDestroying();
      System.out.printf(
          "%s %s [%s] same=%s%n", choice.isNative(), choice.provider(), choice.reason(), same);
    }
  }

  /// As Scandium does with every session: the key of the one before is destroyed and refuses to be
  /// compared.
  private static void authenticateAfterDestroying() {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      var first = new Destroyed();
      mac.init(first);
      mac.doFinal();
      first.isDestroyed = true;
      mac.init(new Destroyed());
      mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final class Destroyed implements SecretKey {
    private static final long serialVersionUID = 1L;
    private boolean isDestroyed;

    @Override
    public String getAlgorithm() {
      return "HmacSHA256";
    }

    @Override
    public String getFormat() {
      return "RAW";
    }

    @Override
    public byte[] getEncoded() {
      return new byte[32];
    }

    @Override
    public boolean equals(Object other) {
      if (isDestroyed) throw new IllegalStateException("secret destroyed");
      return other == this;
    }

    @Override
    public int hashCode() {
      return 1;
    }
  }

  private static String classPath(String without) {
    return Arrays.stream(System.getProperty("java.class.path").split(":"))
        .filter(entry -> without.isEmpty() || !entry.contains(without))
        .collect(Collectors.joining(":"));
  }

  private String run(String classPath, List<String> options)
      throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(options);
    command.addAll(List.of("-cp", classPath, Child.class.getName()));
    var errors = folder.resolve("errors");
    var process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(Files.readString(errors)).isZero();
    return output.lines().reduce((_, last) -> last).orElse("");
  }
}
