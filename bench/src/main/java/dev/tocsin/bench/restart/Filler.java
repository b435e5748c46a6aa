// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.restart;

import dev.tocsin.base.identity.NativeCryptography;
import dev.tocsin.base.identity.SharedSecrets;
import dev.tocsin.bench.load.LoadGenerator;
import dev.tocsin.bench.load.dtls.Credential;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;

/// Asks a server for mitigations until it has acknowledged all of them; a process of its own,
/// because the server lives in another network. Arguments: file of the pre-shared key, port,
/// sessions, mitigations of each. Says so at the end.
final class Filler {

  static final String DONE = "all of them are acknowledged";
  private static final Duration MOST = Duration.ofMinutes(2);

  private Filler() {}

  public static void main(String[] arguments) {
    NativeCryptography.install();
    var secret = SharedSecrets.read(Path.of(arguments[0])).getFirst();
    var server = new InetSocketAddress("127.0.0.1", Integer.parseInt(arguments[1]));
    var generator = new LoadGenerator(server, new Credential.SharedKey(secret));
    int sessions = Integer.parseInt(arguments[2]);
    try (var run = generator.fill(sessions, Integer.parseInt(arguments[3]))) {
      run.await(MOST);
      System.out.println(DONE);
      System.out.flush();
    }
    System.exit(0);
  }
}
