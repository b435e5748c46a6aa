// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.alto;

import dev.tocsin.alto.io.access.DigestUsers;
import dev.tocsin.app.cli.Passwords;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `tocsin alto user`
@Command(
    name = "user",
    description = {
      "Make the line of a user for the file that 'access.users' names. The password is asked for,",
      "or read from standard input, and only its hash is printed (RFC 7616, SHA-256)."
    },
    footerHeading = "%nExample:%n",
    footer = "  tocsin alto user isp-b >> users.txt")
final class AltoUserCommand implements Runnable {

  private static final int PASSWORD_CHARS_MIN = 8;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Parameters(paramLabel = "NAME", description = "The user's name.")
  private String name = "";

  @Option(
      names = "--realm",
      paramLabel = "TEXT",
      defaultValue = "alto",
      description = "As 'access.realm' has it. Default: ${DEFAULT-VALUE}.")
  private String realm = "";

  @Override
  public void run() {
    var password = Passwords.ask(name);
    if (password.length() < PASSWORD_CHARS_MIN) {
      throw mistake(
          "expected a password of at least %d characters, found %d"
              .formatted(PASSWORD_CHARS_MIN, password.length()));
    }
    try {
      spec.commandLine().getOut().println(DigestUsers.line(name, realm, password));
    } catch (IllegalArgumentException e) {
      throw mistake(String.valueOf(e.getMessage()));
    }
  }

  private ParameterException mistake(String text) {
    return new ParameterException(spec.commandLine(), text);
  }
}
