// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.reload.enrol;

import dev.tocsin.app.cli.Passwords;
import dev.tocsin.app.cli.Usage;
import dev.tocsin.reload.core.enrolment.Account;
import dev.tocsin.reload.io.enrolment.users.Users;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `tocsin reload user add`
@Command(
    name = "add",
    description = {
      "Enter a user. The password is asked for, or read from standard input or a file; only hashes",
      "of it are kept, encrypted."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  tocsin reload user add -c enroll.yaml alice",
      "  tocsin reload user add -c enroll.yaml bob --name bob@ring.example --name b@ring.example"
    })
final class UserAddCommand implements Runnable {

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Mixin private final UserFolder folder = new UserFolder();

  @Parameters(paramLabel = "USER", description = "As the user logs in.")
  private String user = "";

  @Option(
      names = "--name",
      paramLabel = "USER@DOMAIN",
      description =
          "A name in the overlay that the user may have, and nobody else; repeatable"
              + " (default: USER@OVERLAY).")
  private List<String> names = List.of();

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = "Its first line is the password; mode 0600.")
  @Nullable
  private Path passwordFile;

  @Override
  public void run() {
    var settings = folder.settings();
    var usual = List.of(user + "@" + settings.overlay());
    var account =
        Usage.check(
            spec,
            () -> new Account(user, names.isEmpty() ? usual : names, Account.Standing.ADMITTED));
    var password = Passwords.from(passwordFile, user);
    var users = Users.open(settings.stateFolder(), settings.overlay());
    users.add(account, password, InstantSource.system().instant());
    folder.output().print(UserFolder.shown(account));
  }
}
