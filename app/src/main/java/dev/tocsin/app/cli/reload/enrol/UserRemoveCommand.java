// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.reload.enrol;

import dev.tocsin.reload.io.enrolment.users.Users;
import java.time.InstantSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `tocsin reload user remove`
@Command(
    name = "remove",
    description = {
      "Let a user in no more. Certificates that were issued count until they end; nobody else may",
      "have the user's names before that."
    },
    footerHeading = "%nExample:%n",
    footer = "  tocsin reload user remove -c enroll.yaml alice")
final class UserRemoveCommand implements Runnable {

  @Mixin private final UserFolder folder = new UserFolder();

  @Parameters(paramLabel = "USER", description = "The user.")
  private String user = "";

  @Override
  public void run() {
    var settings = folder.settings();
    var users = Users.open(settings.stateFolder(), settings.overlay());
    var until = InstantSource.system().instant().plus(settings.terms().rules().lifetime());
    folder.output().print(UserFolder.shown(users.remove(user, until)));
  }
}
