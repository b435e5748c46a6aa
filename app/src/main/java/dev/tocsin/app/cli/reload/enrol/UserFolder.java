// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.reload.enrol;

import dev.tocsin.app.cli.Output;
import dev.tocsin.reload.core.enrolment.Account;
import dev.tocsin.reload.core.enrolment.Account.Standing;
import dev.tocsin.reload.io.enrolment.service.EnrolmentSettings;
import dev.tocsin.reload.io.enrolment.users.Users;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// The users of the server that a configuration file describes; it may be running.
final class UserFolder {

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      required = true,
      description = "The enrolment server's configuration.")
  private Path config = Path.of("");

  @Mixin private final Output output = new Output();

  EnrolmentSettings settings() {
    return EnrolmentSettings.read(config);
  }

  Users open() {
    var settings = settings();
    return Users.open(settings.stateFolder(), settings.overlay());
  }

  Output output() {
    return output;
  }

  static Map<String, Object> shown(Account account) {
    var shown = new LinkedHashMap<String, Object>();
    shown.put("user", account.user());
    shown.put("names", account.names());
    switch (account.standing()) {
      case Standing.Admitted _ -> shown.put("standing", "admitted");
      case Standing.Denied _ -> shown.put("standing", "denied");
      case Standing.Removed(var until) -> {
        shown.put("standing", "removed");
        shown.put("names_reserved_until", until.toString());
      }
    }
    return shown;
  }
}
