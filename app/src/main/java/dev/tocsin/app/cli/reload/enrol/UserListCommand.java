// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.reload.enrol;

import dev.tocsin.app.cli.Table;
import dev.tocsin.reload.core.enrolment.Account;
import dev.tocsin.reload.core.enrolment.Account.Standing;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `tocsin reload user list`
@Command(
    name = "list",
    description = "Show the users of an overlay, and whose names are still reserved.",
    footerHeading = "%nExample:%n",
    footer = "  tocsin reload user list -c enroll.yaml --json")
final class UserListCommand implements Runnable {

  @Mixin private final UserFolder folder = new UserFolder();

  @Override
  public void run() {
    var accounts = folder.open().list();
    var output = folder.output();
    if (output.isJson()) {
      output.printJson(accounts.stream().map(UserFolder::shown).toList());
      return;
    }
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("USER", "STANDING", "NAMES"));
    for (var account : accounts) {
      var names = String.join(", ", account.names());
      rows.add(List.of(account.user(), standing(account), names));
    }
    Table.print(rows, output.out());
  }

  private static String standing(Account account) {
    return switch (account.standing()) {
      case Standing.Admitted _ -> "admitted";
      case Standing.Denied _ -> "denied";
      case Standing.Removed(var until) -> "removed, names free after " + until;
    };
  }
}
