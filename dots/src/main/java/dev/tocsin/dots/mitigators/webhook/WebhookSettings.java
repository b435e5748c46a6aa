// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators.webhook;

import dev.tocsin.base.config.Section;
import dev.tocsin.base.identity.OwnKey;
import dev.tocsin.base.identity.OwnKeys;
import dev.tocsin.base.identity.Pem;
import dev.tocsin.base.identity.SharedSecret;
import dev.tocsin.base.identity.SharedSecrets;
import dev.tocsin.base.net.HostAndPort;
import dev.tocsin.dots.mitigators.messages.ListFields;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Which web service a webhook mitigator calls, and how the two know each other.
///
/// @param secrets sign what is sent (the first one) and check what comes in (any)
/// @param authorities whom the service's certificate must come from; empty: those of the JDK
/// @param client what this side shows in TLS, if the service asks for a certificate
public record WebhookSettings(
    Service service,
    List<SharedSecret> secrets,
    List<X509Certificate> authorities,
    Optional<OwnKey> client,
    Patience patience,
    Optional<Reports> reports) {

  /// @param lists which access control lists it takes
  public record Service(URI url, ListFields lists) {}

  /// @param timeout of one attempt
  /// @param attempts of one call with one idempotency key, before it has failed
  /// @param pause before the second attempt; doubles after that
  /// @param answerBytesMax what the service may answer
  public record Patience(Duration timeout, int attempts, Duration pause, int answerBytesMax) {
    public static final Patience DEFAULT =
        new Patience(Duration.ofSeconds(10), 3, Duration.ofMillis(500), 64 << 20);
  }

  /// Where the service brings its counters to.
  ///
  /// @param key with its certificate; without it only loopback is listened on
  public record Reports(HostAndPort listen, Optional<OwnKey> key) {}

  public WebhookSettings {
    secrets = List.copyOf(secrets);
    authorities = List.copyOf(authorities);
    if (secrets.isEmpty()) throw new IllegalArgumentException("a webhook needs a secret");
  }

  /// Reads the settings of one instance, and refuses what is left over.
  ///
  /// @throws dev.tocsin.base.config.ConfigException also for a file that cannot be used
  public static WebhookSettings read(Section section) {
    var url = section.value("url", WebhookSettings::url).required();
    var secret = section.path("secret-file").required();
    var authorities = section.path("authorities").optional();
    var client = KeyPaths.read(section);
    var patience = patience(section);
    var listen = Optional.<HostAndPort>empty();
    var shown = KeyPaths.NONE;
    if (section.has("reports")) {
      var reports = section.section("reports");
      listen = Optional.of(reports.address("listen").required());
      shown = KeyPaths.read(reports);
      if (shown.key().isEmpty() && !isLoopback(listen.get().host())) {
        reports.complain("listen", "without 'certificate' and 'key' only loopback is listened on");
      }
    }
    var lists = section.choice("lists", ListFields.class).orDefault(ListFields.NONE);
    section.end();
    var reportKey = shown.ownKey();
    return new WebhookSettings(
        new Service(url, lists),
        SharedSecrets.read(secret),
        authorities.map(Pem::certificates).orElse(List.of()),
        client.ownKey(),
        patience,
        listen.map(address -> new Reports(address, reportKey)));
  }

  URI url() {
    return service.url();
  }

  private static Patience patience(Section section) {
    return new Patience(
        section
            .duration("timeout", Duration.ofMillis(100), Duration.ofMinutes(5))
            .orDefault(Patience.DEFAULT.timeout()),
        section.integer("attempts", 1, 10).orDefault(Patience.DEFAULT.attempts()),
        section
            .duration("pause", Duration.ofMillis(10), Duration.ofMinutes(1))
            .orDefault(Patience.DEFAULT.pause()),
        Patience.DEFAULT.answerBytesMax());
  }

  private record KeyPaths(Optional<Path> certificate, Optional<Path> key) {
    static final KeyPaths NONE = new KeyPaths(Optional.empty(), Optional.empty());

    static KeyPaths read(Section section) {
      var paths =
          new KeyPaths(section.path("certificate").optional(), section.path("key").optional());
      if (paths.certificate.isPresent() && paths.key.isEmpty()) {
        section.complain("certificate", "its private key is missing: give 'key', too");
      }
      if (paths.key.isPresent() && paths.certificate.isEmpty()) {
        section.complain("key", "its certificate is missing: give 'certificate', too");
      }
      return paths;
    }

    Optional<OwnKey> ownKey() {
      return key.map(file -> OwnKeys.read(file, certificate.orElseThrow()));
    }
  }

  private static URI url(String text) {
    try {
      var url = new URI(text);
      var scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
      boolean isPlain = scheme.equals("http") && isLoopback(String.valueOf(url.getHost()));
      boolean isUsable = scheme.equals("https") || isPlain;
      if (isUsable && url.getHost() != null && url.getUserInfo() == null) return url;
    } catch (URISyntaxException noUrl) {
      // Refused with the same words as any other text; the text itself may hold a password.
    }
    throw new IllegalArgumentException(
        "expected an https:// URL without a user, or an http:// one on loopback");
  }

  private static boolean isLoopback(String host) {
    if (host.equals("localhost")) return true;
    try {
      return InetAddress.ofLiteral(host).isLoopbackAddress();
    } catch (IllegalArgumentException isName) {
      return false;
    }
  }
}
