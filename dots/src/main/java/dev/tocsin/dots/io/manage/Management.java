// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.manage;

import dev.tocsin.base.identity.SecretBox;
import dev.tocsin.base.identity.Trust;
import dev.tocsin.dots.core.server.ExchangeId;
import dev.tocsin.dots.core.server.ManagementAnswer;
import dev.tocsin.dots.core.server.ServerOutput;
import dev.tocsin.dots.io.security.ManagedTrust;
import dev.tocsin.dots.io.server.Exchanges;
import dev.tocsin.dots.io.server.ServerEffects;
import dev.tocsin.dots.io.settings.ServerSettings;

/// How customers are looked after while the server runs: what peers may prove, and where those are
/// answered who look after them.
public final class Management implements ServerEffects.Management {

  /// Beside the store, but not in it: whoever copies the store has not copied this.
  public static final String KEY_FILE = "secrets.key";

  private final Exchanges<ManagementAnswer> exchanges;
  private final ManagedTrust trust;
  private final Recognition recognition;

  private Management(Exchanges<ManagementAnswer> exchanges, ManagedTrust trust, SecretBox box) {
    this.exchanges = exchanges;
    this.trust = trust;
    this.recognition = new Recognition(box, trust);
  }

  /// @throws dev.tocsin.base.config.ConfigException naming the file that cannot be used
  public static Management of(ServerSettings settings, Exchanges<ManagementAnswer> exchanges) {
    return new Management(
        exchanges,
        new ManagedTrust(settings.endpoint().keys().trust()),
        SecretBox.open(settings.stateFolder().resolve(KEY_FILE)));
  }

  /// What the files say, and what customers' credentials add to it.
  public Trust trust() {
    return trust;
  }

  @Override
  public void answer(ExchangeId exchange, ManagementAnswer answer) {
    exchanges.answer(exchange, answer);
  }

  @Override
  public void recognise(ServerOutput.Recognise recognised) {
    recognition.recognise(recognised);
  }
}
