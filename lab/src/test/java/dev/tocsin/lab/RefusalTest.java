// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefusalTest {

  private static final String SAID = "unshare failed: Operation not permitted";

  @TempDir Path settings;

  @ParameterizedTest
  @CsvSource({
    "kernel/unprivileged_userns_clone, 0, kernel.unprivileged_userns_clone=1",
    "kernel/apparmor_restrict_unprivileged_userns, 1, kernel.apparmor_restrict_unprivileged_userns=0",
    "user/max_user_namespaces, 0, user.max_user_namespaces=10000"
  })
  void namesTheSettingThatForbidsNamespaces(String file, String value, String remedy)
      throws IOException {
    // given
    set(file, value);

    // when
    var advice = new Refusal(SAID, false, settings).advice();

    // then
    assertThat(advice).contains(SAID, "sysctl -w " + remedy, "run this as root").hasLineCount(1);
  }

  @Test
  void speaksOfContainersWhereNoSettingForbids() throws IOException {
    set("kernel/unprivileged_userns_clone", "1");

    assertThat(new Refusal(SAID, false, settings).advice())
        .contains("container", "run this as root")
        .doesNotContain("sysctl");
  }

  @Test
  void doesNotSendRootToRoot() throws IOException {
    set("kernel/unprivileged_userns_clone", "0");

    assertThat(new Refusal(SAID, true, settings).advice())
        .contains("--privileged")
        .doesNotContain("as root");
  }

  private void set(String file, String value) throws IOException {
    var path = settings.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, value + "\n");
  }
}
