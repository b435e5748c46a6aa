// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.peer;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.tocsin.bench.load.PutPlan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The servers that are measured beside each other.
public enum Contender {
  /// Ours, with everything behind it: every PUT is durable before its answer.
  TOCSIN,
  /// Californium and nothing behind it, on the same cryptography.
  CALIFORNIUM,
  /// Debian's libcoap on GnuTLS.
  GNUTLS;

  private static final String GNUTLS_PROGRAM = "coap-server-gnutls";
  private static final String HEAP = "-Xmx3g";

  /// Its name in reports.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Why it cannot run here; empty if it can.
  public String missing() {
    if (this != GNUTLS) return "";
    return Tools.exists(GNUTLS_PROGRAM) ? "" : GNUTLS_PROGRAM + " is not installed (libcoap3-bin)";
  }

  /// Whether it is a Java process, whose heap can be counted.
  public boolean isJava() {
    return this != GNUTLS;
  }

  /// Whether it resumes sessions: coap-server keeps none.
  public boolean resumes() {
    return this != GNUTLS;
  }

  /// @param port where it shall listen for DTLS
  /// @param folder an empty one for its state and log
  public RunningServer start(Keys keys, int port, int core, Path folder) {
    return RunningServer.start(command(keys, port, folder), core, folder.resolve("log"));
  }

  /// The PUTs it understands.
  public PutPlan plan(int sessions, int outstanding, PutPlan.Mids mids) {
    return this == GNUTLS
        ? PutPlan.toResource("example_data", sessions, outstanding, mids)
        : PutPlan.mitigations(sessions, outstanding, mids);
  }

  private List<String> command(Keys keys, int port, Path folder) {
    return switch (this) {
      case TOCSIN ->
          java("dev.tocsin.app.Main", "dots", "server", "-c", configuration(keys, port, folder));
      case CALIFORNIUM ->
          java(EchoServer.class.getName(), keys.folder().toString(), Integer.toString(port));
      case GNUTLS ->
          List.of(
              GNUTLS_PROGRAM,
              "-A",
              "127.0.0.1",
              // DTLS is one above.
              "-p",
              Integer.toString(port - 1),
              "-c",
              keys.file("server.pem"),
              "-j",
              keys.file("server-key.pem"),
              "-C",
              keys.file("ca.pem"),
              "-k",
              new String(keys.secret().secret(), US_ASCII));
    };
  }

  private static List<String> java(String main, String... arguments) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // What the launcher gives to a server, it gives to the bench: both Java servers have it, too.
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(each -> each.startsWith("-X") || each.startsWith("--"))
        .forEach(command::add);
    command.addAll(List.of(HEAP, "-cp", System.getProperty("java.class.path"), main));
    command.addAll(List.of(arguments));
    return command;
  }

  /// Limits out of the way, mitigator `none`; everything else as it comes.
  private static String configuration(Keys keys, int port, Path folder) {
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
          nothing:
            type: none
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
            level: warn
        """
            .formatted(port, keys.folder(), folder, Keys.CLIENT);
    var file = folder.resolve("server.yaml");
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file.toString();
  }
}
