// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/// The configuration of our server on loopback: limits out of the way, everything else as it comes.
public record ServerFile(Path path) {

  /// What the server's one mitigator is called.
  public static final String MITIGATOR = "bench";

  /// @param folder where the file goes, and the server's state
  /// @param mitigator its type
  /// @param level of the log
  public static ServerFile write(Path folder, Keys keys, int port, String mitigator, String level) {
    var text =
        """
        listen:
          dtls: 127.0.0.1:%1$d
          tls: 127.0.0.1:%1$d
        keys:
          certificate: %2$s/server.pem
          key: %2$s/server-key.pem
          trusted-authorities: %2$s/ca.pem
          pre-shared-keys: %2$s/psk
        state-folder: %3$s/state
        limits:
          sessions: 20000
          handshakes: 20000
          handshakes-per-source: 20000
          handshake-rate: 1000000.0
          handshake-rate-per-source: 1000000.0
        mitigators:
          %5$s:
            type: %6$s
        domains:
          - name: bench
            certificate-names: %4$s
            psk-identities: bench
            prefixes: "2001:db8::/32"
            limits:
              requests-per-second: 1000000.0
              mitigations: 10000000
              sessions: 20000
        observe:
          metrics: false
          log:
            level: %7$s
        """
            .formatted(port, keys.folder(), folder, Keys.CLIENT, MITIGATOR, mitigator, level);
    var file = folder.resolve("server.yaml");
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new ServerFile(file);
  }

  /// The same with more sections.
  public ServerFile with(String sections) {
    try {
      Files.writeString(path, sections, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /// What starts the server.
  public List<String> command() {
    return Tools.java("dev.tocsin.app.Main", "dots", "server", "-c", path.toString());
  }
}
