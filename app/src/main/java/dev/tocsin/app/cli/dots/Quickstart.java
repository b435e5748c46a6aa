// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.dots;

import dev.tocsin.base.identity.CertificateAuthority;
import dev.tocsin.base.identity.CertificateOrder;
import dev.tocsin.base.identity.CertificateOrder.Names;
import dev.tocsin.base.identity.CertificateOrder.Role;
import dev.tocsin.base.identity.KeyFiles;
import dev.tocsin.base.identity.KeyKind;
import dev.tocsin.base.net.Prefix;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Makes a first server and its first customer: an authority, two certificates, one domain, two
/// configurations.
///
/// @param folder must be empty or absent
/// @param listen an address literal; also what the client connects to
/// @param prefixes of the domain; documentation prefixes when empty
/// @param mitigator type in the configuration
record Quickstart(Path folder, String listen, List<String> prefixes, String mitigator) {

  private static final Duration VALIDITY = Duration.ofDays(365);
  private static final Set<String> MITIGATORS = Set.of("none", "nftables");

  Quickstart {
    if (!MITIGATORS.contains(mitigator)) {
      throw new IllegalArgumentException(
          "--mitigator '" + mitigator + "': expected none or nftables");
    }
    if (!isAddress(listen)) {
      throw new IllegalArgumentException("--listen '" + listen + "': expected one address");
    }
    prefixes =
        prefixes.isEmpty() ? List.of("192.0.2.0/24", "2001:db8::/32") : List.copyOf(prefixes);
    prefixes.forEach(Prefix::parse);
  }

  private static boolean isAddress(String text) {
    try {
      return text.indexOf('/') < 0 && Prefix.parse(text).isSingleAddress();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  void write(PrintWriter out) {
    try {
      refuseWhatExists();
      keys(InstantSource.system().instant());
      Files.writeString(folder.resolve("server.yaml"), server());
      Files.writeString(folder.resolve("client.yaml"), client());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    out.printf(
        """
        Made keys, the domain 'example' (%s) and two configurations in %s.

        Run the server:   tocsin dots server -c %s
        Run the client:   tocsin dots client -c %s
        Call for help:    tocsin dots mitigate -c %s --prefix %s --label first
        See the answer:   tocsin dots list -c %s
        """,
        String.join(", ", prefixes),
        folder,
        folder.resolve("server.yaml"),
        folder.resolve("client.yaml"),
        folder.resolve("client.yaml"),
        prefixes.getFirst().replaceFirst("/.*", ""),
        folder.resolve("client.yaml"));
  }

  private void refuseWhatExists() throws IOException {
    if (!Files.exists(folder)) return;
    try (var files = Files.list(folder)) {
      if (files.findAny().isPresent()) {
        throw new IllegalArgumentException(folder + " is not empty; quickstart overwrites nothing");
      }
    }
  }

  private void keys(Instant now) {
    var authority = CertificateAuthority.create("Tocsin quickstart", KeyKind.P256, VALIDITY, now);
    authority.save(folder.resolve("ca"), false);
    var server =
        new CertificateOrder(
            "server",
            Role.SERVER,
            new Names(List.of("localhost"), List.of(listen), List.of()),
            VALIDITY);
    KeyFiles.in(folder, "server").write(authority.issue(server, KeyKind.P256, now), false);
    var client =
        new CertificateOrder(
            "client",
            Role.CLIENT,
            new Names(List.of("client.example"), List.of(), List.of()),
            VALIDITY);
    KeyFiles.in(folder, "client").write(authority.issue(client, KeyKind.P256, now), false);
  }

  private String server() {
    return """
    # A DOTS server; docs/running.md explains every key.
    listen:
      dtls: ["%1$s"]
      tls: ["%1$s"]
    keys:
      certificate: server.pem
      key: server-key.pem
      trusted-authorities: [ca/ca.pem]
    state-folder: server-state
    mitigators:
      filter:
        type: %2$s
    domains:
      - name: example
        certificate-names: [client.example]
        prefixes:
    %3$s
        names: [example.com]
        mitigators: [filter]
    """
        .formatted(
            address(),
            mitigator,
            prefixes.stream()
                .map(prefix -> "      - \"" + prefix + "\"")
                .collect(Collectors.joining("\n")));
  }

  private String address() {
    return listen.indexOf(':') < 0 ? listen + ":4646" : "[" + listen + "]:4646";
  }

  private String client() {
    return """
    # A DOTS client agent; docs/running.md explains every key.
    servers:
      - host: "%s"
    keys:
      certificate: client.pem
      key: client-key.pem
      trusted-authorities: [ca/ca.pem]
    state-folder: client-state
    """
        .formatted(listen);
  }
}
