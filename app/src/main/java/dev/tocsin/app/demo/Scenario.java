// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// What differs between the demos: where the provider filters, what his attacker sends, and what
/// his customer asks for.
interface Scenario {

  /// A program that it needs, and where Debian has it.
  record Program(String name, String inPackage) {}

  /// Datagrams that attackers send.
  ///
  /// @param target address, or prefix whose addresses are hit in turn
  /// @param ports hit in turn; 0 is a random one each time
  record Flood(String target, List<Integer> ports, int packetsPerSecond) {}

  /// What attackers send.
  ///
  /// @param synTarget whom connection requests from forged addresses hit
  record Attack(List<Flood> floods, String synTarget) {
    public Attack {
      floods = List.copyOf(floods);
    }
  }

  /// A request of the customer's configuration.
  ///
  /// @param scope as the configuration has it: `prefixes: [198.51.100.10/32]`
  record Request(String name, String scope) {}

  /// What the customer asks for.
  ///
  /// @param standing before the attack, at his operator's word
  /// @param underAttack when the trigger sees it; the first is the one that is followed
  record Requests(List<Request> standing, List<Request> underAttack) {
    public Requests {
      standing = List.copyOf(standing);
      underAttack = List.copyOf(underAttack);
    }
  }

  List<Program> programs();

  /// Whether a router of its own stands between the provider's DOTS server and the world.
  boolean hasEdge();

  Attack attack();

  Requests requests();

  /// `type` and `settings` of the server's mitigator, in one line of YAML.
  String mitigator();

  /// What the customer's policy says of filters: keys of YAML, or nothing.
  String policy();

  /// Starts what it needs beside the DOTS server.
  ///
  /// @param folder for configurations and logs
  Filters start(Arena arena, Path folder) throws IOException;

  /// What this demo shows beside what all show, and whether it did.
  Map<String, Boolean> claims(Report report);
}
