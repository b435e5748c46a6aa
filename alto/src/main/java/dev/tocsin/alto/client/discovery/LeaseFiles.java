// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.client.discovery;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Where DHCP clients keep what they were told.
public final class LeaseFiles {

  private static final int BYTES_MAX = 1 << 20;
  private static final List<Path> DHCLIENT =
      List.of(Path.of("/var/lib/dhcp"), Path.of("/var/lib/dhclient"));
  private static final Path NETWORKD = Path.of("/run/systemd/netif/leases");

  private LeaseFiles() {}

  /// The domain of the access network, by RFC 7286 §3.1.2.
  ///
  /// @param file of one DHCP client
  /// @throws UncheckedIOException if it cannot be read
  public static Optional<String> domain(Path file) {
    try (var in = Files.newInputStream(file)) {
      var text = new String(in.readNBytes(BYTES_MAX), StandardCharsets.UTF_8);
      return AccessDomains.in(text.lines().toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Files that a DHCP client may have written for a network interface, those that are there.
  public static List<Path> of(NetworkInterface network) {
    var files = new ArrayList<Path>();
    for (var folder : DHCLIENT) {
      for (var version : List.of("", "6")) {
        files.add(folder.resolve("dhclient%s.%s.leases".formatted(version, network.getName())));
      }
    }
    files.add(NETWORKD.resolve(Integer.toString(network.getIndex())));
    return files.stream().filter(Files::isReadable).toList();
  }
}
