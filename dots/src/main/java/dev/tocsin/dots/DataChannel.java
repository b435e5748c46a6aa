// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots;

import dev.tocsin.base.config.ConfigException;
import dev.tocsin.base.identity.NativeCryptography;
import dev.tocsin.base.identity.OwnKey;
import dev.tocsin.dots.io.data.client.ClientResources;
import dev.tocsin.dots.io.data.client.ClientTls;
import dev.tocsin.dots.io.data.client.DataClient;
import dev.tocsin.dots.io.settings.ClientSettings;
import dev.tocsin.dots.io.settings.ClientSettings.RemoteServer;
import java.time.Duration;

/// A client's data channel (RFC 8783) to one of its servers: aliases, lists, capabilities.
///
///     try (var channel = DataChannel.open(settings, server, wait)) { channel.resources()… }
public final class DataChannel implements AutoCloseable {

  private final DataClient client;
  private final ClientResources resources;

  private DataChannel(DataClient client, ClientResources resources) {
    this.client = client;
    this.resources = resources;
  }

  /// Says nothing to the server yet.
  ///
  /// @param answerWait how long every answer may take
  /// @throws ConfigException if the settings lack what HTTPS needs, or a file cannot be used
  public static DataChannel open(
      ClientSettings settings, RemoteServer server, Duration answerWait) {
    NativeCryptography.install();
    var client = client(settings, server, answerWait);
    return new DataChannel(client, new ClientResources(client, CuidInUse.at(server, settings)));
  }

  static DataClient client(ClientSettings settings, RemoteServer server, Duration answerWait) {
    var keys = settings.identity().keys();
    var authorities = keys.trust().authorities();
    var key = keys.ownKey().filter(OwnKey::hasCertificate);
    // RFC 8783 §3.1: certificates on both sides; HTTPS knows no other proof here.
    if (key.isEmpty() || authorities.isEmpty()) {
      throw new ConfigException(
          "the data channel needs 'keys.certificate', 'keys.key' and 'keys.trusted-authorities'");
    }
    var tls = new ClientTls(key.get(), authorities, server.expectedName());
    return new DataClient(server.dataChannel(), tls, answerWait);
  }

  public ClientResources resources() {
    return resources;
  }

  @Override
  public void close() {
    client.close();
  }
}
