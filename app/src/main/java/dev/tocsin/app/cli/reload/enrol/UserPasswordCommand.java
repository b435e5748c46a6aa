// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.reload.enrol;

import dev.tocsin.app.cli.Passwords;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tocsin reload user password`
@Command(
    name = "password",
    description = "Give a user another password.",
    footerHeading = "%nExample:%n",
    footer = "  tocsin reload user password -c enroll.yaml alice")
final class UserPasswordCommand implements Runnable {

  @Mixin private final UserFolder folder = new UserFolder();

  @Parameters(paramLabel = "USER", description = "The user.")
  private String user = "";

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = "Its first line is the password; mode 0600.")
  @Nullable
  private Path passwordFile;

  @Override
  public void run() {
    var users = folder.open();
    var password = Passwords.from(passwordFile, user);
    folder.output().print(UserFolder.shown(users.setPassword(user, password)));
  }
}
