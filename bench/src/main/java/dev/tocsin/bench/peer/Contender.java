// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.peer;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.tocsin.bench.load.PutPlan;
import java.nio.file.Path;
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
      case TOCSIN -> ServerFile.write(folder, keys, port, "none", "warn").command();
      case CALIFORNIUM ->
          Tools.java(EchoServer.class.getName(), keys.folder().toString(), Integer.toString(port));
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
}
