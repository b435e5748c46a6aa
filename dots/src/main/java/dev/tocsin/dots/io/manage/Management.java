// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.manage;

import dev.tocsin.base.http.WebAnswer;
import dev.tocsin.base.http.WebRequest;
import dev.tocsin.base.http.WebServer;
import dev.tocsin.base.http.WebSettings;
import dev.tocsin.base.identity.SecretBox;
import dev.tocsin.base.identity.Trust;
import dev.tocsin.dots.core.server.ExchangeId;
import dev.tocsin.dots.core.server.ManagementAnswer;
import dev.tocsin.dots.core.server.OperatorAnswer;
import dev.tocsin.dots.core.server.ServerOutput;
import dev.tocsin.dots.io.security.ManagedTrust;
import dev.tocsin.dots.io.server.Exchanges;
import dev.tocsin.dots.io.server.ServerEffects;
import dev.tocsin.dots.io.settings.DomainText;
import dev.tocsin.dots.io.settings.ManagementSettings;
import dev.tocsin.dots.io.settings.ServerSettings;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/// How customers are looked after while the server runs: what peers may prove, and where those are
/// answered who look after them.
public final class Management implements ServerEffects.Management {

  // A body that is somewhat too large is read, so that its sender sees the answer.
  private static final WebSettings.Limits LIMITS =
      new WebSettings.Limits(
          2 * Body.BYTES_MAX,
          16 << 10,
          100,
          50,
          32,
          Duration.ofSeconds(60),
          Duration.ofSeconds(30));

  private final ManagementSettings settings;
  private final Exchanges<ManagementAnswer> exchanges;
  private final ManagedTrust trust;
  private final Recognition recognition;
  private final Reloading reloading;
  private final ManagementApi api;

  private Management(
      ServerSettings settings,
      Exchanges<ManagementAnswer> exchanges,
      Exchanges<OperatorAnswer> operator,
      SecretBox box,
      Certification certification) {
    this.settings = settings.management();
    this.exchanges = exchanges;
    var files = settings.endpoint().keys().trust();
    this.trust = new ManagedTrust(files);
    this.recognition = new Recognition(box, trust);
    this.reloading = new Reloading(settings, trust, files);
    this.api =
        new ManagementApi(
            exchanges,
            new DomainText(settings),
            new CredentialBody(recognition),
            certification,
            new MitigationsApi(operator),
            reloading);
  }

  /// @param box of the secrets in the store
  /// @throws dev.tocsin.base.config.ConfigException naming the file that cannot be used
  public static Management of(
      ServerSettings settings,
      Exchanges<ManagementAnswer> exchanges,
      Exchanges<OperatorAnswer> operator,
      SecretBox box,
      InstantSource clock) {
    return new Management(settings, exchanges, operator, box, Certification.of(settings, clock));
  }

  /// What the files say, and what customers' credentials add to it.
  public Trust trust() {
    return trust;
  }

  /// Listens for HTTPS, if that is configured.
  ///
  /// @throws dev.tocsin.base.config.ConfigException naming the file or address that cannot be used
  public Optional<WebServer> serve(InstantSource clock) {
    if (settings.listen().isEmpty()) return Optional.empty();
    var listen = settings.listen().get();
    var shown =
        settings.clients().mayShowCertificates()
            ? WebSettings.ClientCertificate.WANTED
            : WebSettings.ClientCertificate.IGNORED;
    var keys = settings.keys();
    var tls = new WebSettings.Tls(keys.ownKey().orElseThrow(), keys.trust().authorities(), shown);
    var address = new InetSocketAddress(listen.host(), listen.port());
    var tokens = settings.clients().tokens().map(Tokens::read).orElseGet(Tokens::none);
    return Optional.of(
        WebServer.start(
            "management",
            new WebSettings(address, Optional.of(tls), LIMITS),
            new Access(settings.clients(), tokens, api, clock)));
  }

  /// Serves one who is let in already.
  ///
  /// @param actor who it is, for the audit log
  public WebAnswer handle(WebRequest request, String actor) {
    return api.handle(request, actor);
  }

  /// What the server was started with, and has taken in since.
  public ServerSettings current() {
    return reloading.settings();
  }

  /// Reads the configuration file again, as a signal asks for; what came of it stands in the log.
  public void reload() {
    var request =
        new WebRequest("POST", "/v1/reload", "", Map.of(), new byte[0], Optional.empty(), "");
    api.handle(request, "a signal");
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
