// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.gobgp;

import dev.tocsin.base.config.Kind;
import dev.tocsin.base.config.Section;
import dev.tocsin.base.net.HostAndPort;
import dev.tocsin.base.net.Prefix;
import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.TlsChannelCredentials;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Where a GoBGP daemon's gRPC interface is.
///
/// @param trust certificates that the daemon's must come from; without them there is no TLS
public record GobgpEndpoint(HostAndPort address, Optional<Path> trust) {

  private static final int KEEP_ALIVE_MINUTES = 6;
  private static final HostAndPort DEFAULT = new HostAndPort("127.0.0.1", 50_051);

  /// Reads `address`, `tls-trust` and `plaintext`.
  public static GobgpEndpoint read(Section section) {
    var address = section.value("address", Kind.address(DEFAULT.port())).orDefault(DEFAULT);
    var trust = section.path("tls-trust").optional();
    boolean plain = section.bool("plaintext").orDefault(false);
    if (trust.isEmpty() && !plain && !isLoopback(address.host())) {
      section.complain(
          "address",
          address
              + " is not on this machine, and whoever reaches it can change routes: set"
              + " 'tls-trust', or 'plaintext: true' if the way there is protected");
    }
    return new GobgpEndpoint(address, trust);
  }

  private static boolean isLoopback(String host) {
    if (host.equals("localhost")) return true;
    try {
      return Prefix.parse(host).isLoopback();
    } catch (IllegalArgumentException name) {
      return false;
    }
  }

  /// Connects when it is first needed, and again whenever the connection was lost.
  ///
  /// @throws IOException if the certificates cannot be read
  public ManagedChannel open() throws IOException {
    return Grpc.newChannelBuilderForAddress(address.host(), address.port(), credentials())
        .proxyDetector(_ -> null)
        // Only beside a call under way; servers written in Go allow one in five minutes.
        .keepAliveTime(KEEP_ALIVE_MINUTES, TimeUnit.MINUTES)
        .build();
  }

  private ChannelCredentials credentials() throws IOException {
    if (trust.isEmpty()) return InsecureChannelCredentials.create();
    try {
      return TlsChannelCredentials.newBuilder().trustManager(trust.get().toFile()).build();
    } catch (IOException e) {
      throw new IOException("cannot read " + trust.get() + ": " + e.getMessage(), e);
    }
  }

  @Override
  public String toString() {
    return address.toString();
  }
}
