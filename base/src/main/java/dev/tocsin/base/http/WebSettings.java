// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.http;

import dev.tocsin.base.identity.OwnKey;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Where a web server listens and what it takes on.
///
/// @param address port 0 takes a free one
/// @param tls without it the address has to be on loopback
public record WebSettings(InetSocketAddress address, Optional<Tls> tls, Limits limits) {

  public WebSettings {
    boolean local = !address.isUnresolved() && address.getAddress().isLoopbackAddress();
    if (tls.isEmpty() && !local) {
      throw new IllegalArgumentException(
          "without TLS nothing is served beyond loopback: " + address);
    }
  }

  /// Whether clients have to show a certificate.
  public enum ClientCertificate {
    IGNORED,
    /// One that is shown must be good; who shows none is let in without a name.
    WANTED,
    REQUIRED
  }

  /// @param key with its certificate chain
  /// @param authorities whose certificates clients may show
  public record Tls(
      OwnKey key, List<X509Certificate> authorities, ClientCertificate clientCertificate) {
    public Tls {
      if (!key.hasCertificate()) throw new IllegalArgumentException("HTTPS needs a certificate");
      authorities = List.copyOf(authorities);
    }
  }

  /// @param bodyBytesMax of one request; more is 413
  /// @param headerBytesMax of one request; more is 431
  /// @param connectionsMax open ones; further ones wait in the kernel's queue
  /// @param perSourceMax open ones of one IPv4 address or IPv6 /64; further ones are closed
  /// @param requestsMax under way at a time; more are 503
  /// @param idleMax silence after which a connection is closed, also in the middle of a request
  /// @param bodyTimeMax how long a request's body may take to arrive, and the first request of a
  ///   connection with the handshake in front of it
  public record Limits(
      int bodyBytesMax,
      int headerBytesMax,
      int connectionsMax,
      int perSourceMax,
      int requestsMax,
      Duration idleMax,
      Duration bodyTimeMax) {

    /// 4 MiB of body; 16 KiB of header; 1,000 connections, 100 of one source; 256 requests at a
    /// time; 60 s of silence, longer than people think between two commands; 30 s for a body.
    public static final Limits DEFAULT =
        new Limits(
            4 << 20, 16 << 10, 1_000, 100, 256, Duration.ofSeconds(60), Duration.ofSeconds(30));

    public Limits {
      if (bodyBytesMax < 1 || headerBytesMax < 1 || connectionsMax < 1 || requestsMax < 1) {
        throw new IllegalArgumentException("a web server needs room for a request");
      }
      if (perSourceMax < 1) throw new IllegalArgumentException("a source needs a connection");
      if (!idleMax.isPositive() || !bodyTimeMax.isPositive()) {
        throw new IllegalArgumentException("a web server needs time for a request");
      }
    }
  }
}
