// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.reload.enrol;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tocsin reload user deny`
@Command(
    name = "deny",
    description = {
      "Give a user no further certificates; those that were issued count until they end."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  tocsin reload user deny -c enroll.yaml alice",
      "  tocsin reload user deny -c enroll.yaml alice --undo"
    })
final class UserDenyCommand implements Runnable {

  @Mixin private final UserFolder folder = new UserFolder();

  @Parameters(paramLabel = "USER", description = "The user.")
  private String user = "";

  @Option(names = "--undo", description = "Give certificates again.")
  private boolean undo;

  @Override
  public void run() {
    folder.output().print(UserFolder.shown(folder.open().deny(user, !undo)));
  }
}
