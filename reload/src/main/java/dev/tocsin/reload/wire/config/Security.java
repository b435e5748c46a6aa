// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.wire.config;

import java.net.URI;
import java.security.cert.X509Certificate;
import java.util.List;

/// What the members of an overlay prove themselves with.
public sealed interface Security {

  /// With certificates.
  ///
  /// @param roots authorities that issue them, at least one
  /// @param servers where one gets them, `https` only; empty if they are handed out otherwise
  record Certificates(List<X509Certificate> roots, List<URI> servers) implements Security {

    private static final int ROOTS_MAX = 64;
    private static final int SERVERS_MAX = 64;
    private static final int URL_CHARACTERS_MAX = 2048;

    public Certificates {
      roots = List.copyOf(roots);
      servers = List.copyOf(servers);
      // EB-9: a certificate that no root vouches for is worth nothing.
      if (roots.isEmpty()) {
        throw new IllegalArgumentException("expected a root-cert where certificates are issued");
      }
      Texts.atMost(ROOTS_MAX, "root certificates", roots);
      Texts.atMost(SERVERS_MAX, "credential servers", servers);
      servers.forEach(Certificates::check);
    }

    // EB-4: "This URL MUST be of type https:".
    private static void check(URI url) {
      boolean isUsable =
          "https".equalsIgnoreCase(url.getScheme())
              && url.getHost() != null
              && url.getRawUserInfo() == null
              && url.getRawFragment() == null
              && url.toString().length() <= URL_CHARACTERS_MAX
              && url.toString().chars().allMatch(c -> c < 0x7f);
      if (!isUsable) {
        throw new IllegalArgumentException(
            "expected a URL with https for a credential server, found '"
                + Texts.shown(url.toString())
                + "'");
      }
    }
  }

  /// With one key that all of them have been given.
  record SharedKey() implements Security {}
}
