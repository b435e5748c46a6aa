// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots;

import dev.tocsin.dots.io.security.Credentials;
import dev.tocsin.dots.io.security.ServerProfile;
import dev.tocsin.dots.io.settings.ClientSettings;
import java.util.Optional;
import java.util.function.IntFunction;

/// What the operator's settings mean to the agent's transports.
final class ClientPlan {

  private ClientPlan() {}

  /// How each of the configured servers is met, by its number.
  static IntFunction<ServerProfile> servers(ClientSettings settings) {
    var identity = settings.identity();
    var credentials =
        new Credentials(identity.keys().ownKey(), identity.secret(), identity.keys().trust());
    return number -> {
      var configured = settings.servers().get(number);
      return new ServerProfile(credentials, Optional.of(configured.expectedName()));
    };
  }
}
