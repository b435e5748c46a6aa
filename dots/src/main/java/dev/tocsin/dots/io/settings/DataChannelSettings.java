// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.settings;

import dev.tocsin.base.config.Section;
import dev.tocsin.base.net.HostAndPort;
import dev.tocsin.dots.core.server.data.DataSettings;
import java.time.Duration;
import java.util.Optional;

/// The data channel (RFC 8783) of a server.
///
/// @param listen where HTTPS is served; without it there is no data channel
/// @param viaName as this server would stand in a Via header (RFC 8783 §3.4)
/// @param settings what holds for its requests
public record DataChannelSettings(
    Optional<HostAndPort> listen, Optional<String> viaName, DataSettings settings) {

  static DataChannelSettings read(Section section, KeySettings keys) {
    var listen = section.address("listen").optional();
    if (listen.isPresent() && (keys.certificate().isEmpty() || keys.authorities().isEmpty())) {
      section.complain(
          "listen",
          "HTTPS needs a 'certificate' with its 'key', and 'trusted-authorities' for the clients");
    }
    return new DataChannelSettings(
        listen,
        section.string("via-name").optional(),
        new DataSettings(
            section
                .duration("lifetime", DataSettings.LIFETIME_MIN, Duration.ofDays(3_650))
                .orDefault(DataSettings.DEFAULT.lifetime()),
            limits(section),
            section
                .integer("accepted-flood-packets-per-second", 1, Integer.MAX_VALUE)
                .orDefault((int) DataSettings.DEFAULT.acceptedFloodPackets()),
            DataSettings.DEFAULT.filtering()));
  }

  private static DataSettings.Limits limits(Section section) {
    var usual = DataSettings.Limits.DEFAULT;
    return new DataSettings.Limits(
        section.integer("clients", 1, 1_000_000).orDefault(usual.clientsMax()),
        section.integer("aliases", 1, 10_000_000).orDefault(usual.aliasesMax()),
        section.integer("lists", 1, 1_000_000).orDefault(usual.aclsMax()),
        section.integer("entries", 1, 10_000_000).orDefault(usual.acesMax()),
        section.integer("entries-per-list", 1, 100_000).orDefault(usual.acesPerAclMax()));
  }
}
