// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.systemtests.lab;

import dev.tocsin.base.observe.Logging;
import dev.tocsin.dots.DotsClient;
import dev.tocsin.dots.io.settings.ClientSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/// Many agents in one process, each with its own configuration, identity, state, session and
/// control socket. A program of its own.
final class ManyAgents {

  private ManyAgents() {}

  /// @param files configurations
  public static void main(String[] files) throws InterruptedException {
    Logging.configure(Logging.Verbosity.WARN, Logging.Format.TEXT);
    List<DotsClient> agents = new ArrayList<>();
    for (var file : files) agents.add(DotsClient.start(ClientSettings.read(Path.of(file))));
    System.out.println(agents.size() + " agents run");
    new CountDownLatch(1).await();
  }
}
